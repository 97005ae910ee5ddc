"""Choices show at once (optimistic update) and are reverted if they are not confirmed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.ui.gallery.conftest import Visit


def test_an_unconfirmed_choice_shows_at_once_and_is_reverted_after_four_seconds(visit: Visit):
    page = visit()
    page.clock.install()
    bar = page.get_by_role("group", name="Refused span")
    day, week = bar.get_by_role("radio", name="Day"), bar.get_by_role("radio", name="Week")
    day.click()
    expect(day).to_be_checked()
    page.clock.run_for(3_000)
    expect(day).to_be_checked()
    page.clock.run_for(2_000)
    expect(week).to_be_checked()


def test_an_unconfirmed_checkbox_and_switch_show_at_once_and_are_reverted(visit: Visit):
    page = visit()
    page.clock.install()
    tick = page.get_by_role("checkbox", name="Refused tick")
    switch = page.get_by_role("switch", name="Refused switch")
    tick.click()
    switch.click()
    expect(tick).to_be_checked()
    expect(switch).not_to_be_checked()
    page.clock.run_for(5_000)
    expect(tick).not_to_be_checked()
    expect(switch).to_be_checked()


def test_arrow_keys_choose_in_a_segmented_control(visit: Visit):
    page = visit()
    page.get_by_role("group", name="Span", exact=True).get_by_role("radio", name="Week").focus()
    page.keyboard.press("ArrowRight")
    month = page.get_by_role("group", name="Span", exact=True).get_by_role("radio", name="Month")
    expect(month).to_be_checked()
    expect(month).to_be_focused()
