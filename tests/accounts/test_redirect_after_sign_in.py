"""Where one wanted to go: only to the house's own pages."""

from __future__ import annotations

import pytest

from umbra.accounts.access.tab_redirect import local_path, lock_path


@pytest.mark.parametrize("wanted", ["/", "/todos", "/todos?done=1&tag=a%20b", "/lockers"])
def test_a_local_page_is_gone_back_to(wanted: str) -> None:
    assert local_path(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "todos",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/todos\r\nSet-Cookie: a=b",
        " /todos",
        "/todos\x00",
        "/api/auth/logout",
        "/lock",
        "/lock?next=/lock",
        "/_event",
        "/" + "x" * 2001,
    ],
)
def test_anything_else_leads_home(wanted: str) -> None:
    assert local_path(wanted) == "/"
    assert lock_path(wanted) == "/lock"


def test_only_pages_that_exist_are_gone_back_to() -> None:
    pages = {"/todos"}
    assert local_path("/todos?done=1", pages.__contains__) == "/todos?done=1"
    assert local_path("/nowhere", pages.__contains__) == "/"


def test_the_lock_screen_s_address_carries_the_way_back_whole() -> None:
    assert lock_path("/todos?done=1&q=a") == "/lock?next=/todos%3Fdone%3D1%26q%3Da"
