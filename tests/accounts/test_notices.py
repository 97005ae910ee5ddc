"""Each change to one's security is a notice: once, to everybody but who made it."""

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


async def told(browser: Browser) -> list[str]:
    """The actions that a browser is told of, the oldest first."""
    answer = await browser.get("/api/auth/notices")
    assert answer.status_code == 200
    return [notice["action"] for notice in reversed(answer.json()["items"])]


@pytest.fixture
async def home(browser: Browser) -> Browser:
    await browser.set_up()
    return browser


@pytest.fixture
async def phone(house: Database) -> AsyncIterator[Browser]:
    """Another browser of the same person, from another address."""
    async with Browser("203.0.113.9") as opened:
        yield opened


async def test_each_change_is_told_once_in_every_other_session(
    home: Browser, phone: Browser
) -> None:
    await phone.sign_in()
    await home.put("/api/settings/pin", json={"new_pin": "190573"})
    await home.post("/api/tokens", json={"name": "clock", "scopes": ["read"]})
    await home.delete("/api/settings/pin")
    assert await told(phone) == ["pin_changed", "token_made", "pin_removed"]
    assert await told(home) == ["sign_in"]


async def test_a_change_that_ended_all_other_sessions_is_told_at_the_next_sign_in(
    home: Browser, phone: Browser, clock: FrozenClock
) -> None:
    await phone.sign_in()
    await home.post("/api/auth/password", json={"new_password": NEW_PASSWORD})
    assert (await phone.get("/api/auth/notices")).status_code == 401
    await phone.sign_in(NEW_PASSWORD)
    assert await told(phone) == ["password_changed"]
    assert "password_changed" not in await told(home)


async def test_turning_the_second_factor_on_and_off_is_told(
    home: Browser, phone: Browser, clock: FrozenClock
) -> None:
    await enrol(home, clock)
    await home.post("/api/auth/totp/backup-codes")
    await home.delete("/api/auth/totp")
    await phone.sign_in()
    assert await told(phone) == ["totp_on", "backup_codes_made", "totp_off"]


async def test_a_backup_code_that_was_used_is_told_to_all_but_who_used_it(
    home: Browser, phone: Browser, clock: FrozenClock
) -> None:
    _, codes = await enrol(home, clock)
    await phone.sign_in()
    assert (await by_backup_code(phone, codes[0])).status_code == 200
    assert await told(home) == ["sign_in", "backup_code"]
    assert await told(phone) == ["totp_on"]


async def test_three_wrong_codes_are_told_since_somebody_may_know_the_password(
    home: Browser, stranger: Browser, clock: FrozenClock
) -> None:
    app, _ = await enrol(home, clock)
    await stranger.sign_in()
    for _ in range(3):
        await verify(stranger, app.wrong())
    assert await told(home) == ["sign_in", "totp"]


async def test_who_got_the_code_right_in_the_end_is_not_told_of_their_own_wrong_ones(
    home: Browser, phone: Browser, clock: FrozenClock
) -> None:
    app, _ = await enrol(home, clock)
    await phone.sign_in()
    await mistype(phone, app)
    assert (await verify(phone, app.code())).status_code == 200
    assert "totp" not in await told(phone)
    assert "totp" in await told(home)


async def mistype(browser: Browser, app: Authenticator) -> None:
    for _ in range(3):
        await verify(browser, app.wrong())


async def test_a_new_browser_is_told_a_known_one_and_the_first_of_all_are_not(
    home: Browser, phone: Browser
) -> None:
    await phone.sign_in()
    assert await told(home) == ["sign_in"]
    await phone.sign_in()
    assert await told(home) == ["sign_in"]
    assert await told(phone) == []


async def test_what_an_admin_did_is_told_to_the_account_and_not_to_the_admin(
    home: Browser, phone: Browser, house: Database
) -> None:
    made = await home.post("/api/admin/accounts", json={"username": "bob"})
    await phone.sign_in(made.json()["one_time_password"], "bob")
    path = f"/api/admin/accounts/{made.json()['account']['id']}"
    changed = {"new_password": NEW_PASSWORD}
    await phone.post("/api/auth/password/forced-change", json=changed)
    assert await told(phone) == []
    await home.patch(path, json={"mfa_enforce_pending": True})
    await home.post(f"{path}/reset-mfa")
    assert await told(home) == []
    async with house.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET mfa_enforce_pending = false"))
    await phone.sign_in(NEW_PASSWORD, "bob")
    assert await told(phone) == ["account_changed", "mfa_reset"]


async def test_a_notice_that_was_seen_is_gone_everywhere_and_stays_in_the_log(
    home: Browser, phone: Browser, stranger: Browser
) -> None:
    await phone.sign_in()
    notice = await only(home)
    assert (notice["address"], notice["result"]) == ("203.0.113.9", "ok")
    path = f"/api/auth/notices/{notice['id']}"
    assert (await home.delete(path)).status_code == 204
    assert (await home.delete(path)).status_code == 404
    await stranger.sign_in()
    assert await told(home) == ["sign_in"]
    log = (await home.get("/api/auth/log")).json()["items"]
    assert notice["id"] in {entry["id"] for entry in log}


async def test_another_account_s_notice_looks_like_none(
    home: Browser, phone: Browser, stranger: Browser
) -> None:
    await phone.sign_in()
    notice = await only(home)
    await home.put("/api/admin/policy", json={"registration_open": True})
    made = {"username": "mallory", "password": NEW_PASSWORD}
    assert (await stranger.post("/api/auth/register", json=made)).status_code == 201
    path = f"/api/auth/notices/{notice['id']}"
    assert (await stranger.delete(path)).status_code == 404
    assert await told(home) == ["sign_in"]


async def only(browser: Browser) -> dict[str, Any]:
    [notice] = (await browser.get("/api/auth/notices")).json()["items"]
    return notice


@pytest.mark.parametrize("wanted", [True, False])
async def test_a_change_of_password_ends_the_tokens_where_one_wants_it(
    wanted: bool, home: Browser, stranger: Browser
) -> None:
    made = await home.post("/api/tokens", json={"name": "clock", "scopes": ["read"]})
    by_token = {"Authorization": f"Bearer {made.json()['token']}"}
    body = {"new_password": NEW_PASSWORD, "end_tokens": wanted}
    assert (await home.post("/api/auth/password", json=body)).status_code == 204
    answer = await stranger.get("/api/todos", headers=by_token)
    assert answer.status_code == (401 if wanted else 200)


async def test_turning_the_second_factor_on_or_off_ends_the_tokens_where_one_wants_it(
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


async def test_a_token_says_when_it_was_last_used(
    home: Browser, stranger: Browser, clock: FrozenClock
) -> None:
    made = await home.post("/api/tokens", json={"name": "clock", "scopes": ["read"]})
    used = (await home.get("/api/tokens")).json()["items"][0]["last_used_at"]
    assert used is None
    by_token = {"Authorization": f"Bearer {made.json()['token']}"}
    await stranger.get("/api/todos", headers=by_token)
    first = (await home.get("/api/tokens")).json()["items"][0]["last_used_at"]
    clock.advance(seconds=59)
    await stranger.get("/api/todos", headers=by_token)
    assert (await home.get("/api/tokens")).json()["items"][0]["last_used_at"] == first
    clock.advance(seconds=1)
    await stranger.get("/api/todos", headers=by_token)
    assert (await home.get("/api/tokens")).json()["items"][0]["last_used_at"] > first
