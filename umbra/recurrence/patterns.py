"""Patterns: what repeats, without beginning and end, expanded near any time by dateutil.

A rule and a DTSTART become a pattern: COUNT and UNTIL are left out, the parts that DTSTART
implies are written out (RFC 5545 section 3.3.10), and DTSTART itself is reduced to its phase, the
number of its period modulo INTERVAL. So all that happens daily shares one pattern, the days of a
month are computed once for all series with the same pattern, and expansion begins at the period
before the wanted time, however long ago the series began.

A pattern is of days where each day has the same times, else of wall-clock times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, product
from typing import NewType

from umbra.recurrence.periods import period_of
from umbra.recurrence.rules import (
    LAST_YEAR,
    ByDay,
    Frequency,
    Rule,
    read_rule,
    write_rule,
)
from umbra.recurrence.walking import walk_periods
from umbra.recurrence.weeks import walk_weeks

Pattern = NewType("Pattern", str)
"""A pattern as text, to store beside its series: a rule, "@" and the phase."""

HORIZON = datetime(LAST_YEAR + 1, 1, 1)
"""No occurrence starts at or after this wall-clock time."""

COUNTED_PERIODS = 250_000
"""The days (FREQ=WEEKLY: weeks), times INTERVAL, in which COUNT is reached or ends: 684 years."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A pattern, and the times of each of its days; None for a pattern of wall-clock times."""

    pattern: Pattern
    times: tuple[time, ...] | None


@lru_cache(maxsize=4096)
def plan_of(rule: Rule, start: date | datetime) -> Plan:
    """The pattern of a rule that begins at `start`, a date or a wall-clock time (naive)."""
    first = start if isinstance(start, datetime) else datetime.combine(start, time())
    full = replace(with_implied_days(rule, first), count=None, until=None)
    if not _week_start_matters(full):
        full = replace(full, week_start=0)
    times = _times_of_day(full, first)
    if times is None:
        full = replace(
            full,
            by_hour=full.by_hour or (() if full.freq is Frequency.HOURLY else (first.hour,)),
            by_minute=full.by_minute or (first.minute,),
            by_second=full.by_second or (first.second,),
        )
    else:
        full = replace(full, by_hour=(), by_minute=(), by_second=())
    return Plan(Pattern(f"{write_rule(full)}@{period_of(full, first) % full.interval}"), times)


def pattern_of(rule: Rule, start: date | datetime) -> Pattern:
    """The pattern of a rule that begins at `start`; two series with the same share `day_mask`."""
    return plan_of(rule, start).pattern


@lru_cache(maxsize=16_384)
def day_mask(pattern: Pattern, first: date, days: int) -> int:
    """The days on which a pattern happens: bit i stands for `first` + i, for i below `days`.

    The pattern has neither beginning nor end: cut the mask at a series' first and last day.
    """
    start = datetime.combine(first, time())
    mask = 0
    for moment in walk(pattern, start, _plus(start, timedelta(days=days))):
        mask |= 1 << (moment - start).days
    return mask


def moments(plan: Plan, first: datetime, end: datetime | None = None) -> Iterator[datetime]:
    """The wall-clock times of a plan from `first` on, before `end`, ascending."""
    if plan.times is None:
        yield from walk(plan.pattern, first, end)
        return
    midnight = datetime.combine(first.date(), time())
    for day in walk(plan.pattern, midnight, end):
        for of_day in plan.times:
            moment = datetime.combine(day, of_day)
            if moment >= first and (end is None or moment < end):
                yield moment


def walk(pattern: Pattern, first: datetime, end: datetime | None = None) -> Iterator[datetime]:
    """The matches of a pattern from `first` on, before `end`, ascending; days are midnights.

    Ends as well at HORIZON, and where the pattern is exhausted (`SEARCHED_MONTHS`). The work to
    the next match is bounded by the periods up to `end`, and by that search.
    """
    rule, phase = _read(pattern)
    stop = HORIZON if end is None else min(end, HORIZON)
    if first >= stop:
        return
    if rule.by_week_no:
        found = walk_weeks(rule, phase, first, stop)
    else:
        found = walk_periods(rule, phase, first, stop)
    for moment in found:
        if moment >= stop:
            return
        if moment >= first:
            yield moment


@lru_cache(maxsize=4096)
def _read(pattern: Pattern) -> tuple[Rule, int]:
    text, _, phase = pattern.partition("@")
    return _with_all_numbers(read_rule(text)), int(phase)


def with_implied_days(rule: Rule, first: datetime) -> Rule:
    """`rule` with the days written out that it takes from DTSTART (RFC 5545 section 3.3.10)."""
    if rule.by_day or rule.by_month_day or rule.by_year_day:
        return rule
    if rule.freq is Frequency.WEEKLY or rule.by_week_no:
        return replace(rule, by_day=(ByDay(first.weekday()),))
    if rule.freq is Frequency.MONTHLY:
        return replace(rule, by_month_day=(first.day,))
    if rule.freq is Frequency.YEARLY:
        return replace(rule, by_month=rule.by_month or (first.month,), by_month_day=(first.day,))
    return rule


def _with_all_numbers(rule: Rule) -> Rule:
    """`rule` with all numbers for the weekdays of BYDAY without one, if others have one.

    RFC 5545 means the days of either kind; dateutil would take only days that are of both.
    """
    plain = [day.weekday for day in rule.by_day if day.nth is None]
    if not plain or len(plain) == len(rule.by_day):
        return rule
    most = 5 if rule.freq is Frequency.MONTHLY or rule.by_month else 53
    days = {day for day in rule.by_day if day.nth is not None}
    days |= {ByDay(weekday, nth) for weekday in plain for nth in range(1, most + 1)}
    return replace(rule, by_day=tuple(sorted(days, key=lambda day: (day.weekday, day.nth or 0))))


def _week_start_matters(rule: Rule) -> bool:
    if rule.freq is Frequency.WEEKLY:
        return rule.interval > 1 or bool(rule.by_set_pos)
    return bool(rule.by_week_no)


def _times_of_day(rule: Rule, first: datetime) -> tuple[time, ...] | None:
    """The times that each day has, if it has the same ones."""
    if rule.freq is Frequency.HOURLY:
        return None
    hours = rule.by_hour or (first.hour,)
    minutes = rule.by_minute or (first.minute,)
    seconds = rule.by_second or (first.second,)
    times = tuple(time(*parts) for parts in product(hours, minutes, seconds))
    return None if rule.by_set_pos and len(times) > 1 else times


def last_moment(plan: Plan, first: datetime, bound: datetime) -> Iterator[datetime]:
    """The wall-clock times of a plan from `first` to `bound`, both inclusive, descending.

    Sought backwards from `bound` in spans that grow, not from `first`.
    """
    rule, _ = _read(plan.pattern)
    unit = {Frequency.YEARLY: 366, Frequency.MONTHLY: 31, Frequency.WEEKLY: 7}.get(rule.freq, 1)
    span = timedelta(days=2 * unit * rule.interval)
    end = _plus(bound, timedelta(seconds=1))
    while end > first:
        start = max(first, _plus(end, -span))
        yield from reversed(list(moments(plan, start, end)))
        end = start
        span *= 8


def nth_moment(plan: Plan, first: datetime, nth: int) -> datetime | None:
    """The nth wall-clock time of a plan from `first` on (1 is the first), or the last before it.

    None if there is none. Walks all of them, within COUNTED_PERIODS where FREQ is WEEKLY or more
    often: a daily rule of 29 February that ends after 10,000 times has three million days.
    """
    last = None
    for last in islice(moments(plan, first, _end_of_counting(plan, first)), nth):  # noqa: B007
        pass
    return last


def _end_of_counting(plan: Plan, first: datetime) -> datetime | None:
    rule, _ = _read(plan.pattern)
    days = {Frequency.WEEKLY: 7 * rule.interval, Frequency.DAILY: rule.interval}
    days[Frequency.HOURLY] = 1
    if rule.freq not in days:
        return None
    left = (HORIZON - first).days + 1
    return _plus(first, timedelta(days=min(COUNTED_PERIODS * days[rule.freq], left)))


def count_before(plan: Plan, first: datetime, end: datetime) -> int:
    """How many wall-clock times a plan has from `first` on, before `end`."""
    return sum(1 for _ in moments(plan, first, end))


def _plus(moment: datetime, distance: timedelta) -> datetime:
    """`moment` and a distance, at most the ends of what a datetime can hold."""
    try:
        return moment + distance
    except OverflowError:
        return datetime.max if distance > timedelta() else datetime.min
