"""The security page in the browser, by keyboard, without a secret on the websocket."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, WebSocket, expect
from pyotp.totp import TOTP

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server

NEW_PASSWORD = "seven blue herons waded"
PIN = "190573"
SLOW = 30_000
"""Milliseconds to wait for slow hashes on a busy machine."""


def _expire_reauthentication(server: Server) -> None:
    """Makes the last reauthentication of every session older than five minutes."""
    server.sql("UPDATE sessions SET proved_at = now() - interval '10 minutes'")


def _findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def _press(page: Page, name: str) -> None:
    """Presses a button by keyboard."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_secrets_are_changed_after_reauthentication_and_stay_off_the_websocket(
    server: Server, visit: Visit, alice: Person
):
    frames: list[str] = []

    def record(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(str(frame)))
        socket.on("framereceived", lambda frame: frames.append(str(frame)))

    page = visit("/", alice)
    page.on("websocket", record)
    page.goto(server.url + "/security")
    _expire_reauthentication(server)

    _press(page, "Change password")
    new = page.get_by_role("textbox", name="New password")
    expect(new).to_be_focused()
    new.fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    reauthentication = page.get_by_role("dialog", name="Confirm that it's you")
    expect(reauthentication).to_be_visible()
    assert _findings(page) == []
    page.keyboard.press("Escape")
    expect(reauthentication).to_be_hidden()
    expect(page.get_by_role("alert").filter(has_text="nothing was changed")).to_be_visible()
    expect(new).to_have_value(NEW_PASSWORD)

    new.press("Enter")
    secret = reauthentication.get_by_role("textbox", name="Password")
    expect(secret).to_be_focused()
    secret.fill("not the password")
    page.keyboard.press("Enter")
    expect(reauthentication.get_by_text("Wrong password.").first).to_be_visible()
    secret.fill(alice.password)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Password changed.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Change password")).to_be_focused()

    _press(page, "Choose a PIN")
    page.get_by_role("textbox", name="New PIN").fill("1234")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This PIN is a simple sequence or repetition.").first).to_be_visible()
    page.get_by_role("textbox", name="New PIN").fill(PIN)
    page.keyboard.press("Enter")
    expect(page.get_by_text("PIN saved.").first).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("Used to unlock. You can't sign in with it.")).to_be_visible()

    _press(page, "Turn on")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert _findings(page) == []
    totp = "".join(page.locator(".enrol__secret span").all_inner_texts())
    code = TOTP(totp).now()
    page.get_by_role("textbox", name="Code").fill(code)
    codes = page.get_by_role("list", name="Backup codes").get_by_role("listitem")
    expect(codes).to_have_count(10, timeout=SLOW)
    backup_codes = codes.all_inner_texts()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(codes).to_have_count(10)
    assert _findings(page) == []
    _press(page, "I have saved them")
    expect(page.get_by_text("10 of 10 left")).to_be_visible()

    _press(page, "Create a token")
    page.get_by_role("textbox", name="Name").fill("Desk clock")
    page.keyboard.press("Enter")
    token = page.get_by_text(re.compile("^umbra_")).inner_text()
    _press(page, "I have saved it")
    expect(page.get_by_role("list", name="API tokens")).to_contain_text("Desk clock")

    everything = "".join(frames)
    assert frames
    for secret_text in (alice.password, NEW_PASSWORD, PIN, totp, code, token, *backup_codes):
        assert secret_text not in everything


def test_revoked_sessions_and_tokens_take_effect_in_the_other_browser(
    server: Server, visit: Visit, alice: Person
):
    elsewhere = server.sign_in(alice)
    server.call("POST", "/api/tokens", {"name": "Old phone", "scopes": ["read"]}, alice)
    page, other = visit("/security", alice), visit("/", elsewhere)
    notices = other.get_by_role("region", name="Notices about your security")
    expect(notices).to_contain_text("An API token was created.")

    _press(page, "Revoke Old phone")
    _press(page, "Revoke token")
    expect(page.get_by_text("No tokens yet.")).to_be_visible()
    _press(page, "Sign out everywhere else")
    _press(page, "Sign out")
    expect(other.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(page.get_by_role("list", name="Sessions").get_by_role("listitem")).to_have_count(1)

    server.turn_on_second_factor(alice)
    server.sql("UPDATE backup_codes SET used_at = now() WHERE selector > 2")
    page.reload()
    expect(page.get_by_text("3 of 10 left")).to_be_visible()
    expect(page.get_by_text("Create new codes before you run out.")).to_be_visible()
    server.call("PUT", "/api/admin/policy", {"mfa_required": True}, alice)
    page.reload()
    expect(page.get_by_text("Required on this server")).to_be_visible()
    expect(page.get_by_role("button", name="Turn off")).to_have_count(0)

    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("link", name="Settings").last.click()
    page.keyboard.press("g")
    page.keyboard.press("y")
    expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "narrow"])
def test_a_notice_is_shown_on_every_page_until_it_is_dismissed(
    server: Server, visit: Visit, alice: Person, phone: bool
):
    page = visit("/", alice, dark=True, phone=phone)
    server.sign_in(alice)
    notices = page.get_by_role("region", name="Notices about your security")
    expect(notices).to_contain_text("Your password was entered correctly in a new browser.")
    assert _findings(page) == []
    notices.get_by_role("link", name="check your security").click()
    expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()
    expect(notices.get_by_role("link")).to_have_count(0)
    assert _findings(page) == []
    notices.get_by_role("button", name="Dismiss this notice").click()
    expect(notices).to_be_hidden()
    page.reload()
    expect(page.get_by_role("list", name="Log")).to_contain_text("in a new browser")
    expect(notices).to_be_hidden()


def test_a_page_that_failed_to_load_says_so_and_can_be_retried(
    server: Server, visit: Visit, alice: Person
):
    server.sql("ALTER TABLE invites RENAME TO invites_away")
    server.sql("ALTER TABLE api_tokens RENAME TO api_tokens_away")
    try:
        pages = [visit("/security", alice), visit("/admin/invites", alice)]
        for page in pages:
            expect(page.get_by_text("This could not be loaded")).to_be_visible()
            assert _findings(page) == []
    finally:
        server.sql("ALTER TABLE invites_away RENAME TO invites")
        server.sql("ALTER TABLE api_tokens_away RENAME TO api_tokens")
    for page, words in zip(pages, ("No tokens yet.", "No open invitations."), strict=True):
        _press(page, "Try again")
        expect(page.get_by_text(words)).to_be_visible()
