"""The page frame: navigation, shortcuts, theme, sidebar, connection banner, incidents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server


def _open_account_menu(page: Page) -> None:
    page.get_by_role("button", name="Account").and_(page.locator(":visible")).click()


def _expect_heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_navigation_opens_another_page_without_loading_a_new_document(alice: Person, visit: Visit):
    page = visit("/todos", alice)
    _expect_heading(page, "Todos")
    page.evaluate("window.sameDocument = true")
    nav = page.get_by_role("navigation", name="Main")
    nav.get_by_role("link", name="Settings").click()
    _expect_heading(page, "Settings")
    expect(nav.get_by_role("link", name="Settings")).to_have_attribute("aria-current", "page")
    assert page.evaluate("window.sameDocument")


def test_on_a_phone_the_navigation_is_at_the_bottom(alice: Person, visit: Visit):
    page = visit("/todos", alice, phone=True)
    nav = page.get_by_role("navigation", name="Main")
    expect(nav).to_be_in_viewport()
    box = nav.bounding_box()
    assert box
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)
    nav.get_by_role("link", name="Dashboard").tap()
    expect(nav.get_by_role("link", name="Dashboard")).to_have_attribute("aria-current", "page")
    nav.get_by_role("button", name="More").tap()
    nav.get_by_role("link", name="Settings").tap()
    _expect_heading(page, "Settings")


def test_a_two_key_shortcut_opens_a_page(alice: Person, visit: Visit):
    page = visit("/todos", alice)
    _expect_heading(page, "Todos")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("g")
    page.keyboard.press("s")
    _expect_heading(page, "Settings")


def test_the_first_tab_key_reaches_the_skip_link(alice: Person, visit: Visit):
    page = visit("/settings", alice)
    _expect_heading(page, "Settings")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_the_account_menu_shows_who_is_signed_in(server: Server, alice: Person, visit: Visit):
    server.call("PATCH", "/api/settings", {"display_name": "Alice Liddell"}, alice)
    page = visit("/todos", alice)
    _open_account_menu(page)
    menu = page.get_by_role("dialog", name="Account")
    expect(menu.get_by_text("Alice Liddell")).to_be_visible()
    expect(menu.get_by_text("alice", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)


def test_a_theme_applies_at_once_and_in_another_browser(
    server: Server, alice: Person, visit: Visit
):
    page = visit("/todos", alice)
    elsewhere = visit("/todos", server.sign_in(alice))
    expect(elsewhere.locator("html")).to_have_attribute("data-theme", "light")
    _open_account_menu(page)
    page.get_by_role("radio", name="Dark").and_(page.locator(":visible")).check()
    for tab in (page, elsewhere):
        expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
    settings = server.call("GET", "/api/settings", person=alice).json()
    assert settings["theme"] == "dark"


def test_a_collapsed_sidebar_stays_collapsed_after_a_reload(alice: Person, visit: Visit):
    page = visit("/todos", alice)
    _expect_heading(page, "Todos")
    page.get_by_role("button", name="Collapse the sidebar").click()
    expect(page.locator("html")).to_have_attribute("data-sidebar", "slim")
    page.reload()
    expect(page.get_by_role("button", name="Expand the sidebar")).to_be_visible()
    page.get_by_role("link", name="Settings").hover()
    expect(page.locator(".tooltip")).to_have_text("Settings")


def test_the_connection_banner_appears_when_offline_and_disappears_again(
    alice: Person, visit: Visit
):
    page = visit("/todos", alice)
    _expect_heading(page, "Todos")
    banner = page.get_by_text(re.compile("Changes are paused"))
    expect(banner).to_have_count(0)
    page.context.set_offline(True)
    expect(banner).to_be_visible()
    page.context.set_offline(False)
    expect(banner).to_have_count(0)


@contextmanager
def _broken_settings(server: Server) -> Iterator[None]:
    """Renames a column meanwhile, so that reading or saving settings raises an unexpected error."""
    with psycopg.connect(server.database, autocommit=True) as connection:
        connection.execute("ALTER TABLE settings RENAME COLUMN theme TO gone")
        try:
            yield
        finally:
            connection.execute("ALTER TABLE settings RENAME COLUMN gone TO theme")


def test_an_unexpected_error_shows_the_incident_id_that_the_log_has(
    server: Server, alice: Person, visit: Visit
):
    page = visit("/todos", alice)
    _open_account_menu(page)
    themes = page.locator(":visible").and_(page.get_by_role("radio"))
    expect(themes.and_(page.get_by_role("radio", name="System"))).to_be_checked()
    with _broken_settings(server):
        themes.and_(page.get_by_role("radio", name="Dark")).click()
        toast = page.get_by_text("Something went wrong. Reload the page.")
        expect(toast).to_be_visible()
    incident = toast.inner_text().rstrip(".").split()[-1]
    assert f"Incident {incident}" in server.log.read_text()
