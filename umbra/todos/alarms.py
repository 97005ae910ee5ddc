"""The alarms of todos: due days and times are in the account's zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, select

from umbra.alerts import alarms
from umbra.alerts.alarms import AlarmKind, Timing, due_series
from umbra.alerts.parts import Parts
from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.kind import present
from umbra.preferences.service import time_zone_of
from umbra.todos.kind import IS_OPEN, TODO, TODO_PEOPLE, TODOS

_T = TODOS.c


async def timings(tx: Transaction, owner_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, Timing]:
    """When these todos are due, without those that are done or in the trash."""
    zone = (await time_zone_of(tx, owner_id)).name
    found = await tx.all(_due(), {"owner": owner_id, "ids": list(ids)})
    return {row.id: Timing(due_series(row.due_date, row.due_time), zone) for row in found}


TODO_ALARMS = AlarmKind(
    TODO,
    "todo_id",
    timings,
    follows=frozenset({"due_date", "due_time", "completed", "completed_at"}),
)

TODO_PARTS = Parts(TODO_ALARMS, TODO_PEOPLE)


async def plan_alarms(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> None:
    """Plans the alarms of these todos anew."""
    await alarms.plan(tx, actor.owner_id, TODO_ALARMS, ids)


@cache
def _due() -> Select[*tuple[Any, ...]]:
    ids = any_(bindparam("ids", type_=ARRAY(Uuid())))
    return select(_T.id, _T.due_date, _T.due_time).where(present(TODO), IS_OPEN, _T.id == ids)
