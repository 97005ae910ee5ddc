"""Changes of a series asked from one of its occurrences: this and following, and all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from umbra.core.errors import InvalidInput
from umbra.recurrence.occurrences import is_occurrence
from umbra.recurrence.patterns import count_before, last_moment, moments, plan_of
from umbra.recurrence.rules import ByDay, Rule
from umbra.recurrence.series import (
    Moment,
    Override,
    Series,
    as_datetime,
    conforming,
    fits,
    is_date,
    last_start,
    make_series,
)


@dataclass(frozen=True, slots=True)
class Split:
    """A series in two, which together have its occurrences. `before` is None at the first one."""

    before: Series | None
    after: Series


def split_at(series: Series, recurrence_id: Moment) -> Split:
    """A series cut before one of its occurrences: what "this and following" changes is `after`.

    `before` gets an UNTIL (inclusive: its last start), `after` the rest of a COUNT; RDATEs,
    EXDATEs and overrides go to the side of their original start. `after` starts at
    `recurrence_id`; if that is an RDATE, at the next start of the rule, and the RDATE goes along.

    Raises InvalidInput at `recurrence_id` for what is not an occurrence of the series.
    """
    _require_occurrence(series, recurrence_id)
    cut = as_datetime(recurrence_id)
    after = _from_cut(series, cut)
    before = _until_cut(series, cut)
    return Split(before, after)


def shift_all(
    series: Series, recurrence_id: Moment, start: Moment, end: Moment, zone: str | None
) -> Series:
    """The whole series after one occurrence was given another start, end or zone for all.

    Everything moves by the wall-clock difference between `recurrence_id` and `start`: DTSTART,
    UNTIL, RDATEs, EXDATEs, recurrence ids. Overrides stay where they were moved to. A BYDAY or
    BYMONTHDAY that names only the old day of DTSTART names the new one. Between all-day and
    timed, days move by days and get the time of `start`.

    Raises InvalidInput at `recurrence_id` for what is not an occurrence, at `rrule` if another
    rule does not fit the new start, and as `make_series` does.
    """
    _require_occurrence(series, recurrence_id)
    move = _Move(recurrence_id, start)
    first = move.of(series.start)
    rule = None
    if series.rule is not None:
        rule = _renamed(series.rule, series.start, first)
        rule = replace(rule, until=_moved_until(series, move))
        if fits(series.rule, series.start) and not fits(rule, first):
            raise InvalidInput.at(
                "rrule", "Does not fit the new start. Change the days of the rule as well."
            )
    length = as_datetime(end) - as_datetime(start)
    return make_series(
        first,
        (as_datetime(first) + length).date() if is_date(first) else as_datetime(first) + length,
        zone,
        rule,
        rdates=[move.of(moment) for moment in series.rdates],
        exdates=[move.of(moment) for moment in series.exdates],
        overrides=[
            replace(override, recurrence_id=move.of(override.recurrence_id))
            for override in series.overrides
        ],
    )


class _Move:
    """The wall-clock difference between two starts, which may be of different kinds."""

    def __init__(self, old: Moment, new: Moment) -> None:
        self._new = new
        self._same_kind = is_date(old) == is_date(new)
        self._by = as_datetime(new) - as_datetime(old)
        self._days = _day_of(new) - _day_of(old)

    def of(self, moment: Moment) -> Moment:
        """`moment`, moved, and of the kind of the new start.

        A date among times, an EXDATE that excludes a whole day, stays a date.
        """
        if self._same_kind and isinstance(moment, datetime):
            return moment + self._by
        day = _day_of(moment) + self._days
        if self._same_kind or not isinstance(self._new, datetime):
            return day
        return datetime.combine(day, self._new.time())


def _day_of(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _require_occurrence(series: Series, recurrence_id: Moment) -> None:
    if not is_occurrence(series, recurrence_id):
        raise InvalidInput.at(
            "recurrence_id", "Is not an occurrence of this series. Use one from its list."
        )


def _from_cut(series: Series, cut: datetime) -> Series:
    rest = replace(
        series,
        rdates=frozenset(moment for moment in series.rdates if as_datetime(moment) >= cut),
        exdates=_exdates_from(series, cut),
        overrides=_overrides(series, cut, later=True),
    )
    rule = series.rule
    first = None
    if rule is not None and last_start(rule, series.start, series.zone) >= cut:
        plan = plan_of(rule, series.start)
        first = next(moments(plan, max(cut, series.first)), None)
        if rule.count is not None:
            rule = replace(rule, count=rule.count - count_before(plan, series.first, cut))
    elif rule is None and series.first >= cut:
        first = series.first
    if first is None:
        return _of_dates(rest)
    return replace(rest, start=_like(first, series.start), rule=rule)


def _until_cut(series: Series, cut: datetime) -> Series | None:
    rest = replace(
        series,
        rdates=frozenset(moment for moment in series.rdates if as_datetime(moment) < cut),
        exdates=_exdates_before(series, cut),
        overrides=_overrides(series, cut, later=False),
    )
    if series.rule is None:
        last = series.first if series.first < cut else None
    else:
        last = _last_before(series, series.rule, cut)
    if last is None:
        return _of_dates(rest) if rest.rdates else None
    if series.rule is None:
        return rest
    until = replace(series.rule, count=None, until=_like(last, series.start))
    return replace(rest, rule=conforming(until, series.start, series.zone))


def _last_before(series: Series, rule: Rule, cut: datetime) -> datetime | None:
    """The last start of the rule before `cut`, excluded or not."""
    bound = min(cut - timedelta(seconds=1), last_start(rule, series.start, series.zone))
    return next(last_moment(plan_of(rule, series.start), series.first, bound), None)


def _of_dates(series: Series) -> Series:
    """A series of RDATEs alone: the first of them is its DTSTART."""
    first = min(series.rdates, key=as_datetime)
    return replace(series, start=first, rule=None, rdates=series.rdates - {first})


def _like(moment: datetime, start: Moment) -> Moment:
    return moment.date() if is_date(start) else moment


def _exdates_from(series: Series, cut: datetime) -> frozenset[Moment]:
    """The EXDATEs that may exclude something from `cut` on; one of a whole day goes both ways."""
    return frozenset(
        moment
        for moment in series.exdates
        if (moment >= cut if isinstance(moment, datetime) else moment >= cut.date())
    )


def _exdates_before(series: Series, cut: datetime) -> frozenset[Moment]:
    return frozenset(moment for moment in series.exdates if as_datetime(moment) < cut)


def _overrides(series: Series, cut: datetime, *, later: bool) -> tuple[Override, ...]:
    return tuple(
        override
        for override in series.overrides
        if (as_datetime(override.recurrence_id) >= cut) is later
    )


def _renamed(rule: Rule, old: Moment, new: Moment) -> Rule:
    """`rule` with the old day of DTSTART, where it names only that, replaced by the new one."""
    if rule.by_day == (ByDay(old.weekday()),):
        rule = replace(rule, by_day=(ByDay(new.weekday()),))
    if rule.by_month_day == (old.day,):
        rule = replace(rule, by_month_day=(new.day,))
    return rule


def _moved_until(series: Series, move: _Move) -> Moment | None:
    """UNTIL moved likewise, as a date or a wall-clock time: the last start says it exactly."""
    assert series.rule is not None
    if series.rule.until is None:
        return None
    return move.of(_like(last_start(series.rule, series.start, series.zone), series.start))
