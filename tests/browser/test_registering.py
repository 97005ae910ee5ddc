"""Registration: open to everyone, or by an invitation."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server

PASSWORD = "seven blue herons waded"


def _fill_in(page: Page, username: str = "bob") -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create an account").click()


def _invite(server: Server, admin: Person, username: str | None = None) -> str:
    made = server.call("POST", "/api/admin/invites", {"username": username}, admin)
    return made.json()["path"]


def _open_registration(server: Server, admin: Person) -> None:
    server.call("PUT", "/api/admin/policy", {"registration_open": True}, admin)


def test_closed_registration_is_not_offered(visit: Visit, alice: Person):
    page = visit("/lock")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(page.get_by_role("button", name="Create an account")).to_have_count(0)


def test_open_registration_creates_an_account(server: Server, visit: Visit, alice: Person):
    _open_registration(server, alice)
    page = visit("/lock")
    page.get_by_role("button", name="Create an account").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    expect(page.get_by_label("User name")).to_be_focused()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    _fill_in(page)
    page.wait_for_url(server.url + "/")


def test_an_invalid_user_name_is_reported_while_typing(server: Server, visit: Visit, alice: Person):
    _open_registration(server, alice)
    page = visit("/lock")
    page.get_by_role("button", name="Create an account").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    name = page.get_by_label("User name")
    name.press_sequentially("bob smith")
    expect(
        page.get_by_text("Use only letters, digits and . _ - @ +; found a space.")
    ).to_be_visible()
    expect(name).to_be_focused()
    name.fill("bob.smith")
    expect(name).not_to_have_attribute("aria-invalid", "true")


def test_a_taken_user_name_is_an_error_at_its_field(server: Server, visit: Visit, alice: Person):
    _open_registration(server, alice)
    page = visit("/lock")
    page.get_by_role("button", name="Create an account").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    _fill_in(page, alice.username)
    expect(page.get_by_label("User name")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("User name")).to_be_focused()


def test_an_invitation_works_once_while_registration_is_closed(
    server: Server, visit: Visit, alice: Person
):
    link = _invite(server, alice)
    page = visit(link)
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    expect(page).to_have_url(server.url + "/lock")
    _fill_in(page)
    page.wait_for_url(server.url + "/")
    late = visit(link)
    _fill_in(late, "mallory")
    used = "This invitation was already used, or is for another user name."
    expect(late.get_by_role("alert").first).to_contain_text(used)


def test_an_invitation_for_one_name_stays_valid_after_another_name_was_tried(
    server: Server, visit: Visit, alice: Person
):
    page = visit(_invite(server, alice, "bob"))
    _fill_in(page, "mallory")
    expect(page.get_by_role("alert").first).to_contain_text("is for another user name")
    _fill_in(page, "bob")
    page.wait_for_url(server.url + "/")


def test_an_invitation_leaves_the_address_bar_and_passes_no_websocket(
    server: Server, visit: Visit, alice: Person
):
    link = _invite(server, alice)
    page = visit("/lock")
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda f: sent.append(str(f))))
    page.on("request", lambda request: sent.append(request.url))
    page.goto("about:blank")
    page.goto(server.url + link)
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    token = link.partition("=")[2]
    assert any("arrive" in line for line in sent)
    assert not any(token in line.partition("#")[0] for line in sent)


def test_an_invitation_survives_a_reload_of_its_tab_until_it_is_used(
    server: Server, visit: Visit, alice: Person
):
    page = visit(_invite(server, alice))
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    page.reload()
    expect(page).to_have_url(server.url + "/lock")
    expect(page.get_by_text("You are invited.")).to_be_visible()
    other = visit("/lock", beside=page)
    expect(other.get_by_role("heading", name="Welcome back")).to_be_visible()
    _fill_in(page)
    page.wait_for_url(server.url + "/")
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.includes('carried'))") == []


def test_an_invitation_is_deleted_after_signing_in_instead(
    server: Server, visit: Visit, alice: Person
):
    page = visit(_invite(server, alice))
    page.get_by_role("button", name="Sign in instead").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    page.get_by_label("User name").fill(alice.username)
    page.get_by_label("Password", exact=True).fill(alice.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(server.url + "/")
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.includes('carried'))") == []


def test_an_invited_user_with_an_account_may_sign_in_instead(
    server: Server, visit: Visit, alice: Person
):
    page = visit(_invite(server, alice))
    page.get_by_role("button", name="Sign in instead").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
