"""The admin pages in the browser."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server

NEW = "seven blue herons waded"


def _confirm_for_bob(page: Page, action: str, confirm: str) -> None:
    """Clicks a button of the open panel, and the button of its confirmation dialog."""
    panel = page.get_by_role("dialog", name="Account")
    panel.get_by_role("button", name=action, exact=True).click()
    dialog = page.get_by_role("dialog", name="bob?")
    dialog.get_by_role("button", name=confirm, exact=True).click()


def _shown_secret(page: Page) -> str:
    """The secret that is shown once; confirms that it was saved."""
    secret = page.locator(".codes__text")
    text = secret.inner_text()
    page.get_by_role("button", name="I have saved it").click()
    expect(secret).to_have_count(0)
    return text


def _sign_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def _create_bob(page: Page) -> str:
    """Creates the account bob on the page and returns its one-time password."""
    page.get_by_role("button", name="New account").click()
    page.get_by_label("User name").fill("alice")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("This name is taken. Choose another.")).to_be_visible()
    page.get_by_label("User name").fill("bob")
    page.get_by_role("button", name="Create account").click()
    return _shown_secret(page)


def test_an_admin_creates_manages_and_deletes_an_account(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/", alice)
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: frames.append(str(f))))
    page.reload()
    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("link", name="Admin").click()
    page.get_by_role("navigation", name="Admin").get_by_role("link", name="Accounts").click()
    expect(page.get_by_role("list", name="Accounts")).to_contain_text("alice")
    password = _create_bob(page)
    expect(page.get_by_role("button", name="New account")).to_be_focused()

    bobs_page = visit("/lock")
    _sign_in(bobs_page, "bob", password)
    bobs_page.get_by_label("New password", exact=True).fill(NEW)
    bobs_page.keyboard.press("Enter")
    bobs_page.wait_for_url(server.url + "/")

    page.get_by_role("link", name="bob").click()
    panel = page.get_by_role("dialog", name="Account")
    expect(panel.get_by_role("list", name="Sessions")).to_contain_text("Chrome on Linux")
    panel.get_by_role("button", name="Require setup").click()
    expect(panel).to_contain_text("Second factor pending")
    _confirm_for_bob(page, "Disable account", "Disable account")
    bobs_page.wait_for_url(server.url + "/lock")
    panel.get_by_role("button", name="Enable account").click()
    expect(panel.get_by_text("Can't sign in.")).to_have_count(0)
    _confirm_for_bob(page, "Reset password", "Reset password")
    again = _shown_secret(page)
    assert not any(password in frame or again in frame for frame in frames)

    _sign_in(bobs_page, "bob", again)
    expect(bobs_page.get_by_label("New password", exact=True)).to_be_visible()
    panel.get_by_role("button", name="Delete account").click()
    named = page.get_by_label("Type the user name to confirm")
    named.fill("alice")
    page.get_by_role("button", name="Delete permanently").click()
    expect(named).to_have_attribute("aria-invalid", "true")
    named.fill("bob")
    page.get_by_role("button", name="Delete permanently").click()
    expect(page.get_by_role("list", name="Accounts")).not_to_contain_text("bob")
    expect(page).to_have_url(server.url + "/admin/accounts")


def test_an_admin_changes_the_policy_invites_lifts_a_lockout_and_exports_the_log(
    server: Server, visit: Visit, alice: Person, tmp_path: Path
):
    bob = server.add_person("bob")
    page = visit("/admin/policy", alice)
    page.get_by_role("switch", name="Open registration").click()
    page.get_by_role("switch", name="Require a second factor").click()
    page.get_by_role("switch", name="Allow unlocking with a PIN").click()
    page.get_by_label("Minimum password length").fill("7")
    page.get_by_role("button", name="Save policy").click()
    expect(page.get_by_label("Minimum password length")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Minimum password length").fill("14")
    server.sql("UPDATE sessions SET proved_at = now() - interval '1 hour'")
    page.get_by_role("button", name="Save policy").click()
    reauthentication = page.get_by_role("dialog", name="Confirm that it's you")
    reauthentication.get_by_label("Password", exact=True).fill(alice.password)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Policy saved")).to_be_visible()
    kept = server.call("GET", "/api/admin/policy", person=alice).json()
    assert (kept["registration_open"], kept["mfa_required"]) == (True, True)
    assert kept["pin_allowed"] is False
    assert (kept["password_min_length"], kept["auto_lock_max_minutes"]) == (14, None)

    page.get_by_role("link", name="Invitations").click()
    page.get_by_label("Restrict to a user name").fill("zoe")
    page.get_by_role("button", name="Create invitation").click()
    guest = visit(_shown_secret(page).removeprefix(server.url))
    expect(guest.get_by_role("heading", name="Create an account")).to_be_visible()
    page.get_by_role("button", name="Revoke the invitation for zoe").click()
    expect(page.get_by_text("No open invitations.")).to_be_visible()

    wrong = {"username": "bob", "password": "not the password"}
    for _ in range(6):
        httpx.post(server.url + "/api/auth/login", json=wrong, headers={"X-Umbra-Request": "1"})
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("button", name="Lift the lockout of bob").click()
    expect(page.get_by_text("Lockout lifted")).to_be_visible()
    expect(page.get_by_role("list", name="Locked out")).to_have_count(0)

    page.get_by_role("navigation", name="Admin").get_by_role("link", name="Log").click()
    page.get_by_label("Result").select_option("Refused")
    expect(page).to_have_url(server.url + "/admin/log?result=refused")
    expect(page.get_by_role("list", name="Entries")).to_contain_text("bob")
    export = page.get_by_role("link", name="Export as CSV")
    expect(export).to_have_attribute("href", re.compile("result=refused"))
    with page.expect_download() as download:
        export.click()
    download.value.save_as(tmp_path / "log.csv")
    with (tmp_path / "log.csv").open(newline="") as file:
        assert {row["result"] for row in csv.DictReader(file)} == {"refused"}

    bobs_page = visit("/admin/accounts", bob)
    expect(bobs_page.get_by_role("heading", name="Admins only")).to_be_visible()
    bobs_page.get_by_role("button", name="Account").first.click()
    expect(bobs_page.get_by_role("link", name="Admin")).to_have_count(0)
