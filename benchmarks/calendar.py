"""The calendar page: first loads, and moving an event by dragging it to the next day and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import httpx
from playwright.sync_api import Browser, Locator, Page

from benchmarks.browser import (
    MILLISECONDS_TO_ANSWER,
    TIME_MOVE,
    FirstLoad,
    load_once,
    signed_in,
)
from benchmarks.installation import Installation
from benchmarks.loads import SIZE, WARM_UP
from benchmarks.plan import Plan
from benchmarks.report import Goal, Section
from benchmarks.seed import SeededAccount
from benchmarks.seed_events import FULL_MONTH, QUIET_MONTH
from benchmarks.servers import Server
from benchmarks.traffic import Traffic

MOST_KILOBYTES = 330
TITLE = "Holiday"
QUIET, FULL = "20 events", "2,000 events"
DAYS_A_MOVE = 2
WARM_UP_MOVES = 2


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves in one month: the median time in ms, and the median of bytes received."""

    milliseconds: float
    received: float


def measure(browser: Browser, installation: Installation, umbra: Server, plan: Plan) -> Section:
    """Months with 20 and with 2,000 events of an account that has 200,000."""
    account = installation.calendars.many
    months = {QUIET: QUIET_MONTH, FULL: FULL_MONTH}
    for first in months.values():
        _add_holiday(umbra, account, _day_in(first))
    todos = installation.accounts[SIZE]
    visits = {"todos": (umbra, todos, "/todos")} | {
        name: (umbra, account, _path(first)) for name, first in months.items()
    }
    rounds = [
        {name: load_once(browser, *visit) for name, visit in visits.items()}
        for _ in range(WARM_UP + plan.loads)
    ][WARM_UP:]
    shown = {name: _first_shown([loaded[name] for loaded in rounds]) for name in visits}
    size = median(loaded[QUIET].kilobytes for loaded in rounds)
    moves = {name: _moves(browser, umbra, account, first, plan) for name, first in months.items()}
    return Section(
        "The calendar's month",
        ("Page", "First row or event ms", "Move, median ms", "Bytes of a move"),
        [
            ("todos, 1,000", f"{shown['todos']:.0f}", "", ""),
            *(
                (
                    name,
                    f"{shown[name]:.0f}",
                    f"{moves[name].milliseconds:.1f}",
                    f"{moves[name].received:,.0f}",
                )
                for name in months
            ),
        ],
        [
            Goal("First load of the calendar", size, MOST_KILOBYTES, "KB"),
            Goal(
                "First event of the calendar to the first todo", shown[QUIET] / shown["todos"], 1.4
            ),
            Goal(
                "Move in a month with 2,000 events to one with 20",
                moves[FULL].milliseconds / moves[QUIET].milliseconds,
                2,
            ),
            Goal(
                "Bytes of a move, for each day it touches",
                moves[FULL].received / DAYS_A_MOVE,
                1_500,
                "bytes",
            ),
        ],
    )


def _day_in(first: date) -> date:
    return first + timedelta(days=9)


def _path(first: date) -> str:
    return f"/calendar?view=month&date={_day_in(first)}"


def _first_shown(loads: list[FirstLoad]) -> float:
    return median(load.first_row for load in loads if load.first_row is not None)


def _add_holiday(umbra: Server, account: SeededAccount, day: date) -> None:
    """An all-day event, which a month shows above the others of its day."""
    answer = httpx.post(
        f"{umbra.address}/api/events",
        json={"title": TITLE, "start": f"{day}", "end": f"{day + timedelta(days=1)}"},
        cookies={"umbra_session": account.token},
        headers={"X-Umbra-Request": "1"},
    )
    answer.raise_for_status()


def _moves(
    browser: Browser, umbra: Server, account: SeededAccount, first: date, plan: Plan
) -> Moves:
    context = signed_in(browser, umbra, account)
    try:
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS_TO_ANSWER)
        page.goto(umbra.address + _path(first))
        days = [_day_in(first), _day_in(first) + timedelta(days=1)]
        _holiday(page, days[0]).wait_for()
        traffic = Traffic(page)
        times, received = [], []
        for number in range(WARM_UP_MOVES + plan.toggles_a_round // 2):
            here, there = days[number % 2], days[(number + 1) % 2]
            before = traffic.received
            milliseconds = _drag(page, _holiday(page, here), _cell(page, there))
            _holiday(page, there).wait_for()
            if number >= WARM_UP_MOVES:
                times.append(milliseconds)
                received.append(traffic.received - before)
        return Moves(median(times), median(received))
    finally:
        context.close()


def _cell(page: Page, day: date) -> Locator:
    return page.locator(f'.calendar-grid [data-date="{day}"]').last


def _holiday(page: Page, day: date) -> Locator:
    return _cell(page, day).locator("[data-entry]").filter(has_text=TITLE)


def _drag(page: Page, event: Locator, to: Locator) -> float:
    """Drags an event; returns the milliseconds from the drop to the answer."""
    start, end = event.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    page.evaluate(TIME_MOVE)
    page.mouse.move(start["x"] + 20, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 14, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=5)
    page.mouse.up()
    return float(page.evaluate("() => window.umbraMove"))
