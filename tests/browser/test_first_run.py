"""The first-run setup: by the printed link, with a password or a PIN."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from tests.browser.conftest import Visit
from tests.browser.server import SETUP_CODE, Person, Server

LINK = f"/lock#setup={SETUP_CODE}"
PASSWORD = "canary lantern orchard"


def _fill_in(page: Page, username: str = "alice", password: str = PASSWORD) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Set up and sign in").click()


def _decline(page: Page) -> None:
    page.get_by_role("button", name="Later").click()


def test_the_link_leads_to_the_setup_and_the_setup_to_the_dashboard(server: Server, visit: Visit):
    page = visit(LINK)
    expect(page.get_by_role("heading", name="Set up UMBRA")).to_be_visible()
    expect(page.get_by_label("Setup code")).to_have_value(SETUP_CODE)
    page.get_by_label("Your name").fill("Alice Liddell")
    _fill_in(page)
    _decline(page)
    page.wait_for_url(server.url + "/")
    expect(page.get_by_role("heading", name="Alice Liddell")).to_be_visible()


@pytest.mark.parametrize(
    "before", ["about:blank", "/lock"], ids=["in a new tab", "in the open tab"]
)
def test_the_setup_code_leaves_the_address_bar_and_passes_no_websocket(
    server: Server, visit: Visit, before: str
):
    page = visit("/lock")
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda f: frames.append(str(f))))
    page.goto(before if ":" in before else server.url + before)
    if before == "/lock":
        expect(page.get_by_label("Setup code")).to_have_value("")
    page.goto(server.url + LINK)
    expect(page.get_by_label("Setup code")).to_have_value(SETUP_CODE)
    expect(page).to_have_url(server.url + "/lock")
    page.get_by_role("radio", name="PIN only").click()
    expect(page.get_by_label("PIN", exact=True)).to_be_visible()
    assert frames
    assert not any(SETUP_CODE in frame for frame in frames)


def test_the_browser_s_time_zone_is_proposed_and_the_chosen_one_saved(server: Server, visit: Visit):
    page = visit(LINK)
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    page.get_by_label("Time zone").fill("tok")
    page.get_by_role("option", name="Asia/Tokyo").click()
    _fill_in(page)
    _decline(page)
    page.wait_for_url(server.url + "/")
    answer = page.request.get(server.url + "/api/settings").json()
    assert (answer["time_zone"], answer["time_zone_confirmed"]) == ("Asia/Tokyo", True)


def test_a_pin_without_a_password_is_enough(server: Server, visit: Visit):
    page = visit(LINK)
    page.get_by_role("radio", name="PIN only").click()
    page.get_by_label("PIN", exact=True).fill("4 8 2-7 1 9")
    page.get_by_role("button", name="Set up and sign in").click()
    _decline(page)
    page.wait_for_url(server.url + "/")
    assert server.call("GET", "/api/auth/status").json()["sign_in"] == ["pin"]


def test_a_wrong_setup_code_is_shown_at_its_field_and_the_user_name_stays(visit: Visit):
    page = visit("/lock#setup=not-the-code")
    _fill_in(page)
    code = page.get_by_label("Setup code")
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(code).to_be_focused()
    expect(page.get_by_label("User name")).to_have_value("alice")
    expect(page.get_by_label("Password", exact=True)).to_have_value("")


def test_a_short_password_is_shown_at_its_field(visit: Visit):
    page = visit(LINK)
    _fill_in(page, password="short")
    password = page.get_by_label("Password", exact=True)
    expect(password).to_have_attribute("aria-invalid", "true")
    expect(password).to_be_focused()


def test_empty_fields_are_reported_without_a_request(visit: Visit):
    page = visit(LINK)
    requests: list[str] = []
    page.on(
        "request",
        lambda request: requests.append(request.url) if "/auth/setup" in request.url else None,
    )
    page.get_by_role("button", name="Set up and sign in").click()
    expect(page.get_by_label("User name")).to_be_focused()
    expect(page.get_by_text("Choose a user name.")).to_be_visible()
    expect(page.get_by_text("Choose a password.")).to_be_visible()
    assert requests == []


def test_a_setup_completed_meanwhile_leads_to_the_sign_in(server: Server, visit: Visit):
    page = visit(LINK)
    expect(page.get_by_role("heading", name="Set up UMBRA")).to_be_visible()
    server.set_up()
    _fill_in(page, "mallory")
    expect(page.get_by_text("UMBRA is already set up. Sign in.")).to_be_visible()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_the_setup_works_by_keyboard_alone(server: Server, visit: Visit):
    page = visit(LINK)
    expect(page.get_by_label("User name")).to_be_focused()
    page.keyboard.type("alice")
    page.keyboard.press("Tab")
    page.keyboard.type("Alice")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    _decline(page)
    page.wait_for_url(server.url + "/")


def test_a_signed_in_browser_is_redirected_from_the_setup_link(
    server: Server, visit: Visit, alice: Person
):
    page = visit(LINK, alice)
    page.wait_for_url(server.url + "/")


@pytest.mark.parametrize("method", ["password", "pin"])
def test_a_second_factor_is_offered_and_set_up(server: Server, visit: Visit, method: str):
    page = visit(LINK)
    before = page.evaluate("history.length")
    if method == "pin":
        page.get_by_role("radio", name="PIN only").click()
        page.get_by_label("PIN", exact=True).fill("482719")
        page.get_by_role("button", name="Set up and sign in").click()
    else:
        _fill_in(page)
    add = page.get_by_role("button", name="Add a second factor")
    expect(add).to_be_focused()
    page.keyboard.press("Enter")
    groups = page.locator(".enrol__secret span")
    expect(groups).to_have_count(8)
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(TOTP("".join(groups.all_inner_texts())).now())
    heading = page.get_by_role("heading", name="Save your backup codes")
    expect(heading).to_be_visible(timeout=30_000)
    expect(page.get_by_role("listitem")).to_have_count(10)
    page.get_by_role("button", name="I have saved them").click()
    page.wait_for_url(server.url + "/")
    assert page.evaluate("history.length") == before
    totp = page.request.get(server.url + "/api/auth/totp").json()
    assert (totp["confirmed_at"] is not None, totp["backup_codes_left"]) == (True, 10)


def test_a_reload_at_the_offer_declines_it(server: Server, visit: Visit):
    page = visit(LINK)
    _fill_in(page)
    expect(page.get_by_role("button", name="Later")).to_be_visible()
    page.reload()
    page.wait_for_url(server.url + "/")
