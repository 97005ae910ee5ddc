"""Accessibility (axe) and layout of every page, in light and dark, wide and narrow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from tests.browser.conftest import Visit
from tests.browser.server import SETUP_CODE, Server
from umbra.calendar.views import VIEWS
from umbra.umbra import LISTS

WIDTHS = pytest.mark.parametrize("phone", [False, True], ids=["wide", "narrow"])
PAGES = [
    ("/", ""),
    ("/settings", "Settings"),
    ("/security", "Security"),
    *((page.kind.path, page.many.capitalize()) for page, _ in LISTS),
    *((f"/calendar?view={view}", "Calendar") for view in VIEWS),
    ("/trash", "Trash"),
]


def _findings(page: Page) -> list[str]:
    """The accessibility violations that axe finds in the page, light and dark, one line each."""
    lines: list[str] = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        found = Axe().run(page).response["violations"]
        lines += [
            f"{theme}: {each['id']}: {each['help']} {each['nodes'][0]['html'][:200]}"
            for each in found
        ]
    return lines


@WIDTHS
def test_axe_finds_nothing_in_the_setup(visit: Visit, phone: bool):
    page = visit(f"/lock#setup={SETUP_CODE}", phone=phone)
    expect(page.get_by_role("heading", name="Set up UMBRA")).to_be_visible()
    assert _findings(page) == []
    page.get_by_role("button", name="Set up and sign in").click()
    expect(page.get_by_text("Choose a password.")).to_be_visible()
    page.get_by_label("Password", exact=True).fill("password1234")
    expect(page.get_by_text("Weak. Add another word or two.").last).to_be_visible()
    assert _findings(page) == []
    page.get_by_role("radio", name="PIN only").click()
    page.get_by_label("PIN", exact=True).fill("482719")
    page.get_by_role("button", name="Set up and sign in").click()
    expect(page.get_by_role("heading", name="UMBRA is ready")).to_be_visible()
    assert _findings(page) == []
    page.get_by_role("button", name="Add a second factor").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert _findings(page) == []


@WIDTHS
def test_axe_finds_nothing_in_the_sign_in(server: Server, visit: Visit, phone: bool):
    server.set_up()
    page = visit("/lock", phone=phone)
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert _findings(page) == []


@WIDTHS
def test_axe_finds_nothing_in_the_required_steps(server: Server, visit: Visit, phone: bool):
    alice = server.set_up()
    server.sql("UPDATE accounts SET password_change_pending = true, mfa_enforce_pending = true")
    page = visit("/lock", phone=phone)
    page.get_by_label("User name").fill(alice.username)
    page.get_by_label("Password", exact=True).fill(alice.password)
    page.get_by_role("button", name="Sign in").click()
    field = page.get_by_label("New password", exact=True)
    expect(field).to_be_visible()
    assert _findings(page) == []
    field.fill("seven blue herons waded")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert _findings(page) == []
    secret = "".join(page.locator(".enrol__secret span").all_inner_texts())
    page.get_by_label("Code").fill(TOTP(secret).now())
    expect(page.get_by_role("heading", name="Save your")).to_be_visible(timeout=30_000)
    assert _findings(page) == []
    page.get_by_role("button", name="I have saved them").click()
    page.wait_for_url(server.url + "/")
    server.sql("UPDATE sessions SET locked_at = now()")
    page.reload()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    assert _findings(page) == []


@WIDTHS
def test_axe_finds_nothing_in_the_registration_and_the_second_factor(
    server: Server, visit: Visit, phone: bool
):
    alice = server.set_up()
    server.call("PUT", "/api/admin/policy", {"registration_open": True}, alice)
    server.turn_on_second_factor(alice)
    page = visit("/lock", phone=phone)
    page.get_by_role("button", name="Create an account").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    assert _findings(page) == []
    page.get_by_role("button", name="Sign in instead").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    page.get_by_label("User name").fill(alice.username)
    page.get_by_label("Password", exact=True).fill(alice.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Enter your second factor")).to_be_visible()
    assert _findings(page) == []


@WIDTHS
@pytest.mark.parametrize(("path", "heading"), PAGES)
def test_axe_finds_nothing_in_each_page(
    server: Server, visit: Visit, phone: bool, path: str, heading: str
):
    alice = server.set_up()
    server.call(
        "POST", "/api/todos", {"title": "Return the ladder", "due_date": "2020-02-29"}, alice
    )
    lamp = server.call("POST", "/api/todos", {"title": "Buy a lamp"}, alice).json()["id"]
    server.call("DELETE", f"/api/todos/{lamp}", person=alice)
    today = datetime.now(UTC).date()
    at = {"start": f"{today}T09:00", "end": f"{today}T10:00"}
    for fields in (at, {**at, "rrule": "FREQ=DAILY", "colour": "rose"}, {"start": f"{today}"}):
        end = {"end": f"{today + timedelta(days=2)}"} if "end" not in fields else {}
        server.call("POST", "/api/events", {"title": "Choir", **fields, **end}, alice)
    page = visit(path, alice, phone=phone)
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert _findings(page) == []


@WIDTHS
def test_axe_finds_nothing_in_the_admin_pages(server: Server, visit: Visit, phone: bool):
    alice = server.set_up()
    server.add_person("bob")
    server.call("POST", "/api/admin/invites", {"username": "zoe"}, alice)
    page = visit("/admin", alice, phone=phone)
    for name in ("Overview", "Invitations", "Policy", "Log", "Accounts"):
        page.get_by_role("navigation", name="Admin").get_by_role("link", name=name).click()
        expect(page.get_by_role("status", name="Loading")).to_have_count(0)
        page.wait_for_load_state("networkidle")
        assert _findings(page) == [], name
    page.get_by_role("link", name="bob").click()
    panel = page.get_by_role("dialog", name="Account")
    expect(panel.get_by_role("heading", name="bob")).to_be_visible()
    assert _findings(page) == []
    panel.get_by_role("button", name="Delete account").click()
    expect(page.get_by_role("button", name="Delete permanently")).to_be_visible()
    assert _findings(page) == []


@pytest.mark.parametrize(
    "path",
    [
        "/lock",
        "/",
        *(path for path, _ in PAGES[3:]),
        "/settings",
        "/security",
        "/admin",
        "/admin/log",
    ],
)
def test_nothing_is_wider_than_the_narrowest_screen(server: Server, visit: Visit, path: str):
    alice = server.set_up()
    page = visit(path, None if path == "/lock" else alice, phone=True)
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/no-such-page", "/@evil.com", "/nope.js"])
def test_an_unknown_address_shows_an_error_page_with_a_link_to_the_dashboard(
    server: Server, visit: Visit, path: str
):
    alice = server.set_up()
    page = visit(path, alice)
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    page.get_by_role("link", name="Go to the dashboard").click()
    page.wait_for_url(server.url + "/")
