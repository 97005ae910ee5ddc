"""Alarms of items: stores them, plans their next firing, fires them.

A kind whose items have alarms passes its `AlarmKind` to these functions. An alarm has its own id,
so two alarms of an item are two alerts. A firing is planned for the future only: an alarm that
is set too late for an occurrence waits for the next one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Delete,
    Integer,
    Select,
    Update,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.types import NullType

from umbra.alerts import ledger
from umbra.alerts.ledger import IDS
from umbra.alerts.models import ItemAlarm
from umbra.alerts.rules import AlertRecord, Firing, fired, state_of
from umbra.alerts.sources import Source
from umbra.core.actor import Actor
from umbra.core.alarms import Alarm, duration_of, instant_from, time_of
from umbra.core.errors import Conflict, NotFound
from umbra.core.ids import new_id
from umbra.core.item import table_of
from umbra.core.zones import instant_of
from umbra.database import AnyRow, Transaction, lock_ordering
from umbra.items.kind import OWNER, ItemRow, Kind
from umbra.recurrence.occurrences import Occurrence, next_after
from umbra.recurrence.series import Series, as_datetime

ALARMS = table_of(ItemAlarm)
COLUMN = "alarm_id"

_L = ALARMS.c
_DAY = timedelta(days=1)
_AS_IT_COMES = NullType()


@dataclass(frozen=True, slots=True)
class Timing:
    """When an item is, for its alarms: None for one without a day.

    All-day and floating series are in `zone`, the account's.
    """

    series: Series | None
    zone: str


Timings = Callable[[Transaction, UUID, Sequence[UUID]], Awaitable[Mapping[UUID, Timing]]]
"""The timing of those of an owner's items whose alarms do not rest: not done, not in the trash."""


@dataclass(frozen=True, eq=False)
class AlarmKind:
    """A kind whose items have alarms; `column` has the item's id in `alarms` and `alerts`.

    `follows` names the fields and columns that decide when an alarm fires. `occurrences` as in
    `umbra.alerts.sources.Source`.
    """

    kind: Kind[Any]
    column: str
    timings: Timings
    follows: frozenset[str] = frozenset()
    occurrences: bool = False


class RowWithAlarms(ItemRow, Protocol):
    """An item with its alarms."""

    @property
    def alarms(self) -> Sequence[Alarm]: ...


Finish = Callable[[Transaction, Actor, UUID], Awaitable[object]]
"""Completes an item by its id. One that is complete already stays as it is."""


def due_series(day: date | None, at: time | None) -> Series | None:
    """When something due is for its alarms: a whole day, or a time without length; floating."""
    if day is None:
        return None
    if at is None:
        return Series(day, _DAY, None)
    return Series(datetime.combine(day, at), timedelta(), None)


def alarms_of(column: str, item: ColumnElement[Any]) -> ColumnElement[Any]:
    """The alarms of an item as an array, in the order they were set."""
    specs = (
        select(_L.spec)
        .where(_L.owner_id == OWNER, _L[column] == item)
        .order_by(_L.position)
        .correlate_except(ALARMS)
    )
    return func.array(specs.scalar_subquery(), type_=_AS_IT_COMES)


async def with_alarms(
    tx: Transaction, actor: Actor, of: AlarmKind, ids: Collection[UUID]
) -> frozenset[UUID]:
    """Those of the items `ids` that have an alarm."""
    which = {"owner": actor.owner_id, "ids": list(ids)}
    found = await tx.execute(_having(of.column), which)
    return frozenset(found.scalars().all())


async def set_alarms(
    tx: Transaction, actor: Actor, of: AlarmKind, item_id: UUID, alarms: Sequence[Alarm]
) -> None:
    """Gives an item exactly these alarms, and plans them. Those it has already keep their ids.

    The caller holds `umbra.database.lock_ordering`, since before the item was written.
    """
    which = {"owner": actor.owner_id, "ids": [item_id]}
    known = {row.id: row.spec for row in await tx.all(_of_items(of.column), which)}
    kept = [alarm_id for alarm_id, spec in known.items() if spec in alarms]
    gone = [alarm_id for alarm_id in known if alarm_id not in kept]
    if gone:
        await ledger.unplan(tx, actor.owner_id, COLUMN, gone)
        await tx.execute(_delete(), {"owner": actor.owner_id, "ids": gone})
    there = [known[alarm_id] for alarm_id in kept]
    own = {"owner_id": actor.owner_id, of.column: item_id}
    new = [
        {**own, "id": new_id(), "position": position, "spec": alarm}
        for position, alarm in enumerate(alarms)
        if alarm not in there
    ]
    if new:
        await tx.execute(insert(ALARMS), new)
    if kept:
        places = [
            {"owner": actor.owner_id, "alarm": alarm_id, "place": alarms.index(known[alarm_id])}
            for alarm_id in kept
        ]
        await tx.execute(_place(), places)
    await plan(tx, actor.owner_id, of, [item_id])


async def write_alarms(
    tx: Transaction, actor: Actor, of: AlarmKind, row: RowWithAlarms, written: Mapping[str, Any]
) -> bool:
    """Gives an item the alarms that were `written`, else plans those of `row` where it has to.

    That is where a field or column was written that they follow. Returns whether the item has
    other alarms than `row` now.
    """
    if "alarms" in written and written["alarms"] != row.alarms:
        await set_alarms(tx, actor, of, row.id, written["alarms"])
        return True
    if row.alarms and not of.follows.isdisjoint(written):
        await plan(tx, actor.owner_id, of, [row.id])
    return False


async def plan(tx: Transaction, owner_id: UUID, of: AlarmKind, ids: Sequence[UUID]) -> None:
    """Plans the next firing of each alarm of these items, in place of what was planned."""
    found = await tx.all(_of_items(of.column), {"owner": owner_id, "ids": list(ids)})
    if not found:
        return
    firings = await _firings(tx, owner_id, of, found, tx.now)
    await ledger.plan(tx, owner_id, COLUMN, firings, [row.id for row in found])


async def plan_all(tx: Transaction, owner_id: UUID, of: AlarmKind) -> None:
    """Plans all alarms of the kind's items anew, as after a change of the account's time zone."""
    found = await tx.execute(_all_items(of.column), {"owner": owner_id})
    await plan(tx, owner_id, of, found.scalars().all())


def next_firing(alarm: Alarm, timing: Timing, now: datetime) -> tuple[datetime, datetime] | None:
    """The occurrence and the instant an alarm fires at next after `now`; None for never.

    The occurrence is its original start, a wall-clock time (midnight for a day); that of an
    alarm at an instant is this instant in UTC.
    """
    if "before" in alarm:
        before = duration_of(alarm["before"])
        if timing.series is None:
            return None
        found = next_after(timing.series, now + before, timing.zone)
        return None if found is None else (_key(found), found.start_utc - before)
    if "days_before" not in alarm:
        at = instant_from(alarm["at"])
        return (at.replace(tzinfo=None), at) if at > now else None
    if timing.series is None:
        return None
    return _next_day_firing(alarm["days_before"], alarm["at"], timing.series, timing.zone, now)


def alarm_source(of: AlarmKind, finish: Finish | None = None) -> Source:
    """The source of the alerts that the alarms of a kind's items are; `finish` completes one."""

    async def wake(tx: Transaction, owner_id: UUID, alerts: Sequence[AlertRecord]) -> int:
        return await _wake(tx, owner_id, of, alerts)

    async def dismiss(tx: Transaction, actor: Actor, alert: AlertRecord) -> None:
        await lock_ordering(tx, actor)
        found = await _locked(tx, actor, alert)
        if found.state == "dismissed":
            return
        await ledger.dismiss(tx, actor.owner_id, found)
        if found.state == "planned":
            await _plan_after(tx, actor.owner_id, of, [found], found.run_at)

    async def snooze(tx: Transaction, actor: Actor, alert: AlertRecord, until: datetime) -> None:
        await lock_ordering(tx, actor)
        found = await _locked(tx, actor, alert)
        if found.state == "dismissed":
            raise Conflict("Was dismissed already.")
        state = state_of("snoozed", tx.now, snoozed_until=until)
        await ledger.change(tx, actor.owner_id, [(found.id, state)])

    async def dismiss_many(tx: Transaction, actor: Actor, alerts: Sequence[AlertRecord]) -> None:
        await lock_ordering(tx, actor)
        await ledger.close(tx, actor.owner_id, "id", [one.id for one in alerts])

    async def done(tx: Transaction, actor: Actor, alert: AlertRecord) -> None:
        assert finish is not None
        await lock_ordering(tx, actor)  # before the item, as every dismissal does
        await finish(tx, actor, getattr(alert, of.column))
        await dismiss(tx, actor, alert)

    return Source(
        of.kind,
        of.column,
        wake,
        dismiss,
        snooze,
        dismiss_many,
        done if finish else None,
        of.occurrences,
    )


async def _wake(
    tx: Transaction, owner_id: UUID, of: AlarmKind, alerts: Sequence[AlertRecord]
) -> int:
    """Fires alerts whose time has come, or whose snooze has ended; plans what comes next."""
    which = {"owner": owner_id, "ids": [one.alarm_id for one in alerts if one.alarm_id]}
    free = set((await tx.execute(_lock_alarms(), which)).scalars())
    unlocked = [one for one in alerts if one.alarm_id is None or one.alarm_id in free]
    woken = await _without_resting(tx, owner_id, of, unlocked)
    sources = [one.alarm_id for one in woken if one.alarm_id and one.state == "planned"]
    if sources:
        await ledger.close(tx, owner_id, COLUMN, sources)
    await ledger.change(
        tx, owner_id, [(one.id, fired(one.wakes_at or tx.now, tx.now)) for one in woken]
    )
    await _plan_after(tx, owner_id, of, woken, tx.now)
    return len(unlocked)


async def _without_resting(
    tx: Transaction, owner_id: UUID, of: AlarmKind, alerts: Sequence[AlertRecord]
) -> list[AlertRecord]:
    """These without planned alerts of items that rest, which are deleted.

    One can be left where an item was done, or deleted, while the worker planned its next alert.
    """
    planned = [one for one in alerts if one.state == "planned"]
    if not planned:
        return list(alerts)
    item_of = {one.id: getattr(one, of.column) for one in planned}
    awake = await of.timings(tx, owner_id, list(set(item_of.values())))
    resting = [one for one in planned if item_of[one.id] not in awake]
    await ledger.unplan(
        tx, owner_id, COLUMN, [one.alarm_id for one in resting if one.alarm_id is not None]
    )
    return [one for one in alerts if one not in resting]


async def _plan_after(
    tx: Transaction, owner_id: UUID, of: AlarmKind, alerts: Sequence[AlertRecord], after: datetime
) -> None:
    """Plans what comes after these alerts of alarms, from an instant on."""
    ids = [one.alarm_id for one in alerts if one.alarm_id is not None]
    found = await tx.all(_by_id(of.column), {"owner": owner_id, "ids": ids})
    if not found:
        return
    firings = await _firings(tx, owner_id, of, found, max(tx.now, after))
    await ledger.plan(tx, owner_id, COLUMN, firings)


async def _firings(
    tx: Transaction, owner_id: UUID, of: AlarmKind, alarms: Sequence[AnyRow], now: datetime
) -> list[Firing]:
    """The next firing after `now` of each of the stored `alarms` that has one and does not rest."""
    timings = await of.timings(tx, owner_id, list({row.item for row in alarms}))
    return [
        Firing(row.id, *found, (of.column, row.item))
        for row in alarms
        if row.item in timings and (found := next_firing(row.spec, timings[row.item], now))
    ]


def _next_day_firing(
    days: int, at: str, series: Series, zone: str, now: datetime
) -> tuple[datetime, datetime] | None:
    """The next firing at a time of day. Several occurrences of a day have it at one instant."""
    instant = now + (days - 2) * _DAY
    while found := next_after(series, instant, zone):
        day = as_datetime(found.start).date() - days * _DAY
        run_at = instant_of(datetime.combine(day, time_of(at)), found.zone or zone)
        if run_at > now:
            return _key(found), run_at
        instant = found.start_utc
    return None


def _key(occurrence: Occurrence) -> datetime:
    return as_datetime(occurrence.recurrence_id)


async def _locked(tx: Transaction, actor: Actor, alert: AlertRecord) -> AlertRecord:
    found = await ledger.locked(tx, actor.owner_id, alert.id)
    if found is None:
        raise NotFound
    return found


@cache
def _of_items(column: str) -> Select[*tuple[Any, ...]]:
    return (
        select(_L.id, _L[column].label("item"), _L.spec)
        .where(_L.owner_id == OWNER, _L[column] == IDS)
        .order_by(_L.id)
    )


@cache
def _having(column: str) -> Select[*tuple[Any, ...]]:
    return select(_L[column]).where(_L.owner_id == OWNER, _L[column] == IDS).distinct()


@cache
def _all_items(column: str) -> Select[*tuple[Any, ...]]:
    return select(_L[column]).where(_L.owner_id == OWNER, _L[column].is_not(None)).distinct()


@cache
def _by_id(column: str) -> Select[*tuple[Any, ...]]:
    of_kind = (_L.owner_id == OWNER, _L.id == IDS, _L[column].is_not(None))
    return select(_L.id, _L[column].label("item"), _L.spec).where(*of_kind)


@cache
def _lock_alarms() -> Select[*tuple[Any, ...]]:
    one = select(_L.id).where(_L.owner_id == OWNER, _L.id == IDS)
    return one.with_for_update(skip_locked=True, key_share=True)


@cache
def _place() -> Update:
    alarm, place = bindparam("alarm", type_=Uuid()), bindparam("place", type_=Integer())
    return update(ALARMS).where(_L.owner_id == OWNER, _L.id == alarm).values(position=place)


@cache
def _delete() -> Delete:
    return delete(ALARMS).where(_L.owner_id == OWNER, _L.id == IDS)
