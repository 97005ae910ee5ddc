"""Signing in, refused attempts, signing out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server

CANARY = "canary lantern orchard"
LOCK_SCREEN_URL = re.compile(r"/lock\?next=/")


def _sign_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_user_name_and_password_lead_to_the_dashboard(server: Server, visit: Visit, alice: Person):
    page = visit("/lock")
    _sign_in(page, alice.username, alice.password)
    page.wait_for_url(server.url + "/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_wrong_password_shows_a_message_and_keeps_the_user_name(visit: Visit, alice: Person):
    page = visit("/lock")
    _sign_in(page, alice.username, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("Wrong user name or password.")
    expect(page.get_by_label("User name")).to_have_value(alice.username)
    password = page.get_by_label("Password", exact=True)
    expect(password).to_have_value("")
    expect(password).to_be_focused()


def test_the_user_name_is_focused_except_on_a_phone(visit: Visit, alice: Person):
    expect(visit("/lock").get_by_label("User name")).to_be_focused()
    page = visit("/lock", phone=True)
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(page.get_by_label("User name")).not_to_be_focused()


def test_an_error_message_moves_nothing_on_the_card(visit: Visit, alice: Person):
    page = visit("/lock")
    button = page.get_by_role("button", name="Sign in")
    before = button.bounding_box()
    _sign_in(page, alice.username, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("Wrong user name or password.")
    assert button.bounding_box() == before


def test_after_five_wrong_passwords_the_wait_is_shown_also_after_a_reload(
    visit: Visit, alice: Person
):
    page = visit("/lock")
    for _ in range(5):
        _sign_in(page, alice.username, "not the password")
        expect(page.get_by_label("Password", exact=True)).to_have_value("")
        expect(page.get_by_role("alert")).not_to_be_empty()
    for _ in range(2):
        _sign_in(page, alice.username, alice.password)
        expect(page.get_by_text("Try again in 5 minutes.").first).to_be_attached()
        page.reload()


def test_a_shown_password_is_hidden_again_when_it_is_sent(visit: Visit, alice: Person):
    page = visit("/lock")
    password = page.get_by_label("Password", exact=True)
    toggle = page.get_by_role("button", name="Show password")
    page.get_by_label("User name").fill(alice.username)
    password.fill("not the password")
    toggle.click()
    expect(password).to_have_attribute("type", "text")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Wrong user name or password.")
    expect(password).to_have_attribute("type", "password")


def test_a_password_can_be_pasted_and_the_fields_have_autocomplete(visit: Visit, alice: Person):
    page = visit("/lock")
    password = page.get_by_label("Password", exact=True)
    expect(page.get_by_label("User name")).to_have_attribute("autocomplete", "username")
    expect(password).to_have_attribute("autocomplete", "current-password")
    page.get_by_label("User name").fill(alice.password)
    page.get_by_label("User name").select_text()
    page.keyboard.press("Control+x")
    password.focus()
    page.keyboard.press("Control+v")
    expect(password).to_have_value(alice.password)


def test_signing_in_leads_back_to_the_page_that_was_opened(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/settings?section=look")
    page.wait_for_url(LOCK_SCREEN_URL)
    _sign_in(page, alice.username, alice.password)
    page.wait_for_url(server.url + "/settings?section=look")


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)"]
)
def test_the_redirect_after_sign_in_never_leaves_this_server(
    server: Server, visit: Visit, alice: Person, wanted: str
):
    page = visit(f"/lock?next={wanted}")
    _sign_in(page, alice.username, alice.password)
    page.wait_for_url(server.url + "/")


def test_a_signed_in_browser_is_redirected_from_the_lock_screen(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/lock?next=/settings", alice)
    page.wait_for_url(server.url + "/settings")


def test_signing_out_ends_every_tab_of_the_session(server: Server, visit: Visit, alice: Person):
    page = visit("/", alice)
    other = visit("/settings", beside=page)
    expect(other.get_by_role("heading", name="Settings")).to_be_visible()
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(server.url + "/lock")
    expect(other).to_have_url(LOCK_SCREEN_URL)
    expect(other.get_by_role("heading", name="Settings")).to_have_count(0)


def test_a_typed_password_is_sent_only_to_the_api(server: Server, visit: Visit):
    server.set_up(password=CANARY)
    page = visit("/lock")
    observed: list[str] = []
    page.on("websocket", lambda socket: _listen(socket, observed))
    page.on("request", lambda request: observed.append(request.url))
    page.on("console", lambda message: observed.append(message.text))
    page.reload()
    _sign_in(page, "alice", CANARY + "x")
    expect(page.get_by_role("alert")).to_contain_text("Wrong user name or password.")
    _sign_in(page, "alice", CANARY)
    page.wait_for_url(server.url + "/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    stored = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    observed.append(stored)
    assert page.evaluate("document.cookie") == ""
    assert any("login" in line for line in observed)
    assert not any(CANARY in line for line in observed)
    assert CANARY not in server.log.read_text()


def _listen(socket: WebSocket, observed: list[str]) -> None:
    observed.append(socket.url)
    socket.on("framesent", lambda frame: observed.append(str(frame)))
    socket.on("framereceived", lambda frame: observed.append(str(frame)))


def test_only_the_pin_is_asked_for_if_the_only_account_has_no_password(
    server: Server, visit: Visit
):
    server.call("POST", "/api/auth/setup", {"setup_code": "journey-setup-code", "pin": "482719"})
    page = visit("/lock", phone=True)
    expect(page.get_by_label("User name")).to_have_count(0)
    pin = page.get_by_label("PIN", exact=True)
    expect(pin).to_have_attribute("inputmode", "numeric")
    expect(pin).to_have_attribute("type", "password")
    pin.fill("482-720")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Wrong PIN.")
    pin.fill("482 719")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(server.url + "/")


def test_the_lock_screen_shows_none_of_the_account_s_data(
    server: Server, visit: Visit, alice: Person
):
    server.call("POST", "/api/todos", {"title": "marmalade"}, alice)
    page = visit("/todos")
    page.wait_for_url(LOCK_SCREEN_URL)
    expect(page).to_have_title("Umbra")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert "marmalade" not in page.content()


def test_a_caps_lock_warning_is_shown(visit: Visit, alice: Person):
    page = visit("/lock")
    password = page.get_by_label("Password", exact=True)
    password.focus()
    password.evaluate(
        """field => field.dispatchEvent(new KeyboardEvent("keydown",
           {key: "A", bubbles: true, modifierCapsLock: true}))"""
    )
    expect(page.get_by_text("Caps Lock is on")).to_be_visible()


def test_a_form_submitted_before_hydration_puts_nothing_into_the_address(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/todos", alice)
    answer = page.goto(server.url + "/todos")
    assert answer is not None
    assert "form-action 'none'" in answer.headers["content-security-policy"]
    methods = page.locator("form").evaluate_all("forms => forms.map(form => form.method)")
    assert set(methods) == {"dialog"}
