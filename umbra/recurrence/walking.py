"""The matches of a pattern's rule, by dateutil, in a bounded number of steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dateutil.rrule import rrule, weekday

from umbra.recurrence.periods import SEARCHED_MONTHS, seek, start_of
from umbra.recurrence.rules import Frequency, Rule


class _StepsUsedUp(Exception):
    """The pattern had no match within the allowed number of steps."""


class _Bounded(rrule):
    """An rrule that raises _StepsUsedUp after `steps` new years or months without a match.

    dateutil compares with the end only what matches, so a rule that never does is walked to the
    year 9999. For each new month (YEARLY: year) it reads `_bynweekday`, which is counted here.
    The name is private: the version is pinned, and a test sees that the walk ends.
    """

    _left: int | None = None
    _numbered: frozenset[tuple[int, int]] | None = None

    @property
    def _bynweekday(self) -> frozenset[tuple[int, int]] | None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise _StepsUsedUp
        return self._numbered

    @_bynweekday.setter
    def _bynweekday(self, value: frozenset[tuple[int, int]] | None) -> None:
        self._numbered = value

    def matches(self, steps: int) -> Iterator[datetime]:
        self._left = steps
        try:
            for match in self:
                self._left = steps
                yield match
        except _StepsUsedUp:
            return


def walk_periods(rule: Rule, phase: int, first: datetime, stop: datetime) -> Iterator[datetime]:
    """The matches from the period of `first` on, ascending, until past `stop` or exhausted.

    `phase` says which periods: those whose number is `phase` modulo INTERVAL.
    """
    start = start_of(rule, seek(rule, phase, first))
    try:
        bounded = _Bounded(
            rule.freq.value,
            dtstart=start,
            interval=rule.interval,
            wkst=rule.week_start,
            bymonth=rule.by_month or None,
            bymonthday=rule.by_month_day or None,
            byyearday=rule.by_year_day or None,
            byweekday=[weekday(day.weekday, day.nth) for day in rule.by_day] or None,
            bysetpos=rule.by_set_pos or None,
            byhour=rule.by_hour or None,
            byminute=rule.by_minute or None,
            bysecond=rule.by_second or None,
        )
    except ValueError:  # FREQ=HOURLY whose INTERVAL never meets BYHOUR
        return iter(())
    return bounded.matches(_steps(rule, start, stop))


def _steps(rule: Rule, start: datetime, stop: datetime) -> int:
    """How often `_Bounded` may be asked without a match between two times.

    dateutil asks for each new month or year, and once more for each month of a yearly rule.
    """
    months = (stop.year - start.year) * 12 + stop.month - start.month
    searched = SEARCHED_MONTHS[rule.freq]
    if rule.freq is Frequency.YEARLY:
        asked = min(months // rule.interval, searched) // 12
    elif rule.freq is Frequency.MONTHLY:
        asked = min(months // rule.interval, searched)
    else:
        asked = min(months, searched)
    return (asked + 3) * (1 + max(1, len(rule.by_month)))
