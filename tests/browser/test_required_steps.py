"""The sign-in steps that a server may require: a second factor, a new password."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from tests.browser.conftest import Visit
from tests.browser.server import SETUP_CODE, Person, Server

HASHING = 30_000
"""Milliseconds to wait for the hashing of ten codes on a busy machine."""

NEW = "seven blue herons waded"


@pytest.fixture
def must_enrol(server: Server, alice: Person) -> Person:
    server.sql("UPDATE accounts SET mfa_enforce_pending = true")
    return alice


@pytest.fixture
def must_change_password(server: Server, alice: Person) -> Person:
    server.sql("UPDATE accounts SET password_change_pending = true")
    return alice


def _sign_in(page: Page, person: Person) -> None:
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()


def _secret(page: Page) -> str:
    groups = page.locator(".enrol__secret span")
    expect(groups).to_have_count(8)
    shown = groups.all_inner_texts()
    assert {len(group) for group in shown} == {4}
    return "".join(shown)


def _enrol(page: Page) -> str:
    secret = _secret(page)
    page.get_by_label("Code").fill(TOTP(secret).now())
    heading = page.get_by_role("heading", name="Save your backup codes")
    expect(heading).to_be_visible(timeout=HASHING)
    return secret


def test_a_second_factor_is_set_up_and_its_codes_saved_before_the_redirect(
    server: Server, visit: Visit, must_enrol: Person
):
    page = visit("/lock?next=/settings")
    _sign_in(page, must_enrol)
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    expect(page.get_by_role("img", name="QR code for your authenticator app")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_focused()
    _enrol(page)
    expect(page.get_by_role("listitem")).to_have_count(10)
    expect(page).to_have_url(server.url + "/lock?next=/settings")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="I have saved them").click()
    page.wait_for_url(server.url + "/settings")


def test_the_qr_code_is_rendered(visit: Visit, must_enrol: Person):
    page = visit("/lock")
    _sign_in(page, must_enrol)
    picture = page.get_by_role("img", name="QR code for your authenticator app")
    expect(picture).to_be_visible()
    assert picture.evaluate("async image => (await image.decode(), image.naturalWidth)") > 20


def test_a_reload_shows_the_same_secret(visit: Visit, must_enrol: Person):
    page = visit("/lock")
    _sign_in(page, must_enrol)
    before = _secret(page)
    page.reload()
    assert _secret(page) == before


def test_a_wrong_code_is_reported_and_the_secret_stays(visit: Visit, must_enrol: Person):
    page = visit("/lock")
    _sign_in(page, must_enrol)
    before = _secret(page)
    page.get_by_label("Code").fill("000000")
    expect(page.get_by_text("Wrong code. Use the one your app shows now.").last).to_be_visible()
    assert _secret(page) == before
    _enrol(page)


def test_the_secret_and_the_codes_can_be_copied_and_downloaded(
    visit: Visit, must_enrol: Person, tmp_path: Path
):
    page = visit("/lock")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _sign_in(page, must_enrol)
    page.get_by_role("button", name="Copy secret").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    secret = _enrol(page)
    assert page.evaluate("navigator.clipboard.readText()") == secret
    codes = page.get_by_role("listitem").all_inner_texts()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split() == codes
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download").click()
    downloading.value.save_as(tmp_path / "codes.txt")
    assert (tmp_path / "codes.txt").read_text().splitlines()[-10:] == codes


def test_the_codes_can_be_printed(visit: Visit, must_enrol: Person):
    page = visit("/lock")
    _sign_in(page, must_enrol)
    _enrol(page)
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("listitem").first).to_be_visible()
    expect(page.get_by_text("I have saved them")).to_be_hidden()


def test_a_reload_at_the_codes_signs_in_with_a_reminder(
    server: Server, visit: Visit, must_enrol: Person
):
    page = visit("/lock")
    _sign_in(page, must_enrol)
    _enrol(page)
    page.reload()
    page.wait_for_url(server.url + "/")
    reminder = page.get_by_text("You have 10 backup codes. Not saved?")
    expect(reminder).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Make new ones")).to_have_attribute(
        "href", "/security#backup-codes"
    )
    page.get_by_role("button", name="Dismiss").click()
    expect(reminder).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(reminder).to_have_count(0)


def test_a_lost_connection_at_the_backup_codes_loses_none(visit: Visit, must_enrol: Person):
    page = visit("/lock")
    _sign_in(page, must_enrol)
    _enrol(page)
    codes = page.get_by_role("listitem").all_inner_texts()
    page.context.set_offline(True)
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Reconnecting")).to_have_count(0)
    expect(page.get_by_role("listitem")).to_have_text(codes)


def test_a_live_session_must_reauthenticate_and_enrol_once_the_policy_requires_it(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/settings", alice)
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    server.require_second_factor()  # announced to the tab, which leaves by itself
    page.wait_for_url(server.url + "/lock?next=/settings")
    expect(page.get_by_role("heading", name="Second factor required")).to_be_visible()
    expect(page.get_by_role("img", name="QR code for your authenticator app")).to_have_count(0)
    field = page.get_by_label("Password", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("autocomplete", "current-password")
    field.fill("not the password")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Wrong password.").last).to_be_visible()
    field.fill(alice.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    before = _secret(page)
    page.reload()
    assert _secret(page) == before
    _enrol(page)
    expect(page.get_by_role("listitem")).to_have_count(10)
    page.get_by_role("button", name="I have saved them").click()
    page.wait_for_url(server.url + "/settings")


def test_an_expired_mfa_setup_asks_a_live_session_to_reauthenticate_again(
    server: Server, visit: Visit, alice: Person
):
    server.require_second_factor()
    page = visit("/lock", alice)
    page.get_by_label("Password", exact=True).fill(alice.password)
    page.keyboard.press("Enter")
    _secret(page)
    server.sql("UPDATE challenges SET expires_at = now() + interval '2 seconds'")
    page.reload()
    expect(page.get_by_role("heading", name="Second factor required")).to_be_visible()
    expect(page.get_by_role("alert").first).to_contain_text("This step has expired. Confirm again.")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_an_account_with_only_a_pin_reauthenticates_by_it(server: Server, visit: Visit):
    body = {"setup_code": SETUP_CODE, "pin": "830164"}
    answer = server.call("POST", "/api/auth/setup", body)
    owner = Person("owner", "", answer.cookies["umbra_session"])
    server.require_second_factor()
    page = visit("/todos", owner)
    page.wait_for_url(server.url + "/lock?next=/todos")
    page.get_by_label("PIN", exact=True).fill("830164")
    page.get_by_role("button", name="Continue").click()
    _enrol(page)
    page.get_by_role("button", name="I have saved them").click()
    page.wait_for_url(server.url + "/todos")


def test_a_required_new_password_is_validated_and_saved(
    server: Server, visit: Visit, must_change_password: Person
):
    page = visit("/lock")
    _sign_in(page, must_change_password)
    expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    field = page.get_by_label("New password", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("autocomplete", "new-password")
    field.fill("short")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    field.fill(NEW)
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(server.url + "/")
    server.sign_in(Person(must_change_password.username, NEW, ""))


def test_a_password_change_leads_to_the_mfa_setup(
    server: Server, visit: Visit, must_change_password: Person
):
    server.sql("UPDATE accounts SET mfa_enforce_pending = true")
    page = visit("/lock")
    _sign_in(page, must_change_password)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    _enrol(page)
    page.get_by_role("button", name="I have saved them").click()
    page.wait_for_url(server.url + "/")
