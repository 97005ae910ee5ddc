"""How the page shows toasts."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.ui.gallery.conftest import Visit


def test_toasts_appear_in_a_live_region_and_can_be_dismissed(visit: Visit):
    page = visit()
    page.locator("#open-toasts").click()
    region = page.get_by_role("status").filter(has_text="Todo deleted")
    expect(region.get_by_role("listitem")).to_have_count(3)
    first = region.get_by_role("listitem").filter(has_text="Todo deleted")
    first.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".toast")).to_have_count(2)
    expect(page.get_by_text("Todo deleted")).to_have_count(0)


def test_a_toast_s_action_closes_the_toast(visit: Visit):
    page = visit()
    page.locator("#open-toasts").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Todo deleted")).to_have_count(0)


def test_a_toast_disappears_after_six_seconds_except_while_hovered(visit: Visit):
    page = visit()
    page.clock.install()
    page.locator("#open-toasts").click()
    saved = page.get_by_text("Settings saved")
    saved.hover()
    page.clock.run_for(20_000)
    expect(saved).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.run_for(5_000)
    expect(saved).to_be_visible()
    page.clock.run_for(2_000)
    expect(saved).to_have_count(0)
    expect(page.get_by_text("Incident 3f9a01bc")).to_be_visible()


def test_a_dismissed_toast_is_not_shown_again_after_a_reload(visit: Visit):
    page = visit()
    page.locator("#open-toasts").click()
    page.get_by_text("Todo deleted").locator("..").get_by_role("button", name="Dismiss").click()
    page.reload()
    page.locator("#open-toasts").click()
    expect(page.get_by_text("Settings saved")).to_be_visible()
    expect(page.get_by_text("Todo deleted")).to_have_count(0)
