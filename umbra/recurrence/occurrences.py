"""Occurrences of a series: in a window, after an instant, or one by its recurrence id."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from umbra.core.zones import instant_of, wall_clock
from umbra.recurrence.patterns import (
    HORIZON,
    Pattern,
    Plan,
    day_mask,
    moments,
    plan_of,
)
from umbra.recurrence.rules import FIRST_YEAR
from umbra.recurrence.series import (
    NEVER,
    Moment,
    Override,
    Series,
    as_datetime,
    last_start,
)

MOST_OCCURRENCES = 1_000

_DAY = timedelta(days=1)
_MARGIN = 2 * _DAY
"""More than the UTC offsets of two zones can differ, or a gap can move a start."""

_MASKED_DAYS = 100
"""Days of a window up to which the days are taken from the shared masks."""

_EARLIEST = datetime(FIRST_YEAR - 2, 1, 1, tzinfo=UTC)
_LATEST = HORIZON.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """The time from `start` to `end`, instants (aware), the end exclusive, as `zone` sees it.

    `zone` is the viewer's: all-day and floating series have their times in it.
    """

    start: datetime
    end: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence. `start` and `end` are of the series' kind, wall-clock times or dates.

    `recurrence_id` is the original start in the series' zone, `zone` what `start` and `end` are
    in: the override's zone if it was moved, None for all-day and floating times. `start_utc` and
    `end_utc` are the same as instants; an all-day occurrence begins at the viewer's midnight.
    """

    recurrence_id: Moment
    start: Moment
    end: Moment
    zone: str | None
    start_utc: datetime
    end_utc: datetime
    moved: bool = False


def occurrences(
    series: Series, window: Window, limit: int = MOST_OCCURRENCES
) -> tuple[Occurrence, ...]:
    """The occurrences that overlap a window, by start and recurrence id; the first `limit`.

    One without length overlaps a window that includes its start. A moved one counts where it
    is now. Where a gap moves a start onto another occurrence of the series, only that other one
    is listed (RFC 5545 section 3.8.5.2: duplicates are ignored).
    """
    start, end = max(window.start, _EARLIEST), min(window.end, _LATEST)
    if start >= end:
        return ()
    before = wall_clock(start, window.zone) - series.length - _MARGIN
    after = wall_clock(end, window.zone) + _MARGIN
    found = (
        occurrence
        for occurrence in _stream(series, window.zone, before, after)
        if occurrence.start_utc < end and _reaches(occurrence, start)
    )
    return tuple(islice(found, max(limit, 0)))


def next_after(series: Series, instant: datetime, zone: str) -> Occurrence | None:
    """The first occurrence that starts after an instant (aware), None if there is no more.

    `zone` is the viewer's, for all-day and floating series. Reminders and alarms ask this when
    one has fired. The search is bounded: a rule without a match for centuries has no more.
    """
    return next(_after(series, instant, zone), None)


def next_five(
    series: Series, instant: datetime, zone: str, count: int = 5
) -> tuple[Occurrence, ...]:
    """The next `count` occurrences that start after an instant (aware), for a preview."""
    return tuple(islice(_after(series, instant, zone), count))


def find_occurrence(series: Series, recurrence_id: Moment, zone: str) -> Occurrence | None:
    """The occurrence whose original start is `recurrence_id`, where it is now; None if excluded.

    `zone` is the viewer's, for all-day and floating series.
    """
    for override in series.overrides:
        if override.recurrence_id == recurrence_id:
            return _moved(override, zone)
    if not is_occurrence(series, recurrence_id):
        return None
    return _occurrence(series, as_datetime(recurrence_id), zone)


def is_occurrence(series: Series, recurrence_id: Moment) -> bool:
    """Whether the series has an occurrence with this original start, moved or not."""
    if isinstance(recurrence_id, datetime) is series.all_day:
        return False
    start = as_datetime(recurrence_id)
    return not _is_excluded(series, start) and (
        start in _rdates(series) or _is_of_rule(series, start)
    )


def _after(series: Series, instant: datetime, zone: str) -> Iterator[Occurrence]:
    if instant >= _LATEST:
        return iter(())
    before = wall_clock(max(instant, _EARLIEST), zone) - _MARGIN
    found = _stream(series, zone, before, None)
    return (occurrence for occurrence in found if occurrence.start_utc > instant)


def _reaches(occurrence: Occurrence, start: datetime) -> bool:
    return occurrence.end_utc > start or occurrence.start_utc >= start


def _stream(
    series: Series, zone: str, before: datetime, after: datetime | None
) -> Iterator[Occurrence]:
    """All occurrences whose original start is in this wall-clock range, by start, and all moved.

    A moved occurrence may be at any time, so callers look at the times of each.
    """
    moved = {as_datetime(override.recurrence_id) for override in series.overrides}
    unmoved = (
        _occurrence(series, start, zone)
        for start in _starts(series, before, after)
        if start not in moved and not _is_excluded(series, start)
    )
    kept = (occurrence for occurrence in unmoved if not _is_duplicate(series, occurrence))
    overrides = sorted((_moved(override, zone) for override in series.overrides), key=_order)
    return heapq.merge(_in_order(kept), overrides, key=_order)


def _order(occurrence: Occurrence) -> tuple[datetime, datetime]:
    return occurrence.start_utc, as_datetime(occurrence.recurrence_id)


def _in_order(found: Iterator[Occurrence]) -> Iterator[Occurrence]:
    """Occurrences that come by wall-clock time, by instant.

    They differ where a gap moves a start past later ones, by at most a day (Pacific/Apia).
    """
    waiting: list[tuple[tuple[datetime, datetime], Occurrence]] = []
    for occurrence in found:
        heapq.heappush(waiting, (_order(occurrence), occurrence))
        while waiting[0][1].start_utc < occurrence.start_utc - _DAY:
            yield heapq.heappop(waiting)[1]
    while waiting:
        yield heapq.heappop(waiting)[1]


def _starts(series: Series, before: datetime, after: datetime | None) -> Iterator[datetime]:
    """The wall-clock starts of the rule and the RDATEs in a range, ascending, without doubles."""
    dates = sorted(
        added for added in _rdates(series) if added >= before and (not after or added < after)
    )
    last = None
    for start in heapq.merge(_starts_of_rule(series, before, after), dates):
        if start != last:
            yield start
        last = start


def _starts_of_rule(series: Series, before: datetime, after: datetime | None) -> Iterator[datetime]:
    first = max(before, series.first)
    if series.rule is None:
        return iter([series.first] if first == series.first else [])
    last = last_start(series.rule, series.start, series.zone)
    if last == NEVER or last < first:
        return iter(())
    end = min(last, HORIZON) + timedelta(seconds=1)
    if after is not None:
        end = min(end, after)
    return _expand(plan_of(series.rule, series.start), first, end)


def _expand(plan: Plan, first: datetime, end: datetime) -> Iterator[datetime]:
    """The wall-clock times of a plan from `first` on, before `end`; from masks in a window."""
    days = (end.date() - first.date()).days + 1
    if plan.times is None or days > _MASKED_DAYS:
        return moments(plan, first, end)
    return (
        moment
        for day in _days_of(plan.pattern, first.date(), days)
        for moment in (datetime.combine(day, of_day) for of_day in plan.times)
        if first <= moment < end
    )


def _days_of(pattern: Pattern, first: date, days: int) -> Iterator[date]:
    mask = day_mask(pattern, first, days)
    while mask:
        lowest = mask & -mask
        yield first + timedelta(days=lowest.bit_length() - 1)
        mask ^= lowest


def _rdates(series: Series) -> set[datetime]:
    return {as_datetime(moment) for moment in series.rdates}


def _is_of_rule(series: Series, start: datetime) -> bool:
    return start in _starts_of_rule(series, start, start + timedelta(seconds=1))


def _is_excluded(series: Series, start: datetime) -> bool:
    exdates = series.exdates
    return bool(exdates) and (start.date() in exdates or start in exdates)


def _is_duplicate(series: Series, occurrence: Occurrence) -> bool:
    """Whether a gap moved the start onto another occurrence of the series."""
    if series.zone is None or not isinstance(occurrence.start, datetime):
        return False
    shown = wall_clock(occurrence.start_utc, series.zone)
    return shown != occurrence.start and is_occurrence(series, shown)


def _occurrence(series: Series, start: datetime, zone: str) -> Occurrence:
    """The occurrence at a wall-clock start, unmoved."""
    end = start + series.length
    if series.all_day:
        days = start.date(), end.date()
        return Occurrence(days[0], *days, None, *_midnights(*days, zone))
    start_utc, end_utc = _instants(start, end, series.zone or zone)
    return Occurrence(start, start, end, series.zone, start_utc, end_utc)


def _moved(override: Override, zone: str) -> Occurrence:
    start, end = override.start, override.end
    if isinstance(start, datetime) and isinstance(end, datetime):
        instants = _instants(start, end, override.zone or zone)
    else:
        instants = _midnights(start, end, zone)
    return Occurrence(override.recurrence_id, start, end, override.zone, *instants, moved=True)


def _midnights(first: date, end: date, zone: str) -> tuple[datetime, datetime]:
    return (
        instant_of(datetime.combine(first, time()), zone),
        instant_of(datetime.combine(end, time()), zone),
    )


def _instants(start: datetime, end: datetime, zone: str) -> tuple[datetime, datetime]:
    """Both as instants. Where a gap moves the start, the occurrence keeps its length.

    Else the end is at its wall-clock time, so an event over a clock change is an hour longer or
    shorter. (RFC 5545 section 3.8.5.3 would keep the exact length of an event with DTEND; people
    expect the night shift to end at six.) From a gap that could put the end before the start.
    """
    start_utc = instant_of(start, zone)
    if wall_clock(start_utc, zone) != start:
        return start_utc, start_utc + (end - start)
    return start_utc, instant_of(end, zone)
