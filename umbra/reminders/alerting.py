"""The alerts of reminders: the ledger follows each change of a reminder, and the reverse.

A reminder's `occurrence` is the one that fired and was not dismissed, or else the planned one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, Uuid, any_, bindparam, select

from umbra.alerts import ledger
from umbra.alerts.rules import AlertRecord, Firing, fired, state_of
from umbra.alerts.sources import Source
from umbra.core.actor import Actor
from umbra.core.errors import Conflict, NotFound
from umbra.core.zones import instant_of
from umbra.database import Transaction
from umbra.items import writing
from umbra.items.kind import OWNER, columns, present, row_from, this_one, written
from umbra.reminders.kind import IS_OPEN, REMINDER, REMINDERS
from umbra.reminders.rules import (
    ReminderRecord,
    at_occurrence,
    dismissed,
    last_occurrence,
    occurrence_after,
    times_of,
)

COLUMN = "reminder_id"

_PLACE = ("occurrence", "due_at", "snoozed_until", "dismissed_at")
"""The columns that say where a reminder is in its series."""

_R = REMINDERS.c
_IDS = any_(bindparam("ids", type_=ARRAY(Uuid())))


async def plan_anew(tx: Transaction, actor: Actor, record: ReminderRecord) -> None:
    """The ledger of a reminder that waits anew: what it was due for before is dismissed."""
    await ledger.close(tx, actor.owner_id, COLUMN, [record.id])
    if record.dismissed_at is not None:
        await ledger.unplan(tx, actor.owner_id, COLUMN, [record.id])
    else:
        await ledger.plan(tx, actor.owner_id, COLUMN, [_current(record)])


async def note_dismissed(
    tx: Transaction, actor: Actor, before: ReminderRecord, after: ReminderRecord
) -> None:
    """The ledger of a reminder whose occurrence was dismissed, and that may have another."""
    owner_id, now = actor.owner_id, tx.now
    await ledger.close(tx, owner_id, COLUMN, [before.id])
    states = [(_current(before), state_of("dismissed", now))]
    await ledger.record(tx, owner_id, COLUMN, states)
    await ledger.unplan(tx, owner_id, COLUMN, [before.id])
    if after.dismissed_at is None:
        await ledger.plan(tx, owner_id, COLUMN, [_current(after)])


async def note_snoozed(
    tx: Transaction, actor: Actor, record: ReminderRecord, until: datetime
) -> None:
    """The ledger of a reminder whose occurrence was snoozed."""
    state = state_of("snoozed", tx.now, snoozed_until=until)
    await ledger.record(tx, actor.owner_id, COLUMN, [(_current(record), state)])


async def restate(tx: Transaction, actor: Actor, record: ReminderRecord) -> None:
    """The ledger of a reminder that was given back where it was in its series before."""
    await plan_anew(tx, actor, record)
    if record.dismissed_at is not None:
        return
    if record.snoozed_until is not None:
        await note_snoozed(tx, actor, record, record.snoozed_until)
    following = _following(record, max(tx.now, _current(record).run_at))
    if following is not None and (record.snoozed_until or _current(record).run_at <= tx.now):
        await ledger.plan(tx, actor.owner_id, COLUMN, [following])


async def resume(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> None:
    """Plans the alerts of reminders that were restored from the trash.

    A series whose occurrence passed while it rested goes on with its next one.
    """
    found = await tx.all(_these(), {"owner": actor.owner_id, "ids": list(ids)})
    records = [row_from(REMINDER, row) for row in found]
    had_fired = await ledger.known(tx, actor.owner_id, COLUMN, ids)
    for record in records:
        current = _current(record)
        if record.dismissed_at is not None:
            continue
        if record.snoozed_until is not None and record.snoozed_until > tx.now:
            await note_snoozed(tx, actor, record, record.snoozed_until)
        elif (record.id, record.occurrence) not in had_fired:
            following = _following(record, tx.now) if current.run_at <= tx.now else None
            await ledger.plan(tx, actor.owner_id, COLUMN, [following or current])
            if following is not None:
                place = at_occurrence(times_of(record), following.occurrence)
                values = _in_place(record) | place
                await _set(tx, actor.owner_id, [(record.id, values)])
        if (record.id, record.occurrence) in had_fired and (after := _following(record, tx.now)):
            await ledger.plan(tx, actor.owner_id, COLUMN, [after])


async def derive_again(tx: Transaction, owner_id: UUID, zones: Sequence[str]) -> None:
    """Derives the instants of an owner's reminders in these zones again, whose rules changed."""
    found = await tx.all(_of_zones(), {"owner": owner_id, "zones": list(zones)})
    records = [row_from(REMINDER, row) for row in found]
    had_fired = await ledger.known(tx, owner_id, COLUMN, [record.id for record in records])
    moved, coming = [], []
    for record in records:
        current = _current(record)
        if record.snoozed_until is None and record.due_at != current.run_at:
            moved.append((record.id, _in_place(record) | {"due_at": current.run_at}))
        has_fired = (record.id, record.occurrence) in had_fired
        coming.append(_following(record, tx.now) if has_fired else current)
    await _set(tx, owner_id, moved)
    await ledger.plan(tx, owner_id, COLUMN, [one for one in coming if one is not None])


async def wake(tx: Transaction, owner_id: UUID, alerts: Sequence[AlertRecord]) -> int:
    """Fires alerts whose time has come, or whose snooze has ended; returns their number.

    Of several occurrences that passed, the last one fires. It takes the place of an earlier one
    that was not dismissed. The next occurrence is planned.
    """
    which = {"owner": owner_id, "ids": [one.reminder_id for one in alerts]}
    found = [row_from(REMINDER, row) for row in await tx.all(_lock_these(), which)]
    records: dict[UUID | None, ReminderRecord] = {record.id: record for record in found}
    woken = [(one, records[one.reminder_id]) for one in alerts if one.reminder_id in records]
    snoozed = [(one, record) for one, record in woken if one.state == "snoozed"]
    await ledger.change(
        tx, owner_id, [(one.id, fired(one.wakes_at or tx.now, tx.now)) for one, _ in snoozed]
    )
    await _set(
        tx,
        owner_id,
        [
            (record.id, _in_place(record) | {"snoozed_until": None})
            for one, record in snoozed
            if one.occurrence == record.occurrence
        ],
    )
    await _fire(tx, owner_id, [pair for pair in woken if pair[0].state == "planned"])
    following = [_following(record, tx.now) for _, record in woken]
    await ledger.plan(tx, owner_id, COLUMN, [one for one in following if one is not None])
    return len(woken)


async def _fire(
    tx: Transaction, owner_id: UUID, planned: Sequence[tuple[AlertRecord, ReminderRecord]]
) -> None:
    """Fires the last occurrence that passed of each, and dismisses what was open before."""
    sources = [record.id for _, record in planned]
    fires: list[tuple[UUID, dict[str, Any]]] = []
    states, moved = [], []
    for alert, record in planned:
        last = last_occurrence(times_of(record), alert.occurrence, tx.now)
        place = _in_place(record) | at_occurrence(times_of(record), last)
        firing = Firing(record.id, last, place["due_at"])
        state = fired(firing.run_at, tx.now)
        if (last, firing.run_at) == (alert.occurrence, alert.run_at):
            fires.append((alert.id, state))
        else:  # a later occurrence passed as well
            states.append((firing, state))
        if place != _in_place(record):
            moved.append((record.id, place))
    if sources:
        await ledger.close(tx, owner_id, COLUMN, sources)
        await ledger.change(tx, owner_id, fires)
        await ledger.record(tx, owner_id, COLUMN, states)
        await ledger.unplan(tx, owner_id, COLUMN, sources)
        await _set(tx, owner_id, moved)


async def dismiss_alert(tx: Transaction, actor: Actor, alert: AlertRecord) -> None:
    """Dismisses one alert: with the reminder if it is its current one, else by itself."""
    record, found = await _locked(tx, actor, alert)
    if found.state == "dismissed":
        return
    if found.occurrence == record.occurrence and record.dismissed_at is None:
        after = await writing.change(tx, actor, REMINDER, record.id, dismissed(record, tx.now))
        await note_dismissed(tx, actor, record, after)
        return
    await ledger.dismiss(tx, actor.owner_id, found)
    if found.state == "planned":
        after_it = _following(record, max(tx.now, found.run_at))
        await ledger.plan(tx, actor.owner_id, COLUMN, [after_it] if after_it else [])


async def snooze_alert(tx: Transaction, actor: Actor, alert: AlertRecord, until: datetime) -> None:
    """Snoozes one alert: with the reminder if it is its current one, else by itself.

    Conflict if it was dismissed already.
    """
    record, found = await _locked(tx, actor, alert)
    if found.state == "dismissed":
        raise Conflict("Was dismissed already.")
    if found.occurrence == record.occurrence:
        values = {"snoozed_until": until, "due_at": until}
        await writing.change(tx, actor, REMINDER, record.id, values)
    state = state_of("snoozed", tx.now, snoozed_until=until)
    await ledger.change(tx, actor.owner_id, [(found.id, state)])


async def dismiss_many(tx: Transaction, actor: Actor, alerts: Sequence[AlertRecord]) -> None:
    """Dismisses alerts that fired, each with its reminder if it is the current occurrence."""
    which = {"owner": actor.owner_id, "ids": [one.reminder_id for one in alerts]}
    found = [row_from(REMINDER, row) for row in await tx.all(_lock_in_order(), which)]
    occurrences = {(one.reminder_id, one.occurrence) for one in alerts}
    current = [
        record
        for record in found
        if record.dismissed_at is None and (record.id, record.occurrence) in occurrences
    ]
    after = [replace(record, **dismissed(record, tx.now)) for record in current]
    await _set(tx, actor.owner_id, [(record.id, _in_place(record)) for record in after])
    await ledger.close(tx, actor.owner_id, "id", [one.id for one in alerts])
    await ledger.unplan(tx, actor.owner_id, COLUMN, [record.id for record in after])
    going_on = [_current(record) for record in after if record.dismissed_at is None]
    await ledger.plan(tx, actor.owner_id, COLUMN, going_on)


SOURCE = Source(
    REMINDER, COLUMN, wake, dismiss_alert, snooze_alert, dismiss_many, done=dismiss_alert
)


def _current(record: ReminderRecord) -> Firing:
    """The reminder's current occurrence, at its own time and not at the end of a snooze."""
    run_at = instant_of(record.occurrence, record.time_zone)
    return Firing(record.id, record.occurrence, run_at)


def _following(record: ReminderRecord, after: datetime) -> Firing | None:
    """The series' first occurrence after an instant."""
    local = occurrence_after(times_of(record), after) if record.rrule else None
    return None if local is None else Firing(record.id, local, instant_of(local, record.time_zone))


def _in_place(record: ReminderRecord) -> dict[str, Any]:
    """Where the reminder is in its series, by column."""
    return {name: getattr(record, name) for name in _PLACE}


async def _locked(
    tx: Transaction, actor: Actor, alert: AlertRecord
) -> tuple[ReminderRecord, AlertRecord]:
    """The alert and its reminder, locked in the order that all changes lock them. NotFound."""
    which = {"owner": actor.owner_id, "item": alert.reminder_id}
    row = await tx.first(_lock_one(), which)
    found = await ledger.locked(tx, actor.owner_id, alert.id)
    if row is None or found is None:
        raise NotFound
    return row_from(REMINDER, row), found


async def _set(
    tx: Transaction, owner_id: UUID, changes: Sequence[tuple[UUID, dict[str, Any]]]
) -> None:
    """Sets where reminders are in their series."""
    if changes:
        rows = [
            {"owner": owner_id, "item": item_id, "at": tx.now}
            | {f"new_{name}": value for name, value in values.items()}
            for item_id, values in changes
        ]
        await tx.execute(_move(), rows)


@cache
def _these() -> Select[*tuple[Any, ...]]:
    return select(*columns(REMINDER)).where(present(REMINDER), _R.id == _IDS)


@cache
def _lock_these() -> Select[*tuple[Any, ...]]:
    return _these().with_for_update(of=REMINDERS, skip_locked=True)


@cache
def _lock_in_order() -> Select[*tuple[Any, ...]]:
    return _these().order_by(_R.id).with_for_update(of=REMINDERS)


@cache
def _lock_one() -> Select[*tuple[Any, ...]]:
    return select(*columns(REMINDER)).where(this_one(REMINDER)).with_for_update(of=REMINDERS)


@cache
def _of_zones() -> Select[*tuple[Any, ...]]:
    """The open reminders of an owner in some zones, locked."""
    zones = any_(bindparam("zones", type_=ARRAY(Text())))
    conditions = (present(REMINDER), IS_OPEN, _R.time_zone == zones)
    return select(*columns(REMINDER)).where(*conditions).with_for_update(of=REMINDERS)


@cache
def _move() -> Any:
    values = {name: bindparam(f"new_{name}", type_=_R[name].type) for name in _PLACE}
    return (
        REMINDERS.update()
        .where(_R.owner_id == OWNER, _R.id == bindparam("item", type_=Uuid()))
        .values({**values, **written(REMINDER.table)})
    )
