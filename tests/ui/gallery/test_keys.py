"""Keyboard shortcuts: where they work and where they are ignored."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ui.gallery.conftest import Visit


def _sheet(page: Page):
    return page.get_by_role("dialog", name="Keyboard shortcuts")


def test_the_question_mark_opens_the_list_of_shortcuts(visit: Visit):
    page = visit()
    page.keyboard.press("?")
    expect(_sheet(page)).to_be_visible()
    expect(_sheet(page).get_by_text("Count in the gallery")).to_be_visible()


def test_a_sequence_needs_both_keys_within_a_second(visit: Visit):
    page = visit()
    page.clock.install()
    count = page.locator("#key-count")
    page.keyboard.press("g")
    page.keyboard.press("z")
    expect(count).to_have_text("1")
    page.keyboard.press("g")
    page.clock.run_for(1_100)
    page.keyboard.press("z")
    expect(count).to_have_text("1")


@pytest.mark.parametrize("keys", ["Control+?", "Alt+?", "Meta+?"])
def test_keys_with_a_modifier_are_left_to_the_browser(visit: Visit, keys: str):
    page = visit()
    page.keyboard.press(keys)
    expect(_sheet(page)).to_have_count(0)


def test_keys_are_text_while_an_input_has_focus(visit: Visit):
    page = visit()
    page.get_by_label("Commits on blur").focus()
    page.keyboard.press("?")
    expect(_sheet(page)).to_have_count(0)
    page.locator("#g-notes").focus()
    page.keyboard.press("?")
    expect(_sheet(page)).to_have_count(0)


def test_shortcuts_are_ignored_under_an_open_dialog(visit: Visit):
    page = visit()
    page.locator("#open-confirm").click()
    page.keyboard.press("?")
    expect(_sheet(page)).to_have_count(0)


def test_single_key_shortcuts_can_be_switched_off(visit: Visit):
    page = visit()
    page.keyboard.press("?")
    _sheet(page).get_by_role("switch", name="Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    expect(_sheet(page)).to_have_count(0)
    page.keyboard.press("?")
    expect(_sheet(page)).to_have_count(0)
    page.reload()
    page.keyboard.press("?")
    expect(_sheet(page)).to_have_count(0)
