"""Live inputs, which commit their text when the user is done, and the password input."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.ui.gallery.conftest import Visit


def test_text_is_committed_on_leaving_the_input(visit: Visit):
    page = visit()
    page.get_by_label("Commits on blur").fill("Water the ferns")
    expect(page.locator("#committed-title")).to_have_text("Water the plants")
    page.keyboard.press("Tab")
    expect(page.locator("#committed-title")).to_have_text("Water the ferns")


def test_enter_commits_and_keeps_focus(visit: Visit):
    page = visit()
    box = page.get_by_label("Commits on blur")
    box.fill("Prune")
    page.keyboard.press("Enter")
    expect(page.locator("#committed-title")).to_have_text("Prune")
    expect(box).to_be_focused()


def test_escape_restores_the_value(visit: Visit):
    page = visit()
    box = page.get_by_label("Commits on blur")
    box.fill("Nonsense")
    page.keyboard.press("Escape")
    expect(box).to_have_value("Water the plants")
    page.keyboard.press("Tab")
    expect(page.locator("#committed-title")).to_have_text("Water the plants")


def test_a_change_from_elsewhere_does_not_overwrite_text_being_typed(visit: Visit):
    page = visit()
    box = page.get_by_label("Commits on blur")
    box.fill("My words")
    page.evaluate("document.getElementById('change-elsewhere').click()")
    expect(page.locator("#committed-title")).to_have_text("From elsewhere")
    expect(box).to_have_value("My words")


def test_a_change_from_elsewhere_is_shown_in_an_input_without_focus(visit: Visit):
    page = visit()
    page.locator("#change-elsewhere").click()
    expect(page.get_by_label("Commits on blur")).to_have_value("From elsewhere")


def test_a_search_is_debounced(visit: Visit):
    page = visit()
    page.clock.install()
    page.get_by_label("Search todos").press_sequentially("fern")
    expect(page.locator("#committed-search")).to_have_text("")
    page.clock.run_for(300)
    expect(page.locator("#committed-search")).to_have_text("fern")


def test_an_incomplete_date_is_not_committed(visit: Visit):
    page = visit()
    page.clock.install()
    page.locator("#g-date").focus()
    page.keyboard.type("03")
    page.keyboard.type("03")
    page.keyboard.type("2")
    page.clock.run_for(2_000)
    expect(page.locator("#committed-date")).to_have_text("2026-11-24")
    page.keyboard.type("027")
    page.clock.run_for(2_000)
    expect(page.locator("#committed-date")).to_have_text("2027-03-03")


def test_a_date_can_be_cleared(visit: Visit):
    page = visit()
    page.get_by_role("button", name="Clear the date").click()
    expect(page.locator("#g-date")).to_have_value("")
    expect(page.locator("#committed-date")).to_have_text("")
    expect(page.get_by_role("button", name="Clear the date")).to_have_count(0)


def test_a_password_can_be_shown_and_is_masked_again_on_submit(visit: Visit):
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


def test_an_error_is_the_accessible_description_of_its_input(visit: Visit):
    page = visit()
    box = page.get_by_label("Username")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description("Error: Use letters, digits and dots.")
