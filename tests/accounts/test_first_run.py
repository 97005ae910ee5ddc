"""First-run setup: the setup code creates the first account, exactly once."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from tests.accounts.conftest import PASSWORD, SETUP_CODE, Browser
from umbra.database import Database


async def test_a_new_instance_requires_setup(browser: Browser) -> None:
    status = (await browser.get("/api/auth/status")).json()
    assert status == {
        "setup_required": True,
        "registration_open": False,
        "authenticated": False,
        "locked": False,
        "sign_in": ["password", "pin"],
        "pin_alone": False,
        "step": None,
        "account": None,
        "unlock": [],
        "confirm": [],
        "locks_in": None,
        "password_min_length": 12,
    }


async def test_the_setup_code_creates_an_admin_who_is_signed_in(browser: Browser) -> None:
    answer = await browser.set_up(display_name="Alice A.")
    assert answer.status_code == 201
    account = answer.json()["account"]
    assert answer.json()["status"] == "signed_in"
    assert (account["username"], account["display_name"], account["role"]) == (
        "alice",
        "Alice A.",
        "admin",
    )
    status = (await browser.get("/api/auth/status")).json()
    assert (status["setup_required"], status["authenticated"]) == (False, True)
    assert status["account"] == account


async def test_a_wrong_setup_code_creates_no_account(browser: Browser, database: Database) -> None:
    answer = await browser.set_up(setup_code="let-me-guess")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM accounts")) == 0


async def test_guessing_the_setup_code_is_rate_limited(browser: Browser) -> None:
    answers = [await browser.set_up(setup_code=f"guess {n}") for n in range(31)]
    assert [answer.status_code for answer in answers] == [403] * 30 + [429]
    assert (await browser.set_up()).status_code == 429


async def test_of_twenty_concurrent_setups_exactly_one_creates_an_admin(database: Database) -> None:
    browsers = [Browser() for _ in range(20)]
    answers = await asyncio.gather(
        *(browser.set_up(username=f"admin{n}") for n, browser in enumerate(browsers))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM accounts")) == 1
        assert await tx.scalar(text("SELECT count(*) FROM owners")) == 1
        assert await tx.scalar(text("SELECT count(*) FROM sessions")) == 1


async def test_setup_works_once_even_with_the_code_and_no_accounts_left(
    browser: Browser, stranger: Browser, database: Database
) -> None:
    await browser.set_up()
    assert (await stranger.set_up(username="mallory")).status_code == 409
    async with database.transaction() as tx:
        await tx.execute(text("DELETE FROM accounts"))
    assert (await stranger.set_up(username="mallory")).status_code == 409


async def test_the_time_zone_of_setup_is_stored(browser: Browser, database: Database) -> None:
    await browser.set_up(time_zone="Pacific/Auckland")
    assert await _settings(database) == ("Pacific/Auckland", True)


async def test_an_unknown_time_zone_falls_back_to_utc(browser: Browser, database: Database) -> None:
    assert (await browser.set_up(time_zone="Mars/Olympus")).status_code == 201
    assert await _settings(database) == ("UTC", False)


async def test_setup_with_a_pin_alone_creates_an_owner_who_signs_in_by_pin(
    browser: Browser, stranger: Browser
) -> None:
    answer = await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
    assert answer.status_code == 201
    assert answer.json()["account"]["username"] == "owner"
    status = (await stranger.get("/api/auth/status")).json()
    assert (status["sign_in"], status["pin_alone"]) == (["pin"], True)


async def test_setup_reports_all_field_errors_at_once(browser: Browser) -> None:
    answer = await browser.set_up(username="a b", password="short")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == ["username", "password"]


async def test_setup_with_both_password_and_pin_is_refused(browser: Browser) -> None:
    answer = await browser.set_up(pin="830164")
    assert answer.status_code == 422


async def test_a_refusal_never_repeats_typed_secrets(browser: Browser) -> None:
    answer = await browser.set_up(username="a b", password="canary-7f")
    assert "canary-7f" not in answer.text
    answer = await browser.set_up(unknown=PASSWORD)
    assert PASSWORD not in answer.text


async def _settings(database: Database) -> tuple[str, bool]:
    owner = "SELECT set_config('umbra.owner_id', id::text, true) FROM owners"
    async with database.transaction() as tx:
        await tx.execute(text(owner))
        row = await tx.first(text("SELECT time_zone, time_zone_confirmed FROM settings"))
        assert row is not None
        return row.time_zone, row.time_zone_confirmed
