"""Reads a series with its exceptions and overrides as one value, and stores the difference.

The caller holds `umbra.database.lock_ordering` before it reads one to change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Delete,
    Insert,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from umbra.alerts import alarms
from umbra.core.actor import Actor
from umbra.core.errors import NotFound, StaleVersion
from umbra.database import Transaction
from umbra.events.alarms import EVENT_ALARMS
from umbra.events.kind import EVENT, EVENT_PEOPLE, EVENTS, EXCEPTIONS
from umbra.events.models import LOCAL
from umbra.events.rules import EventRecord, Times
from umbra.events.whole import (
    DETAILS,
    Details,
    Edited,
    Whole,
    columns_of,
    columns_of_times,
    exceptions_of,
    whole_of,
)
from umbra.items import reading, writing
from umbra.items.kind import ITEM, OWNER, columns, row_from, this_one
from umbra.items.locations import existing_locations
from umbra.items.people import set_people

_E, _X = EVENTS.c, EXCEPTIONS.c
_IDS: ColumnElement[Any] = any_(bindparam("ids", type_=ARRAY(Uuid())))


async def load(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    version: int | None = None,
    *,
    in_trash: bool = False,
) -> Whole:
    """An event or series with all that belongs to it, locked until the transaction ends.

    NotFound; StaleVersion when `version` is given and it has another by now. With `in_trash`
    one in the trash is found as well.
    """
    which = {"owner": actor.owner_id, "item": event_id}
    found = await tx.first(_locked(in_trash), which)
    if found is None:
        raise NotFound
    return await _with_overrides(tx, actor, _expected(row_from(EVENT, found), version))


async def load_single(
    tx: Transaction, actor: Actor, event_id: UUID, version: int | None
) -> Whole | None:
    """An event that does not repeat, as `load`, but without `lock_ordering`; None for all else.

    Its tags and alarms may be older than the row: to be stored as they are.
    """
    found = await tx.first(_locked_single(), {"owner": actor.owner_id, "item": event_id})
    return None if found is None else whole_of(_expected(row_from(EVENT, found), version), ())


async def read(tx: Transaction, actor: Actor, event_id: UUID) -> Whole:
    """The same without a lock."""
    record = await reading.get(tx, actor, EVENT, event_id)
    return await _with_overrides(tx, actor, record)


async def store(tx: Transaction, actor: Actor, old: Whole | None, new: Whole) -> EventRecord:
    """Stores `new` in place of `old`, or creates it; returns the series as stored."""
    if old is None:
        values = {"id": new.id, **columns_of(new)}
        record = await writing.create(tx, actor, EVENT, values, new.tags)
    else:
        tags = None if old.tags == new.tags else new.tags
        values = columns_of(new)
        if new.details == old.details:  # so that search words are not made again
            values = {name: one for name, one in values.items() if name not in DETAILS}
        record = await writing.change(tx, actor, EVENT, new.id, values, tags=tags)
    has_other_people = new.people != (old.people if old else ())
    if has_other_people:
        await set_people(tx, actor, EVENT_PEOPLE, [new.id], new.people)
    if await _store_exceptions(tx, actor, old, new) or has_other_people:
        record = await reading.get(tx, actor, EVENT, new.id)
    # The alarms follow: they are set, and fire by where the occurrences are now.
    if new.alarms != (old.alarms if old else ()):
        await alarms.set_alarms(tx, actor, EVENT_ALARMS, new.id, new.alarms)
        record = await reading.get(tx, actor, EVENT, new.id)
    elif old is not None and record.alarms and new.full != old.full:
        await alarms.plan(tx, actor.owner_id, EVENT_ALARMS, [new.id])
    return record


async def without_lost_locations(tx: Transaction, actor: Actor, whole: Whole) -> Whole:
    """A series without the locations that were deleted for good since."""
    all_details = [whole.details, *(one.details for one in whole.edited)]
    ids = {one.location_id for one in all_details if one.location_id is not None}
    if not ids:
        return whole
    known = {None, *await existing_locations(tx, actor, EVENT, ids)}

    def cleaned(details: Details) -> Details:
        return details if details.location_id in known else replace(details, location_id=None)

    edited = tuple(replace(one, details=cleaned(one.details)) for one in whole.edited)
    return replace(whole, details=cleaned(whole.details), edited=edited)


def _expected(record: EventRecord, version: int | None) -> EventRecord:
    if version is not None and record.version != version:
        raise StaleVersion(record.version)
    return record


async def _with_overrides(tx: Transaction, actor: Actor, record: EventRecord) -> Whole:
    if record.first_day is None:
        return whole_of(record, ())
    found = await tx.all(_overrides(), {"owner": actor.owner_id, "item": record.id})
    return whole_of(record, [row_from(EVENT, row) for row in found])


async def _store_exceptions(tx: Transaction, actor: Actor, old: Whole | None, new: Whole) -> bool:
    """Stores what differs in exceptions and overrides; returns whether anything does."""
    before = exceptions_of(old) if old else set()
    after = exceptions_of(new)
    edited_before = {one.id: one for one in old.edited} if old else {}
    edited = [one for one in new.edited if edited_before.get(one.id) != one]
    kept = {one.id for one in new.edited} - {one.id for one in edited}
    gone = [event_id for event_id in edited_before if event_id not in kept]
    dropped = before - after | {row for row in before if row[2] in gone}
    if dropped:
        await tx.execute(_drop_exceptions(), _exception_values(actor, new.id, dropped))
    if gone:
        await tx.execute(_drop_overrides(), {"owner": actor.owner_id, "ids": gone})
    if edited:
        rows = [_override_values(tx, actor, new, one) for one in edited]
        await tx.execute(_add_override(), rows)
    added = after - (before - dropped)
    if added:
        await tx.execute(_add_exceptions(), _exception_values(actor, new.id, added))
    return bool(dropped or gone or edited or added)


def _exception_values(
    actor: Actor, series_id: UUID, rows: Iterable[tuple[Any, str, UUID | None]]
) -> dict[str, Any]:
    times, kinds, overrides = zip(*rows, strict=True)
    return {
        "owner": actor.owner_id,
        "item": series_id,
        "times": list(times),
        "kinds": list(kinds),
        "overrides": list(overrides),
    }


def _override_values(tx: Transaction, actor: Actor, whole: Whole, edited: Edited) -> dict[str, Any]:
    times = edited.times
    original = columns_of_times(Times(times.recurrence_id, times.recurrence_id, None))[
        "start_local"
    ]
    values = {
        "owner_id": actor.owner_id,
        "id": edited.id,
        "version": 1,
        "created_at": tx.now,
        "updated_at": tx.now,
        "uid": whole.uid,
        "series_id": whole.id,
        "recurrence_id": original,
        **{name: getattr(edited.details, name) for name in DETAILS},
        **columns_of_times(Times(times.start, times.end, times.zone)),
    }
    return {f"new_{name}": value for name, value in values.items()}


_OVERRIDE_COLUMNS = (
    "owner_id",
    "id",
    "version",
    "created_at",
    "updated_at",
    "uid",
    "series_id",
    "recurrence_id",
    *DETAILS,
    "all_day",
    "start_local",
    "end_local",
    "time_zone",
    "start_key",
    "end_key",
)


@cache
def _add_override() -> Insert:
    """An override; it is found by its series, so it has no search words of its own."""
    values: dict[str, Any] = {
        name: bindparam(f"new_{name}", type_=_E[name].type) for name in _OVERRIDE_COLUMNS
    }
    return insert(EVENTS).values({**values, "words": literal_column("''::tsvector")})


@cache
def _drop_overrides() -> Delete:
    return delete(EVENTS).where(_E.owner_id == OWNER, _E.series_id.is_not(None), _E.id == _IDS)


def _given_rows() -> Any:
    times = bindparam("times", type_=ARRAY(LOCAL))
    kinds = bindparam("kinds", type_=ARRAY(Text()))
    overrides = bindparam("overrides", type_=ARRAY(Uuid()))
    rows = func.unnest(times, kinds, overrides)
    return rows.table_valued("time", "kind", "override").render_derived()


@cache
def _drop_exceptions() -> Delete:
    rows = _given_rows()
    given = select(rows.c.time, rows.c.kind)
    return delete(EXCEPTIONS).where(
        _X.owner_id == OWNER, _X.series_id == ITEM, tuple_(_X.recurrence_id, _X.kind).in_(given)
    )


@cache
def _add_exceptions() -> Any:
    rows = _given_rows()
    names = ["owner_id", "series_id", "recurrence_id", "kind", "override_id"]
    given = select(OWNER, ITEM, rows.c.time, rows.c.kind, rows.c.override)
    return upsert(EXCEPTIONS).from_select(names, given)


@cache
def _locked(in_trash: bool) -> Select[*tuple[Any, ...]]:
    anywhere = (_E.owner_id == OWNER, _E.id == ITEM, _E.series_id.is_(None))
    conditions = anywhere if in_trash else (this_one(EVENT),)
    return select(*columns(EVENT)).where(*conditions).with_for_update(of=EVENTS)


@cache
def _locked_single() -> Select[*tuple[Any, ...]]:
    return _locked(in_trash=False).where(_E.first_day.is_(None))


@cache
def _overrides() -> Select[*tuple[Any, ...]]:
    """The overrides of a series, whose `deleted_at` is that of the series."""
    return (
        select(*columns(EVENT))
        .where(_E.owner_id == OWNER, _E.series_id == ITEM)
        .order_by(_E.recurrence_id)
    )
