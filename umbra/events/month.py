"""The month: for each day a count and the first events, in two statements.

Events of up to a day are counted by the database, day by day; longer ones come row by row;
series come as rows and are expanded here. Series whose occurrences stay within one day of the
viewer's zone are grouped by their days in the window, a bit mask, so that a thousand daily ones
cost one expansion. The second statement reads the rows that are shown, and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from heapq import nsmallest
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    all_,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import NullType

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.item import table_of
from umbra.core.text import sanitized
from umbra.core.zones import instant_of, wall_clock
from umbra.database import AnyRow, Transaction
from umbra.events.kind import EVENT, EVENTS, EXCEPTIONS
from umbra.events.models import LOCAL, EventTag
from umbra.events.ranges import (
    Range,
    StoredSeries,
    branches,
    series_from,
    with_rows,
)
from umbra.events.rules import OccurrenceRow, Times, shown, written_id
from umbra.items.kind import OWNER, columns
from umbra.recurrence import occurrences as engine
from umbra.recurrence.patterns import day_mask, plan_of
from umbra.recurrence.series import (
    LONGEST_REPEATED,
    Moment,
    Series,
    as_datetime,
    is_date,
    last_start,
)
from umbra.tags.rules import tag_key
from umbra.tags.service import TAGS

MOST_DAYS = 100
FIRST_OF_A_DAY = 8

_DAY = timedelta(days=1)
_MARGIN = 3 * _DAY
_E, _X = EVENTS.c, EXCEPTIONS.c
_LINKS = table_of(EventTag)

_OF_DAYS, _LONG, _SERIES, _EXCEPTION = range(4)

_Order = tuple[bool, datetime, UUID, datetime]
"""All-day events first, then by local start, id and recurrence id."""


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day: how many events overlap it, and the first of them; all-day ones come first."""

    day: date
    count: int
    first: tuple[OccurrenceRow, ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Events that a view leaves out: by their colour ("" for none), and by their tags."""

    colours: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """The parameters of the conditions of `_visible`; none while nothing is hidden."""
        if not self.colours and not self.tags:
            return {}
        keys = [tag_key(sanitized(name)) for name in self.tags]
        return {"hidden_colours": list(self.colours), "hidden_tags": keys}


NOTHING_HIDDEN = Hidden()


@dataclass(frozen=True, slots=True)
class _Entry:
    """An event on a day: the row `id`, with its times if it is an occurrence of a series."""

    id: UUID
    recurrence_id: Moment | None = None
    times: Times | None = None


class _Shown(NamedTuple):
    """The columns that an `OccurrenceRow` is built from: of an event, a series or an override."""

    id: UUID
    version: int
    title: str
    notes: str
    place: str
    location_id: UUID | None
    colour: str | None
    uid: str
    all_day: bool
    start_local: datetime
    end_local: datetime
    time_zone: str | None
    series_id: UUID | None
    recurrence_id: datetime | None
    tags: Sequence[str]


@dataclass(slots=True)
class _Day:
    count: int = 0
    entries: list[tuple[_Order, _Entry]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Days:
    """The days of a month view in the viewer's zone; `bounds` are their midnights as instants.

    `shorter` are those of them, and the day before, on which a clock change skips some time.
    """

    first: date
    zone: str
    bounds: tuple[datetime, ...]
    days: tuple[_Day, ...]
    shorter: tuple[date, ...]

    def add(self, start: datetime, end: datetime, order: _Order, entry: _Entry) -> None:
        """Places an event, given by instants, on each day that it overlaps."""
        for number, day in enumerate(self.days):
            begin, after = self.bounds[number], self.bounds[number + 1]
            if start < after and (end > begin or start >= begin):
                day.count += 1
                day.entries.append((order, entry))


async def month(
    tx: Transaction,
    actor: Actor,
    first: date,
    last: date,
    zone: str,
    n: int = FIRST_OF_A_DAY,
    hidden: Hidden = NOTHING_HIDDEN,
) -> tuple[MonthDay, ...]:
    """The days from `first` to `last`, both included, in `zone`, the viewer's; `n` events each.

    Events that are `hidden` are left out of the counts too. InvalidInput at `last` for less than
    one day or more than 100.
    """
    number = (last - first).days + 1
    if not 1 <= number <= MOST_DAYS:
        raise InvalidInput.at(
            "last", f"Must be up to {MOST_DAYS} days after the first, not before."
        )
    midnights = [datetime.combine(first + number * _DAY, time()) for number in range(number + 1)]
    bounds = tuple(instant_of(one, zone) for one in midnights)
    days = tuple(_Day() for _ in range(number))
    view = _Days(first, zone, bounds, days, _shorter_days(first, bounds, zone))
    values = _values(actor, view, midnights, n) | hidden.values()
    rows = await tx.all(_summary(hidden != NOTHING_HIDDEN), values)
    series: list[StoredSeries] = []
    exceptions: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for row in rows:
        if row.what == _OF_DAYS:
            _add_counted(view, row)
        elif row.what == _LONG:
            _add_long(view, row)
        elif row.what == _SERIES:
            series.append(StoredSeries(row.id, series_from(row)))
        else:
            exceptions[row.id].append((row.start_local, row.rrule))
    _add_series(view, [_with(one, exceptions) for one in series], n)
    first_of = [nsmallest(n, day.entries, key=lambda entry: entry[0]) for day in view.days]
    records = await _records(tx, actor, {entry.id for day in first_of for _, entry in day})
    return tuple(
        MonthDay(
            first + number * _DAY,
            day.count,
            tuple(_row(entry, records) for _, entry in entries if entry.id in records),
        )
        for number, (day, entries) in enumerate(zip(view.days, first_of, strict=True))
    )


def _shorter_days(first: date, bounds: tuple[datetime, ...], zone: str) -> tuple[date, ...]:
    before = instant_of(datetime.combine(first - _DAY, time()), zone)
    lengths = (end - start for start, end in pairwise((before, *bounds)))
    return tuple(first + (at - 1) * _DAY for at, length in enumerate(lengths) if length < _DAY)


def _values(actor: Actor, view: _Days, midnights: Sequence[datetime], n: int) -> dict[str, Any]:
    utc = [one.replace(tzinfo=None) for one in view.bounds]
    wanted = Range(view.bounds[0], view.bounds[-1], view.zone)
    return {
        "owner": actor.owner_id,
        **wanted.values(),
        "days0": utc[:-1],
        "ends0": utc[1:],
        "days1": list(midnights[:-1]),
        "ends1": list(midnights[1:]),
        "first": wanted.first_day,
        "last": wanted.last_day,
        "after": midnights[0] - LONGEST_REPEATED - _MARGIN,
        "before": midnights[-1] + _MARGIN,
        "n": n,
    }


def _add_counted(view: _Days, row: AnyRow) -> None:
    day = view.days[row.number]
    day.count += row.total
    for event_id, key in zip(row.ids or (), row.begins or (), strict=True):
        local = key if row.all_day else wall_clock(key.replace(tzinfo=UTC), view.zone)
        day.entries.append((_order(row.all_day, local, event_id), _Entry(event_id)))


def _add_long(view: _Days, row: AnyRow) -> None:
    if row.all_day:
        start, end = instant_of(row.start_local, view.zone), instant_of(row.end_local, view.zone)
        local = row.start_local
    else:
        start, end = row.start_local.replace(tzinfo=UTC), row.end_local.replace(tzinfo=UTC)
        local = wall_clock(start, view.zone)
    view.add(start, end, _order(row.all_day, local, row.id), _Entry(row.id))


def _with(one: StoredSeries, exceptions: dict[UUID, list[tuple[datetime, str]]]) -> StoredSeries:
    rows = exceptions.get(one.id)
    return replace(one, series=with_rows(one.series, rows)) if rows else one


def _add_series(view: _Days, found: Iterable[StoredSeries], n: int) -> None:
    groups: dict[int, list[tuple[_Order, StoredSeries]]] = defaultdict(list)
    for one in found:
        mask = _mask(one.series, view)
        if mask is None:
            _add_expanded(view, one)
        elif mask:
            of_day = datetime.combine(view.first, as_datetime(one.series.start).time())
            groups[mask].append((_order(one.series.all_day, of_day, one.id), one))
    for mask, members in groups.items():
        first = nsmallest(n, members, key=lambda member: member[0])
        for number, day in enumerate(view.days):
            if mask >> number & 1:
                day.count += len(members)
                day.entries += [_on_day(view, number, one) for _, one in first]


def _on_day(view: _Days, number: int, one: StoredSeries) -> tuple[_Order, _Entry]:
    series, day = one.series, view.first + number * _DAY
    start: Moment = day
    if isinstance(series.start, datetime):
        start = datetime.combine(day, series.start.time())
    order = _order(series.all_day, as_datetime(start), one.id)
    return order, _Entry(one.id, start, Times(start, start + series.length, series.zone))


def _mask(series: Series, view: _Days) -> int | None:
    """The days of the view with an occurrence; None for a series that has to be expanded.

    For series with a rule and one time a day, whose occurrences stay within the viewer's day.
    """
    first = as_datetime(series.start)
    if series.rule is None or series.rdates:
        return None
    if series.all_day:
        if series.length != _DAY:
            return None
    elif not _stays_in_its_day(series, first, view):
        return None
    plan = plan_of(series.rule, series.start)
    if plan.times is None or len(plan.times) != 1 or plan.times[0] != first.time():
        return None
    mask = day_mask(plan.pattern, view.first, len(view.days))
    skipped = (first.date() - view.first).days
    if skipped > 0:
        mask = mask >> skipped << skipped
    last = last_start(series.rule, series.start, series.zone)
    left = (last.date() - view.first).days + 1
    if left < len(view.days):
        mask &= (1 << max(left, 0)) - 1
    for moment in series.exdates:
        is_day = not isinstance(moment, datetime)
        number = ((moment if is_day else moment.date()) - view.first).days
        if 0 <= number < len(view.days) and (is_day or moment.time() == first.time()):
            mask &= ~(1 << number)
    return mask


def _stays_in_its_day(series: Series, first: datetime, view: _Days) -> bool:
    """Whether each occurrence of a timed series is within a day of the viewer.

    A clock change that skips the start may move it to another day, even onto another occurrence
    (Pacific/Apia, 30 December 2011).
    """
    if series.zone != view.zone or first + series.length > _midnight_after(first):
        return False
    return not any(_is_skipped(day, first.time(), view.zone) for day in view.shorter)


def _midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + _DAY, time())


@lru_cache(maxsize=1_024)
def _is_skipped(day: date, at: time, zone: str) -> bool:
    local = datetime.combine(day, at)
    return wall_clock(instant_of(local, zone), zone) != local


def _add_expanded(view: _Days, one: StoredSeries) -> None:
    window = engine.Window(view.bounds[0], view.bounds[-1], view.zone)
    for found in engine.occurrences(one.series, window, 10_000):
        local = wall_clock(found.start_utc, view.zone)
        order = _order(one.series.all_day, local, one.id, as_datetime(found.recurrence_id))
        times = Times(found.start, found.end, found.zone)
        view.add(found.start_utc, found.end_utc, order, _Entry(one.id, found.recurrence_id, times))


def _order(
    all_day: bool, local: datetime, event_id: UUID, recurrence_id: datetime = datetime.min
) -> _Order:
    return not all_day, local, event_id, recurrence_id


async def _records(tx: Transaction, actor: Actor, ids: set[UUID]) -> dict[UUID, _Shown]:
    if not ids:
        return {}
    given = ",".join(map(str, ids))
    found = await tx.all(_shown(), {"owner": actor.owner_id, "ids": f"{{{given}}}"})
    rows = map(_Shown._make, found)
    return {row.id: row for row in rows}


def _row(entry: _Entry, records: dict[UUID, _Shown]) -> OccurrenceRow:
    """An entry as it is read. Up to some hundred are shown: each is built from its row at once."""
    row = records[entry.id]
    master = row if row.series_id is None else records[row.series_id]
    if entry.times is None:
        all_day, zone = row.all_day, row.time_zone
        start, end = row.start_local, row.end_local
    else:
        times = entry.times
        all_day, zone = is_date(times.start), times.zone
        start, end = as_datetime(times.start), as_datetime(times.end)
    original: Moment | None = entry.recurrence_id
    if row.recurrence_id is not None:
        original = row.recurrence_id.date() if master.all_day else row.recurrence_id
    return OccurrenceRow(
        id=master.id,
        version=master.version,
        recurrence_id=None if original is None else written_id(original),
        title=row.title,
        start=shown(start, all_day, zone),
        end=shown(end, all_day, zone),
        all_day=all_day,
        time_zone=zone,
        notes=row.notes,
        place=row.place,
        location_id=row.location_id,
        colour=row.colour,
        tags=tuple(master.tags),
        uid=master.uid,
        moved=row.series_id is not None,
    )


@cache
def _shown() -> Select[*tuple[Any, ...]]:
    """The rows `ids`, and the series of those that are overrides.

    All ids are put into an array first, so that the rows are found by the key: with OR between
    the two the planner reads all of the owner's. They are sent as one text: each
    element of a list would be converted by itself.
    """
    given = cast(bindparam("ids", type_=Text()), ARRAY(Uuid()))
    rows = EVENTS.alias("overrides").c
    masters = select(rows.series_id).where(rows.owner_id == OWNER, rows.id == any_(given))
    ids = func.array(union_all(select(func.unnest(given)), masters).scalar_subquery())
    named = {column.name: column for column in columns(EVENT)}
    return select(*(named[name] for name in _Shown._fields)).where(
        _E.owner_id == OWNER, _E.id == any_(ids)
    )


@cache
def _summary(hiding: bool) -> Any:
    """All that a month depends on but the rows it shows, in the columns of `_part`.

    With `hiding`, without the events that the parameters of `Hidden.values` name.
    """
    visible = (_visible(),) if hiding else ()
    long = (
        _part(_LONG, _E.id, _E.all_day, _E.start_key, _E.end_key, one.where(*visible))
        for one in list(branches(_E.id))[2:]
    )
    series = _part(_SERIES, _E.id, _E.all_day, _E.start_local, _E.end_local).where(
        _E.owner_id == OWNER,
        _E.deleted_at.is_(None),
        _E.first_day.is_not(None),
        _E.last_day >= bindparam("first"),
        _E.first_day <= bindparam("last"),
        *visible,
    )
    nothing = cast(null(), LOCAL)
    exceptions = _part(
        _EXCEPTION, _X.series_id, literal_column("false"), _X.recurrence_id, nothing, rule=_X.kind
    ).where(
        _X.owner_id == OWNER,
        _X.recurrence_id >= bindparam("after", type_=LOCAL),
        _X.recurrence_id < bindparam("before", type_=LOCAL),
    )
    return union_all(_counted(0, visible), _counted(1, visible), *long, series, exceptions)


def _visible() -> ColumnElement[bool]:
    """Neither the colour nor a tag is hidden; overrides have the tags of their series."""
    colours = bindparam("hidden_colours", type_=ARRAY(Text()))
    names = any_(bindparam("hidden_tags", type_=ARRAY(Text())))
    of_event = func.coalesce(_E.series_id, _E.id)
    hidden = (
        select(literal_column("1"))
        .select_from(_LINKS.join(TAGS, TAGS.c.id == _LINKS.c.tag_id))
        .where(
            _LINKS.c.owner_id == OWNER,
            _LINKS.c.event_id == of_event,
            TAGS.c.owner_id == OWNER,
            TAGS.c.name_key == names,
        )
        .correlate(EVENTS)
    )
    return and_(func.coalesce(_E.colour, "") != all_(colours), ~hidden.exists())


def _part(
    what: int,
    event_id: Any,
    all_day: Any,
    start: Any,
    end: Any,
    conditions: Select[*tuple[Any, ...]] | None = None,
    *,
    rule: Any = None,
) -> Select[*tuple[Any, ...]]:
    of_event = what == _SERIES
    found = select(
        literal_column(str(what), Integer()).label("what"),
        cast(null(), Integer()).label("number"),
        cast(null(), BigInteger()).label("total"),
        cast(null(), ARRAY(Uuid())).label("ids"),
        cast(null(), ARRAY(LOCAL)).label("begins"),
        event_id.label("id"),
        cast(all_day, Boolean()).label("all_day"),
        start.label("start_local"),
        end.label("end_local"),
        (_E.time_zone if of_event else cast(null(), Text())).label("time_zone"),
        (_E.rrule if of_event else cast(rule, Text())).label("rrule"),
    )
    if conditions is not None and conditions.whereclause is not None:
        found = found.where(conditions.whereclause)
    return found


def _counted(span: int, visible: tuple[ColumnElement[bool], ...]) -> Select[*tuple[Any, ...]]:
    """For each day the number of events of a span class that overlap it, and the first ones."""
    starts = bindparam(f"days{span}", type_=ARRAY(LOCAL))
    ends = bindparam(f"ends{span}", type_=ARRAY(LOCAL))
    days = (
        func.unnest(starts, ends)
        .table_valued("start", "end", with_ordinality="number")
        .render_derived(name=f"days_{span}")
    )
    begin, after = cast(days.c.start, LOCAL), cast(days.c.end, LOCAL)
    n = bindparam("n", type_=Integer())
    ids = func.array_agg(aggregate_order_by(_E.id, _E.start_key, _E.id), type_=ARRAY(Uuid()))
    keys = func.array_agg(aggregate_order_by(_E.start_key, _E.start_key, _E.id), type_=ARRAY(LOCAL))
    counted = (
        select(func.count().label("total"), ids.label("ids"), keys.label("begins"))
        .where(
            and_(
                _E.owner_id == OWNER,
                _E.deleted_at.is_(None),
                _E.first_day.is_(None),
                _E.span == literal_column(str(span), Integer()),
                _E.start_key < after,
                _E.start_key >= begin - literal_column("'1 day'::interval"),
                or_(_E.end_key > begin, _E.start_key >= begin),
                *visible,
            )
        )
        .correlate(days)
        .lateral(f"counted_{span}")
    )
    return select(
        literal_column(str(_OF_DAYS), Integer()).label("what"),
        cast(days.c.number - 1, Integer()).label("number"),
        counted.c.total.label("total"),
        _first(counted.c.ids, n).label("ids"),
        _first(counted.c.begins, n).label("begins"),
        cast(null(), Uuid()).label("id"),
        literal_column("true" if span else "false", Boolean()).label("all_day"),
        cast(null(), LOCAL).label("start_local"),
        cast(null(), LOCAL).label("end_local"),
        cast(null(), Text()).label("time_zone"),
        cast(null(), Text()).label("rrule"),
    ).select_from(days.join(counted, true()))


def _first(array: Any, n: Any) -> Any:
    """The first `n` elements of an array, as the driver gives them."""
    rest = func.greatest(func.cardinality(array) - n, 0)
    return func.trim_array(array, rest, type_=NullType())
