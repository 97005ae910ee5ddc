"""Where a second factor is asked for, nobody gets by without one, and only in this order."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import Authenticator, by_backup_code, verify
from tests.accounts.conftest import SETUP_CODE, Browser
from tests.accounts.sockets import Browsers
from tests.conftest import FrozenClock
from umbra.accounts import policy
from umbra.accounts.policy import Rules
from umbra.database import Database

CHALLENGE = "umbra_challenge"


@pytest.fixture
async def asked(browser: Browser, house: Database) -> Browser:
    """The browser of alice, of whom a second factor is asked at her next sign-in."""
    await browser.set_up()
    await browser.post("/api/auth/logout")
    async with house.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET mfa_enforce_pending = true"))
    return browser


async def require(house: Database, since: date | None = None) -> None:
    async with house.transaction() as tx:
        await policy.write(tx, Rules(mfa_required=True, mfa_required_from=since))


async def show(browser: Browser, **body: str) -> dict[str, Any]:
    answer = await browser.post("/api/auth/totp/enforce-setup", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def confirm(browser: Browser, code: str, **more: str) -> Any:
    return await browser.post("/api/auth/totp/enforce-confirm", json={"code": code, **more})


async def sessions(house: Database) -> int:
    async with house.transaction() as tx:
        return await tx.scalar(text("SELECT count(*) FROM sessions"))


async def test_the_password_leads_to_the_setup_and_the_setup_in(
    asked: Browser, house: Database, clock: FrozenClock
) -> None:
    step = (await asked.sign_in()).json()
    assert set(step) == {"status", "mfa_enforce_token", "expires_in"}
    assert (step["status"], step["expires_in"]) == ("mfa_setup_required", 900)
    assert await sessions(house) == 0
    shown = await show(asked)
    assert set(shown) == {"secret", "otpauth_uri", "qr_svg"}
    assert await show(asked) == shown
    app = Authenticator(shown["secret"], clock)
    answer = await confirm(asked, app.code())
    assert answer.json()["status"] == "signed_in"
    assert len(answer.json()["backup_codes"]) == 10
    assert (await asked.get("/api/todos")).status_code == 200
    async with house.transaction() as tx:
        assert await tx.scalar(text("SELECT mfa_enforce_pending FROM accounts")) is False
    assert (await asked.sign_in()).json()["status"] == "totp_required"
    assert (await by_backup_code(asked, answer.json()["backup_codes"][0])).status_code == 200


async def test_a_program_may_name_the_step_by_its_token(asked: Browser, clock: FrozenClock) -> None:
    token = (await asked.sign_in()).json()["mfa_enforce_token"]
    wrong = await asked.post("/api/auth/totp/enforce-setup", json={"mfa_enforce_token": "other"})
    assert wrong.status_code == 401
    shown = await show(asked, mfa_enforce_token=token)
    app = Authenticator(shown["secret"], clock)
    assert (await confirm(asked, app.code(), mfa_enforce_token=token)).status_code == 200


async def test_a_skipped_step_is_a_conflict_and_opens_nothing(
    asked: Browser, house: Database
) -> None:
    await asked.sign_in()
    assert (await confirm(asked, "123456")).status_code == 409
    assert (await verify(asked, "123456")).json()["type"] == "/problems/step-over"
    forced = {"new_password": "seven blue herons waded"}
    answer = await asked.post("/api/auth/password/forced-change", json=forced)
    assert answer.json()["type"] == "/problems/step-over"
    assert await sessions(house) == 0


async def test_a_setup_that_is_left_half_done_changes_nothing(
    asked: Browser, clock: FrozenClock, house: Database
) -> None:
    await asked.sign_in()
    shown = await show(asked)
    app = Authenticator(shown["secret"], clock)
    assert (await confirm(asked, app.wrong())).status_code == 401
    clock.advance(minutes=15)
    assert (await confirm(asked, app.code())).json()["type"] == "/problems/step-over"
    assert (await asked.sign_in()).json()["status"] == "mfa_setup_required"
    assert (await show(asked))["secret"] != shown["secret"]
    assert await sessions(house) == 0


async def test_who_knows_the_password_alone_sees_no_secret_that_the_owner_confirms(
    asked: Browser, stranger: Browser
) -> None:
    await stranger.sign_in()
    await asked.sign_in()
    assert (await show(stranger))["secret"] != (await show(asked))["secret"]


async def test_of_fifty_confirmations_at_once_exactly_one_wins(
    asked: Browser, clock: FrozenClock, house: Database
) -> None:
    await asked.sign_in()
    app = Authenticator((await show(asked))["secret"], clock)
    answers = await asyncio.gather(*(confirm(asked, app.code()) for _ in range(50)))
    assert Counter(answer.is_success for answer in answers) == {True: 1, False: 49}
    assert await sessions(house) == 1
    async with house.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM backup_codes")) == 10


async def test_a_stranger_sees_no_step(stranger: Browser) -> None:
    answer = await stranger.post("/api/auth/totp/enforce-setup", json={})
    assert answer.json()["type"] == "/problems/step-over"


async def test_the_policy_asks_everybody_at_the_next_sign_in(
    browser: Browser, house: Database
) -> None:
    await browser.set_up()
    await require(house)
    assert (await browser.get("/api/todos")).status_code == 200, "until then, who is in stays"
    assert (await browser.sign_in()).json()["status"] == "mfa_setup_required"


async def test_a_pin_gets_nobody_by(browser: Browser, house: Database) -> None:
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
    await browser.post("/api/auth/logout")
    await require(house)
    answer = await browser.post("/api/auth/login", json={"pin": "830164"})
    assert answer.json()["status"] == "mfa_setup_required"


async def test_once_the_day_has_come_a_live_session_has_to_set_one_up(
    browser: Browser, house: Database, clock: FrozenClock, browsers: Browsers
) -> None:
    await browser.set_up()
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    await require(house, date(2026, 3, 6))
    clock.advance(days=1)
    assert (await browser.get("/api/todos")).status_code == 200
    clock.advance(days=1)
    refused = await browser.get("/api/todos")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/mfa-setup-required")
    status = (await browser.get("/api/auth/status")).json()
    assert (status["authenticated"], status["account"]) == (False, None)
    assert status["step"] == {"name": "mfa_setup", "expires_in": 900}
    tab = await browsers.tab(browser.cookies["umbra_session"], path="/todos")
    assert tab.var("must_leave") == "/lock?next=/todos"
    app = Authenticator((await show(browser))["secret"], clock)
    assert (await show(browser))["secret"] == app.secret
    assert (await confirm(browser, app.code())).status_code == 200
    assert (await browser.get("/api/todos")).status_code == 200
    assert await sessions(house) == 1


async def test_a_second_factor_that_the_house_asks_for_cannot_be_turned_off(
    asked: Browser, house: Database, clock: FrozenClock
) -> None:
    await asked.sign_in()
    app = Authenticator((await show(asked))["secret"], clock)
    await confirm(asked, app.code())
    await require(house)
    assert (await asked.delete("/api/auth/totp")).status_code == 409


async def test_sessions_last_as_many_days_as_the_policy_says(
    browser: Browser, house: Database, clock: FrozenClock
) -> None:
    await browser.set_up()
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    async with house.transaction() as tx:
        await policy.write(tx, Rules(session_days=2))
    await browser.sign_in()
    assert "Max-Age=172800" in (await browser.sign_in()).headers["set-cookie"]
    clock.advance(days=2, seconds=-1)
    assert (await browser.get("/api/todos")).status_code == 200
    clock.advance(seconds=1)
    assert (await browser.get("/api/todos")).status_code == 401
