"""What is typed while an answer is on its way, as on a slow connection: kept, and sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect
from pyotp.totp import TOTP

from tests.browser.conftest import PATIENCE, Visit
from tests.browser.server import Person, Server

WRONG = "000000"
NO_MATCH = "Wrong code. Use the one your app shows now."


class Held:
    """The calls of one address, held before the server sees them until they are let go."""

    def __init__(self, page: Page, path: str) -> None:
        self._page = page
        self._routes: list[Route] = []
        page.route(f"**{path}", self._hold)

    def wait(self) -> Held:
        """Until a call is held."""
        for _ in range(PATIENCE // 20):
            if self._routes:
                return self
            self._page.wait_for_timeout(20)  # lets the page's calls be heard
        raise AssertionError("Nothing was sent.")

    def let_go(self) -> None:
        """Sends on the one call that is held."""
        self.wait()
        [held] = self._routes
        self._routes.clear()
        held.continue_()

    def _hold(self, route: Route) -> None:
        self._routes.append(route)

    @property
    def count(self) -> int:
        return len(self._routes)


def _sign_in(page: Page, person: Person) -> None:
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def app(house: Server, alice: Person) -> TOTP:
    return house.turn_on_second_factor(alice)[0]


@pytest.fixture
def at_the_code(visit: Visit, app: TOTP, alice: Person) -> Page:
    """A lock screen that asks for alice's code."""
    page = visit("/lock")
    _sign_in(page, alice)
    expect(page.get_by_label("Code")).to_be_focused()
    return page


def test_a_full_code_typed_while_a_wrong_one_is_checked_submits_itself(
    house: Server, at_the_code: Page, app: TOTP
):
    page = at_the_code
    calls = Held(page, "/api/auth/totp/verify")
    page.get_by_label("Code").press_sequentially(WRONG)
    calls.wait()
    page.get_by_label("Code").fill(app.now())
    assert calls.count == 1, "one at a time"
    calls.let_go()
    calls.let_go()
    page.wait_for_url(house.url + "/")


def test_a_code_half_typed_while_a_wrong_one_is_checked_submits_itself_when_full(
    house: Server, at_the_code: Page, app: TOTP
):
    page = at_the_code
    calls = Held(page, "/api/auth/totp/verify")
    code, right = page.get_by_label("Code"), app.now()
    code.press_sequentially(WRONG)
    calls.wait()
    code.press("ControlOrMeta+a")
    page.keyboard.type(right[:3])
    calls.let_go()
    expect(page.get_by_text(NO_MATCH).last).to_be_visible()
    expect(code).to_have_value(right[:3])
    page.keyboard.type(right[3:])
    calls.let_go()
    page.wait_for_url(house.url + "/")


def test_an_earlier_error_is_hidden_while_the_next_code_is_checked(
    house: Server, at_the_code: Page, app: TOTP
):
    page = at_the_code
    calls = Held(page, "/api/auth/totp/verify")
    code = page.get_by_label("Code")
    code.press_sequentially(WRONG)
    calls.let_go()
    expect(page.get_by_text(NO_MATCH).last).to_be_visible()
    expect(page.locator("form[aria-busy=true]")).to_have_count(0)
    code.press_sequentially(app.now())
    calls.wait()
    expect(page.locator("form[aria-busy=true]")).to_be_visible()
    expect(page.locator(".field__error")).to_be_hidden()
    expect(page.locator(".secret__message")).to_be_hidden()
    calls.let_go()
    page.wait_for_url(house.url + "/")


def test_a_password_submitted_while_a_wrong_one_is_checked_signs_in(
    house: Server, visit: Visit, alice: Person
):
    page = visit("/lock")
    calls = Held(page, "/api/auth/login")
    _sign_in(page, Person(alice.username, "a slip of the finger", ""))
    calls.wait()
    password = page.get_by_label("Password", exact=True)
    password.fill(alice.password)
    password.press("Enter")
    calls.let_go()
    calls.let_go()
    page.wait_for_url(house.url + "/")


def test_a_password_typed_while_a_wrong_one_is_checked_waits_for_the_button(
    house: Server, visit: Visit, alice: Person
):
    page = visit("/lock")
    calls = Held(page, "/api/auth/login")
    _sign_in(page, Person(alice.username, "a slip of the finger", ""))
    calls.wait()
    password = page.get_by_label("Password", exact=True)
    password.fill(alice.password)
    calls.let_go()
    expect(page.get_by_text("Wrong user name or password.").last).to_be_visible()
    expect(password).to_have_value(alice.password)
    assert calls.count == 0
    page.get_by_role("button", name="Sign in").click()
    calls.let_go()
    page.wait_for_url(house.url + "/")


def test_a_button_pressed_twice_sends_once(visit: Visit, alice: Person):
    page = visit("/lock")
    calls = Held(page, "/api/auth/login")
    _sign_in(page, Person(alice.username, "a slip of the finger", ""))
    calls.wait()
    page.get_by_label("Password", exact=True).press("Enter")
    calls.let_go()
    expect(page.get_by_text("Wrong user name or password.").last).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    assert calls.count == 0
