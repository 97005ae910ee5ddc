"""Security notices: each change is shown once, except in the session that created it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import Authenticator, by_backup_code, enrol, verify
from tests.accounts.conftest import Browser
from tests.conftest import FrozenClock
from umbra.database import Database

NEW_PASSWORD = "seven blue herons waded"


async def notice_actions(browser: Browser) -> list[str]:
    """Returns the actions of a browser's notices, oldest first."""
    answer = await browser.get("/api/auth/notices")
    assert answer.status_code == 200
    return [notice["action"] for notice in reversed(answer.json()["items"])]


@pytest.fixture
async def home(browser: Browser) -> Browser:
    await browser.set_up()
    return browser


@pytest.fixture
async def phone(database: Database) -> AsyncIterator[Browser]:
    """Another browser of the same user, at another address."""
    async with Browser("203.0.113.9") as opened:
        yield opened


async def test_each_change_is_a_notice_once_in_every_other_session(
    home: Browser, phone: Browser
) -> None:
    await phone.sign_in()
    await home.put("/api/settings/pin", json={"new_pin": "190573"})
    await home.post("/api/tokens", json={"name": "clock", "scopes": ["read"]})
    await home.delete("/api/settings/pin")
    assert await notice_actions(phone) == ["pin_changed", "token_made", "pin_removed"]
    assert await notice_actions(home) == ["sign_in"]


async def test_a_change_that_ended_all_other_sessions_is_a_notice_at_the_next_sign_in(
    home: Browser, phone: Browser, clock: FrozenClock
) -> None:
    await phone.sign_in()
    await home.post("/api/auth/password", json={"new_password": NEW_PASSWORD})
    assert (await phone.get("/api/auth/notices")).status_code == 401
    await phone.sign_in(NEW_PASSWORD)
    assert await notice_actions(phone) == ["password_changed"]
    assert "password_changed" not in await notice_actions(home)


async def test_turning_the_second_factor_on_and_off_creates_notices(
    home: Browser, phone: Browser, clock: FrozenClock
) -> None:
    await enrol(home, clock)
    await home.post("/api/auth/totp/backup-codes")
    await home.delete("/api/auth/totp")
    await phone.sign_in()
    assert await notice_actions(phone) == ["totp_on", "backup_codes_made", "totp_off"]


async def test_a_used_backup_code_is_a_notice_except_in_the_session_that_used_it(
    home: Browser, phone: Browser, clock: FrozenClock
) -> None:
    _, codes = await enrol(home, clock)
    await phone.sign_in()
    assert (await by_backup_code(phone, codes[0])).status_code == 200
    assert await notice_actions(home) == ["sign_in", "backup_code"]
    assert await notice_actions(phone) == ["totp_on"]


async def test_three_wrong_codes_create_a_notice_since_the_password_may_be_known(
    home: Browser, stranger: Browser, clock: FrozenClock
) -> None:
    app, _ = await enrol(home, clock)
    await stranger.sign_in()
    for _ in range(3):
        await verify(stranger, app.wrong())
    assert await notice_actions(home) == ["sign_in", "totp"]


async def test_own_wrong_codes_create_no_notice_in_the_session_that_finally_signed_in(
    home: Browser, phone: Browser, clock: FrozenClock
) -> None:
    app, _ = await enrol(home, clock)
    await phone.sign_in()
    await mistype(phone, app)
    assert (await verify(phone, app.code())).status_code == 200
    assert "totp" not in await notice_actions(phone)
    assert "totp" in await notice_actions(home)


async def mistype(browser: Browser, app: Authenticator) -> None:
    for _ in range(3):
        await verify(browser, app.wrong())


async def test_only_a_sign_in_from_a_new_browser_creates_a_notice(
    home: Browser, phone: Browser
) -> None:
    await phone.sign_in()
    assert await notice_actions(home) == ["sign_in"]
    await phone.sign_in()
    assert await notice_actions(home) == ["sign_in"]
    assert await notice_actions(phone) == []


async def test_an_admin_s_changes_are_notices_of_the_account_and_not_of_the_admin(
    home: Browser, phone: Browser, database: Database
) -> None:
    created = await home.post("/api/admin/accounts", json={"username": "bob"})
    await phone.sign_in(created.json()["one_time_password"], "bob")
    path = f"/api/admin/accounts/{created.json()['account']['id']}"
    changed = {"new_password": NEW_PASSWORD}
    await phone.post("/api/auth/password/forced-change", json=changed)
    assert await notice_actions(phone) == []
    await home.patch(path, json={"mfa_enforce_pending": True})
    await home.post(f"{path}/reset-mfa")
    assert await notice_actions(home) == []
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET mfa_enforce_pending = false"))
    await phone.sign_in(NEW_PASSWORD, "bob")
    assert await notice_actions(phone) == ["account_changed", "mfa_reset"]


async def test_a_dismissed_notice_disappears_everywhere_and_stays_in_the_audit_log(
    home: Browser, phone: Browser, stranger: Browser
) -> None:
    await phone.sign_in()
    notice = await only_notice(home)
    assert (notice["address"], notice["result"]) == ("203.0.113.9", "ok")
    path = f"/api/auth/notices/{notice['id']}"
    assert (await home.delete(path)).status_code == 204
    assert (await home.delete(path)).status_code == 404
    await stranger.sign_in()
    assert await notice_actions(home) == ["sign_in"]
    log = (await home.get("/api/auth/log")).json()["items"]
    assert notice["id"] in {entry["id"] for entry in log}


async def test_another_account_s_notice_is_not_found(
    home: Browser, phone: Browser, stranger: Browser
) -> None:
    await phone.sign_in()
    notice = await only_notice(home)
    await home.put("/api/admin/policy", json={"registration_open": True})
    mallory = {"username": "mallory", "password": NEW_PASSWORD}
    assert (await stranger.post("/api/auth/register", json=mallory)).status_code == 201
    path = f"/api/auth/notices/{notice['id']}"
    assert (await stranger.delete(path)).status_code == 404
    assert await notice_actions(home) == ["sign_in"]


async def only_notice(browser: Browser) -> dict[str, Any]:
    [notice] = (await browser.get("/api/auth/notices")).json()["items"]
    return notice


@pytest.mark.parametrize("end_tokens", [True, False])
async def test_a_password_change_revokes_the_tokens_on_request(
    end_tokens: bool, home: Browser, stranger: Browser
) -> None:
    created = await home.post("/api/tokens", json={"name": "clock", "scopes": ["read"]})
    by_token = {"Authorization": f"Bearer {created.json()['token']}"}
    body = {"new_password": NEW_PASSWORD, "end_tokens": end_tokens}
    assert (await home.post("/api/auth/password", json=body)).status_code == 204
    answer = await stranger.get("/api/todos", headers=by_token)
    assert answer.status_code == (401 if end_tokens else 200)


async def test_turning_the_second_factor_on_or_off_revokes_the_tokens_on_request(
    home: Browser, clock: FrozenClock
) -> None:
    for turn in (turn_on, turn_off):
        await home.post("/api/tokens", json={"name": "clock", "scopes": ["read"]})
        await turn(home, clock)
        assert (await home.get("/api/tokens")).json()["items"] == []


async def turn_on(home: Browser, clock: FrozenClock) -> None:
    secret = (await home.post("/api/auth/totp/setup")).json()["secret"]
    body = {"code": Authenticator(secret, clock).code(), "end_tokens": True}
    assert (await home.post("/api/auth/totp/confirm", json=body)).status_code == 200


async def turn_off(home: Browser, clock: FrozenClock) -> None:
    answer = await home.request("DELETE", "/api/auth/totp", json={"end_tokens": True})
    assert answer.status_code == 204


async def test_a_token_shows_when_it_was_last_used(
    home: Browser, stranger: Browser, clock: FrozenClock
) -> None:
    created = await home.post("/api/tokens", json={"name": "clock", "scopes": ["read"]})
    used = (await home.get("/api/tokens")).json()["items"][0]["last_used_at"]
    assert used is None
    by_token = {"Authorization": f"Bearer {created.json()['token']}"}
    await stranger.get("/api/todos", headers=by_token)
    first = (await home.get("/api/tokens")).json()["items"][0]["last_used_at"]
    clock.advance(seconds=59)
    await stranger.get("/api/todos", headers=by_token)
    assert (await home.get("/api/tokens")).json()["items"][0]["last_used_at"] == first
    clock.advance(seconds=1)
    await stranger.get("/api/todos", headers=by_token)
    assert (await home.get("/api/tokens")).json()["items"][0]["last_used_at"] > first
