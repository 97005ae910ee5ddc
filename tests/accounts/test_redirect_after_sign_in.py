"""The redirect after sign-in leads to this server's own pages only (no open redirect)."""

from __future__ import annotations

import pytest

from umbra.accounts.access.tab_redirect import local_path, lock_path


@pytest.mark.parametrize("wanted", ["/", "/todos", "/todos?done=1&tag=a%20b", "/lockers"])
def test_a_local_path_is_redirected_to(wanted: str) -> None:
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
def test_anything_else_redirects_to_the_start_page(wanted: str) -> None:
    assert local_path(wanted) == "/"
    assert lock_path(wanted) == "/lock"


def test_only_existing_pages_are_redirected_to() -> None:
    pages = {"/todos"}
    assert local_path("/todos?done=1", pages.__contains__) == "/todos?done=1"
    assert local_path("/nowhere", pages.__contains__) == "/"


def test_the_lock_screen_url_carries_the_encoded_return_path() -> None:
    assert lock_path("/todos?done=1&q=a") == "/lock?next=/todos%3Fdone%3D1%26q%3Da"
