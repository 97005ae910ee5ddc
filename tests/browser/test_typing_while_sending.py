"""Input typed while a request is running, as on a slow connection, is kept and sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect
from pyotp.totp import TOTP

from tests.browser.conftest import TIMEOUT, Visit
from tests.browser.server import Person, Server

WRONG = "000000"
NO_MATCH = "Wrong code. Use the one your app shows now."


class DelayedRequests:
    """The requests to one path, delayed before they reach the server until they are released."""

    def __init__(self, page: Page, path: str) -> None:
        self._page = page
        self._routes: list[Route] = []
        page.route(f"**{path}", self._delay)

    def wait(self) -> DelayedRequests:
        """Waits until a request is delayed."""
        for _ in range(TIMEOUT // 20):
            if self._routes:
                return self
            self._page.wait_for_timeout(20)  # lets Playwright dispatch the page's events
        raise AssertionError("No request was sent.")

    def release(self) -> None:
        """Forwards the one delayed request."""
        self.wait()
        [delayed] = self._routes
        self._routes.clear()
        delayed.continue_()

    def _delay(self, route: Route) -> None:
        self._routes.append(route)

    @property
    def count(self) -> int:
        return len(self._routes)


def _sign_in(page: Page, person: Person) -> None:
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def app(server: Server, alice: Person) -> TOTP:
    return server.turn_on_second_factor(alice)[0]


@pytest.fixture
def at_the_code(visit: Visit, app: TOTP, alice: Person) -> Page:
    """The lock screen at the step that asks for alice's code."""
    page = visit("/lock")
    _sign_in(page, alice)
    expect(page.get_by_label("Code")).to_be_focused()
    return page


def test_a_full_code_typed_while_a_wrong_one_is_checked_submits_itself(
    server: Server, at_the_code: Page, app: TOTP
):
    page = at_the_code
    calls = DelayedRequests(page, "/api/auth/totp/verify")
    page.get_by_label("Code").press_sequentially(WRONG)
    calls.wait()
    page.get_by_label("Code").fill(app.now())
    assert calls.count == 1, "one at a time"
    calls.release()
    calls.release()
    page.wait_for_url(server.url + "/")


def test_a_code_half_typed_while_a_wrong_one_is_checked_submits_itself_when_full(
    server: Server, at_the_code: Page, app: TOTP
):
    page = at_the_code
    calls = DelayedRequests(page, "/api/auth/totp/verify")
    code, right = page.get_by_label("Code"), app.now()
    code.press_sequentially(WRONG)
    calls.wait()
    code.press("ControlOrMeta+a")
    page.keyboard.type(right[:3])
    calls.release()
    expect(page.get_by_text(NO_MATCH).last).to_be_visible()
    expect(code).to_have_value(right[:3])
    page.keyboard.type(right[3:])
    calls.release()
    page.wait_for_url(server.url + "/")


def test_an_earlier_error_is_hidden_while_the_next_code_is_checked(
    server: Server, at_the_code: Page, app: TOTP
):
    page = at_the_code
    calls = DelayedRequests(page, "/api/auth/totp/verify")
    code = page.get_by_label("Code")
    code.press_sequentially(WRONG)
    calls.release()
    expect(page.get_by_text(NO_MATCH).last).to_be_visible()
    expect(page.locator("form[aria-busy=true]")).to_have_count(0)
    code.press_sequentially(app.now())
    calls.wait()
    expect(page.locator("form[aria-busy=true]")).to_be_visible()
    expect(page.locator(".field__error")).to_be_hidden()
    expect(page.locator(".secret__message")).to_be_hidden()
    calls.release()
    page.wait_for_url(server.url + "/")


def test_a_password_submitted_while_a_wrong_one_is_checked_signs_in(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/lock")
    calls = DelayedRequests(page, "/api/auth/login")
    _sign_in(page, Person(alice.username, "a slip of the finger", ""))
    calls.wait()
    password = page.get_by_label("Password", exact=True)
    password.fill(alice.password)
    password.press("Enter")
    calls.release()
    calls.release()
    page.wait_for_url(server.url + "/")


def test_a_password_typed_while_a_wrong_one_is_checked_waits_for_the_button(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/lock")
    calls = DelayedRequests(page, "/api/auth/login")
    _sign_in(page, Person(alice.username, "a slip of the finger", ""))
    calls.wait()
    password = page.get_by_label("Password", exact=True)
    password.fill(alice.password)
    calls.release()
    expect(page.get_by_text("Wrong user name or password.").last).to_be_visible()
    expect(password).to_have_value(alice.password)
    assert calls.count == 0
    page.get_by_role("button", name="Sign in").click()
    calls.release()
    page.wait_for_url(server.url + "/")


def test_a_button_pressed_twice_sends_once(visit: Visit, alice: Person):
    page = visit("/lock")
    calls = DelayedRequests(page, "/api/auth/login")
    _sign_in(page, Person(alice.username, "a slip of the finger", ""))
    calls.wait()
    page.get_by_label("Password", exact=True).press("Enter")
    calls.release()
    expect(page.get_by_text("Wrong user name or password.").last).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    assert calls.count == 0
