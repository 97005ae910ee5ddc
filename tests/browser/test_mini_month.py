"""The small month of the calendar page, a date grid: keyboard, marks and swipes."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_calendar_grid import MONTH, add

FOCUSED = "document.activeElement.dataset.day"
TAB_STOPS = "document.querySelectorAll('.mini-month [tabindex=\"0\"]').length"


def small_month(page: Page, title: str) -> Locator:
    return page.get_by_role("grid", name=title, exact=True)


def day(page: Page, date: str) -> Locator:
    return page.locator(f'.mini-month [data-day="{date}"]')


def test_a_day_says_how_many_entries_it_has_and_shows_up_to_three_dots(
    server: Server, visit: Visit, alice: Person
) -> None:
    for number in range(4):
        add(server, alice, f"No {number}", "2027-03-11", "2027-03-12")
    add(server, alice, "Single", "2027-03-12", "2027-03-13")
    page = visit(MONTH, alice, phone=True)
    month = small_month(page, "March 2027")
    expect(month.get_by_role("gridcell", name="Thursday 11 March 2027, 4 entries")).to_be_visible()
    expect(month.get_by_role("gridcell", name="Friday 12 March 2027, 1 entry")).to_be_visible()
    expect(day(page, "2027-03-11").locator(".mini-month__dot")).to_have_count(3)
    expect(day(page, "2027-03-12").locator(".mini-month__dot")).to_have_count(1)
    expect(day(page, "2027-03-13").locator(".mini-month__dot")).to_have_count(0)


def test_keys_move_by_day_week_month_and_year_and_enter_picks(visit: Visit, alice: Person) -> None:
    page = visit(MONTH, alice, phone=True)
    selected = day(page, "2027-03-10")
    expect(selected).to_have_attribute("aria-selected", "true")
    assert page.evaluate(TAB_STOPS) == 1
    selected.focus()
    for key, date in (
        ("ArrowRight", "2027-03-11"),
        ("ArrowDown", "2027-03-18"),
        ("ArrowLeft", "2027-03-17"),
        ("ArrowUp", "2027-03-10"),
        ("End", "2027-03-14"),
        ("Home", "2027-03-08"),
    ):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == date, key
    page.keyboard.press("Enter")
    expect(day(page, "2027-03-08")).to_have_attribute("aria-selected", "true")


def test_another_month_shows_at_once_and_focus_moves_into_it(visit: Visit, alice: Person) -> None:
    page = visit("/calendar?view=month&date=2027-01-31", alice, phone=True)
    day(page, "2027-01-31").focus()
    for key, title, date in (
        ("PageDown", "February 2027", "2027-02-28"),
        ("PageUp", "January 2027", "2027-01-28"),
        ("Shift+PageDown", "January 2028", "2028-01-28"),
        ("Shift+PageUp", "January 2027", "2027-01-28"),
    ):
        page.keyboard.press(key)
        expect(small_month(page, title)).to_be_visible()
        expect(day(page, date)).to_be_focused()
        assert page.evaluate(TAB_STOPS) == 1


def test_a_swipe_turns_the_month(visit: Visit, alice: Person) -> None:
    page = visit(MONTH, alice, phone=True)
    expect(small_month(page, "March 2027")).to_be_visible()
    touches = page.context.new_cdp_session(page)
    box = small_month(page, "March 2027").bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    for kind, x in (("touchStart", 300), ("touchMove", 250), ("touchMove", 120)):
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(small_month(page, "April 2027")).to_be_visible()
