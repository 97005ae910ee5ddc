"""The grid of the calendar page: drawing, dragging, keyboard, touch and print."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.conftest import TIMEOUT, Visit
from tests.browser.server import Person, Server

HOUR = 48
"""The height of an hour in pixels."""

WEEK = "/calendar?view=week&date=2027-03-10"
MONTH = "/calendar?view=month&date=2027-03-10"
DAY = "/calendar?view=day&date=2027-03-10"
THREE = "/calendar?view=three&date=2027-03-09"
TAB_STOPS = "document.querySelectorAll('.calendar-grid [tabindex=\"0\"]').length"

FOCUSED = """() => {
    const { activeElement: at } = document;
    const day = at.closest("[data-date]")?.dataset.date;
    const title = at.matches(".grid-entry") && at.querySelector(".grid-entry__title").textContent;
    return [day, title || at.dataset.hour || ""];
}"""
"""Where focus is: the day, and the title of the entry or the free hour, or nothing for a day."""


def add(
    server: Server, person: Person, title: str, start: str, end: str, **fields: Any
) -> dict[str, Any]:
    """An event, in Berlin's time unless its times are dates."""
    zone = {"time_zone": "Europe/Berlin"} if "T" in start else {}
    body = {"title": title, "start": start, "end": end, **zone, **fields}
    return server.call("POST", "/api/events", body, person).json()


def expect_times(
    page: Page, server: Server, person: Person, event: dict[str, Any], start: str, end: str
) -> None:
    """Waits until the event's start and end begin with `start` and `end`."""
    deadline = time.monotonic() + TIMEOUT / 1000
    while True:
        row = server.call("GET", f"/api/events/{event['id']}", person=person).json()
        if row["start"].startswith(start) and row["end"].startswith(end):
            return
        assert time.monotonic() < deadline, f"{row['start']} to {row['end']}"
        page.wait_for_timeout(50)  # between two checks; unlike time.sleep the page goes on


def wait_for_a_later_update(page: Page, server: Server, person: Person) -> None:
    """Waits until the frame shows a change that is made now: all before it have arrived."""
    server.call("PATCH", "/api/settings", {"display_name": "Alice the later"}, person)
    expect(page.get_by_role("button", name="Account")).to_contain_text("Alice the later")


def entry(page: Page, title: str) -> Locator:
    return page.locator(".calendar-grid").get_by_role("button", name=re.compile(f"^{title},"))


def box_of(found: Locator) -> FloatRect:
    """The rectangle of an element that is shown."""
    box = found.bounding_box()
    assert box
    return box


def centre(found: Locator) -> tuple[float, float]:
    box = box_of(found)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def bottom_of(found: Locator) -> tuple[float, float]:
    """A point on the lower edge of an element."""
    box = box_of(found)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] - 3


@contextmanager
def dragging(
    page: Page, start: tuple[float, float], right: float, down: float = 0
) -> Iterator[None]:
    """The mouse pressed at `start` and moved, until the end of the block."""
    x, y = start
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y + 5)
    page.mouse.move(x + right, y + down, steps=6)
    yield
    page.mouse.up()


def width_of_a_day(page: Page) -> float:
    return box_of(page.locator(".grid-lane, .grid-day").last)["width"]


@pytest.fixture
def berlin(server: Server, alice: Person) -> Person:
    """Alice, whose account is in Berlin; the browser is in Lisbon."""
    server.call("PATCH", "/api/settings", {"time_zone": "Europe/Berlin"}, alice)
    return alice


def test_an_event_is_drawn_at_the_time_of_the_account_and_names_it(
    server: Server, visit: Visit, berlin: Person
) -> None:
    add(server, berlin, "Lunch", "2027-03-10T12:30", "2027-03-10T13:30", rrule="FREQ=WEEKLY")
    page = visit(WEEK, berlin)
    name = "Lunch, Wednesday 10 March, 12:30 to 13:30, repeats"
    lunch = page.get_by_role("button", name=name, exact=True)
    expect(lunch).to_be_visible()
    lane = box_of(page.locator('.grid-lane[data-date="2027-03-10"]'))
    box = box_of(lunch)
    assert abs(box["y"] - lane["y"] - 12.5 * HOUR) < 2
    assert abs(box["height"] - HOUR) < 3


def test_an_event_is_dragged_to_another_day_and_time(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin, "Lunch", "2027-03-10T12:00", "2027-03-10T13:30")
    page = visit(WEEK, berlin)
    expect(entry(page, "Lunch")).to_be_visible()
    with dragging(page, centre(entry(page, "Lunch")), width_of_a_day(page), 2 * HOUR):
        pass
    moved = re.compile(r"^Lunch, Thursday 11 March, 14:\d\d to 15:\d\d$")
    expect(page.get_by_role("button", name=moved)).to_be_visible()
    expect(entry(page, "Lunch")).to_have_count(1)
    expect_times(page, server, berlin, event, "2027-03-11T14:", "2027-03-11T15:")


def test_in_the_month_an_event_keeps_its_time_and_length_also_over_a_clock_change(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin, "Visit", "2027-03-26T13:00", "2027-03-26T13:20")
    page = visit(MONTH, berlin)
    expect(entry(page, "Visit")).to_be_visible()
    with dragging(page, centre(entry(page, "Visit")), 2 * width_of_a_day(page)):
        pass
    expect(
        page.get_by_role("button", name="Visit, Sunday 28 March, 13:00 to 13:20")
    ).to_be_visible()
    expect_times(page, server, berlin, event, "2027-03-28T13:00", "2027-03-28T13:20")


def test_an_event_of_whole_days_stays_one_and_is_stretched_by_days(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin, "Trip", "2027-03-09", "2027-03-11")
    page = visit(MONTH, berlin)
    expect(entry(page, "Trip")).to_be_visible()
    with dragging(page, centre(entry(page, "Trip")), width_of_a_day(page)):
        pass
    name = "Trip, Wednesday 10 March to Thursday 11 March"
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(page.get_by_text("Moved “Trip”")).to_be_visible()
    box = box_of(entry(page, "Trip"))
    edge = (box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
    with dragging(page, edge, width_of_a_day(page)):
        pass
    longer = "Trip, Wednesday 10 March to Friday 12 March"
    expect(page.get_by_role("button", name=longer, exact=True)).to_be_visible()
    expect_times(page, server, berlin, event, "2027-03-10", "2027-03-13")


def test_only_the_edge_that_is_dragged_moves(server: Server, visit: Visit, berlin: Person) -> None:
    event = add(server, berlin, "Lunch", "2027-03-10T12:00", "2027-03-10T13:00")
    page = visit(WEEK, berlin)
    expect(entry(page, "Lunch")).to_be_visible()
    with dragging(page, bottom_of(entry(page, "Lunch")), 0, HOUR):
        pass
    expect(entry(page, "Lunch")).to_have_text(re.compile("12:00 to 14:"))
    expect_times(page, server, berlin, event, "2027-03-10T12:00", "2027-03-10T14:")


def test_nothing_is_stretched_below_zero(server: Server, visit: Visit, berlin: Person) -> None:
    event = add(server, berlin, "Lunch", "2027-03-10T12:00", "2027-03-10T13:00")
    page = visit(WEEK, berlin)
    expect(entry(page, "Lunch")).to_be_visible()
    with dragging(page, bottom_of(entry(page, "Lunch")), 0, -4 * HOUR):
        pass
    expect(entry(page, "Lunch")).to_have_text(re.compile("12:00 to 1[23]:"))
    row = server.call("GET", f"/api/events/{event['id']}", person=berlin).json()
    assert row["end"] > row["start"]
    assert row["start"] == event["start"]


@pytest.mark.parametrize("address", [WEEK, MONTH], ids=["week", "month"])
def test_escape_during_a_drag_puts_back_and_changes_nothing(
    server: Server, visit: Visit, berlin: Person, address: str
) -> None:
    event = add(server, berlin, "Lunch", "2027-03-10T12:00", "2027-03-10T13:00")
    page = visit(address, berlin)
    expect(entry(page, "Lunch")).to_be_visible()
    before = box_of(entry(page, "Lunch"))
    with dragging(page, centre(entry(page, "Lunch")), width_of_a_day(page)):
        page.keyboard.press("Escape")
    expect(entry(page, "Lunch")).to_have_count(1)
    assert box_of(entry(page, "Lunch")) == before
    expect(page.get_by_role("dialog", name="Event")).to_be_hidden()
    row = server.call("GET", f"/api/events/{event['id']}", person=berlin).json()
    assert row["version"] == event["version"]


def test_a_change_from_elsewhere_waits_until_the_drag_has_ended(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin, "Lunch", "2027-03-10T12:00", "2027-03-10T13:00")
    other_tab = visit(WEEK, berlin)
    page = visit(WEEK, berlin, beside=other_tab)
    expect(entry(page, "Lunch")).to_be_visible()
    with dragging(page, centre(entry(page, "Lunch")), width_of_a_day(page)):
        add(server, berlin, "Other", "2027-03-12T12:00", "2027-03-12T13:00")
        server.call("PATCH", f"/api/events/{event['id']}", {"title": "Brunch"}, berlin)
        expect(entry(other_tab, "Brunch")).to_be_visible()
        wait_for_a_later_update(page, server, berlin)
        assert entry(page, "Other").count() == 0
        page.keyboard.press("Escape")
    expect(entry(page, "Other")).to_have_count(1)
    expect(entry(page, "Brunch")).to_have_count(1)
    expect(entry(page, "Lunch")).to_have_count(0)


def test_an_event_that_changes_between_press_and_drag_is_still_stretched(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin, "Trip", "2027-03-09", "2027-03-11")
    other_tab = visit(MONTH, berlin)
    page = visit(MONTH, berlin, beside=other_tab)
    box = box_of(entry(page, "Trip"))
    x, y = box["x"] + box["width"] - 3, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    server.call("PATCH", f"/api/events/{event['id']}", {"title": "Journey"}, berlin)
    expect(entry(other_tab, "Journey")).to_be_visible()
    wait_for_a_later_update(page, server, berlin)
    page.mouse.move(x + width_of_a_day(page), y, steps=6)
    page.mouse.up()
    expect_times(page, server, berlin, event, "2027-03-09", "2027-03-12")
    expect(entry(page, "Journey")).to_have_count(1)


def test_an_event_that_was_deleted_while_it_was_dragged_is_gone(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin, "Lunch", "2027-03-10T12:00", "2027-03-10T13:00")
    page = visit(WEEK, berlin)
    expect(entry(page, "Lunch")).to_be_visible()
    with dragging(page, centre(entry(page, "Lunch")), width_of_a_day(page)):
        server.call("DELETE", f"/api/events/{event['id']}", person=berlin)
    expect(entry(page, "Lunch")).to_have_count(0)


def test_a_press_on_a_slot_opens_a_card_beside_it_and_escape_ends_the_selection(
    server: Server, visit: Visit, berlin: Person
) -> None:
    page = visit(WEEK, berlin)
    lane = page.locator('.grid-lane[data-date="2027-03-11"]')
    lane.click(position={"x": 40, "y": 14.3 * HOUR})
    card = page.get_by_role("dialog", name="New event")
    expect(card.get_by_role("textbox").first).to_be_focused()
    slot, beside = box_of(page.locator(".grid__highlight")), box_of(card)
    right, left = beside["x"] - slot["x"] - slot["width"], slot["x"] - beside["x"] - beside["width"]
    assert 0 < max(right, left) < 24
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator(".grid__highlight")).to_have_count(0)


def test_a_day_counts_what_was_not_sent_and_opens(
    server: Server, visit: Visit, berlin: Person
) -> None:
    for number in range(20):
        hour = number % 10 + 8
        add(server, berlin, f"No {number}", f"2027-03-10T{hour:02}:00", f"2027-03-10T{hour:02}:30")
    page = visit(MONTH, berlin)
    cell = page.locator('.grid-day[data-date="2027-03-10"]')
    expect(cell.locator(".grid-rest")).to_be_visible()
    shown = sum(each.is_visible() for each in cell.locator(".grid-entry").all())
    expect(cell.locator(".grid-rest")).to_contain_text(f"+{20 - shown} more")
    cell.locator(".grid-rest").click()
    expect(page).to_have_url(re.compile(r"view=day.*date=2027-03-10|date=2027-03-10.*view=day"))


def test_the_grid_is_one_tab_stop_and_arrow_keys_move_by_day_and_time(
    server: Server, visit: Visit, berlin: Person
) -> None:
    add(server, berlin, "Early", "2027-03-10T09:00", "2027-03-10T10:00")
    add(server, berlin, "Late", "2027-03-10T15:00", "2027-03-10T16:00")
    page = visit(MONTH, berlin)
    expect(entry(page, "Late")).to_be_visible()
    assert page.evaluate(TAB_STOPS) == 1
    page.locator('.grid-day[data-date="2027-03-10"]').focus()
    for key, place in (
        ("ArrowDown", ["2027-03-10", "Early"]),
        ("ArrowDown", ["2027-03-10", "Late"]),
        ("ArrowDown", ["2027-03-17", ""]),
        ("ArrowUp", ["2027-03-10", "Late"]),
        ("ArrowRight", ["2027-03-11", ""]),
        ("Home", ["2027-03-08", ""]),
        ("End", ["2027-03-14", ""]),
        ("ArrowRight", ["2027-03-15", ""]),
    ):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == place, key
    assert page.evaluate(TAB_STOPS) == 1


def test_free_hours_are_reached_by_arrow_keys_and_enter_selects_one(
    server: Server, visit: Visit, berlin: Person
) -> None:
    add(server, berlin, "Early", "2027-03-10T09:00", "2027-03-10T10:00")
    page = visit(DAY, berlin)
    entry(page, "Early").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == ["2027-03-10", "10:00"]
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name="New event")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert page.evaluate(FOCUSED) == ["2027-03-10", "10:00"]


def test_the_arrow_key_at_the_edge_turns_the_page_and_keeps_focus(
    server: Server, visit: Visit, berlin: Person
) -> None:
    page = visit(WEEK, berlin)
    page.locator('.grid-day[data-date="2027-03-14"]').focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator('.grid-day[data-date="2027-03-15"]')).to_be_focused()
    page.keyboard.press("PageUp")
    expect(page.locator('.grid-day[data-date="2027-03-08"]')).to_be_focused()


def test_focus_stays_on_an_event_that_another_tab_changed(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin, "Lunch", "2027-03-10T12:00", "2027-03-10T13:00")
    page = visit(MONTH, berlin)
    entry(page, "Lunch").focus()
    server.call("PATCH", f"/api/events/{event['id']}", {"title": "Brunch"}, berlin)
    expect(entry(page, "Brunch")).to_be_focused()


def test_a_swipe_turns_the_page_and_a_long_press_moves_an_event(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin, "Lunch", "2027-03-10T12:00", "2027-03-10T14:00")
    page = visit(THREE, berlin, phone=True)
    expect(entry(page, "Lunch")).to_be_visible()
    touches = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        body = [{"x": x, "y": y} for x, y in points]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": body})

    x, y = centre(entry(page, "Lunch"))
    touch("touchStart", (x, y))
    expect(page.locator(".grid-entry--lifted").last).to_be_visible()
    for step in range(1, 9):
        touch("touchMove", (x + step * width_of_a_day(page) / 8, y))
    touch("touchEnd")
    expect(entry(page, "Lunch")).to_have_text(re.compile("Thursday 11 March, 12:"))
    expect_times(page, server, berlin, event, "2027-03-11T12:", "2027-03-11T14:")

    touch("touchStart", (300, 700))
    for x in (250, 100):  # few steps: a slow one is no swipe
        touch("touchMove", (x, 700))
    touch("touchEnd")
    expect(page.locator('.grid-lane[data-date="2027-03-12"]')).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("address", [MONTH, WEEK, DAY], ids=["month", "week", "day"])
def test_axe_finds_nothing_in_a_view_with_events(
    server: Server, visit: Visit, berlin: Person, dark: bool, address: str
) -> None:
    colours = ("indigo", "blue", "teal", "green", "amber", "orange", "rose", "violet")
    for hour, colour in enumerate(colours, 8):
        start, end = f"2027-03-10T{hour:02}:00", f"2027-03-10T{hour + 1:02}:00"
        add(server, berlin, colour, start, end, colour=colour)
        add(server, berlin, f"{colour} day", "2027-03-11", "2027-03-12", colour=colour)
    page = visit(address, berlin, dark=dark)
    expect(entry(page, "indigo")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found] == []


def test_the_month_is_printed_on_one_page(server: Server, visit: Visit, berlin: Person) -> None:
    add(server, berlin, "Lunch", "2027-03-10T12:00", "2027-03-10T14:00")
    page = visit(MONTH, berlin)
    expect(entry(page, "Lunch")).to_be_visible()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
