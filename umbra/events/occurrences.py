"""Occurrences: reads them, and changes a series from one of them, with an entry for undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.ids import new_id
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction, lock_ordering
from umbra.events.fields import EventFields, EventFilter, EventPatch, Scope
from umbra.events.journal import Done, JournalEntry, State
from umbra.events.kind import EVENT
from umbra.events.ranges import occurrence_cursor, occurrence_row, occurrence_window, range_of
from umbra.events.rules import OccurrenceRow, local_of, row_of
from umbra.events.service import account_zone, conditions_of
from umbra.events.storing import load, read, store
from umbra.events.whole import (
    Whole,
    change_all,
    change_following,
    change_this,
    cut,
    edited_at,
    exclude,
    include,
    new_whole,
    occurrence_id,
    times_at,
)
from umbra.items import writing
from umbra.items.locations import check_location
from umbra.items.people import check_people
from umbra.preferences.service import owner_time_zone
from umbra.recurrence.rules import parse_rule
from umbra.recurrence.series import Moment, conforming, local_start

__all__ = [
    "Page",
    "change_occurrence",
    "delete_occurrence",
    "get_occurrence",
    "list_occurrences",
    "replace_occurrence",
    "restore_occurrence",
]


@dataclass(frozen=True, slots=True)
class Page:
    """A window of occurrences, with the account's zone that their order depends on."""

    window: Window[OccurrenceRow]
    zone: str

    def cursor_of(self, row: OccurrenceRow) -> Cursor:
        return occurrence_cursor(row, self.zone)


async def list_occurrences(
    tx: Transaction,
    actor: Actor,
    which: EventFilter,
    *,
    after: Cursor | None = None,
    limit: int,
) -> Page:
    """Occurrences and single events that overlap a range, by start, id and recurrence id.

    Words and tags are those of the series. InvalidInput at `start` and `end`, which are needed,
    and at `cursor`.
    """
    for name, moment in (("start", which.start), ("end", which.end)):
        if moment is None:
            raise InvalidInput.at(name, "Is required with expand.")
    zone = (await owner_time_zone(tx, actor)).name
    wanted = range_of(which.start, which.end, zone)
    filtered = await conditions_of(tx, which)
    window = await occurrence_window(tx, actor, wanted, filtered, after=after, limit=limit)
    return Page(window, zone)


async def get_occurrence(
    tx: Transaction, actor: Actor, event_id: UUID, recurrence_id: Moment
) -> OccurrenceRow:
    """One occurrence of a series, where it is now.

    NotFound; InvalidInput at `recurrence_id` for what is no occurrence.
    """
    whole = await read(tx, actor, event_id)
    original = occurrence_id(whole, recurrence_id)
    return _occurrence(whole, original)


async def replace_occurrence(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    recurrence_id: Moment,
    scope: Scope,
    fields: EventFields,
    version: int | None = None,
) -> Done:
    """Replaces all fields of an occurrence, of it and the following ones, or of all.

    `version` is the series'. Errors as those of `change_occurrence`.
    """
    named = fields.named()
    for name in ("tags", "people"):
        if scope == "this" and name not in fields.model_fields_set:
            del named[name]
    zone = await account_zone(tx, actor, named)
    plain = {"rrule": None, "rdate": [], "exdate": [], "tags": []}
    named["time_zone"] = new_whole({**named, **plain}, zone, event_id, "").series.zone
    return await _change(tx, actor, event_id, recurrence_id, scope, named, version)


async def change_occurrence(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    recurrence_id: Moment,
    scope: Scope,
    patch: EventPatch,
    version: int | None = None,
) -> Done:
    """Applies a merge patch to an occurrence, to it and the following ones, or to all.

    "following" makes a new series, unless the occurrence is the first. A rule or a list of
    dates that is sent as it is now counts as not sent.

    NotFound; StaleVersion when `version` is given and the series has another by now;
    InvalidInput at `recurrence_id` for what is no occurrence, and at the field that is not valid.
    """
    return await _change(tx, actor, event_id, recurrence_id, scope, patch.named(), version)


async def delete_occurrence(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    recurrence_id: Moment,
    scope: Scope,
    version: int | None = None,
) -> JournalEntry:
    """Excludes an occurrence, ends the series before it, or puts the series into the trash.

    Errors as those of `change_occurrence`.
    """
    await lock_ordering(tx, actor)
    old = await load(tx, actor, event_id, version)
    original = occurrence_id(old, recurrence_id)
    new: Whole | None = None
    if scope == "this":
        new = exclude(old, original)
    elif scope == "following":
        new = cut(old, original)
    if new is None:
        await writing.delete(tx, actor, EVENT, event_id)
        return JournalEntry((State(event_id, old.version + 1, old),))
    record = await store(tx, actor, old, new)
    return JournalEntry((State(event_id, record.version, old),))


async def restore_occurrence(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    recurrence_id: Moment,
    version: int | None = None,
) -> Done:
    """Takes back the exclusion of an occurrence; returns it.

    NotFound; StaleVersion when `version` is given and the series has another by now;
    InvalidInput at `recurrence_id` for what is not excluded.
    """
    await lock_ordering(tx, actor)
    old = await load(tx, actor, event_id, version)
    new, original = include(old, recurrence_id)
    record = await store(tx, actor, old, new)
    row = _occurrence(replace(new, version=record.version), original)
    return Done(row, JournalEntry((State(event_id, record.version, old),)))


async def _change(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    recurrence_id: Moment,
    scope: Scope,
    named: dict[str, Any],
    version: int | None,
) -> Done:
    await lock_ordering(tx, actor)
    old = await load(tx, actor, event_id, version)
    original = occurrence_id(old, recurrence_id)
    await check_people(tx, actor, named.get("people", ()))
    if "location_id" in named:
        await check_location(tx, actor, EVENT, named["location_id"], event_id)
    zone = (await owner_time_zone(tx, actor)).name
    if scope == "this":
        new = change_this(old, original, named, zone)
        record = await store(tx, actor, old, new)
        entry = JournalEntry((State(event_id, record.version, old),))
        row = _occurrence(replace(new, version=record.version), original)
        return Done(row, entry)
    named = _without_unchanged(old, named)
    if scope == "all":
        wholes: tuple[Whole, ...] = (change_all(old, original, named, zone),)
    else:
        wholes = change_following(old, original, named, zone, new_id())
    record = await store(tx, actor, old, wholes[0])
    states = [State(event_id, record.version, old)]
    if len(wholes) == 1:
        return Done(row_of(record), JournalEntry(tuple(states)))
    made = await store(tx, actor, None, wholes[1])
    states.append(State(made.id, made.version, None))
    return Done(row_of(made), JournalEntry(tuple(states)), made.id)


def _without_unchanged(old: Whole, named: dict[str, Any]) -> dict[str, Any]:
    """`named` without a rule and lists of dates that are those of the series."""
    series = old.series
    kept = dict(named)
    if "rrule" in named:
        rule = None if named["rrule"] is None else parse_rule(named["rrule"])
        if rule is not None:
            rule = conforming(rule, series.start, series.zone)
        if rule == series.rule:
            del kept["rrule"]
    for name, dates in (("rdate", series.rdates), ("exdate", series.exdates)):
        if name in named:
            sent = {
                local_start(local_of(one, series.zone), series.zone, series.all_day)
                for one in named[name]
            }
            if sent == dates:
                del kept[name]
    return kept


def _occurrence(whole: Whole, original: Moment) -> OccurrenceRow:
    edited = edited_at(whole, original)
    details = edited.details if edited else whole.details
    times = times_at(whole, original)
    return occurrence_row(whole, details, original, times, moved=edited is not None)
