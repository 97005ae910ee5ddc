"""The service of reminders, called by the page and the API.

A change of several columns that belong together locks the reminder first (FOR UPDATE).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, Unpack, cast
from uuid import UUID

from sqlalchemy import Select, select

from umbra.alerts.service import later_than
from umbra.core.actor import Actor
from umbra.core.errors import Conflict, InvalidInput, NotFound, StaleVersion
from umbra.core.paging import Cursor, Window
from umbra.core.zones import instant_of
from umbra.database import Transaction, lock_ordering
from umbra.items import reading, writing
from umbra.items.kind import Changed, columns, in_columns, row_from, this_one
from umbra.items.many import MOST_IN_BULK, change_many, patch_of_many, trash_values
from umbra.preferences.service import owner_time_zone
from umbra.recurrence.fields import local_of
from umbra.reminders import alerting
from umbra.reminders.about import check_about, columns_of_about
from umbra.reminders.fields import (
    AboutFields,
    ReminderFields,
    ReminderFilter,
    ReminderFilterFields,
    ReminderPatch,
    SnoozeFields,
    Sort,
    not_in_bulk,
)
from umbra.reminders.filtering import (
    conditions_of,
    counts,
    open_or_dismissed,
    record_window,
    records_by_id,
)
from umbra.reminders.kind import DISMISSED, OPEN, REMINDER, REMINDERS
from umbra.reminders.rules import (
    About,
    AboutKind,
    ReminderRecord,
    ReminderRow,
    dismissed,
    rescheduled,
    resolved,
    row_of,
    waiting,
)

__all__ = [
    "About",
    "ReminderAction",
    "ReminderFields",
    "ReminderFilter",
    "ReminderFilterFields",
    "ReminderPatch",
    "ReminderRow",
    "SnoozeFields",
    "Sort",
    "bulk_reminders",
    "count",
    "counts",
    "create_reminder",
    "cursor_of",
    "delete_reminder",
    "dismiss_reminder",
    "get_reminder",
    "list_window",
    "patch_reminder",
    "record_window",
    "records_by_id",
    "replace_reminder",
    "revert_reminder",
    "rows_by_id",
    "snooze_many",
    "snooze_reminder",
]

ReminderAction = Literal["dismiss", "delete", "restore", "patch"]

_PLACE = {"occurrence", "due_at", "snoozed_until", "dismissed_at"}
"""The columns that say where a reminder is in its series."""

_SCHEDULED = ("remind_at", "time_zone", "rrule", "dismissed")


async def get_reminder(tx: Transaction, actor: Actor, reminder_id: UUID) -> ReminderRow:
    """The reminder by that id. NotFound where the owner has none, or has it in the trash."""
    return row_of(await reading.get(tx, actor, REMINDER, reminder_id))


async def list_window(
    tx: Transaction,
    actor: Actor,
    which: ReminderFilter,
    sort: Sort,
    **place: Unpack[reading.Place],
) -> Window[ReminderRow]:
    """A window of the reminders by when they are due, then the dismissed ones, latest first.

    See `umbra.items.reading.window`.
    """
    window = await record_window(tx, actor, which, sort, **place)
    rows = [row_of(record) for record in window.rows]
    return Window(rows, has_before=window.has_before, has_after=window.has_after)


async def rows_by_id(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], which: ReminderFilter
) -> list[ReminderRow]:
    """Those of the reminders `ids` that are there and fit `which`, in no order."""
    return [row_of(record) for record in await records_by_id(tx, actor, ids, which)]


async def count(tx: Transaction, actor: Actor, which: ReminderFilter) -> int:
    """The number of reminders that fit `which`."""
    filtered = await conditions_of(tx, actor, which) & open_or_dismissed(which)
    return await reading.number_of(tx, actor, REMINDER, filtered)


def cursor_of(row: ReminderRow, sort: Sort) -> Cursor:
    """The place of `row` in the list sorted by `sort`."""
    part, at = (OPEN, row.due_at) if row.dismissed_at is None else (DISMISSED, row.dismissed_at)
    return Cursor(sort, (part, at.isoformat(), str(row.id)))


async def create_reminder(tx: Transaction, actor: Actor, fields: ReminderFields) -> ReminderRow:
    """Creates a reminder. One whose time is past is due at once.

    InvalidInput at the field that is not valid.
    """
    named = fields.named()
    times = resolved(named, await _zone(tx, actor, named))
    await check_about(tx, actor, _about(named))
    values = _values_of(named) | waiting(times, tx.now)
    if fields.dismissed:
        values["dismissed_at"] = tx.now
    record = await writing.create(tx, actor, REMINDER, values, fields.tags)
    await alerting.plan_anew(tx, actor, record)
    return row_of(record)


async def replace_reminder(
    tx: Transaction,
    actor: Actor,
    reminder_id: UUID,
    fields: ReminderFields,
    version: int | None = None,
) -> ReminderRow:
    """Replaces all fields of the reminder. Its state stays unless its time or rule is another.

    NotFound; StaleVersion when `version` is given and it has another by now; InvalidInput at
    the field that is not valid.
    """
    named = fields.named()
    named["time_zone"] = await _zone(tx, actor, named)
    resolved(named, named["time_zone"])
    return await _change(tx, actor, reminder_id, named, version)


async def patch_reminder(
    tx: Transaction,
    actor: Actor,
    reminder_id: UUID,
    patch: ReminderPatch,
    version: int | None = None,
) -> ReminderRow:
    """Applies a merge patch to the reminder. Another time or rule makes it wait anew.

    NotFound; StaleVersion when `version` is given and it has another by now; InvalidInput at
    the field that is not valid.
    """
    return await _change(tx, actor, reminder_id, patch.named(), version)


async def dismiss_reminder(
    tx: Transaction, actor: Actor, reminder_id: UUID, version: int | None = None
) -> ReminderRow:
    """Dismisses the occurrence that is due, or else the next one; a series goes on after it.

    One that was dismissed before stays as it is. NotFound; StaleVersion when `version` is given
    and it has another by now.
    """
    current = await _locked(tx, actor, reminder_id, version)
    if current.dismissed_at is not None:
        return row_of(current)
    after = await writing.change(tx, actor, REMINDER, reminder_id, dismissed(current, tx.now))
    await alerting.note_dismissed(tx, actor, current, after)
    return row_of(after)


async def snooze_reminder(
    tx: Transaction,
    actor: Actor,
    reminder_id: UUID,
    fields: SnoozeFields,
    version: int | None = None,
) -> ReminderRow:
    """Moves the occurrence that is due, or else the next one, to a later time; its time stays.

    InvalidInput at `until` for a time that is past; Conflict for a reminder that was dismissed;
    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    current = await _locked(tx, actor, reminder_id, version)
    until = later_than_now(fields.until, current.time_zone, tx.now)
    if current.dismissed_at is not None:
        raise Conflict("Was dismissed already. Give it another time to be reminded again.")
    values = {"snoozed_until": until, "due_at": until}
    record = await writing.change(tx, actor, REMINDER, reminder_id, values)
    await alerting.note_snoozed(tx, actor, record, until)
    return row_of(record)


async def snooze_many(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], fields: SnoozeFields
) -> list[Changed]:
    """Snoozes all of these reminders or none; otherwise as `snooze_reminder`."""

    async def snooze(reminder_id: UUID) -> ReminderRow:
        return await snooze_reminder(tx, actor, reminder_id, fields)

    return await _each(tx, actor, ids, snooze)


async def revert_reminder(
    tx: Transaction,
    actor: Actor,
    reminder_id: UUID,
    values: Mapping[str, Any],
    version: int,
    tags: Sequence[str] | None = None,
) -> ReminderRecord:
    """Writes former `values` by column and `tags` back, for undo; its alerts follow.

    A snooze that has ended meanwhile is not given back. NotFound; StaleVersion when the reminder
    has another version by now.
    """
    await _locked(tx, actor, reminder_id, version)
    own, snoozed_until = dict(values), values.get("snoozed_until")
    if snoozed_until is not None and snoozed_until <= tx.now:
        own["snoozed_until"] = None
    record = await writing.change(tx, actor, REMINDER, reminder_id, own, version, tags=tags)
    if not _PLACE.isdisjoint(own):
        await alerting.restate(tx, actor, record)
    return record


async def delete_reminder(
    tx: Transaction, actor: Actor, reminder_id: UUID, version: int | None = None
) -> None:
    """Puts the reminder into the trash.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    await writing.delete(tx, actor, REMINDER, reminder_id, version)


async def bulk_reminders(
    tx: Transaction,
    actor: Actor,
    ids: Sequence[UUID],
    action: ReminderAction,
    patch: ReminderPatch | None = None,
) -> list[Changed]:
    """Applies `action` to all of `ids` or to none: NotFound if one does not exist.

    "restore" takes them from the trash. InvalidInput at `ids` for none or more than 500, at
    `fields` for what a bulk patch can't do: times and rules.
    """
    named = patch_of_many(action, patch)
    not_in_bulk(named)
    if action == "dismiss":
        return await _dismiss_many(tx, actor, ids)
    values = trash_values(action)
    if values is None:
        try:
            await check_about(tx, actor, _about(named))
        except InvalidInput as refused:
            raise InvalidInput.at("fields.about", refused.detail) from None
        values = _values_of(named)
    return await change_many(
        tx, actor, REMINDER, ids, values, tags=named.get("tags"), in_trash=action == "restore"
    )


def later_than_now(until: datetime, zone: str, now: datetime) -> datetime:
    """`until` as an instant in UTC; a local time is one of `zone`.

    InvalidInput at `until` for one that is past.
    """
    local = cast(datetime, local_of(until, zone))
    instant = until.astimezone(UTC) if until.tzinfo else instant_of(local, zone)
    later_than(instant, now)
    return instant


async def _dismiss_many(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> list[Changed]:
    return await _each(tx, actor, ids, lambda one: dismiss_reminder(tx, actor, one))


async def _each(
    tx: Transaction,
    actor: Actor,
    ids: Sequence[UUID],
    change: Callable[[UUID], Awaitable[ReminderRow]],
) -> list[Changed]:
    """Changes each of these reminders, or none: NotFound if one does not exist."""
    wanted = list(dict.fromkeys(ids))
    if not 1 <= len(wanted) <= MOST_IN_BULK:
        raise InvalidInput.at("ids", f"Name 1 to {MOST_IN_BULK} of them; these are {len(wanted)}.")
    await lock_ordering(tx, actor)
    try:
        rows = [await change(one) for one in wanted]
    except NotFound:
        raise NotFound("Not all of these are there, so nothing was changed.") from None
    return [Changed(row.id, row.version) for row in rows]


async def _change(
    tx: Transaction,
    actor: Actor,
    reminder_id: UUID,
    named: dict[str, Any],
    version: int | None,
) -> ReminderRow:
    if "about" in named:
        await check_about(tx, actor, _about(named), reminder_id)
    if "tags" in named:
        await lock_ordering(tx, actor)
    values, tags, schedule = _values_of(named), named.get("tags"), {}
    if any(name in named for name in _SCHEDULED):
        current = await _locked(tx, actor, reminder_id, version)
        schedule = rescheduled(current, named, tx.now)
    values |= schedule
    record = await writing.change(tx, actor, REMINDER, reminder_id, values, version, tags=tags)
    if schedule:
        await alerting.plan_anew(tx, actor, record)
    return row_of(record)


async def _locked(
    tx: Transaction, actor: Actor, reminder_id: UUID, version: int | None
) -> ReminderRecord:
    """The reminder, locked until the transaction ends. NotFound; StaleVersion."""
    found = await tx.first(_for_update(), {"owner": actor.owner_id, "item": reminder_id})
    if found is None:
        raise NotFound
    record = row_from(REMINDER, found)
    if version is not None and record.version != version:
        raise StaleVersion(record.version)
    return record


async def _zone(tx: Transaction, actor: Actor, named: dict[str, Any]) -> str:
    """The zone that a local time among `named` is in: its own, or the account's."""
    return named.get("time_zone") or (await owner_time_zone(tx, actor)).name


def _values_of(named: dict[str, Any]) -> dict[str, Any]:
    """The columns that fields set by themselves; times and state are worked out."""
    values = in_columns(REMINDER, {k: v for k, v in named.items() if k not in _SCHEDULED})
    return values | columns_of_about(_about(named)) if "about" in named else values


def _about(named: dict[str, Any]) -> tuple[AboutKind, UUID] | None:
    about: AboutFields | None = named.get("about")
    return None if about is None else (about.kind, about.id)


@cache
def _for_update() -> Select[*tuple[Any, ...]]:
    return select(*columns(REMINDER)).where(this_one(REMINDER)).with_for_update(of=REMINDERS)
