"""Inputs that keep what is typed to themselves until one is done, and the secret one."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.ui.gallery.conftest import Visit


def test_what_is_typed_is_handed_over_on_leaving(visit: Visit):
    page = visit()
    page.get_by_label("Handed over on leaving").fill("Water the ferns")
    expect(page.locator("#kept-title")).to_have_text("Water the plants")
    page.keyboard.press("Tab")
    expect(page.locator("#kept-title")).to_have_text("Water the ferns")


def test_enter_hands_over_and_stays(visit: Visit):
    page = visit()
    box = page.get_by_label("Handed over on leaving")
    box.fill("Prune")
    page.keyboard.press("Enter")
    expect(page.locator("#kept-title")).to_have_text("Prune")
    expect(box).to_be_focused()


def test_escape_goes_back_to_what_was(visit: Visit):
    page = visit()
    box = page.get_by_label("Handed over on leaving")
    box.fill("Nonsense")
    page.keyboard.press("Escape")
    expect(box).to_have_value("Water the plants")
    page.keyboard.press("Tab")
    expect(page.locator("#kept-title")).to_have_text("Water the plants")


def test_what_arrives_from_elsewhere_waits_for_the_one_who_types(visit: Visit):
    page = visit()
    box = page.get_by_label("Handed over on leaving")
    box.fill("My words")
    page.evaluate("document.getElementById('arrive').click()")
    expect(page.locator("#kept-title")).to_have_text("From elsewhere")
    expect(box).to_have_value("My words")


def test_what_arrives_is_shown_where_nobody_types(visit: Visit):
    page = visit()
    page.locator("#arrive").click()
    expect(page.get_by_label("Handed over on leaving")).to_have_value("From elsewhere")


def test_a_search_is_handed_over_once_one_pauses(visit: Visit):
    page = visit()
    page.clock.install()
    page.get_by_label("Search todos").press_sequentially("fern")
    expect(page.locator("#kept-search")).to_have_text("")
    page.clock.run_for(300)
    expect(page.locator("#kept-search")).to_have_text("fern")


def test_a_date_half_typed_is_not_handed_over(visit: Visit):
    page = visit()
    page.clock.install()
    page.locator("#g-date").focus()
    page.keyboard.type("03")
    page.keyboard.type("03")
    page.keyboard.type("2")
    page.clock.run_for(2_000)
    expect(page.locator("#kept-date")).to_have_text("2026-11-24")
    page.keyboard.type("027")
    page.clock.run_for(2_000)
    expect(page.locator("#kept-date")).to_have_text("2027-03-03")


def test_a_date_can_be_cleared(visit: Visit):
    page = visit()
    page.get_by_role("button", name="Clear the date").click()
    expect(page.locator("#g-date")).to_have_value("")
    expect(page.locator("#kept-date")).to_have_text("")
    expect(page.get_by_role("button", name="Clear the date")).to_have_count(0)


def test_a_secret_is_shown_on_demand_and_hidden_again_when_sent(visit: Visit):
    page = visit()
    box = page.locator("#g-secret")
    box.fill("quiet lantern")
    expect(box).to_have_attribute("type", "password")
    toggle = page.get_by_role("button", name="Show password")
    toggle.click()
    expect(box).to_have_attribute("type", "text")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    page.evaluate("document.getElementById('g-secret').form.requestSubmit()")
    expect(box).to_have_attribute("type", "password")


def test_an_error_is_told_with_its_input(visit: Visit):
    page = visit()
    box = page.get_by_label("Username")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description("Error: Use letters, digits and dots.")
