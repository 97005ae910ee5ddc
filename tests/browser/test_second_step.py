"""The second factor at sign-in: a TOTP code or a backup code after the password."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server

WRONG = "000000"


def _sign_in_to_the_step(page: Page, person: Person) -> None:
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Enter your second factor")).to_be_visible()


def test_a_full_code_submits_itself_and_signs_in(server: Server, visit: Visit, alice: Person):
    app, _ = server.turn_on_second_factor(alice)
    page = visit("/lock")
    _sign_in_to_the_step(page, alice)
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(app.now())
    page.wait_for_url(server.url + "/")


def test_a_pasted_code_may_have_spaces(server: Server, visit: Visit, alice: Person):
    app, _ = server.turn_on_second_factor(alice)
    page = visit("/lock")
    _sign_in_to_the_step(page, alice)
    code = app.now()
    page.keyboard.insert_text(f" {code[:3]} {code[3:]} ")
    page.wait_for_url(server.url + "/")


def test_the_code_field_can_be_filled_in_by_phones(server: Server, visit: Visit, alice: Person):
    server.turn_on_second_factor(alice)
    page = visit("/lock", phone=True)
    _sign_in_to_the_step(page, alice)
    code = page.get_by_label("Code")
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    expect(code).to_have_attribute("inputmode", "numeric")


def test_a_wrong_code_is_shown_at_its_field_and_sent_once(
    server: Server, visit: Visit, alice: Person
):
    app, _ = server.turn_on_second_factor(alice)
    page = visit("/lock")
    _sign_in_to_the_step(page, alice)
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.url) if "verify" in request.url else None
    )
    code = page.get_by_label("Code")
    code.press_sequentially(WRONG)
    expect(page.get_by_text("Wrong code. Use the one your app shows now.").last).to_be_visible()
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(code).to_be_focused()
    expect(code).to_have_value("")
    assert len(sent) == 1
    page.keyboard.type(app.now())
    page.wait_for_url(server.url + "/")


def test_an_edited_code_is_not_submitted_by_itself(server: Server, visit: Visit, alice: Person):
    app, _ = server.turn_on_second_factor(alice)
    page = visit("/lock")
    _sign_in_to_the_step(page, alice)
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.url) if "verify" in request.url else None
    )
    page.route("**/api/auth/totp/verify", lambda route: route.abort("internetdisconnected"))
    code = page.get_by_label("Code")
    code.press_sequentially(WRONG)
    expect(page.get_by_text("UMBRA can't be reached. Try again.").last).to_be_visible()
    page.unroute("**/api/auth/totp/verify")
    expect(code).to_have_value(WRONG)
    code.press("Backspace")
    code.press_sequentially(app.now()[-1])
    assert len(sent) == 1


def test_a_backup_code_signs_in_once(server: Server, visit: Visit, alice: Person):
    _, codes = server.turn_on_second_factor(alice)
    page = visit("/lock")
    _sign_in_to_the_step(page, alice)
    page.get_by_role("button", name="Use a backup code").click()
    field = page.get_by_label("Backup code")
    expect(field).to_be_focused()
    field.fill(f" {codes[3].lower()} ")
    page.keyboard.press("Enter")
    page.wait_for_url(server.url + "/")
    again = visit("/lock")
    _sign_in_to_the_step(again, alice)
    again.get_by_role("button", name="Use a backup code").click()
    again.get_by_label("Backup code").fill(codes[3])
    again.keyboard.press("Enter")
    expect(again.get_by_text("This backup code is wrong or already used.").last).to_be_visible()


def test_a_reload_resumes_the_step_with_its_remaining_time(
    server: Server, visit: Visit, alice: Person
):
    app, _ = server.turn_on_second_factor(alice)
    page = visit("/lock?next=/settings")
    _sign_in_to_the_step(page, alice)
    expect(page.get_by_text("This step expires in 5 minutes.")).to_be_visible()
    server.sql("UPDATE challenges SET expires_at = expires_at - interval '2 minutes'")
    page.reload()
    expect(page.get_by_text("This step expires in 3 minutes.")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(app.now())
    page.wait_for_url(server.url + "/settings")


def test_an_expired_step_leads_back_to_the_sign_in_page_with_a_message(
    server: Server, visit: Visit, alice: Person
):
    server.turn_on_second_factor(alice)
    page = visit("/lock")
    _sign_in_to_the_step(page, alice)
    server.sql("UPDATE challenges SET expires_at = now() + interval '3 seconds'")
    page.reload()
    expect(page.get_by_role("heading", name="Enter your second factor")).to_be_visible()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(page.get_by_role("alert").first).to_contain_text("This step has expired. Sign in again.")


def test_a_step_can_be_left_for_another_account(server: Server, visit: Visit, alice: Person):
    server.turn_on_second_factor(alice)
    page = visit("/lock")
    _sign_in_to_the_step(page, alice)
    page.get_by_role("button", name="Use another account").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_too_many_wrong_codes_lead_back_to_the_sign_in(server: Server, visit: Visit, alice: Person):
    server.turn_on_second_factor(alice)
    page = visit("/lock")
    _sign_in_to_the_step(page, alice)
    code = page.get_by_label("Code")
    for tries in range(10):
        code.fill(f"{tries:06}")
        expect(code).to_have_value("")
    code.fill(WRONG)
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
