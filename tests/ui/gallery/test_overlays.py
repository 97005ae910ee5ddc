"""Menus, popovers, dialogs, the side panel: keyboard, focus and position."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.ui.gallery.conftest import Visit


def _expect_focus(page: Page, name: str, role: str = "button") -> None:
    expect(page.get_by_role(role, name=name, exact=True).first).to_be_focused()  # pyright: ignore[reportArgumentType]


def test_a_menu_focuses_its_first_item_and_returns_focus_on_escape(visit: Visit):
    page = visit()
    opener = page.get_by_role("button", name="Actions")
    opener.focus()
    page.keyboard.press("Enter")
    _expect_focus(page, "Edit E", "menuitem")
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")


def test_arrows_letters_home_and_end_move_in_a_menu_and_skip_disabled_items(visit: Visit):
    page = visit()
    page.get_by_role("button", name="Actions").click()
    page.keyboard.press("ArrowDown")
    _expect_focus(page, "Duplicate", "menuitem")
    page.keyboard.press("End")
    _expect_focus(page, "Delete #", "menuitem")
    page.keyboard.press("ArrowUp")
    _expect_focus(page, "Open settings", "menuitem")
    page.keyboard.press("d")
    _expect_focus(page, "Delete #", "menuitem")
    page.keyboard.press("ArrowDown")
    _expect_focus(page, "Edit E", "menuitem")


def test_a_second_click_or_a_click_elsewhere_closes_a_menu(visit: Visit):
    page = visit()
    opener = page.get_by_role("button", name="Actions")
    for close in (opener.click, lambda: page.mouse.click(5, 5)):
        opener.click()
        expect(page.get_by_role("menu")).to_be_visible()
        close()
        expect(page.get_by_role("menu")).to_have_count(0)


def test_the_chosen_option_of_a_menu_is_checked_and_focused_on_opening(visit: Visit):
    page = visit()
    opener = page.get_by_role("button", name="Sort")
    opener.click()
    page.get_by_role("menuitemradio", name="Priority").click()
    expect(page.get_by_role("menu")).to_have_count(0)
    opener.click()
    chosen = page.get_by_role("menuitemradio", name="Priority")
    expect(chosen).to_have_attribute("aria-checked", "true")
    expect(chosen).to_be_focused()


def test_a_popover_stays_inside_the_narrowest_window(visit: Visit):
    page = visit(narrow=True)
    page.set_viewport_size({"width": 320, "height": 480})
    page.get_by_role("button", name="Due", exact=True).click()
    box = page.get_by_role("dialog", name="Due date").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_a_dialog_takes_focus_and_returns_it(visit: Visit):
    page = visit()
    page.locator("#open-dialog").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="New project")
    expect(dialog).to_be_visible()
    expect(page.locator("#g-dialog-name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("#open-dialog")).to_be_focused()


def test_an_open_dialog_traps_focus(visit: Visit):
    page = visit()
    page.locator("#open-dialog").click()
    for _ in range(12):
        page.keyboard.press("Tab")
        outside = (
            "!document.activeElement.closest('dialog') && document.activeElement !== document.body"
        )
        assert not page.evaluate(outside)


def test_a_click_outside_closes_a_confirmation_but_not_a_dialog_with_a_form(visit: Visit):
    page = visit()
    page.locator("#open-dialog").click()
    page.mouse.click(5, 5)
    expect(page.get_by_role("dialog", name="New project")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#open-confirm").click()
    page.mouse.click(5, 5)
    expect(page.get_by_role("dialog", name="Delete 12 todos?")).to_have_count(0)


def test_a_confirmation_of_a_deletion_focuses_cancel(visit: Visit):
    page = visit()
    page.locator("#open-confirm").click()
    _expect_focus(page, "Cancel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_dialog_can_be_reopened(visit: Visit):
    page = visit()
    for _ in range(2):
        page.locator("#open-confirm").click()
        expect(page.get_by_role("dialog", name="Delete 12 todos?")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_on_a_wide_window_the_page_stays_usable_beside_the_panel(visit: Visit):
    page = visit()
    page.locator("#open-panel").click()
    panel = page.get_by_role("dialog", name="Todo")
    expect(panel).to_be_visible()
    page.get_by_role("button", name="Actions").click()
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_on_a_phone_the_panel_is_modal_and_returns_focus(visit: Visit):
    page = visit(narrow=True)
    page.locator("#open-panel").click()
    panel = page.get_by_role("dialog", name="Todo")
    expect(panel).to_be_visible()
    expect(page.locator("dialog.panel:modal")).to_be_visible()
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_have_count(0)
    expect(page.locator("#open-panel")).to_be_focused()


def test_the_panel_stays_open_when_a_tablet_is_rotated(visit: Visit):
    page = visit()
    page.locator("#open-panel").click()
    page.set_viewport_size({"width": 800, "height": 1200})
    expect(page.locator("dialog.panel:modal")).to_be_visible()
    page.set_viewport_size({"width": 1200, "height": 800})
    expect(page.locator("dialog.panel:modal")).to_have_count(0)
    expect(page.get_by_role("dialog", name="Todo")).to_be_visible()
    page.get_by_role("dialog", name="Todo").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog", name="Todo")).to_have_count(0)


def test_an_icon_button_shows_its_name_in_a_tooltip_on_hover(visit: Visit):
    page = visit()
    page.get_by_role("button", name="Delete", exact=True).first.hover()
    tip = page.locator(".tooltip")
    expect(tip).to_be_visible()
    expect(tip).to_have_text("Delete")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
