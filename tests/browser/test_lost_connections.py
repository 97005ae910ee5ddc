"""A lost websocket connection, in any mode of the lock screen, loses no input and signs no one in.

After a short loss that the server does not notice, the page reconnects as an unknown tab. A long
loss is noticed by Socket.IO's ping timeout; instead of waiting for it, the test closes the
server's side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.connection import Connection
from tests.browser.server import SETUP_CODE, Person, Server

HALF = "half a pass"


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode's heading, the text typed into its fields, and how to open it."""

    heading: str
    typed: dict[str, str]
    open: Callable[[Server, Visit], Connection]


def _connected(page: Page, heading: str) -> Connection:
    connection = Connection(page)
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    return connection


def _setup(server: Server, visit: Visit) -> Connection:
    connection = _connected(visit(f"/lock#setup={SETUP_CODE}"), "Set up UMBRA")
    connection.page.get_by_label("Time zone").fill("tok")
    connection.page.get_by_role("option", name="Asia/Tokyo").click()
    return connection


def _setup_by_pin(server: Server, visit: Visit) -> Connection:
    connection = _connected(visit(f"/lock#setup={SETUP_CODE}"), "Set up UMBRA")
    connection.page.get_by_role("radio", name="PIN only").click()
    return connection


def _second_factor_offer(server: Server, visit: Visit) -> Connection:
    connection = _setup_by_pin(server, visit)
    connection.page.get_by_label("PIN", exact=True).fill("482719")
    connection.page.get_by_role("button", name="Set up and sign in").click()
    expect(connection.page.get_by_role("heading", name="UMBRA is ready")).to_be_visible()
    return connection


def _enrolling(server: Server, visit: Visit) -> Connection:
    connection = _second_factor_offer(server, visit)
    connection.page.get_by_role("button", name="Add a second factor").click()
    expect(connection.page.locator(".enrol__secret span")).to_have_count(8)
    return connection


def _login(server: Server, visit: Visit) -> Connection:
    server.set_up()
    return _connected(visit("/lock?next=/settings"), "Welcome back")


def _register(server: Server, visit: Visit) -> Connection:
    server.call("PUT", "/api/admin/policy", {"registration_open": True}, server.set_up())
    connection = _connected(visit("/lock"), "Welcome back")
    connection.page.get_by_role("button", name="Create an account").click()
    expect(connection.page.get_by_role("heading", name="Create an account")).to_be_visible()
    return connection


def _with_challenge(server: Server, visit: Visit, person: Person, heading: str) -> Connection:
    """Signs in by password, so that the lock screen shows the next step."""
    page = visit("/lock")
    body = {"username": person.username, "password": person.password}
    answer = page.request.post(
        f"{server.url}/api/auth/login", data=body, headers={"X-Umbra-Request": "1"}
    )
    assert answer.ok
    return _connected(page, heading)


def _totp(server: Server, visit: Visit) -> Connection:
    alice = server.set_up()
    server.turn_on_second_factor(alice)
    connection = _with_challenge(server, visit, alice, "Enter your second factor")
    connection.page.get_by_role("button", name="Use a backup code").click()
    return connection


def _password_change(server: Server, visit: Visit) -> Connection:
    alice = server.set_up()
    server.sql("UPDATE accounts SET password_change_pending = true")
    return _with_challenge(server, visit, alice, "Choose a new password")


def _mfa_setup(server: Server, visit: Visit) -> Connection:
    alice = server.set_up()
    server.sql("UPDATE accounts SET mfa_enforce_pending = true")
    connection = _with_challenge(server, visit, alice, "Set up a second factor")
    expect(connection.page.locator(".enrol__secret span")).to_have_count(8)
    return connection


def _confirm(server: Server, visit: Visit) -> Connection:
    alice = server.set_up()
    server.require_second_factor()
    return _connected(visit("/lock", alice), "Second factor required")


def _locked(server: Server, visit: Visit) -> Connection:
    alice = server.set_up()
    server.call("POST", "/api/auth/lock", person=alice)
    return _connected(visit("/todos", alice), "Locked")


NAMES = {"User name": "mari", "Your name": "Marigold P"}
MODES = {
    "setup": Mode("Set up UMBRA", NAMES | {"Password": HALF}, _setup),
    "setup by PIN": Mode("Set up UMBRA", {"PIN": "48"}, _setup_by_pin),
    "offer": Mode("UMBRA is ready", {}, _second_factor_offer),
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
def test_a_lost_connection_loses_no_input_and_signs_no_one_in(
    server: Server, visit: Visit, mode: Mode
):
    connection = mode.open(server, visit)
    page = connection.page
    for label, text in mode.typed.items():
        page.get_by_label(label, exact=label != "Your name").fill(text)
    before = _status(server, page)
    for seconds, noticed in ((0.2, False), (1, True)):
        connection.lose(seconds, noticed=noticed)
        expect(page.get_by_role("heading", name=mode.heading)).to_be_visible()
        for label, text in mode.typed.items():
            field = page.get_by_label(label, exact=label != "Your name")
            expect(field).to_have_value(text)
        if mode.typed:
            expect(page.get_by_label(list(mode.typed)[-1], exact=True)).to_be_focused()
        assert _status(server, page) == before


def test_a_chosen_time_zone_is_not_replaced_by_the_detected_one(server: Server, visit: Visit):
    connection = _setup(server, visit)
    connection.lose(0.2, noticed=False)
    expect(connection.page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")


def test_a_partly_typed_code_is_still_sent_automatically_after_a_lost_connection(
    server: Server, visit: Visit
):
    connection = _mfa_setup(server, visit)
    code = connection.page.get_by_label("Code")
    code.press_sequentially("000")
    connection.lose(0.2, noticed=False)
    expect(code).to_have_value("000")
    with connection.page.expect_response("**/api/auth/totp/enforce-confirm"):
        connection.page.keyboard.type("000")


def test_a_tab_that_was_disconnected_while_its_session_was_unlocked_reloads(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/settings", alice)
    connection = _connected(page, "Settings")
    server.call("POST", "/api/auth/lock", person=alice)
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    server.sql("UPDATE sessions SET locked_at = NULL")
    connection.lose(0.2, noticed=True)
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def test_a_tab_that_missed_the_unlocking_of_its_session_reloads_when_it_becomes_visible(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/settings", alice)
    server.call("POST", "/api/auth/lock", person=alice)
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    server.sql("UPDATE sessions SET locked_at = NULL")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def _status(server: Server, page: Page) -> dict[str, Any]:
    """The page's URL and its sign-in status, without times."""
    status = page.request.get(f"{server.url}/api/auth/status").json()
    step = status["step"] and status["step"]["name"]
    return {"url": page.url, **status, "step": step, "locks_in": None}
