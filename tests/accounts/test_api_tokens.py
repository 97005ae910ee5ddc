"""API tokens: their scope, expiry and revocation; they reach no sign-in or security route."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.accounts.conftest import Browser
from tests.conftest import FrozenClock
from umbra.accounts import policy
from umbra.accounts.policy import Rules
from umbra.database import Database
from umbra.umbra import api


@pytest.fixture
async def home(browser: Browser) -> Browser:
    await browser.set_up()
    return browser


async def create_token(home: Browser, scope: str = "write", **more: Any) -> dict[str, Any]:
    body = {"name": "Shopping list", "scopes": [scope], **more}
    answer = await home.post("/api/tokens", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def call(
    token: str, method: str, path: str, host: str = "localhost:8000", **more: Any
) -> httpx.Response:
    """Calls the API as a program does: with the token alone, without a cookie."""
    transport = httpx.ASGITransport(app=api)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as program:
        headers = {"Authorization": f"Bearer {token}", "Host": host}
        return await program.request(method, path, headers=headers, **more)


async def test_a_write_token_creates_items_for_its_owner(home: Browser) -> None:
    token = (await create_token(home))["token"]
    created = await call(token, "POST", "/api/todos", json={"title": "Milk"})
    assert created.status_code == 201
    assert [todo["title"] for todo in (await home.get("/api/todos")).json()["items"]] == ["Milk"]


async def test_a_read_token_changes_nothing(home: Browser) -> None:
    token = (await create_token(home, "read"))["token"]
    assert (await call(token, "GET", "/api/todos")).status_code == 200
    refused = await call(token, "POST", "/api/todos", json={"title": "Milk"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-allowed")
    assert (await home.get("/api/todos")).json()["items"] == []


async def test_a_revoked_or_expired_token_is_refused_at_its_next_call(
    home: Browser, clock: FrozenClock
) -> None:
    revoked, expiring = (
        await create_token(home),
        await create_token(home, expires_at="2026-03-04T11:00:00+01:00"),
    )
    assert (await home.delete(f"/api/tokens/{revoked['id']}")).status_code == 204
    assert (await call(revoked["token"], "GET", "/api/todos")).status_code == 401
    assert (await call(expiring["token"], "GET", "/api/todos")).status_code == 200
    clock.advance(minutes=30)
    assert (await call(expiring["token"], "GET", "/api/todos")).status_code == 401


async def test_a_token_never_locks_and_ends_when_its_account_is_disabled(
    home: Browser, database: Database, clock: FrozenClock
) -> None:
    token = (await create_token(home))["token"]
    clock.advance(days=90)
    assert (await call(token, "GET", "/api/todos")).status_code == 200
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET disabled_at = now()"))
    assert (await call(token, "GET", "/api/todos")).status_code == 401


async def test_a_token_is_refused_while_a_required_second_factor_is_missing(
    home: Browser, database: Database
) -> None:
    token = (await create_token(home))["token"]
    async with database.transaction() as tx:
        await policy.write(tx, Rules(mfa_required=True, mfa_required_from=date(2026, 3, 4)))
    refused = await call(token, "GET", "/api/todos")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/mfa-setup-required")


@pytest.mark.parametrize(
    "host", ["evil/api/todos?", "evil/api/todos#", "evil\\@x/api/todos", "user@evil/x?", "[::1", ""]
)
async def test_no_host_header_bypasses_route_authorization_of_a_token(
    host: str, home: Browser
) -> None:
    token = (await create_token(home))["token"]
    for path in ("/api/admin/accounts", "/api/auth/sessions", "/api/tokens", "/api/tokens\n"):
        answer = await call(token, "GET", path.replace("\n", "%0a"), host=host)
        assert answer.status_code == 403, path


async def test_a_token_in_a_url_or_a_cookie_is_not_accepted(home: Browser) -> None:
    token = (await create_token(home))["token"]
    async with Browser() as attacker:
        assert (await attacker.get("/api/todos", params={"token": token})).status_code == 401
        attacker.cookies["umbra_session"] = token
        assert (await attacker.get("/api/todos")).status_code == 401


async def test_a_token_is_shown_once_and_only_its_digest_is_stored(
    home: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    created = [(await create_token(home))["token"] for _ in range(20)]
    assert len(set(created)) == 20
    assert {len(token) for token in created} == {len("umbra_") + 43}, "256 bits of base64"
    async with database.transaction() as tx:
        stored = repr([tuple(row) for row in await tx.all(text("SELECT * FROM api_tokens"))])
    stored += caplog.text + (await home.get("/api/tokens")).text
    assert not any(token in stored for token in created)


async def test_creating_a_token_requires_recent_reauthentication(
    home: Browser, clock: FrozenClock
) -> None:
    clock.advance(minutes=6)
    body = {"name": "Shopping list", "scopes": ["read"]}
    assert (await home.post("/api/tokens", json=body)).json()["type"] == "/problems/confirm-first"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("scopes", []),
        ("scopes.0", ["all"]),
        ("expires_at", "2026-03-04T09:30:00Z"),
        ("expires_at", "2026-12-01T09:30:00"),
    ],
)
async def test_an_invalid_token_request_reports_its_field(
    field: str, value: Any, home: Browser
) -> None:
    body = {"name": "Shopping list", "scopes": ["read"], field.partition(".")[0]: value}
    refused = await home.post("/api/tokens", json=body)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]
