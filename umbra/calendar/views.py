"""The views of the calendar: which days each shows, its title, and where its arrows lead. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from umbra.preferences.models import FIRST_WEEKDAYS, WeekStart

View = Literal["month", "week", "three", "day", "agenda"]
VIEWS: tuple[View, ...] = get_args(View)

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9998, 12, 31)
"""The days that can be shown: series begin in 1900 to 9998, as `umbra.recurrence` bounds them."""

MOST_DAYS = 42
"""The days of a month's six weeks, the most that a view shows."""

MONTH_ENTRIES, DAY_ENTRIES = 6, 100
"""How many things a day sends: as many as fit a month's cell, and a bound where they scroll."""

_DAYS = {"week": 7, "three": 3, "day": 1, "agenda": MOST_DAYS}
_STEPS = _DAYS | {"agenda": 28}
"""How many days the arrows go; pages of the agenda overlap."""


@dataclass(frozen=True, slots=True)
class Range:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def clamped(day: date) -> date:
    """`day`, or the nearest one that every view can show with the days around it."""
    margin = timedelta(days=MOST_DAYS)
    return min(max(day, FIRST_DAY + margin), LAST_DAY - margin)


def range_of(view: View, day: date, week_start: WeekStart) -> Range:
    """The days that `view` shows around `day`; a month's are whole weeks, always six of them."""
    if view == "month":
        first = week_of(day.replace(day=1), week_start)
        return Range(first, first + timedelta(days=MOST_DAYS - 1))
    first = week_of(day, week_start) if view == "week" else day
    return Range(first, first + timedelta(days=_DAYS[view] - 1))


def week_of(day: date, week_start: WeekStart) -> date:
    """The first day of the week of `day`."""
    return day - timedelta(days=(day.weekday() - FIRST_WEEKDAYS[week_start]) % 7)


def moved(view: View, day: date, by: int) -> date:
    """The day that the arrows lead to, `by` pages later (earlier, when negative)."""
    if view == "month":
        months = day.year * 12 + day.month - 1 + by
        year, month = divmod(months, 12)
        if not FIRST_DAY.year <= year <= LAST_DAY.year:
            return day
        return clamped(date(year, month + 1, 1))
    return clamped(day + timedelta(days=_STEPS[view] * by))


def title_of(view: View, day: date, shown: Range, *, short: bool = False) -> str:
    """ "November 2026", "23 – 29 November 2026", "Thursday, 26 November 2026".

    `short` has the months and weekdays abbreviated, and one year.
    """
    if view == "month":
        return f"{day:%B} {day.year}"
    if view == "day":
        return f"{day:{'%a' if short else '%A'}}, {_day(day, short=short)} {day.year}"
    first, last = shown.first, shown.last
    end = f"{_day(last, short=short)} {last.year}"
    if first.year != last.year and not short:
        return f"{_day(first, short=short)} {first.year} – {end}"
    start = str(first.day) if first.month == last.month else _day(first, short=short)
    return f"{start} – {end}"


def _day(day: date, *, short: bool) -> str:
    return f"{day.day} {day:{'%b' if short else '%B'}}"
