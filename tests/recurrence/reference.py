"""A second engine: the table of RFC 5545 section 3.3.10, day by day from DTSTART, for comparison.

Slow and plain: each period lists its days, each part keeps or drops them. No dateutil.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product

from umbra.recurrence.rules import Frequency, Rule

DAY = timedelta(days=1)


def expand(rule: Rule, start: datetime, end: datetime) -> list[datetime]:
    """The wall-clock starts of a rule from DTSTART `start`, before `end`."""
    found: list[datetime] = []
    for days in _periods(rule, start.date(), end.date()):
        for moment in _of_period(rule, start, days):
            if moment < start:
                continue
            if moment >= end or _is_over(rule, moment, len(found)):
                return found
            found.append(moment)
    return found


def _is_over(rule: Rule, moment: datetime, found: int) -> bool:
    if rule.count is not None and found >= rule.count:
        return True
    if rule.until is None:
        return False
    assert isinstance(rule.until, datetime)
    assert rule.until.tzinfo is None
    return moment > rule.until


def _periods(rule: Rule, first: date, last: date) -> Iterator[list[date]]:
    number = 0
    while (days := _days_of_period(rule, first, number * rule.interval))[0] <= last:
        yield days
        number += 1


def _days_of_period(rule: Rule, first: date, number: int) -> list[date]:
    """All days of the year, month, week or day that is `number` after that of `first`."""
    if rule.freq is Frequency.YEARLY:
        begin, length = date(first.year + number, 1, 1), 365 + isleap(first.year + number)
    elif rule.freq is Frequency.MONTHLY:
        years, month = divmod(first.month - 1 + number, 12)
        begin = date(first.year + years, month + 1, 1)
        length = monthrange(begin.year, begin.month)[1]
    elif rule.freq is Frequency.WEEKLY:
        back = (first.weekday() - rule.week_start) % 7
        begin, length = first - timedelta(days=back) + timedelta(weeks=number), 7
    else:
        begin, length = first + timedelta(days=number), 1
    return [begin + timedelta(days=day) for day in range(length)]


def _of_period(rule: Rule, start: datetime, days: list[date]) -> list[datetime]:
    times = sorted(
        time(*parts)
        for parts in product(
            rule.by_hour or (start.hour,),
            rule.by_minute or (start.minute,),
            rule.by_second or (start.second,),
        )
    )
    found = [
        datetime.combine(day, of_day)
        for day in days
        if _matches(rule, start, day)
        for of_day in times
    ]
    if not rule.by_set_pos:
        return found
    return [
        moment
        for place, moment in enumerate(found)
        if place + 1 in rule.by_set_pos or place - len(found) in rule.by_set_pos
    ]


def _matches(rule: Rule, start: datetime, day: date) -> bool:
    return (
        _month(rule, start, day)
        and _week(rule, day)
        and _year_day(rule, day)
        and _month_day(rule, start, day)
        and _weekday(rule, start, day)
    )


def _names_days(rule: Rule) -> bool:
    return bool(rule.by_day or rule.by_month_day or rule.by_year_day or rule.by_week_no)


def _month(rule: Rule, start: datetime, day: date) -> bool:
    if rule.by_month:
        return day.month in rule.by_month
    return rule.freq is not Frequency.YEARLY or _names_days(rule) or day.month == start.month


def _month_day(rule: Rule, start: datetime, day: date) -> bool:
    if rule.by_month_day:
        length = monthrange(day.year, day.month)[1]
        return bool({day.day, day.day - length - 1} & set(rule.by_month_day))
    implied = rule.freq in {Frequency.YEARLY, Frequency.MONTHLY} and not _names_days(rule)
    return not implied or day.day == start.day


def _year_day(rule: Rule, day: date) -> bool:
    number = day.timetuple().tm_yday
    length = 365 + isleap(day.year)
    return not rule.by_year_day or bool({number, number - length - 1} & set(rule.by_year_day))


def _weekday(rule: Rule, start: datetime, day: date) -> bool:
    if rule.by_day:
        return any(
            day.weekday() == by.weekday and (by.nth is None or by.nth in _ordinals(rule, day))
            for by in rule.by_day
        )
    by_week = rule.by_week_no and not rule.by_month_day and not rule.by_year_day
    implied = rule.freq is Frequency.WEEKLY or by_week
    return not implied or day.weekday() == start.weekday()


def _ordinals(rule: Rule, day: date) -> set[int]:
    """Which weekday of its month or year a day is, from the start and from the end."""
    if rule.freq is Frequency.MONTHLY or rule.by_month:
        number, length = day.day, monthrange(day.year, day.month)[1]
    else:
        number, length = day.timetuple().tm_yday, 365 + isleap(day.year)
    return {(number - 1) // 7 + 1, -((length - number) // 7 + 1)}


def _week(rule: Rule, day: date) -> bool:
    if not rule.by_week_no:
        return True
    first = day - timedelta(days=(day.weekday() - rule.week_start) % 7)
    year = (first + 3 * DAY).year
    number = ((first + 3 * DAY).timetuple().tm_yday - 1) // 7 + 1
    weeks = number
    while (first + timedelta(weeks=weeks - number + 1) + 3 * DAY).year == year:
        weeks += 1
    return bool({number, number - weeks - 1} & set(rule.by_week_no))
