"""Which days a view shows, and where its arrows lead."""

from __future__ import annotations

from datetime import date

import pytest

from umbra.calendar.views import VIEWS, Range, View, clamped, moved, range_of, title_of
from umbra.preferences.models import WeekStart

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("week_start", "first"),
    [
        ("monday", date(2026, 10, 26)),
        ("sunday", date(2026, 11, 1)),
        ("saturday", date(2026, 10, 31)),
    ],
)
def test_a_month_is_six_whole_weeks_from_the_week_of_its_first_day(
    week_start: WeekStart, first: date
) -> None:
    shown = range_of("month", THURSDAY, week_start)
    assert (shown.first, len(shown.days)) == (first, 42)


def test_a_week_begins_on_its_first_day_and_three_days_on_the_day_itself() -> None:
    assert range_of("week", THURSDAY, "monday") == Range(date(2026, 11, 23), date(2026, 11, 29))
    assert range_of("three", THURSDAY, "monday") == Range(THURSDAY, date(2026, 11, 28))
    assert range_of("day", THURSDAY, "monday") == Range(THURSDAY, THURSDAY)


@pytest.mark.parametrize(
    ("view", "later", "earlier"),
    [
        ("month", date(2026, 12, 1), date(2026, 10, 1)),
        ("week", date(2026, 12, 3), date(2026, 11, 19)),
        ("three", date(2026, 11, 29), date(2026, 11, 23)),
        ("day", date(2026, 11, 27), date(2026, 11, 25)),
    ],
)
def test_the_arrows_lead_to_the_days_beside_the_shown_ones(
    view: View, later: date, earlier: date
) -> None:
    assert (moved(view, THURSDAY, 1), moved(view, THURSDAY, -1)) == (later, earlier)


def test_the_month_after_the_31st_is_the_next_one() -> None:
    assert moved("month", date(2026, 1, 31), 1) == date(2026, 2, 1)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("day", [date.min, date(1900, 1, 1), date(9998, 12, 31), date.max])
def test_every_view_of_the_first_and_the_last_days_can_be_shown_and_left(
    view: View, day: date
) -> None:
    shown = clamped(day)
    for by in (-1, 0, 1):
        days = range_of(view, moved(view, shown, by), "monday")
        assert date(1899, 1, 1) < days.first <= days.last < date(9999, 12, 31)


def test_titles_say_what_is_shown() -> None:
    def title(view: View, day: date) -> str:
        return title_of(view, day, range_of(view, day, "monday"))

    assert title("month", THURSDAY) == "November 2026"
    assert title("week", THURSDAY) == "23 – 29 November 2026"
    assert title("week", date(2026, 12, 1)) == "30 November – 6 December 2026"
    assert title("week", date(2026, 12, 31)) == "28 December 2026 – 3 January 2027"
    assert title("day", THURSDAY) == "Thursday, 26 November 2026"
    shown = range_of("agenda", THURSDAY, "monday")
    assert title_of("agenda", THURSDAY, shown, short=True) == "26 Nov – 6 Jan 2027"
