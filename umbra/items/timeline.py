"""Time lines: everything tied to one item, of all kinds, a page at a time.

One statement: each source is read along its own index from the place on, and the first rows of
all are merged, so that a page costs the same however much there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Literal, Unpack
from uuid import UUID

from sqlalchemy import (
    Boolean,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.paging import Cursor, Key, Window, keys_of, read_id, read_text
from umbra.database import Transaction
from umbra.items.kind import ITEM, OWNER
from umbra.items.people import TimelineSource
from umbra.items.reading import Place

LONGEST_DETAIL = 500
"""Characters of a note that the time line has; the rest is with its item."""

Sort = Literal["at", "-at"]

_LOCAL = DateTime(timezone=False)
_INSTANT = DateTime(timezone=True)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """Something tied to an item: the item `id` of `kind`, which may be "contact".

    `at` is a date, an instant in UTC, or a local time of the account's zone (of todos); None for
    a todo without a day, which stands where it was created. `place` is its place in the list.
    """

    kind: str
    id: UUID
    at: date | datetime | None
    title: str
    detail: str
    done: bool
    repeats: bool
    place: datetime


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """A filter: every part given must hold. `start` and `end` (exclusive) bound the places."""

    kind: str | None = None
    start: date | datetime | None = None
    end: date | datetime | None = None


async def read_timeline(
    tx: Transaction,
    actor: Actor,
    item_id: UUID,
    sources: Sequence[TimelineSource],
    which: TimelineFilter,
    sort: Sort,
    **place: Unpack[Place],
) -> Window[TimelineRow]:
    """What of `sources` is tied to an item, the latest first, or with the sort "at" the earliest.

    Times of different kinds are compared as UTC, days as their midnight. Only forward, by `after`
    and `limit` of the place. InvalidInput at `kind` and at `cursor`.
    """
    after, limit = place.get("after"), place["limit"]
    values: dict[str, Any] = {"owner": actor.owner_id, "item": item_id, "limit": limit + 1}
    for name, moment in (("start", which.start), ("end", which.end)):
        if moment is not None:
            values |= _bound(name, moment)
    if after is not None:
        values |= _place(after, sort)
    shape = frozenset(name for name in ("start", "end", "after") if name in values)
    statement = _statement(_chosen(tuple(sources), which.kind), shape, sort == "at")
    rows = [_row_from(row) for row in await tx.all(statement, values)]
    return Window(rows[:limit], has_before=after is not None, has_after=len(rows) > limit)


def cursor_of(row: TimelineRow, sort: Sort) -> Cursor:
    """The place of `row` in the time line."""
    return Cursor(f"timeline:{sort}", (row.place.isoformat(), str(row.id)))


def _chosen(sources: tuple[TimelineSource, ...], kind: str | None) -> tuple[TimelineSource, ...]:
    if kind is None:
        return sources
    chosen = tuple(one for one in sources if one.kind == kind)
    if not chosen:
        known = ", ".join(one.kind for one in sources)
        raise InvalidInput.at("kind", f"Must be one of: {known}.")
    return chosen


def _bound(name: str, moment: date | datetime) -> dict[str, Any]:
    """A bound for times without zone: a day's midnight, a local time, an instant in UTC."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, datetime.min.time())
    elif moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return {name: moment, f"{name}_instant": moment.replace(tzinfo=UTC)}


def _place(cursor: Cursor, sort: Sort) -> dict[str, Any]:
    place, item_id = keys_of(cursor, f"timeline:{sort}", _read_local, read_id)
    return {"after": place, "after_instant": place.replace(tzinfo=UTC), "after_id": item_id}


def _read_local(key: Key) -> datetime:
    """A sort key that is a time without zone."""
    time = datetime.fromisoformat(read_text(key))
    if time.tzinfo is not None:
        raise ValueError
    return time


def _row_from(row: Any) -> TimelineRow:
    at: date | datetime | None = row.place
    if row.when == "date":
        at = row.place.date()
    elif row.when == "instant":
        at = row.place.replace(tzinfo=UTC)
    elif row.when == "none":
        at = None
    return TimelineRow(
        row.kind, row.id, at, row.title, row.detail or "", row.done, row.repeats, row.place
    )


@lru_cache(maxsize=256)
def _statement(
    sources: tuple[TimelineSource, ...], shape: frozenset[str], rising: bool
) -> Select[*tuple[Any, ...]]:
    parts = [_part(source, shape, rising).subquery(source.kind) for source in sources]
    rows = union_all(*(select(part) for part in parts)).subquery("rows")
    order = [rows.c.place, rows.c.id]
    return (
        select(rows)
        .order_by(*(one.asc() if rising else one.desc() for one in order))
        .limit(bindparam("limit", type_=Integer()))
    )


def _part(source: TimelineSource, shape: frozenset[str], rising: bool) -> Select[*tuple[Any, ...]]:
    """The first rows of one source from the place on."""
    owner = source.walked.c.owner_id
    ending = "_instant" if source.is_instant else ""
    type_ = _INSTANT if source.is_instant else _LOCAL

    def bound(name: str) -> Any:
        return bindparam(f"{name}{ending}", type_=type_)

    conditions = [owner == OWNER, source.tied_to == ITEM, *source.there]
    if "start" in shape:
        conditions.append(source.at >= bound("start"))
    if "end" in shape:
        conditions.append(source.at < bound("end"))
    if "after" in shape:
        here = tuple_(source.at, source.id)
        place = tuple_(bound("after"), bindparam("after_id", type_=Uuid()))
        conditions.append(here > place if rising else here < place)
    order = (source.at, source.id)
    none = literal(False, Boolean())
    place = func.timezone("UTC", source.at, type_=_LOCAL) if source.is_instant else source.at
    return (
        select(
            literal(source.kind).label("kind"),
            source.id.label("id"),
            place.label("place"),
            cast(source.when, Text()).label("when"),
            source.title.label("title"),
            cast(
                null() if source.detail is None else func.left(source.detail, LONGEST_DETAIL),
                Text(),
            ).label("detail"),
            (none if source.done is None else source.done).label("done"),
            (none if source.repeats is None else source.repeats).label("repeats"),
        )
        .select_from(source.walked if source.rows is None else source.rows)
        .where(*conditions)
        .order_by(*(one.asc() if rising else one.desc() for one in order))
        .limit(bindparam("limit", type_=Integer()))
    )
