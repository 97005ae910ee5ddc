"""Where a second factor is asked for, nobody gets by without one, and only in this order."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import Authenticator, by_backup_code, verify
from tests.accounts.conftest import PASSWORD, SETUP_CODE, Browser, CountingHasher
from tests.accounts.sockets import Browsers
from tests.conftest import FrozenClock
from umbra.accounts import policy
from umbra.accounts.policy import Rules
from umbra.accounts.primitives.hashing import Kind
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


async def prove(browser: Browser, **secret: str) -> Any:
    return await browser.post("/api/auth/confirm", json=secret)


async def sessions(house: Database) -> int:
    async with house.transaction() as tx:
        return await tx.scalar(text("SELECT count(*) FROM sessions"))


async def test_the_password_leads_to_the_mfa_setup_and_the_setup_signs_in(
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


async def test_a_program_may_send_the_token_of_the_step(asked: Browser, clock: FrozenClock) -> None:
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


async def test_an_unfinished_mfa_setup_changes_nothing(
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


async def test_two_browsers_with_the_password_are_shown_different_secrets(
    asked: Browser, stranger: Browser
) -> None:
    await stranger.sign_in()
    await asked.sign_in()
    assert (await show(stranger))["secret"] != (await show(asked))["secret"]


async def test_of_fifty_parallel_confirmations_exactly_one_succeeds(
    asked: Browser, clock: FrozenClock, house: Database
) -> None:
    await asked.sign_in()
    app = Authenticator((await show(asked))["secret"], clock)
    answers = await asyncio.gather(*(confirm(asked, app.code()) for _ in range(50)))
    assert Counter(answer.is_success for answer in answers) == {True: 1, False: 49}
    assert await sessions(house) == 1
    async with house.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM backup_codes")) == 10


async def test_an_anonymous_caller_has_no_step(stranger: Browser) -> None:
    answer = await stranger.post("/api/auth/totp/enforce-setup", json={})
    assert answer.json()["type"] == "/problems/step-over"


async def test_the_policy_requires_a_second_factor_at_the_next_sign_in(
    browser: Browser, house: Database
) -> None:
    await browser.set_up()
    await require(house)
    assert (await browser.get("/api/todos")).status_code == 200, "until then, who is in stays"
    assert (await browser.sign_in()).json()["status"] == "mfa_setup_required"


async def test_a_pin_does_not_replace_the_second_factor(browser: Browser, house: Database) -> None:
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
    await browser.post("/api/auth/logout")
    await require(house)
    answer = await browser.post("/api/auth/login", json={"pin": "830164"})
    assert answer.json()["status"] == "mfa_setup_required"


async def test_from_the_policy_s_date_on_a_live_session_must_set_up_a_second_factor(
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
    assert (status["authenticated"], status["account"], status["step"]) == (False, None, None)
    assert status["confirm"] == ["password"]
    tab = await browsers.tab(browser.cookies["umbra_session"], path="/todos")
    assert tab.var("must_leave") == "/lock?next=/todos"
    begun = await prove(browser, password=PASSWORD)
    assert begun.status_code == 200
    assert set(begun.json()) == {"status", "mfa_enforce_token", "expires_in"}
    assert (begun.json()["status"], begun.json()["expires_in"]) == ("mfa_setup_required", 900)
    assert (await browser.get("/api/todos")).status_code == 403, "not before it is set up"
    status = (await browser.get("/api/auth/status")).json()
    assert (status["step"], status["confirm"]) == ({"name": "mfa_setup", "expires_in": 900}, [])
    app = Authenticator((await show(browser))["secret"], clock)
    assert (await show(browser))["secret"] == app.secret
    assert (await confirm(browser, app.code())).status_code == 200
    assert (await browser.get("/api/todos")).status_code == 200
    assert await sessions(house) == 1


@pytest.fixture
async def due(browser: Browser, house: Database, clock: FrozenClock) -> Browser:
    """A live session, proved long ago, of an account that must set up a second factor."""
    await browser.set_up()
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    clock.advance(minutes=6)
    await require(house, date(2026, 3, 4))
    return browser


async def test_a_live_session_begins_no_mfa_setup_without_a_secret(
    due: Browser, house: Database
) -> None:
    for path, body in (("setup", {}), ("confirm", {"code": "123456"})):
        answer = await due.post(f"/api/auth/totp/enforce-{path}", json=body)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/step-over")
    refusals = [
        await prove(due),
        await prove(due, password="not the password"),
        await prove(due, code="123456"),
        await prove(due, pin="830164"),
    ]
    assert [answer.status_code for answer in refusals] == [422, 401, 422, 401]
    assert CHALLENGE not in due.cookies
    async with house.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM challenges")) == 0
        assert await tx.scalar(text("SELECT count(*) FROM totp_secrets")) == 0


async def test_guessing_the_password_of_a_session_that_must_enrol_is_rate_limited(
    due: Browser, house: Database
) -> None:
    answers = [await prove(due, password="not the password") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert (await prove(due, password=PASSWORD)).status_code == 429


async def test_an_account_without_a_password_begins_the_mfa_setup_by_its_pin(
    browser: Browser, house: Database, clock: FrozenClock
) -> None:
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
    await require(house, date(2026, 3, 4))
    assert (await browser.get("/api/auth/status")).json()["confirm"] == ["pin"]
    assert (await prove(browser, pin="830164")).json()["status"] == "mfa_setup_required"
    app = Authenticator((await show(browser))["secret"], clock)
    assert (await confirm(browser, app.code())).status_code == 200


async def test_a_locked_session_must_be_unlocked_before_the_mfa_setup(
    due: Browser, house: Database
) -> None:
    async with house.transaction() as tx:
        await tx.execute(text("UPDATE sessions SET locked_at = now()"))
    assert (await due.get("/api/auth/status")).json()["confirm"] == []
    assert (await prove(due, password=PASSWORD)).status_code == 423


async def test_a_reauthentication_after_its_session_ended_begins_no_mfa_setup(
    due: Browser, house: Database, hasher: CountingHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    matches = hasher.matches

    async def ended_meanwhile(kind: Kind, secret: str, stored: str | None) -> bool:
        matched = await matches(kind, secret, stored)
        async with house.transaction() as tx:
            await tx.execute(text("DELETE FROM sessions"))
        return matched

    monkeypatch.setattr(hasher, "matches", ended_meanwhile)
    answer = await prove(due, password=PASSWORD)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
    async with house.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM challenges")) == 0


async def test_the_token_of_an_mfa_setup_is_refused_without_its_cookie(
    due: Browser, stranger: Browser
) -> None:
    token = (await prove(due, password=PASSWORD)).json()["mfa_enforce_token"]
    session = {"Cookie": f"umbra_session={due.cookies['umbra_session']}"}
    for headers in ({}, session):
        for path, more in (("setup", {}), ("confirm", {"code": "123456"})):
            body = {**more, "mfa_enforce_token": token}
            where = f"/api/auth/totp/enforce-{path}"
            answer = await stranger.post(where, json=body, headers=headers)
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/step-over")


NEEDS_A_PROOF = {"new_password": "seven blue herons waded"}


async def test_an_mfa_setup_is_no_newer_reauthentication_than_the_one_that_began_it(
    due: Browser, clock: FrozenClock
) -> None:
    await prove(due, password=PASSWORD)
    app = Authenticator((await show(due))["secret"], clock)
    clock.advance(minutes=5, seconds=1)
    assert (await confirm(due, app.code())).status_code == 200
    refused = await due.post("/api/auth/password", json=NEEDS_A_PROOF)
    assert refused.json()["type"] == "/problems/confirm-first"
    token = {"name": "x", "scopes": ["read"]}
    refused = await due.post("/api/tokens", json=token)
    assert refused.json()["type"] == "/problems/confirm-first"


async def test_an_mfa_setup_within_five_minutes_needs_no_second_reauthentication(
    due: Browser, clock: FrozenClock
) -> None:
    await prove(due, password=PASSWORD)
    app = Authenticator((await show(due))["secret"], clock)
    clock.advance(minutes=4)
    await confirm(due, app.code())
    assert (await due.post("/api/auth/password", json=NEEDS_A_PROOF)).status_code == 204


async def test_an_mfa_setup_at_sign_in_counts_as_reauthentication_from_the_time_of_the_password(
    asked: Browser, clock: FrozenClock
) -> None:
    await asked.sign_in()
    app = Authenticator((await show(asked))["secret"], clock)
    clock.advance(minutes=6)
    await confirm(asked, app.code())
    refused = await asked.post("/api/auth/password", json=NEEDS_A_PROOF)
    assert refused.json()["type"] == "/problems/confirm-first"


async def test_a_forced_password_change_keeps_the_time_of_the_reauthentication(
    asked: Browser, house: Database, clock: FrozenClock
) -> None:
    async with house.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET password_change_pending = true"))
    await asked.sign_in()
    clock.advance(minutes=3)
    answer = await asked.post("/api/auth/password/forced-change", json=NEEDS_A_PROOF)
    assert answer.json()["status"] == "mfa_setup_required"
    app = Authenticator((await show(asked))["secret"], clock)
    clock.advance(minutes=3)
    await confirm(asked, app.code())
    refused = await asked.delete("/api/settings/pin")
    assert refused.json()["type"] == "/problems/confirm-first"


async def test_a_second_factor_that_the_policy_requires_cannot_be_turned_off(
    asked: Browser, house: Database, clock: FrozenClock
) -> None:
    await asked.sign_in()
    app = Authenticator((await show(asked))["secret"], clock)
    await confirm(asked, app.code())
    await require(house)
    assert (await asked.delete("/api/auth/totp")).status_code == 409


async def test_sessions_last_as_many_days_as_the_policy_sets(
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
