"""A required second factor can't be bypassed, and its steps can't be reordered."""

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
async def must_enrol(browser: Browser, database: Database) -> Browser:
    """The browser of alice, who must set up a second factor at her next sign-in."""
    await browser.set_up()
    await browser.post("/api/auth/logout")
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET mfa_enforce_pending = true"))
    return browser


async def require(database: Database, since: date | None = None) -> None:
    async with database.transaction() as tx:
        await policy.write(tx, Rules(mfa_required=True, mfa_required_from=since))


async def begin_setup(browser: Browser, **body: str) -> dict[str, Any]:
    answer = await browser.post("/api/auth/totp/enforce-setup", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def confirm(browser: Browser, code: str, **more: str) -> Any:
    return await browser.post("/api/auth/totp/enforce-confirm", json={"code": code, **more})


async def reauthenticate(browser: Browser, **secret: str) -> Any:
    return await browser.post("/api/auth/confirm", json=secret)


async def sessions(database: Database) -> int:
    async with database.transaction() as tx:
        return await tx.scalar(text("SELECT count(*) FROM sessions"))


async def test_the_password_leads_to_the_mfa_setup_and_the_setup_signs_in(
    must_enrol: Browser, database: Database, clock: FrozenClock
) -> None:
    step = (await must_enrol.sign_in()).json()
    assert set(step) == {"status", "mfa_enforce_token", "expires_in"}
    assert (step["status"], step["expires_in"]) == ("mfa_setup_required", 900)
    assert await sessions(database) == 0
    shown = await begin_setup(must_enrol)
    assert set(shown) == {"secret", "otpauth_uri", "qr_svg"}
    assert await begin_setup(must_enrol) == shown
    app = Authenticator(shown["secret"], clock)
    answer = await confirm(must_enrol, app.code())
    assert answer.json()["status"] == "signed_in"
    assert len(answer.json()["backup_codes"]) == 10
    assert (await must_enrol.get("/api/todos")).status_code == 200
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT mfa_enforce_pending FROM accounts")) is False
    assert (await must_enrol.sign_in()).json()["status"] == "totp_required"
    assert (await by_backup_code(must_enrol, answer.json()["backup_codes"][0])).status_code == 200


async def test_a_program_may_send_the_token_of_the_step(
    must_enrol: Browser, clock: FrozenClock
) -> None:
    token = (await must_enrol.sign_in()).json()["mfa_enforce_token"]
    wrong = await must_enrol.post(
        "/api/auth/totp/enforce-setup", json={"mfa_enforce_token": "other"}
    )
    assert wrong.status_code == 401
    shown = await begin_setup(must_enrol, mfa_enforce_token=token)
    app = Authenticator(shown["secret"], clock)
    assert (await confirm(must_enrol, app.code(), mfa_enforce_token=token)).status_code == 200


async def test_a_skipped_step_is_a_conflict_and_opens_nothing(
    must_enrol: Browser, database: Database
) -> None:
    await must_enrol.sign_in()
    assert (await confirm(must_enrol, "123456")).status_code == 409
    assert (await verify(must_enrol, "123456")).json()["type"] == "/problems/step-over"
    forced = {"new_password": "seven blue herons waded"}
    answer = await must_enrol.post("/api/auth/password/forced-change", json=forced)
    assert answer.json()["type"] == "/problems/step-over"
    assert await sessions(database) == 0


async def test_an_unfinished_mfa_setup_changes_nothing(
    must_enrol: Browser, clock: FrozenClock, database: Database
) -> None:
    await must_enrol.sign_in()
    shown = await begin_setup(must_enrol)
    app = Authenticator(shown["secret"], clock)
    assert (await confirm(must_enrol, app.wrong())).status_code == 401
    clock.advance(minutes=15)
    assert (await confirm(must_enrol, app.code())).json()["type"] == "/problems/step-over"
    assert (await must_enrol.sign_in()).json()["status"] == "mfa_setup_required"
    assert (await begin_setup(must_enrol))["secret"] != shown["secret"]
    assert await sessions(database) == 0


async def test_two_browsers_with_the_password_are_shown_different_secrets(
    must_enrol: Browser, stranger: Browser
) -> None:
    await stranger.sign_in()
    await must_enrol.sign_in()
    assert (await begin_setup(stranger))["secret"] != (await begin_setup(must_enrol))["secret"]


async def test_of_fifty_parallel_confirmations_exactly_one_succeeds(
    must_enrol: Browser, clock: FrozenClock, database: Database
) -> None:
    await must_enrol.sign_in()
    app = Authenticator((await begin_setup(must_enrol))["secret"], clock)
    answers = await asyncio.gather(*(confirm(must_enrol, app.code()) for _ in range(50)))
    assert Counter(answer.is_success for answer in answers) == {True: 1, False: 49}
    assert await sessions(database) == 1
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM backup_codes")) == 10


async def test_an_anonymous_caller_has_no_step(stranger: Browser) -> None:
    answer = await stranger.post("/api/auth/totp/enforce-setup", json={})
    assert answer.json()["type"] == "/problems/step-over"


async def test_the_policy_requires_a_second_factor_at_the_next_sign_in(
    browser: Browser, database: Database
) -> None:
    await browser.set_up()
    await require(database)
    assert (await browser.get("/api/todos")).status_code == 200, "the live session is not affected"
    assert (await browser.sign_in()).json()["status"] == "mfa_setup_required"


async def test_a_pin_does_not_replace_the_second_factor(
    browser: Browser, database: Database
) -> None:
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
    await browser.post("/api/auth/logout")
    await require(database)
    answer = await browser.post("/api/auth/login", json={"pin": "830164"})
    assert answer.json()["status"] == "mfa_setup_required"


async def test_from_the_policy_s_date_on_a_live_session_must_set_up_a_second_factor(
    browser: Browser, database: Database, clock: FrozenClock, browsers: Browsers
) -> None:
    await browser.set_up()
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    await require(database, date(2026, 3, 6))
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
    begun = await reauthenticate(browser, password=PASSWORD)
    assert begun.status_code == 200
    assert set(begun.json()) == {"status", "mfa_enforce_token", "expires_in"}
    assert (begun.json()["status"], begun.json()["expires_in"]) == ("mfa_setup_required", 900)
    assert (await browser.get("/api/todos")).status_code == 403, "not before it is set up"
    status = (await browser.get("/api/auth/status")).json()
    assert (status["step"], status["confirm"]) == ({"name": "mfa_setup", "expires_in": 900}, [])
    app = Authenticator((await begin_setup(browser))["secret"], clock)
    assert (await begin_setup(browser))["secret"] == app.secret
    assert (await confirm(browser, app.code())).status_code == 200
    assert (await browser.get("/api/todos")).status_code == 200
    assert await sessions(database) == 1


@pytest.fixture
async def live(browser: Browser, database: Database, clock: FrozenClock) -> Browser:
    """A live session without a recent reauthentication that must set up a second factor."""
    await browser.set_up()
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    clock.advance(minutes=6)
    await require(database, date(2026, 3, 4))
    return browser


async def test_a_live_session_begins_no_mfa_setup_without_a_secret(
    live: Browser, database: Database
) -> None:
    for path, body in (("setup", {}), ("confirm", {"code": "123456"})):
        answer = await live.post(f"/api/auth/totp/enforce-{path}", json=body)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/step-over")
    refusals = [
        await reauthenticate(live),
        await reauthenticate(live, password="not the password"),
        await reauthenticate(live, code="123456"),
        await reauthenticate(live, pin="830164"),
    ]
    assert [answer.status_code for answer in refusals] == [422, 401, 422, 401]
    assert CHALLENGE not in live.cookies
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM challenges")) == 0
        assert await tx.scalar(text("SELECT count(*) FROM totp_secrets")) == 0


async def test_guessing_the_password_of_a_session_that_must_enrol_is_rate_limited(
    live: Browser, database: Database
) -> None:
    answers = [await reauthenticate(live, password="not the password") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert (await reauthenticate(live, password=PASSWORD)).status_code == 429


async def test_an_account_without_a_password_begins_the_mfa_setup_by_its_pin(
    browser: Browser, database: Database, clock: FrozenClock
) -> None:
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
    await require(database, date(2026, 3, 4))
    assert (await browser.get("/api/auth/status")).json()["confirm"] == ["pin"]
    assert (await reauthenticate(browser, pin="830164")).json()["status"] == "mfa_setup_required"
    app = Authenticator((await begin_setup(browser))["secret"], clock)
    assert (await confirm(browser, app.code())).status_code == 200


async def test_a_locked_session_must_be_unlocked_before_the_mfa_setup(
    live: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE sessions SET locked_at = now()"))
    assert (await live.get("/api/auth/status")).json()["confirm"] == []
    assert (await reauthenticate(live, password=PASSWORD)).status_code == 423


async def test_a_reauthentication_after_its_session_ended_begins_no_mfa_setup(
    live: Browser,
    database: Database,
    hasher: CountingHasher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matches = hasher.matches

    async def ended_meanwhile(kind: Kind, secret: str, stored: str | None) -> bool:
        matched = await matches(kind, secret, stored)
        async with database.transaction() as tx:
            await tx.execute(text("DELETE FROM sessions"))
        return matched

    monkeypatch.setattr(hasher, "matches", ended_meanwhile)
    answer = await reauthenticate(live, password=PASSWORD)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM challenges")) == 0


async def test_the_token_of_an_mfa_setup_is_refused_without_its_cookie(
    live: Browser, stranger: Browser
) -> None:
    token = (await reauthenticate(live, password=PASSWORD)).json()["mfa_enforce_token"]
    session = {"Cookie": f"umbra_session={live.cookies['umbra_session']}"}
    for headers in ({}, session):
        for path, more in (("setup", {}), ("confirm", {"code": "123456"})):
            body = {**more, "mfa_enforce_token": token}
            where = f"/api/auth/totp/enforce-{path}"
            answer = await stranger.post(where, json=body, headers=headers)
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/step-over")


NEW_PASSWORD = {"new_password": "seven blue herons waded"}


async def test_an_mfa_setup_is_no_newer_reauthentication_than_the_one_that_began_it(
    live: Browser, clock: FrozenClock
) -> None:
    await reauthenticate(live, password=PASSWORD)
    app = Authenticator((await begin_setup(live))["secret"], clock)
    clock.advance(minutes=5, seconds=1)
    assert (await confirm(live, app.code())).status_code == 200
    refused = await live.post("/api/auth/password", json=NEW_PASSWORD)
    assert refused.json()["type"] == "/problems/confirm-first"
    token = {"name": "x", "scopes": ["read"]}
    refused = await live.post("/api/tokens", json=token)
    assert refused.json()["type"] == "/problems/confirm-first"


async def test_an_mfa_setup_within_five_minutes_needs_no_second_reauthentication(
    live: Browser, clock: FrozenClock
) -> None:
    await reauthenticate(live, password=PASSWORD)
    app = Authenticator((await begin_setup(live))["secret"], clock)
    clock.advance(minutes=4)
    await confirm(live, app.code())
    assert (await live.post("/api/auth/password", json=NEW_PASSWORD)).status_code == 204


async def test_an_mfa_setup_at_sign_in_counts_as_reauthentication_from_the_time_of_the_password(
    must_enrol: Browser, clock: FrozenClock
) -> None:
    await must_enrol.sign_in()
    app = Authenticator((await begin_setup(must_enrol))["secret"], clock)
    clock.advance(minutes=6)
    await confirm(must_enrol, app.code())
    refused = await must_enrol.post("/api/auth/password", json=NEW_PASSWORD)
    assert refused.json()["type"] == "/problems/confirm-first"


async def test_a_forced_password_change_keeps_the_time_of_the_reauthentication(
    must_enrol: Browser, database: Database, clock: FrozenClock
) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET password_change_pending = true"))
    await must_enrol.sign_in()
    clock.advance(minutes=3)
    answer = await must_enrol.post("/api/auth/password/forced-change", json=NEW_PASSWORD)
    assert answer.json()["status"] == "mfa_setup_required"
    app = Authenticator((await begin_setup(must_enrol))["secret"], clock)
    clock.advance(minutes=3)
    await confirm(must_enrol, app.code())
    refused = await must_enrol.delete("/api/settings/pin")
    assert refused.json()["type"] == "/problems/confirm-first"


async def test_a_second_factor_that_the_policy_requires_cannot_be_turned_off(
    must_enrol: Browser, database: Database, clock: FrozenClock
) -> None:
    await must_enrol.sign_in()
    app = Authenticator((await begin_setup(must_enrol))["secret"], clock)
    await confirm(must_enrol, app.code())
    await require(database)
    assert (await must_enrol.delete("/api/auth/totp")).status_code == 409


async def test_sessions_last_as_many_days_as_the_policy_sets(
    browser: Browser, database: Database, clock: FrozenClock
) -> None:
    await browser.set_up()
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    async with database.transaction() as tx:
        await policy.write(tx, Rules(session_days=2))
    await browser.sign_in()
    assert "Max-Age=172800" in (await browser.sign_in()).headers["set-cookie"]
    clock.advance(days=2, seconds=-1)
    assert (await browser.get("/api/todos")).status_code == 200
    clock.advance(seconds=1)
    assert (await browser.get("/api/todos")).status_code == 401
