"""The matches of rules with BYWEEKNO, without dateutil.

dateutil counts the weeks of the previous year wrongly: BYWEEKNO=53;BYDAY=SU gives it 2011-01-02,
which is in week 52 (ISO 8601).
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product

from umbra.recurrence.periods import SEARCHED_MONTHS, seek
from umbra.recurrence.rules import LAST_YEAR, ByDay, Rule


def walk_weeks(rule: Rule, phase: int, first: datetime, stop: datetime) -> Iterator[datetime]:
    """The matches of a yearly rule with BYWEEKNO, from the year of `first` to that of `stop`.

    Years are calendar years: of a week that lies in two, each year has its own days. Ends after
    400 years without a match.
    """
    empty = 0
    for year in range(seek(rule, phase, first), min(stop.year, LAST_YEAR) + 1, rule.interval):
        matches = _matches_in_year(rule, year)
        empty = 0 if matches else empty + 1
        if empty > SEARCHED_MONTHS[rule.freq] // 12:
            return
        yield from matches


def first_day_of_weeks(year: int, week_start: int) -> date:
    """The first day of week 1 of a year, which may be in December.

    As in ISO 8601, week 1 is the first with at least four days in the year, so the one with
    4 January; weeks begin on `week_start` (0 is Monday), RFC 5545 section 3.3.10.
    """
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=(fourth.weekday() - week_start) % 7)


def _matches_in_year(rule: Rule, year: int) -> list[datetime]:
    """The matches in a calendar year, ascending."""
    days = sorted(day for day in _days_of_weeks(rule, year) if _is_in(rule, day))
    parts = product(rule.by_hour or (0,), rule.by_minute or (0,), rule.by_second or (0,))
    times = [time(*part) for part in parts]
    found = [datetime.combine(day, of_day) for day in days for of_day in times]
    if not rule.by_set_pos:
        return found
    places = {place - 1 if place > 0 else len(found) + place for place in rule.by_set_pos}
    return [found[place] for place in sorted(places) if 0 <= place < len(found)]


def _days_of_weeks(rule: Rule, year: int) -> set[date]:
    """The days of a calendar year that are in one of the weeks, whichever year those count for."""
    days: set[date] = set()
    for of_year in (year - 1, year, year + 1):
        first = first_day_of_weeks(of_year, rule.week_start)
        weeks = (date(of_year, 12, 28) - first).days // 7 + 1
        for number in rule.by_week_no:
            week = number if number > 0 else weeks + 1 + number
            if 1 <= week <= weeks:
                start = first + timedelta(weeks=week - 1)
                days |= {start + timedelta(days=day) for day in range(7)}
    return {day for day in days if day.year == year}


def _is_in(rule: Rule, day: date) -> bool:
    """Whether a day satisfies the parts beside BYWEEKNO."""
    year_length = 366 if isleap(day.year) else 365
    return (
        (not rule.by_day or ByDay(day.weekday()) in rule.by_day)
        and (not rule.by_month or day.month in rule.by_month)
        and _among(rule.by_month_day, day.day, monthrange(day.year, day.month)[1])
        and _among(rule.by_year_day, day.timetuple().tm_yday, year_length)
    )


def _among(allowed: tuple[int, ...], number: int, length: int) -> bool:
    return not allowed or number in allowed or number - length - 1 in allowed
