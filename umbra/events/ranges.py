"""Which events and occurrences are in a range of time: statements, and series expanded in Python.

Single events are found by index scans of their span class (`umbra.events.models.SPAN_DAYS`): an
event of class k that overlaps a range begins at most its longest length before it. Series are
read by their first and last day and expanded by `umbra.recurrence`. UTC times are naive here, as
in the columns `start_key` and `end_key`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CompoundSelect,
    Date,
    Integer,
    Select,
    Uuid,
    any_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.paging import Cursor, Key, Window, keys_of, read_id, read_instant, read_text
from umbra.core.zones import instant_of, wall_clock
from umbra.database import AnyRow, Transaction
from umbra.events.kind import EVENT, EVENTS, EXCEPTIONS
from umbra.events.models import LOCAL, SPAN_DAYS
from umbra.events.rules import EventRecord, OccurrenceRow, Times, shown, written_id
from umbra.events.whole import Details, Whole, details_of, stored_rule, times_of
from umbra.items import reading
from umbra.items.filtering import EVERYTHING, Conditions, Filter
from umbra.items.kind import OWNER, columns, row_from
from umbra.recurrence import occurrences as engine
from umbra.recurrence.series import Moment, Series, as_datetime

_E, _X = EVENTS.c, EXCEPTIONS.c

_DAY = timedelta(days=1)
_MARGIN = 3 * _DAY
"""More than two zones, and a gap, can move a time."""

_CLASSES = range(2 * (len(SPAN_DAYS) + 1))
_LAST_ID = UUID(int=2**128 - 1)
_MOST_OF_A_SERIES = 10_000


@dataclass(frozen=True, slots=True)
class Range:
    """The time from `start` to `end`, instants (aware), the end exclusive, as `zone` sees it."""

    start: datetime
    end: datetime
    zone: str

    @property
    def first_day(self) -> date:
        return _shifted(wall_clock(self.start, self.zone), -_MARGIN).date()

    @property
    def last_day(self) -> date:
        return _shifted(wall_clock(self.end, self.zone), _MARGIN).date()

    def values(self) -> dict[str, Any]:
        """The bounds of each span class: UTC for timed events, local time for all-day ones."""
        utc = (_naive(self.start), _naive(self.end))
        local = (wall_clock(self.start, self.zone), wall_clock(self.end, self.zone))
        values = {"a0": utc[0], "b0": utc[1], "a1": local[0], "b1": local[1]}
        for span in _CLASSES:
            number, all_day = divmod(span, 2)
            longest = SPAN_DAYS[number] if number < len(SPAN_DAYS) else None
            start = (utc, local)[all_day][0]
            earliest = datetime(1, 1, 1)
            values[f"from{span}"] = (
                earliest if longest is None else _shifted(start, timedelta(days=-longest))
            )
        return values


@dataclass(frozen=True, slots=True)
class StoredSeries:
    """A series as read for a range: with the exceptions of that range only."""

    id: UUID
    series: Series


@dataclass(frozen=True, slots=True)
class Found:
    """An occurrence in a range: of the event `id`; of a series with its recurrence id.

    `override` is the stored override, if the occurrence was moved or edited by itself.
    """

    start_utc: datetime
    id: UUID
    recurrence_id: Moment | None
    times: Times | None = None
    override: EventRecord | None = None

    @property
    def order(self) -> tuple[datetime, UUID, datetime]:
        return _order(self.start_utc, self.id, self.recurrence_id)


def range_of(start: Moment | None, end: Moment | None, zone: str) -> Range:
    """The range of a query; dates begin at midnight in `zone`, the account's.

    InvalidInput at `end` for a range that is empty.
    """
    first = _EARLIEST if start is None else max(instant(start, zone), _EARLIEST)
    last = _LATEST if end is None else min(instant(end, zone), _LATEST)
    if first >= last:
        raise InvalidInput.at("end", "Must be after the start.")
    return Range(first, last, zone)


def instant(moment: Moment, zone: str) -> datetime:
    """A moment as an instant: dates begin at midnight, local times are those of `zone`."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return instant_of(as_datetime(moment), zone)


async def events_between(
    tx: Transaction, actor: Actor, start: Moment | None, end: Moment | None, zone: str
) -> Filter:
    """Events and series with an occurrence that overlaps a range, as a condition."""
    wanted = range_of(start, end, zone)
    hits = {
        one.id
        for one in await read_series(tx, actor, wanted)
        if engine.occurrences(one.series, engine.Window(wanted.start, wanted.end, zone), 1)
    }
    overrides = await tx.all(_overrides(), {"owner": actor.owner_id, **wanted.values()})
    hits |= {row.series_id for row in overrides}
    singles = func.array(_single_ids().scalar_subquery(), type_=ARRAY(Uuid()))
    condition = or_(
        _E.id == any_(bindparam("series_hits", type_=ARRAY(Uuid()))), _E.id == any_(singles)
    )
    values = {"series_hits": list(hits), **wanted.values()}
    return Filter(Conditions(("between",), (condition,)), values)


async def read_series(
    tx: Transaction, actor: Actor, wanted: Range, which: Filter = EVERYTHING
) -> list[StoredSeries]:
    """The series that may have an occurrence in a range, with their exceptions in it."""
    days = {"first": wanted.first_day, "last": wanted.last_day}
    values = {"owner": actor.owner_id, **days, **which.values}
    rows = await tx.all(_series(which.conditions), values)
    found = [StoredSeries(row.id, series_from(row)) for row in rows]
    return await with_exceptions(tx, actor, wanted, found)


async def with_exceptions(
    tx: Transaction, actor: Actor, wanted: Range, found: Sequence[StoredSeries]
) -> list[StoredSeries]:
    """The same series with the exceptions of a range; moved occurrences count as excluded."""
    if not found:
        return []
    longest = max(one.series.length for one in found)
    values = {
        "owner": actor.owner_id,
        "after": _shifted(wall_clock(wanted.start, wanted.zone), -longest - _MARGIN),
        "before": _shifted(wall_clock(wanted.end, wanted.zone), _MARGIN),
    }
    by_series: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for row in await tx.all(_EXCEPTIONS_BETWEEN, values):
        by_series[row.series_id].append((row.recurrence_id, row.kind))
    return [
        replace(one, series=with_rows(one.series, by_series[one.id]))
        if one.id in by_series
        else one
        for one in found
    ]


async def occurrence_window(
    tx: Transaction,
    actor: Actor,
    wanted: Range,
    which: Filter = EVERYTHING,
    *,
    after: Cursor | None = None,
    limit: int,
) -> Window[OccurrenceRow]:
    """The first occurrences in a range, by start, id and recurrence id; or those after a place.

    One that began before the range and lasts into it counts. InvalidInput at `cursor`.
    """
    place = _place_of(after) if after else None
    begin = wanted if place is None else replace(wanted, start=max(wanted.start, place[0]))
    if begin.start >= begin.end:
        return Window((), has_before=True, has_after=False)
    found = await _singles_after(tx, actor, wanted, which, place, limit + 1)
    found += await _moved_after(tx, actor, wanted, place)
    found += await _expanded(tx, actor, wanted, begin, which, place, limit + 1)
    found.sort(key=lambda one: one.order)
    masters = await _masters(tx, actor, [one.id for one in found], which)
    fitting = [one for one in found if one.id in masters]
    rows = [_row_of(one, masters[one.id]) for one in fitting[:limit]]
    return Window(rows, has_before=place is not None, has_after=len(fitting) > limit)


def occurrence_cursor(row: OccurrenceRow, zone: str) -> Cursor:
    """The place of an occurrence in the list; `zone` is the account's, for all-day events."""
    start = instant(row.start, zone)
    return Cursor("occurrences", (start.isoformat(), str(row.id), row.recurrence_id))


def occurrence_row(
    master: EventRecord | Whole,
    details: Details,
    recurrence_id: Moment | None,
    times: Times,
    *,
    moved: bool = False,
) -> OccurrenceRow:
    """An occurrence as it is read; `master` is its event or series."""
    all_day = not isinstance(times.start, datetime)
    return OccurrenceRow(
        id=master.id,
        version=master.version,
        recurrence_id=None if recurrence_id is None else written_id(recurrence_id),
        title=details.title,
        start=shown(as_datetime(times.start), all_day, times.zone),
        end=shown(as_datetime(times.end), all_day, times.zone),
        all_day=all_day,
        time_zone=times.zone,
        notes=details.notes,
        place=details.place,
        location_id=details.location_id,
        colour=details.colour,
        tags=master.tags,
        uid=master.uid,
        moved=moved,
        people=list(master.people),
    )


_EARLIEST = datetime(1800, 1, 1, tzinfo=UTC)
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)

_Place = tuple[datetime, UUID, datetime]


def _order(start: datetime, event_id: UUID, recurrence_id: Moment | None) -> _Place:
    last = datetime.min if recurrence_id is None else as_datetime(recurrence_id)
    return start, event_id, last


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)


def _shifted(moment: datetime, by: timedelta) -> datetime:
    """`moment` plus `by`, at most the ends of what a datetime can hold."""
    try:
        return moment + by
    except OverflowError:
        return datetime.min if by < timedelta() else datetime.max


def _place_of(cursor: Cursor) -> _Place:
    at, event_id, original = keys_of(cursor, "occurrences", read_instant, read_id, _read_original)
    return _order(at, event_id, original)


def _read_original(key: Key) -> datetime | None:
    """The recurrence id in a cursor, which has no zone; None for a single event."""
    original = None if key is None else datetime.fromisoformat(read_text(key))
    if original is not None and original.tzinfo is not None:
        raise ValueError
    return original


def series_from(row: AnyRow) -> Series:
    """A series without its exceptions."""
    start = row.start_local.date() if row.all_day else row.start_local
    rule = stored_rule(row.rrule) if row.rrule else None
    return Series(start, row.end_local - row.start_local, row.time_zone, rule)


def with_rows(series: Series, rows: Iterable[tuple[datetime, str]]) -> Series:
    """A series with these exceptions: local times and kinds."""
    added: set[Moment] = set()
    excluded: set[Moment] = set()
    for recurrence_id, kind in rows:
        is_day = series.all_day or kind == "excluded_day"
        moment = recurrence_id.date() if is_day else recurrence_id
        (added if kind == "added" else excluded).add(moment)
    return replace(series, rdates=frozenset(added), exdates=frozenset(excluded))


async def _expanded(
    tx: Transaction,
    actor: Actor,
    wanted: Range,
    begin: Range,
    which: Filter,
    place: _Place | None,
    limit: int,
) -> list[Found]:
    """The first `limit` occurrences of series after a place.

    Looked for in windows that grow, so that a page of a thousand daily series expands a day.
    """
    days = {"first": begin.first_day, "last": begin.last_day}
    values = {"owner": actor.owner_id, **days, **which.values}
    rows = await tx.all(_series(which.conditions), values)
    series = [StoredSeries(row.id, series_from(row)) for row in rows]
    found: list[Found] = []
    start, step = begin.start, _DAY
    while series and start < begin.end and len(found) < limit:
        end = min(_shifted(start.replace(tzinfo=None), step).replace(tzinfo=UTC), begin.end)
        part = Range(start, end, begin.zone)
        is_first = start == wanted.start
        window = engine.Window(start, end, begin.zone)
        for one in await with_exceptions(tx, actor, part, series):
            for occurrence in engine.occurrences(one.series, window, _MOST_OF_A_SERIES):
                if occurrence.start_utc < start and not is_first:
                    continue
                times = Times(occurrence.start, occurrence.end, occurrence.zone)
                this = Found(occurrence.start_utc, one.id, occurrence.recurrence_id, times)
                if place is None or this.order > place:
                    found.append(this)
        start, step = end, 4 * step
    return found


async def _singles_after(
    tx: Transaction,
    actor: Actor,
    wanted: Range,
    which: Filter,
    place: _Place | None,
    limit: int,
) -> list[Found]:
    """The first `limit` single events after a place, or more."""
    values = {"owner": actor.owner_id, "limit": limit, **wanted.values(), **which.values}
    if place is not None:
        values |= _place_values(place, wanted.zone)
    rows = await tx.all(_singles_in_order(which.conditions, place is not None), values)
    found = [Found(_start_utc(row, wanted.zone), row.id, None) for row in rows]
    return [one for one in found if place is None or one.order > place]


def _place_values(place: _Place, zone: str) -> dict[str, Any]:
    """A place as start key and id, for timed and for all-day events."""
    start, event_id, _ = place
    day = datetime.combine(wall_clock(start, zone).date(), time())
    on_midnight = instant_of(day, zone) == start
    return {
        "at0": _naive(start),
        "id0": event_id,
        "at1": day,
        "id1": event_id if on_midnight else _LAST_ID,
    }


def _start_utc(row: Any, zone: str) -> datetime:
    key: datetime = row.start_key
    return instant_of(key, zone) if row.all_day else key.replace(tzinfo=UTC)


async def _moved_after(
    tx: Transaction, actor: Actor, wanted: Range, place: _Place | None
) -> list[Found]:
    """The overrides in a range, after a place."""
    rows = await tx.all(_overrides(), {"owner": actor.owner_id, **wanted.values()})
    found = []
    for record in (row_from(EVENT, row) for row in rows):
        assert record.series_id is not None
        start = _start_utc(record, wanted.zone)
        one = Found(start, record.series_id, record.recurrence_id, times_of(record), record)
        if place is None or one.order > place:
            found.append(one)
    return found


async def _masters(
    tx: Transaction, actor: Actor, ids: Iterable[UUID], which: Filter
) -> Mapping[UUID, EventRecord]:
    records = await reading.by_ids(tx, actor, EVENT, list(set(ids)), which)
    return {record.id: record for record in records}


def _row_of(found: Found, master: EventRecord) -> OccurrenceRow:
    recurrence_id = found.recurrence_id
    if found.override is not None and master.all_day and isinstance(recurrence_id, datetime):
        recurrence_id = recurrence_id.date()
    return occurrence_row(
        master,
        details_of(found.override or master),
        recurrence_id,
        found.times or times_of(master),
        moved=found.override is not None,
    )


def branches(
    *wanted: Any, more: Callable[[int], Sequence[Any]] = lambda _: ()
) -> Iterator[Select[*tuple[Any, ...]]]:
    """A SELECT for each span class, spelled out, so that each is one scan of its index.

    `more` gives further conditions of a class.
    """
    for span in _CLASSES:
        kind = span % 2
        start, end = bindparam(f"a{kind}", type_=LOCAL), bindparam(f"b{kind}", type_=LOCAL)
        yield select(*wanted).where(
            _E.owner_id == OWNER,
            _E.deleted_at.is_(None),
            _E.first_day.is_(None),
            _E.span == literal_column(str(span), Integer()),
            _E.start_key < end,
            _E.start_key >= bindparam(f"from{span}", type_=LOCAL),
            or_(_E.end_key > start, _E.start_key >= start),
            *more(span),
        )


@lru_cache(maxsize=1)
def _single_ids() -> CompoundSelect[UUID]:
    return union_all(*branches(_E.id, more=lambda _: (_E.series_id.is_(None),)))


@lru_cache(maxsize=1)
def _overrides() -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*branches(*columns(EVENT), more=lambda _: (_E.series_id.is_not(None),)))


@lru_cache(maxsize=256)
def _singles_in_order(conditions: Conditions, placed: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """The next single events of each span class, in order within the class."""

    def more(span: int) -> list[Any]:
        wanted: list[Any] = [_E.series_id.is_(None), *conditions.clauses]
        if placed:
            kind = span % 2
            at, event_id = (
                bindparam(f"at{kind}", type_=LOCAL),
                bindparam(f"id{kind}", type_=Uuid()),
            )
            wanted.append(tuple_(_E.start_key, _E.id) > tuple_(at, event_id))
        return wanted

    limit = bindparam("limit", type_=Integer())
    each = branches(_E.id, _E.start_key, _E.all_day, more=more)
    parts = (
        one.order_by(_E.start_key, _E.id).limit(limit).subquery(f"of_class_{number}")
        for number, one in enumerate(each)
    )
    return union_all(*(select(part) for part in parts))


@lru_cache(maxsize=256)
def _series(conditions: Conditions) -> Select[*tuple[Any, ...]]:
    return select(_E.id, _E.all_day, _E.start_local, _E.end_local, _E.time_zone, _E.rrule).where(
        _E.owner_id == OWNER,
        _E.deleted_at.is_(None),
        _E.first_day.is_not(None),
        _E.last_day >= bindparam("first", type_=Date()),
        _E.first_day <= bindparam("last", type_=Date()),
        *conditions.clauses,
    )


_EXCEPTIONS_BETWEEN = select(_X.series_id, _X.recurrence_id, _X.kind).where(
    _X.owner_id == OWNER,
    _X.recurrence_id >= bindparam("after", type_=LOCAL),
    _X.recurrence_id < bindparam("before", type_=LOCAL),
)
