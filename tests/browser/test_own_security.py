"""What one does about one's own security, by keyboard, without a secret on the websocket."""

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
"""Milliseconds for what hashes ten codes on a busy machine."""


def _grow_stale(house: Server) -> None:
    """Lets every proof be older than five minutes."""
    house.sql("UPDATE sessions SET proved_at = now() - interval '10 minutes'")


def _findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def _press(page: Page, name: str) -> None:
    """Presses a button as somebody without a mouse does."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_secrets_are_changed_after_a_fresh_proof_and_stay_off_the_websocket(
    house: Server, visit: Visit, alice: Person
):
    frames: list[str] = []

    def hear(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(str(frame)))
        socket.on("framereceived", lambda frame: frames.append(str(frame)))

    page = visit("/", alice)
    page.on("websocket", hear)
    page.goto(house.url + "/security")
    _grow_stale(house)

    _press(page, "Change password")
    new = page.get_by_role("textbox", name="New password")
    expect(new).to_be_focused()
    new.fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    asked = page.get_by_role("dialog", name="Confirm that it's you")
    expect(asked).to_be_visible()
    assert _findings(page) == []
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    expect(page.get_by_role("alert").filter(has_text="nothing was done")).to_be_visible()
    expect(new).to_have_value(NEW_PASSWORD)

    new.press("Enter")
    secret = asked.get_by_role("textbox", name="Password")
    expect(secret).to_be_focused()
    secret.fill("not the password")
    page.keyboard.press("Enter")
    expect(asked.get_by_text("Wrong password.").first).to_be_visible()
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
    told = codes.all_inner_texts()
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
    for secret_text in (alice.password, NEW_PASSWORD, PIN, totp, code, token, *told):
        assert secret_text not in everything


def test_sessions_tokens_and_codes_are_ended_and_the_other_browser_hears_of_it(
    house: Server, visit: Visit, alice: Person
):
    elsewhere = house.sign_in(alice)
    house.call("POST", "/api/tokens", {"name": "Old phone", "scopes": ["read"]}, alice)
    page, other = visit("/security", alice), visit("/", elsewhere)
    news = other.get_by_role("region", name="Notices about your security")
    expect(news).to_contain_text("An API token was created.")

    _press(page, "Revoke Old phone")
    _press(page, "Revoke token")
    expect(page.get_by_text("No tokens yet.")).to_be_visible()
    _press(page, "Sign out everywhere else")
    _press(page, "Sign out")
    expect(other.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(page.get_by_role("list", name="Sessions").get_by_role("listitem")).to_have_count(1)

    house.turn_on_second_factor(alice)
    house.sql("UPDATE backup_codes SET used_at = now() WHERE selector > 2")
    page.reload()
    expect(page.get_by_text("3 of 10 left")).to_be_visible()
    expect(page.get_by_text("Create new codes before you run out.")).to_be_visible()
    house.call("PUT", "/api/admin/policy", {"mfa_required": True}, alice)
    page.reload()
    expect(page.get_by_text("Required on this server")).to_be_visible()
    expect(page.get_by_role("button", name="Turn off")).to_have_count(0)

    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("link", name="Settings").last.click()
    page.keyboard.press("g")
    page.keyboard.press("y")
    expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "narrow"])
def test_a_notice_is_told_above_every_page_until_it_was_seen(
    house: Server, visit: Visit, alice: Person, phone: bool
):
    page = visit("/", alice, dark=True, phone=phone)
    house.sign_in(alice)
    news = page.get_by_role("region", name="Notices about your security")
    expect(news).to_contain_text("Your password was entered correctly in a new browser.")
    assert _findings(page) == []
    news.get_by_role("link", name="check your security").click()
    expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()
    expect(news.get_by_role("link")).to_have_count(0)
    assert _findings(page) == []
    news.get_by_role("button", name="Dismiss this notice").click()
    expect(news).to_be_hidden()
    page.reload()
    expect(page.get_by_role("list", name="Log")).to_contain_text("in a new browser")
    expect(news).to_be_hidden()


def test_what_could_not_be_read_says_so_and_is_read_again_when_asked(
    house: Server, visit: Visit, alice: Person
):
    house.sql("ALTER TABLE invites RENAME TO invites_away")
    house.sql("ALTER TABLE api_tokens RENAME TO api_tokens_away")
    try:
        pages = [visit("/security", alice), visit("/admin/invites", alice)]
        for page in pages:
            expect(page.get_by_text("This could not be loaded")).to_be_visible()
            assert _findings(page) == []
    finally:
        house.sql("ALTER TABLE invites_away RENAME TO invites")
        house.sql("ALTER TABLE api_tokens_away RENAME TO api_tokens")
    for page, words in zip(pages, ("No tokens yet.", "No open invitations."), strict=True):
        _press(page, "Try again")
        expect(page.get_by_text(words)).to_be_visible()
