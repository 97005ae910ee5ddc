"""Setting a wrong clock back neither opens a session nor locks anyone out for years."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import enrol, verify
from tests.accounts.conftest import Browser
from tests.admin.test_registration import invite, register
from tests.conftest import FrozenClock
from umbra.accounts.cleanup import clean_up
from umbra.database import Database


@pytest.fixture
async def clock_ahead(clock: FrozenClock) -> FrozenClock:
    """A clock that is four years ahead, until it is set back."""
    clock.advance(days=4 * 365)
    return clock


def set_back(clock: FrozenClock) -> None:
    clock.advance(days=-4 * 365)


async def test_a_session_from_before_the_clock_was_set_back_is_invalid(
    clock_ahead: FrozenClock, browser: Browser, database: Database
) -> None:
    await browser.set_up()
    set_back(clock_ahead)
    assert (await browser.get("/api/todos")).status_code == 401
    assert (await browser.sign_in()).status_code == 200
    assert (await browser.get("/api/todos")).status_code == 200
    assert len((await browser.get("/api/auth/sessions")).json()["items"]) == 1
    await clean_up()
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM sessions")) == 1


async def test_an_idle_session_still_locks_after_the_clock_was_set_back(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    clock.advance(minutes=10)
    await browser.post("/api/auth/touch")
    clock.advance(minutes=-9)
    assert (await browser.get("/api/todos")).status_code == 423
    unlocked = await browser.post("/api/auth/unlock", json={"password": "four green apples fell"})
    assert unlocked.status_code == 204
    assert (await browser.get("/api/todos")).status_code == 200


async def test_a_reauthentication_in_the_future_is_invalid(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    clock.advance(hours=1)
    await browser.post("/api/auth/confirm", json={"password": "four green apples fell"})
    clock.advance(minutes=-30)
    refused = await browser.post("/api/auth/totp/setup", json={})
    assert refused.json()["type"] == "/problems/confirm-first"


async def test_a_lockout_stays_in_force_but_not_for_years(
    clock_ahead: FrozenClock, browser: Browser, stranger: Browser
) -> None:
    await browser.set_up()
    for _ in range(6):
        await stranger.sign_in("not the password")
    set_back(clock_ahead)
    refused = await stranger.sign_in()
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 3600
    clock_ahead.advance(minutes=59)
    assert (await stranger.sign_in()).status_code == 429
    clock_ahead.advance(minutes=1)
    assert (await stranger.sign_in()).status_code == 200


async def test_an_address_is_not_locked_out_for_years(
    clock_ahead: FrozenClock, browser: Browser, stranger: Browser
) -> None:
    await browser.set_up()
    for number in range(31):
        await stranger.sign_in("not the password", f"name{number}")
    set_back(clock_ahead)
    assert (await stranger.sign_in()).status_code == 429
    clock_ahead.advance(minutes=1)
    assert (await stranger.sign_in()).status_code == 200


async def test_one_time_passwords_and_invitations_are_not_valid_for_years(
    clock_ahead: FrozenClock, browser: Browser, stranger: Browser
) -> None:
    await browser.set_up()
    made = (await browser.post("/api/admin/accounts", json={"username": "bob"})).json()
    token = (await invite(browser))["token"]
    set_back(clock_ahead)
    assert (await stranger.sign_in(made["one_time_password"], "bob")).status_code == 401
    assert (await register(stranger, "carol", invite=token)).status_code == 403
    await browser.sign_in()
    path = f"/api/admin/accounts/{made['account']['id']}/reset-password"
    given = (await browser.post(path)).json()
    assert (await stranger.sign_in(given["one_time_password"], "bob")).status_code == 200


async def test_challenges_and_codes_are_refused_but_backup_codes_still_work(
    clock_ahead: FrozenClock, browser: Browser
) -> None:
    await browser.set_up()
    app, codes = await enrol(browser, clock_ahead)
    assert (await browser.sign_in()).json()["status"] == "totp_required"
    set_back(clock_ahead)
    assert (await verify(browser, app.code())).json()["type"] == "/problems/step-over"
    await browser.sign_in()
    refused = await verify(browser, app.code())
    assert refused.status_code == 401, "the code may have been used by then"
    by_backup_code = await browser.post("/api/auth/totp/verify", json={"backup_code": codes[0]})
    assert by_backup_code.status_code == 200
