"""The periods of a rule (years, months, weeks, days, hours), numbered so that one can be sought."""

from __future__ import annotations

from datetime import datetime, timedelta

from umbra.recurrence.rules import Frequency, Rule

SEARCHED_MONTHS = {
    Frequency.YEARLY: 400 * 12,
    Frequency.MONTHLY: 400 * 12,
    Frequency.WEEKLY: 140 * 12,
    Frequency.DAILY: 140 * 12,
    Frequency.HOURLY: 140 * 12,
}
"""Months without a match after which a pattern counts as exhausted, times INTERVAL for YEARLY
and MONTHLY. The Gregorian calendar repeats after 400 years, so there it is proved. 140 years are
above the longest distance of a FREQ=DAILY rule, 40 years (29 February on a given weekday)."""


def period_of(rule: Rule, moment: datetime) -> int:
    """The number of the period (hour, day, week, month, year) that a wall-clock time is in."""
    if rule.freq is Frequency.YEARLY:
        return moment.year
    if rule.freq is Frequency.MONTHLY:
        return moment.year * 12 + moment.month - 1
    if rule.freq is Frequency.WEEKLY:
        return (moment.toordinal() - 1 - rule.week_start) // 7
    if rule.freq is Frequency.DAILY:
        return moment.toordinal()
    return moment.toordinal() * 24 + moment.hour


def start_of(rule: Rule, period: int) -> datetime:
    """The first wall-clock time of a period."""
    if rule.freq is Frequency.YEARLY:
        return datetime(period, 1, 1)
    if rule.freq is Frequency.MONTHLY:
        return datetime(period // 12, period % 12 + 1, 1)
    if rule.freq is Frequency.WEEKLY:
        return datetime.fromordinal(period * 7 + 1 + rule.week_start)
    if rule.freq is Frequency.DAILY:
        return datetime.fromordinal(period)
    return datetime.fromordinal(period // 24) + timedelta(hours=period % 24)


def seek(rule: Rule, phase: int, first: datetime) -> int:
    """The last period of the pattern that begins at or before `first`."""
    period = period_of(rule, first)
    return period - (period - phase) % rule.interval
