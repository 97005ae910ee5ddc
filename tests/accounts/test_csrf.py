"""CSRF: changes are accepted from this server's own pages, and from programs that send a header."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.accounts.conftest import ORIGIN, PASSWORD, Browser
from umbra.config import settings
from umbra.database import Database

ATTEMPT = {"username": "alice", "password": PASSWORD}


@pytest.fixture
async def caller(database: Database) -> AsyncIterator[Browser]:
    """A client without an Origin header, at a server where alice has an account."""
    async with Browser() as first:
        await first.set_up()
    async with Browser() as opened:
        del opened.headers["Origin"]
        yield opened


async def signed_in(caller: Browser) -> Browser:
    await caller.post("/api/auth/login", json=ATTEMPT)
    assert "umbra_session" in caller.cookies
    return caller


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": f"{ORIGIN}.evil.example"},
        {"Origin": "http://sub.localhost:8000"},
        {"Origin": ORIGIN.replace("http", "https")},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "X-Umbra-Request": "1"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "CROSS-SITE"},
    ],
)
async def test_a_cross_site_request_changes_nothing_and_signs_no_one_in(
    headers: dict[str, str], caller: Browser
) -> None:
    answer = await caller.post("/api/auth/login", json=ATTEMPT, headers=headers)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert "set-cookie" not in answer.headers
    await signed_in(caller)
    assert (await caller.post("/api/auth/logout", headers=headers)).status_code == 403
    assert (await caller.get("/api/auth/sessions")).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"data": ATTEMPT},
        {"content": b'{"username": "alice"}', "headers": {"Content-Type": "text/plain"}},
        {"files": {"username": b"alice"}},
    ],
    ids=["a form", "plain text", "a form with files"],
)
async def test_a_form_on_another_site_is_refused(sent: dict[str, Any], caller: Browser) -> None:
    headers = {**sent.pop("headers", {}), "Origin": "https://evil.example"}
    answer = await caller.post("/api/auth/login", headers=headers, **sent)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ORIGIN},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
        {"X-Umbra-Request": "1"},
    ],
)
async def test_same_origin_pages_and_programs_with_the_header_are_accepted(
    headers: dict[str, str], caller: Browser
) -> None:
    await signed_in(caller)
    assert (await caller.delete("/api/auth/sessions", headers=headers)).status_code == 204


async def test_a_session_cookie_without_origin_or_header_is_refused(caller: Browser) -> None:
    await signed_in(caller)
    answer = await caller.delete("/api/auth/sessions")
    assert answer.status_code == 403
    assert "X-Umbra-Request" in answer.json()["detail"]


async def test_an_allowed_origin_is_accepted(
    caller: Browser, configuration: pytest.MonkeyPatch
) -> None:
    other = "https://tools.example.org"
    answer = await caller.post("/api/auth/login", json=ATTEMPT, headers={"Origin": other})
    assert answer.status_code == 403
    configuration.setenv("UMBRA_ALLOWED_ORIGINS", other)
    settings.cache_clear()
    answer = await caller.post("/api/auth/login", json=ATTEMPT, headers={"Origin": other})
    assert answer.status_code == 200
