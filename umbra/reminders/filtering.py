"""The filters of reminders as SQL conditions, windows of the list, and counts by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, and_, bindparam, func

from umbra.core.actor import Actor
from umbra.core.paging import Window
from umbra.database import Transaction
from umbra.items import reading
from umbra.items.filtering import EVERYTHING, Conditions, Filter, matching, tagged
from umbra.preferences.service import owner_time_zone
from umbra.recurrence.fields import beginning_of
from umbra.reminders.fields import ReminderFilter, Sort
from umbra.reminders.kind import (
    DISMISSED,
    IS_DISMISSED,
    IS_OPEN,
    OPEN,
    REMINDER,
    REMINDERS,
)
from umbra.reminders.models import ABOUT
from umbra.reminders.rules import ReminderRecord

_R = REMINDERS.c


@dataclass(frozen=True, slots=True)
class SectionCounts:
    """The number of reminders in each section of the list."""

    missed: int = 0
    today: int = 0
    later: int = 0
    dismissed: int = 0


async def record_window(
    tx: Transaction,
    actor: Actor,
    which: ReminderFilter,
    sort: Sort,
    **place: Unpack[reading.Place],
) -> Window[ReminderRecord]:
    """A window of the reminders as stored; see `umbra.items.reading.window`."""
    filtered = await conditions_of(tx, actor, which)
    return await reading.window(tx, actor, REMINDER, filtered, sort, parts_of(which), **place)


async def records_by_id(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], which: ReminderFilter
) -> list[ReminderRecord]:
    """Those of the reminders `ids` that are there and fit `which`, as stored, in no order."""
    filtered = await conditions_of(tx, actor, which) & open_or_dismissed(which)
    return await reading.by_ids(tx, actor, REMINDER, ids, filtered)


async def counts(
    tx: Transaction, actor: Actor, which: ReminderFilter, now: datetime, tomorrow: datetime
) -> SectionCounts:
    """Counts the reminders that fit `which` by section; due times and dismissal are ignored.

    `now` and the beginning of `tomorrow` are instants.
    """
    filtered = await conditions_of(tx, actor, replace(which, start=None, end=None))
    values = {"owner": actor.owner_id, "now": now, "tomorrow": tomorrow} | filtered.values
    row = await tx.first(_counts_statement(filtered.conditions), values)
    return SectionCounts(*row) if row else SectionCounts()


@lru_cache(maxsize=64)
def _counts_statement(conditions: Conditions) -> Select[*tuple[int, ...]]:
    now, tomorrow = (bindparam(name, type_=DateTime(timezone=True)) for name in ("now", "tomorrow"))

    def number(*which: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.count().filter(and_(*which))

    return reading.counting(
        REMINDER,
        conditions,
        number(IS_OPEN, _R.due_at <= now),
        number(IS_OPEN, _R.due_at > now, _R.due_at < tomorrow),
        number(IS_OPEN, _R.due_at > now, _R.due_at >= tomorrow),
        number(IS_DISMISSED),
    )


async def conditions_of(tx: Transaction, actor: Actor, which: ReminderFilter) -> Filter:
    """`which` as conditions; whether reminders are dismissed is left to the parts of the list."""
    filtered = await matching(tx, REMINDER, which.text) if which.text else EVERYTHING
    if which.kind is not None:
        condition = _R[ABOUT[which.kind][0]].is_not(None)
        filtered &= Filter(Conditions((f"about:{which.kind}",), (condition,)))
    if which.start is not None or which.end is not None:
        zone = (await owner_time_zone(tx, actor)).name
        filtered &= _due_between(which.start, which.end, zone)
    return filtered & tagged(REMINDER, which.tag) if which.tag is not None else filtered


def parts_of(which: ReminderFilter) -> tuple[int, ...]:
    if which.dismissed is None:
        return OPEN, DISMISSED
    return (DISMISSED,) if which.dismissed else (OPEN,)


def open_or_dismissed(which: ReminderFilter) -> Filter:
    if which.dismissed is None:
        return EVERYTHING
    condition = IS_DISMISSED if which.dismissed else IS_OPEN
    return Filter(Conditions((f"dismissed:{which.dismissed}",), (condition,)))


def _due_between(start: date | datetime | None, end: date | datetime | None, zone: str) -> Filter:
    """Reminders due from `start` on and before `end`."""
    filtered = EVERYTHING
    for name, moment in (("due_from", start), ("due_to", end)):
        if moment is not None:
            bound = bindparam(name, type_=DateTime(timezone=True))
            condition = _R.due_at >= bound if name == "due_from" else _R.due_at < bound
            filtered &= Filter(
                Conditions((name,), (condition,)), {name: beginning_of(moment, zone)}
            )
    return filtered
