"""A required password change: the old password gives access to the change alone."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import enrol, verify
from tests.accounts.conftest import PASSWORD, SETUP_CODE, Browser
from tests.conftest import FrozenClock
from umbra.accounts import policy
from umbra.accounts.policy import Rules
from umbra.database import Database

NEW = "seven blue herons waded"


@pytest.fixture
async def pending(browser: Browser, database: Database) -> Browser:
    """The browser of alice, who has to change her password at the next sign-in."""
    await browser.set_up()
    await browser.post("/api/auth/logout")
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET password_change_pending = true"))
    return browser


async def choose(browser: Browser, new_password: str = NEW, **more: str) -> Any:
    body = {"new_password": new_password, **more}
    return await browser.post("/api/auth/password/forced-change", json=body)


async def sessions(database: Database) -> int:
    async with database.transaction() as tx:
        return await tx.scalar(text("SELECT count(*) FROM sessions"))


async def test_the_old_password_leads_to_the_change_and_the_new_one_signs_in(
    pending: Browser, database: Database
) -> None:
    step = (await pending.sign_in()).json()
    assert set(step) == {
        "status",
        "password_change_token",
        "expires_in",
        "password_min_length",
    }
    assert (step["status"], step["expires_in"]) == ("password_change_required", 900)
    assert await sessions(database) == 0
    assert (await pending.get("/api/todos")).status_code == 401
    assert (await choose(pending)).json()["status"] == "signed_in"
    assert (await pending.get("/api/todos")).status_code == 200
    assert (await pending.sign_in(NEW)).json()["status"] == "signed_in"
    assert (await pending.sign_in(PASSWORD)).status_code == 401


async def test_a_forced_new_password_follows_the_policy_and_differs_from_the_old_one(
    pending: Browser, database: Database
) -> None:
    await pending.sign_in()
    for text_ in (PASSWORD, "too short", "password1234"):
        refused = await choose(pending, text_)
        assert refused.status_code == 422
        assert [error["field"] for error in refused.json()["errors"]] == ["new_password"]
    assert await sessions(database) == 0
    assert (await choose(pending)).status_code == 200


async def test_of_fifty_concurrent_password_changes_exactly_one_succeeds(
    pending: Browser, database: Database
) -> None:
    await pending.sign_in()
    answers = await asyncio.gather(*(choose(pending, f"{NEW} {n}") for n in range(50)))
    assert Counter(answer.is_success for answer in answers) == {True: 1, False: 49}
    assert await sessions(database) == 1


async def test_the_change_token_works_in_no_other_browser_and_expires(
    pending: Browser, stranger: Browser, clock: FrozenClock
) -> None:
    token = (await pending.sign_in()).json()["password_change_token"]
    assert (await choose(stranger, password_change_token=token)).status_code == 401
    assert (await choose(pending, password_change_token="other")).status_code == 401
    clock.advance(minutes=15)
    assert (await choose(pending)).json()["type"] == "/problems/step-over"


async def test_a_reset_never_skips_the_second_factor(
    browser: Browser, database: Database, clock: FrozenClock
) -> None:
    await browser.set_up()
    app, _ = await enrol(browser, clock)
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET password_change_pending = true"))
    assert (await browser.sign_in()).json()["status"] == "totp_required"
    assert (await choose(browser)).json()["type"] == "/problems/step-over"
    assert (await verify(browser, app.code())).json()["status"] == "password_change_required"
    assert (await choose(browser)).json()["status"] == "signed_in"


async def test_a_forced_change_ends_every_existing_session(
    pending: Browser, database: Database
) -> None:
    async with Browser() as phone:
        async with database.transaction() as tx:
            await tx.execute(text("UPDATE accounts SET password_change_pending = false"))
        await phone.sign_in()
        async with database.transaction() as tx:
            await tx.execute(text("UPDATE accounts SET password_change_pending = true"))
        await pending.sign_in()
        await choose(pending)
        assert (await phone.get("/api/todos")).status_code == 401


async def test_a_one_time_password_expires(
    pending: Browser, database: Database, clock: FrozenClock
) -> None:
    async with database.transaction() as tx:
        await tx.execute(
            text("UPDATE accounts SET password_expires_at = :then"),
            {"then": tx.now.replace(hour=10)},
        )
    assert (await pending.sign_in()).status_code == 200
    clock.advance(hours=1)
    assert (await pending.sign_in()).json()["type"] == "/problems/bad-credentials"


async def test_a_password_shorter_than_the_policy_must_be_changed_at_the_next_sign_in(
    browser: Browser, database: Database
) -> None:
    await browser.set_up(password="four pears fell")
    async with database.transaction() as tx:
        await policy.write(tx, Rules(password_min_length=16))
    assert (await browser.get("/api/todos")).status_code == 200
    step = await browser.sign_in("four pears fell")
    assert step.json()["status"] == "password_change_required"
    assert (await choose(browser, "six pears fell.")).status_code == 422
    assert (await choose(browser)).status_code == 200


async def test_a_pin_only_account_must_set_a_password_when_pins_are_turned_off(
    browser: Browser, database: Database
) -> None:
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
    async with database.transaction() as tx:
        await policy.write(tx, Rules(pin_allowed=False))
    step = await browser.post("/api/auth/login", json={"pin": "830164"})
    assert step.json()["status"] == "password_change_required"
    assert (await choose(browser)).status_code == 200
    assert (await browser.post("/api/auth/login", json={"pin": "830164"})).status_code == 401
    assert (await browser.sign_in(NEW, "owner")).status_code == 200


async def test_sign_in_reports_the_minimum_length_of_the_new_password(
    pending: Browser, database: Database, clock: FrozenClock
) -> None:
    async with database.transaction() as tx:
        await policy.write(tx, Rules(password_min_length=16))
    assert await _reported_length(pending) == 16
    assert (await pending.sign_in()).json()["password_min_length"] == 16
    assert (await choose(pending, "seven blue herons waded")).is_success
    app, _ = await enrol(pending, clock)
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET password_change_pending = true"))
    await pending.sign_in("seven blue herons waded")
    step = (await verify(pending, code=app.code())).json()
    assert step["password_min_length"] == 8
    assert await _reported_length(pending) == 8


async def _reported_length(browser: Browser) -> int:
    return (await browser.get("/api/auth/status")).json()["password_min_length"]
