"""A PIN signs in to an account without a password; with a password it only unlocks."""

from __future__ import annotations

import pytest

from tests.accounts.conftest import PASSWORD, Browser
from tests.conftest import FrozenClock
from umbra.accounts import policy
from umbra.accounts.policy import Rules
from umbra.database import Database

PIN, NEW_PIN = "190573", "405162"
NEW_PASSWORD = "seven blue herons waded"
PATH = "/api/settings/pin"


async def expire_reauthentication(browser: Browser, clock: FrozenClock) -> None:
    """Lets the reauthentication of sign-in expire, without the session locking."""
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    clock.advance(seconds=301)


async def unlocks(browser: Browser, **shown: str) -> bool:
    await browser.post("/api/auth/lock")
    return (await browser.post("/api/auth/unlock", json=shown)).status_code == 204


async def test_beside_a_password_a_pin_unlocks_and_never_signs_in(
    browser: Browser, stranger: Browser
) -> None:
    await browser.set_up()
    answer = await browser.put(PATH, json={"password": PASSWORD, "new_pin": PIN})
    assert answer.status_code == 204
    assert await unlocks(browser, pin=PIN)
    assert await unlocks(browser, password=PASSWORD)
    refused = await stranger.post("/api/auth/login", json={"username": "alice", "pin": PIN})
    assert refused.status_code == 401


async def test_changing_a_pin_requires_recent_reauthentication(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    assert (await browser.put(PATH, json={"new_pin": PIN})).status_code == 204
    await expire_reauthentication(browser, clock)
    for method, body in (("PUT", {"new_pin": NEW_PIN}), ("DELETE", None)):
        refused = await browser.request(method, PATH, json=body)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/confirm-first")
    assert await unlocks(browser, pin=PIN)


async def test_an_account_without_a_password_changes_its_pin_and_ends_its_other_sessions(
    browser: Browser, stranger: Browser, clock: FrozenClock
) -> None:
    await browser.set_up(password=None, pin=PIN)
    assert (await stranger.post("/api/auth/login", json={"pin": PIN})).status_code == 200
    await expire_reauthentication(browser, clock)
    answer = await browser.put(PATH, json={"current_pin": PIN, "new_pin": NEW_PIN})
    assert answer.status_code == 204
    assert (await stranger.get("/api/auth/sessions")).status_code == 401
    assert (await browser.get("/api/auth/sessions")).status_code == 200
    assert (await stranger.post("/api/auth/login", json={"pin": PIN})).status_code == 401
    assert (await stranger.post("/api/auth/login", json={"pin": NEW_PIN})).status_code == 200


async def test_five_wrong_current_pins_cause_a_wait_of_thirty_seconds(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up(password=None, pin=PIN)
    body = {"current_pin": "000001", "new_pin": NEW_PIN}
    for _ in range(5):
        assert (await browser.put(PATH, json=body)).status_code == 401
    waits = await browser.put(PATH, json=body | {"current_pin": PIN})
    assert (waits.status_code, waits.headers["Retry-After"]) == (429, "30")
    clock.advance(seconds=31)
    assert (await browser.put(PATH, json=body | {"current_pin": PIN})).status_code == 204


@pytest.mark.parametrize(
    ("pin", "message"),
    [("12", "4 to 12 digits"), ("12345678", "sequence"), ("2580", "common"), (PIN, "current PIN")],
)
async def test_an_invalid_pin_gets_an_error_at_its_field(
    pin: str, message: str, browser: Browser
) -> None:
    await browser.set_up()
    await browser.put(PATH, json={"new_pin": PIN})
    refused = await browser.put(PATH, json={"new_pin": pin})
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert error["field"] == "new_pin"
    assert message in error["message"]


async def test_where_pins_are_not_allowed_an_account_s_only_sign_in_method_stays(
    browser: Browser, database: Database
) -> None:
    await browser.set_up(password=None, pin=PIN)
    async with database.transaction() as tx:
        await policy.write(tx, Rules(pin_allowed=False))
    assert (await browser.delete(PATH)).status_code == 409
    assert (await browser.put(PATH, json={"new_pin": NEW_PIN})).status_code == 204
    assert (
        await browser.post("/api/auth/password", json={"new_password": NEW_PASSWORD})
    ).status_code == 204
    assert (await browser.put(PATH, json={"new_pin": PIN})).status_code == 409


async def test_an_account_that_sets_a_password_keeps_its_pin_for_unlocking(
    browser: Browser, stranger: Browser
) -> None:
    await browser.set_up(password=None, pin=PIN)
    answer = await browser.post("/api/auth/password", json={"new_password": NEW_PASSWORD})
    assert answer.status_code == 204
    assert (await stranger.post("/api/auth/login", json={"pin": PIN})).status_code == 401
    assert (await stranger.sign_in(NEW_PASSWORD)).status_code == 200
    assert await unlocks(browser, pin=PIN)


async def test_a_removed_pin_does_not_unlock(browser: Browser) -> None:
    await browser.set_up()
    await browser.put(PATH, json={"new_pin": PIN})
    assert (await browser.delete(PATH)).status_code == 204
    assert (await browser.delete(PATH)).status_code == 204
    assert not await unlocks(browser, pin=PIN)
    assert await unlocks(browser, password=PASSWORD)
