"""The next due day of a todo that repeats: counted from the day it was due, or from completion.

One tick is enough however long it was overdue: the days in between are passed over.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from umbra.recurrence.patterns import HORIZON, moments, plan_of
from umbra.recurrence.rules import LAST_YEAR, Frequency, Rule, names_days
from umbra.recurrence.series import last_start

_DAY = timedelta(days=1)


def next_due(rule: Rule, first: date, due: date, done: date) -> date | None:
    """The day a todo is due after one that was due on `due` and done (or skipped) on `done`.

    The first match after both: a daily todo five days overdue is due tomorrow, one done ahead of
    time is due at its next turn. `first` is the due day that the rule began with. All are days
    in the user's zone. None after the rule's COUNT or UNTIL.
    """
    after = datetime.combine(max(due, done) + _DAY, time())
    last = last_start(rule, first, None)
    found = next(moments(plan_of(rule, first), max(after, datetime.combine(first, time()))), None)
    return None if found is None or found > last else found.date()


def next_from_completion(rule: Rule, done: date) -> date | None:
    """The day a todo is due that repeats from its completion on `done`, the day in the user's zone.

    The first match on or after `done` plus INTERVAL periods: every second Friday, done on a
    Wednesday, is the first Friday at least two weeks later. COUNT is not looked at, the caller
    counts; UNTIL ends it (None), as a date or a time of which the date counts.
    """
    earliest = _plus_periods(done, rule.freq, rule.interval)
    if earliest is None:
        return None
    free = replace(rule, interval=1, count=None, until=None)
    plan = plan_of(free, _anchor(rule, done, earliest))
    found = next(moments(plan, datetime.combine(earliest, time())), None)
    if found is None or found >= HORIZON:
        return None
    until = rule.until.date() if isinstance(rule.until, datetime) else rule.until
    return None if until is not None and found.date() > until else found.date()


def _anchor(rule: Rule, done: date, earliest: date) -> date:
    """The day that the rule takes its implied parts from.

    The day that was reached, so that a month after 31 January is 28 February and not 31 March;
    for a rule that names its days, the parts that are still implied are those of `done`.
    """
    return done if names_days(rule) else earliest


def _plus_periods(day: date, freq: Frequency, count: int) -> date | None:
    """`day` plus `count` periods; a month's missing days become its last. None after 9998."""
    if freq in {Frequency.YEARLY, Frequency.MONTHLY}:
        months = day.year * 12 + day.month - 1 + count * (12 if freq is Frequency.YEARLY else 1)
        year, month = divmod(months, 12)
        if year > LAST_YEAR:
            return None
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    ordinal = day.toordinal() + count * (7 if freq is Frequency.WEEKLY else 1)
    return None if ordinal >= HORIZON.toordinal() else date.fromordinal(ordinal)
