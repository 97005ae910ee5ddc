"""A lost websocket, in any mode of the lock screen, loses nothing and opens nothing.

A short loss that the house does not notice is the worst: the page comes back as a tab that
nobody knows. A long one is noticed at the house by Socket.IO's own silence; here its end is
closed in place of the wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.connection import Line
from tests.browser.server import SETUP_CODE, Person, Server

HALF = "half a pass"


@dataclass(frozen=True, slots=True)
class Mode:
    """How one comes to a mode, what it says, and what is half typed into which fields."""

    heading: str
    typed: dict[str, str]
    come: Callable[[Server, Visit], Line]


def _laid(page: Page, heading: str) -> Line:
    line = Line(page)
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    return line


def _setup(house: Server, visit: Visit) -> Line:
    line = _laid(visit(f"/lock#setup={SETUP_CODE}"), "Set up UMBRA")
    line.page.get_by_label("Time zone").fill("tok")
    line.page.get_by_role("option", name="Asia/Tokyo").click()
    return line


def _setup_by_pin(house: Server, visit: Visit) -> Line:
    line = _laid(visit(f"/lock#setup={SETUP_CODE}"), "Set up UMBRA")
    line.page.get_by_role("radio", name="PIN only").click()
    return line


def _offered(house: Server, visit: Visit) -> Line:
    line = _setup_by_pin(house, visit)
    line.page.get_by_label("PIN", exact=True).fill("482719")
    line.page.get_by_role("button", name="Set up and sign in").click()
    expect(line.page.get_by_role("heading", name="UMBRA is ready")).to_be_visible()
    return line


def _enrolling(house: Server, visit: Visit) -> Line:
    line = _offered(house, visit)
    line.page.get_by_role("button", name="Add a second factor").click()
    expect(line.page.locator(".enrol__secret span")).to_have_count(8)
    return line


def _login(house: Server, visit: Visit) -> Line:
    house.set_up()
    return _laid(visit("/lock?next=/settings"), "Welcome back")


def _register(house: Server, visit: Visit) -> Line:
    house.call("PUT", "/api/admin/policy", {"registration_open": True}, house.set_up())
    line = _laid(visit("/lock"), "Welcome back")
    line.page.get_by_role("button", name="Create an account").click()
    expect(line.page.get_by_role("heading", name="Create an account")).to_be_visible()
    return line


def _at_a_step(house: Server, visit: Visit, person: Person, heading: str) -> Line:
    page = visit("/lock")
    body = {"username": person.username, "password": person.password}
    answer = page.request.post(
        f"{house.url}/api/auth/login", data=body, headers={"X-Umbra-Request": "1"}
    )
    assert answer.ok
    return _laid(page, heading)


def _totp(house: Server, visit: Visit) -> Line:
    alice = house.set_up()
    house.turn_on_second_factor(alice)
    line = _at_a_step(house, visit, alice, "Enter your second factor")
    line.page.get_by_role("button", name="Use a backup code").click()
    return line


def _password_change(house: Server, visit: Visit) -> Line:
    alice = house.set_up()
    house.sql("UPDATE accounts SET password_change_pending = true")
    return _at_a_step(house, visit, alice, "Choose a new password")


def _mfa_setup(house: Server, visit: Visit) -> Line:
    alice = house.set_up()
    house.sql("UPDATE accounts SET mfa_enforce_pending = true")
    line = _at_a_step(house, visit, alice, "Set up a second factor")
    expect(line.page.locator(".enrol__secret span")).to_have_count(8)
    return line


def _confirm(house: Server, visit: Visit) -> Line:
    alice = house.set_up()
    house.require_second_factor()
    return _laid(visit("/lock", alice), "Second factor required")


def _locked(house: Server, visit: Visit) -> Line:
    alice = house.set_up()
    house.call("POST", "/api/auth/lock", person=alice)
    return _laid(visit("/todos", alice), "Locked")


NAMES = {"User name": "mari", "Your name": "Marigold P"}
MODES = {
    "setup": Mode("Set up UMBRA", NAMES | {"Password": HALF}, _setup),
    "setup by PIN": Mode("Set up UMBRA", {"PIN": "48"}, _setup_by_pin),
    "offer": Mode("UMBRA is ready", {}, _offered),
    "enrol": Mode("Set up a second factor", {"Code": "123"}, _enrolling),
    "login": Mode("Welcome back", {"User name": "mari", "Password": HALF}, _login),
    "register": Mode("Create an account", NAMES | {"Password": HALF}, _register),
    "totp": Mode("Enter your second factor", {"Backup code": "ABCD"}, _totp),
    "password_change": Mode("Choose a new password", {"New password": HALF}, _password_change),
    "confirm": Mode("Second factor required", {"Password": HALF}, _confirm),
    "mfa_setup": Mode("Set up a second factor", {"Code": "123"}, _mfa_setup),
    "locked": Mode("Locked", {"Password": HALF}, _locked),
}


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
def test_a_lost_connection_loses_nothing_and_unlocks_nothing(
    house: Server, visit: Visit, mode: Mode
):
    line = mode.come(house, visit)
    page = line.page
    for label, words in mode.typed.items():
        page.get_by_label(label, exact=label != "Your name").fill(words)
    before = _standing(house, page)
    for seconds, noticed in ((0.2, False), (1, True)):
        line.lose(seconds, noticed=noticed)
        expect(page.get_by_role("heading", name=mode.heading)).to_be_visible()
        for label, words in mode.typed.items():
            field = page.get_by_label(label, exact=label != "Your name")
            expect(field).to_have_value(words)
        if mode.typed:
            expect(page.get_by_label(list(mode.typed)[-1], exact=True)).to_be_focused()
        assert _standing(house, page) == before


def test_a_chosen_time_zone_survives_a_reconnection(house: Server, visit: Visit):
    line = _setup(house, visit)
    line.lose(0.2, noticed=False)
    expect(line.page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")


def test_a_code_half_typed_before_a_lost_connection_still_submits_itself(
    house: Server, visit: Visit
):
    line = _mfa_setup(house, visit)
    code = line.page.get_by_label("Code")
    code.press_sequentially("000")
    line.lose(0.2, noticed=False)
    expect(code).to_have_value("000")
    with line.page.expect_response("**/api/auth/totp/enforce-confirm"):
        line.page.keyboard.type("000")


def test_a_tab_that_was_offline_while_its_session_was_unlocked_reloads(
    house: Server, visit: Visit, alice: Person
):
    page = visit("/settings", alice)
    line = _laid(page, "Settings")
    house.call("POST", "/api/auth/lock", person=alice)
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    house.sql("UPDATE sessions SET locked_at = NULL")
    line.lose(0.2, noticed=True)
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def test_a_tab_that_missed_the_unlocking_asks_for_it_when_it_becomes_visible(
    house: Server, visit: Visit, alice: Person
):
    page = visit("/settings", alice)
    house.call("POST", "/api/auth/lock", person=alice)
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    house.sql("UPDATE sessions SET locked_at = NULL")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def _standing(house: Server, page: Page) -> dict[str, Any]:
    """Where the browser is, and what the house tells it, but for the clock."""
    told = page.request.get(f"{house.url}/api/auth/status").json()
    step = told["step"] and told["step"]["name"]
    return {"url": page.url, **told, "step": step, "locks_in": None}
