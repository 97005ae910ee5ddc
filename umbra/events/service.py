"""The service of events, called by the page and the API.

`create`, `change` and `delete` give an entry for `umbra.events.journal.undo`. The API, which has
no undo, calls `create_event`, `replace_event`, `patch_event` and `delete_event`: fewer statements,
as they need not read what was before. `umbra.events.occurrences` changes one occurrence, or it
and the following ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal, Unpack
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, UmbraError
from umbra.core.ids import new_id
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction, lock_ordering
from umbra.events.fields import (
    EventFields,
    EventFilter,
    EventFilterFields,
    EventPatch,
    Sort,
)
from umbra.events.ics import ics_of
from umbra.events.journal import Done, JournalEntry, State
from umbra.events.kind import EVENT, EVENT_PEOPLE, EVENTS
from umbra.events.ranges import events_between
from umbra.events.rules import EventRow, OccurrenceRow, row_of
from umbra.events.storing import load, load_single, read, store
from umbra.events.whole import DETAILS, REPEATS, TIMES, Whole, change_all, new_whole
from umbra.items import reading, writing
from umbra.items.filtering import EVERYTHING, Filter, matching, tagged
from umbra.items.kind import Changed, in_columns
from umbra.items.locations import check_location
from umbra.items.many import change_many, patch_of_many, trash_values
from umbra.items.people import check_people, set_people
from umbra.preferences.service import owner_time_zone

__all__ = [
    "EventAction",
    "EventFields",
    "EventFilter",
    "EventFilterFields",
    "EventPatch",
    "EventRow",
    "OccurrenceRow",
    "Sort",
    "bulk_events",
    "change",
    "conditions_of",
    "count",
    "create",
    "create_event",
    "cursor_of",
    "delete",
    "delete_event",
    "get_event",
    "get_ics",
    "list_window",
    "patch_event",
    "replace_event",
    "rows_by_id",
]

EventAction = Literal["delete", "restore", "patch"]


_SINGLE = (EVENTS.c.first_day.is_(None),)
"""An event that does not repeat."""

_MOVES = frozenset({*TIMES, *DETAILS})
"""What a patch of an event that does not repeat may name to need no lock but that of its row."""


class _Scheduled(UmbraError):
    """A change of details met a series, whose overrides may have to follow."""


async def get_event(tx: Transaction, actor: Actor, event_id: UUID) -> EventRow:
    """The event or series by that id.

    NotFound where the owner has none, or has it in the trash.
    """
    return row_of(await reading.get(tx, actor, EVENT, event_id))


async def get_ics(tx: Transaction, actor: Actor, event_id: UUID) -> tuple[str, bytes]:
    """The title of the event or series, and all of it as iCalendar. NotFound."""
    record = await reading.get(tx, actor, EVENT, event_id)
    whole = await read(tx, actor, event_id)
    return record.title, ics_of(whole, record.created_at, record.updated_at)


async def list_window(
    tx: Transaction,
    actor: Actor,
    which: EventFilter,
    sort: Sort,
    **place: Unpack[reading.Place],
) -> Window[EventRow]:
    """A window of the events and series by their start; see `umbra.items.reading.window`.

    With `start` or `end` in `which`, those with an occurrence in that range, each once. All-day
    events are compared in the account's zone, and come before the others of their day in UTC.
    """
    filtered = await conditions_of(tx, which)
    if which.start is not None or which.end is not None:
        zone = (await owner_time_zone(tx, actor)).name
        filtered &= await events_between(tx, actor, which.start, which.end, zone)
    window = await reading.window(tx, actor, EVENT, filtered, sort, **place)
    rows = [row_of(record) for record in window.rows]
    return Window(rows, has_before=window.has_before, has_after=window.has_after)


async def rows_by_id(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], which: EventFilter
) -> list[EventRow]:
    """Those of the events `ids` that are there and fit `which`, in no order."""
    filtered = await conditions_of(tx, which)
    found = await reading.by_ids(tx, actor, EVENT, ids, filtered)
    return [row_of(record) for record in found]


async def count(tx: Transaction, actor: Actor, which: EventFilter) -> int:
    """The number of events and series that fit the words and the tag of `which`."""
    return await reading.number_of(tx, actor, EVENT, await conditions_of(tx, which))


def cursor_of(row: EventRow, sort: Sort) -> Cursor:
    """The place of `row` in the list sorted by `sort`."""
    if isinstance(row.start, datetime):
        key = row.start.astimezone(UTC).replace(tzinfo=None)
    else:
        key = datetime.combine(row.start, datetime.min.time())
    return Cursor(sort, (0, key.isoformat(), str(row.id)))


async def conditions_of(tx: Transaction, which: EventFilter) -> Filter:
    """The words and the tag of `which` as conditions."""
    filtered = await matching(tx, EVENT, which.text) if which.text else EVERYTHING
    return filtered & tagged(EVENT, which.tag) if which.tag is not None else filtered


async def create(tx: Transaction, actor: Actor, fields: EventFields) -> Done:
    """As `create_event`, with an entry for undo, which deletes the event for good."""
    row = await create_event(tx, actor, fields)
    return Done(row, JournalEntry((State(row.id, row.version, None),)))


async def change(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    patch: EventPatch,
    version: int | None = None,
) -> Done:
    """As `patch_event`, with an entry for undo."""
    named = patch.named()
    await check_location(tx, actor, EVENT, named.get("location_id"), event_id)
    return Done(*await _change(tx, actor, event_id, named, version))


async def delete(
    tx: Transaction, actor: Actor, event_id: UUID, version: int | None = None
) -> JournalEntry:
    """As `delete_event`; returns an entry for undo, which restores the event."""
    await lock_ordering(tx, actor)
    old = await load(tx, actor, event_id, version)
    await writing.delete(tx, actor, EVENT, event_id)
    return JournalEntry((State(event_id, old.version + 1, old),))


async def create_event(tx: Transaction, actor: Actor, fields: EventFields) -> EventRow:
    """Creates an event, or a series if it has a rule or further dates.

    InvalidInput at the field that is not valid.
    """
    event_id = new_id()
    named = fields.named()
    zone = await account_zone(tx, actor, named)
    new = new_whole(named, zone, event_id, str(event_id))
    await check_location(tx, actor, EVENT, fields.location_id)
    await _check_people(tx, actor, named)
    return row_of(await store(tx, actor, None, new))


async def replace_event(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    fields: EventFields,
    version: int | None = None,
) -> EventRow:
    """Replaces all fields of the event or the whole series.

    NotFound; StaleVersion when `version` is given and it has another by now; InvalidInput at
    the field that is not valid.
    """
    named = fields.named()
    zone = await account_zone(tx, actor, named)
    new_whole(named, zone, event_id, "")
    named["time_zone"] = named["time_zone"] or zone
    await check_location(tx, actor, EVENT, fields.location_id, event_id)
    row, _ = await _change(tx, actor, event_id, named, version)
    return row


async def patch_event(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    patch: EventPatch,
    version: int | None = None,
) -> EventRow:
    """Applies a merge patch to the event or the whole series.

    Another start shifts all occurrences and what is excluded alike.
    NotFound; StaleVersion when `version` is given and it has another by now; InvalidInput at
    the field that is not valid.
    """
    named = patch.named()
    await check_location(tx, actor, EVENT, named.get("location_id"), event_id)
    if not any(name in named for name in (*TIMES, *REPEATS, "people")):
        try:
            return await _patch_details(tx, actor, event_id, named, version)
        except _Scheduled:
            pass
    elif _MOVES.issuperset(named):
        single = await load_single(tx, actor, event_id, version)
        if single is not None:
            return (await _changed(tx, actor, single, named))[0]
    row, _ = await _change(tx, actor, event_id, named, version)
    return row


async def delete_event(
    tx: Transaction, actor: Actor, event_id: UUID, version: int | None = None
) -> None:
    """Puts the event or the whole series into the trash.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    await writing.delete(tx, actor, EVENT, event_id, version)


async def bulk_events(
    tx: Transaction,
    actor: Actor,
    ids: Sequence[UUID],
    action: EventAction,
    patch: EventPatch | None = None,
) -> list[Changed]:
    """Applies `action` to all of `ids` or to none: NotFound if one does not exist.

    A series is changed as a whole; what its overrides say for themselves stays. "restore" takes
    them from the trash. InvalidInput at `ids` for none or more than 500, at `fields` for what a
    bulk patch can't do: times and rules.
    """
    named = patch_of_many(action, patch)
    for name in (*TIMES, *REPEATS):
        if name in named:
            raise InvalidInput.at(f"fields.{name}", "Can't be changed for several events at once.")
    location_id = named.get("location_id")
    await check_location(tx, actor, EVENT, location_id, field="fields.location_id")
    await _check_people(tx, actor, named, "fields.people")
    values = trash_values(action)
    if values is None:
        values = in_columns(EVENT, named)
    changed = await change_many(
        tx, actor, EVENT, ids, values, tags=named.get("tags"), in_trash=action == "restore"
    )
    if "people" in named:
        await set_people(tx, actor, EVENT_PEOPLE, [one.id for one in changed], named["people"])
    return changed


async def account_zone(tx: Transaction, actor: Actor, named: dict[str, Any]) -> str:
    """The zone that local times among `named` are in: their own, or the account's."""
    return named.get("time_zone") or (await owner_time_zone(tx, actor)).name


async def _check_people(
    tx: Transaction, actor: Actor, named: dict[str, Any], field: str = "people"
) -> None:
    """InvalidInput for people who are not there; takes the lock that linking them needs."""
    if named.get("people"):
        await lock_ordering(tx, actor)
        await check_people(tx, actor, named["people"], field)


async def _patch_details(
    tx: Transaction, actor: Actor, event_id: UUID, named: dict[str, Any], version: int | None
) -> EventRow:
    """A change of details of an event that does not repeat, in one statement.

    _Scheduled for a series.
    """
    record = await writing.change(
        tx,
        actor,
        EVENT,
        event_id,
        in_columns(EVENT, named),
        version,
        tags=named.get("tags"),
        only=_SINGLE,
        otherwise=_Scheduled(""),
    )
    return row_of(record)


async def _change(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    named: dict[str, Any],
    version: int | None,
) -> tuple[EventRow, JournalEntry]:
    await lock_ordering(tx, actor)
    await _check_people(tx, actor, named)
    old = await load(tx, actor, event_id, version)
    return await _changed(tx, actor, old, named)


async def _changed(
    tx: Transaction, actor: Actor, old: Whole, named: dict[str, Any]
) -> tuple[EventRow, JournalEntry]:
    """Changes an event or a whole series that is locked."""
    zone = named.get("time_zone") or old.series.zone or (await owner_time_zone(tx, actor)).name
    record = await store(tx, actor, old, change_all(old, None, named, zone))
    return row_of(record), JournalEntry((State(old.id, record.version, old),))
