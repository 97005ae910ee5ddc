"""The settings page: changes are saved at once and apply to every tab."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server


def _shown_theme(page: Page) -> str:
    return page.locator("html").get_attribute("data-theme") or ""


def _field(page: Page, control: str) -> Locator:
    """The field with the control that has this id, and its note."""
    return page.locator(".field").filter(has=page.locator(f"#{control}"))


def test_a_theme_chosen_in_one_tab_applies_to_the_other(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/settings", alice)
    other = visit("/", beside=page)
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("radio", name="Dark").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    assert server.call("GET", "/api/settings", person=alice).json()["theme"] == "dark"


def test_a_theme_chosen_in_another_browser_applies_here(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/settings", alice)
    elsewhere = visit("/settings", server.sign_in(alice))
    elsewhere.get_by_role("radio", name="Dark").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_an_accent_colour_applies_at_once(server: Server, visit: Visit, alice: Person):
    page = visit("/settings", alice)
    page.get_by_role("radio", name="Teal").click()
    expect(page.locator("html")).to_have_attribute("data-accent", "teal")
    assert server.call("GET", "/api/settings", person=alice).json()["accent"] == "teal"


def test_a_display_name_is_saved_on_enter(server: Server, visit: Visit, alice: Person):
    page = visit("/settings", alice)
    name = page.get_by_label("Display name")
    name.fill("Alice Liddell")
    name.press("Enter")
    expect(page.get_by_text("Saved")).to_be_visible()
    assert (
        server.call("GET", "/api/settings", person=alice).json()["display_name"] == "Alice Liddell"
    )


def test_a_display_name_that_is_too_long_is_reported_at_its_field(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/settings", alice)
    name = page.get_by_label("Display name")
    name.fill("x" * 501)
    name.press("Enter")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Can have at most 500 characters; this has 501.")).to_be_visible()


def test_a_time_zone_is_found_by_its_city(server: Server, visit: Visit, alice: Person):
    page = visit("/settings", alice)
    zone = page.get_by_label("Time zone")
    zone.fill("new yo")
    expect(page.get_by_role("option").first).to_contain_text("America/New York")
    zone.press("Enter")
    expect(page.get_by_text("Saved")).to_be_visible()
    expect(zone).to_have_value("America/New York")
    settings = server.call("GET", "/api/settings", person=alice).json()
    assert settings["time_zone"] == "America/New_York"


def test_the_week_can_start_on_sunday(server: Server, visit: Visit, alice: Person):
    page = visit("/settings", alice)
    page.get_by_role("radio", name="Sunday").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    assert server.call("GET", "/api/settings", person=alice).json()["week_start"] == "sunday"


def test_saved_settings_are_shown_after_a_reload(server: Server, visit: Visit, alice: Person):
    server.call("PATCH", "/api/settings", {"display_name": "Al", "theme": "dark"}, alice)
    page = visit("/settings", alice)
    expect(page.get_by_label("Display name")).to_have_value("Al")
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()


def test_the_lock_time_can_be_chosen_and_the_server_s_limit_is_shown(
    server: Server, visit: Visit, alice: Person
):
    server.call("PATCH", "/api/settings", {"auto_lock_minutes": 7}, alice)
    page = visit("/settings", alice)
    choice = page.get_by_label("Lock after")
    expect(choice.locator("option:checked")).to_have_text("7 minutes")
    choice.select_option("Never")
    expect(page.get_by_text("Saved")).to_be_visible()
    assert server.call("GET", "/api/settings", person=alice).json()["auto_lock_minutes"] is None
    server.call("PUT", "/api/admin/policy", {"auto_lock_max_minutes": 10}, alice)
    expect(page.get_by_text("This server locks after at most 10 min.")).to_be_visible()


def test_the_calendar_s_settings_are_saved(server: Server, visit: Visit, alice: Person):
    page = visit("/settings", alice)
    page.get_by_label("New events last").select_option("90")
    expect(_field(page, "event_minutes").get_by_text("Saved")).to_be_visible()
    page.get_by_label("The day opens at").select_option("6")
    expect(_field(page, "first_hour").get_by_text("Saved")).to_be_visible()
    page.get_by_role("switch", name="Show week numbers").check(force=True)
    expect(page.locator(".settings__switch").get_by_text("Saved")).to_be_visible()
    settings = server.call("GET", "/api/settings", person=alice).json()
    assert (settings["event_minutes"], settings["first_hour"]) == (90, 6)
    assert settings["week_numbers"] is True
