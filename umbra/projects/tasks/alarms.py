"""The alarms of tasks: due days and times are in the account's zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, select

from umbra.alerts import alarms
from umbra.alerts.alarms import ALARMS, AlarmKind, Timing, due_series
from umbra.alerts.parts import Parts
from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.kind import OWNER, present
from umbra.preferences.service import time_zone_of
from umbra.projects.kind import TASKS
from umbra.projects.tasks.filtering import NOT_ARCHIVED
from umbra.projects.tasks.kind import IS_OPEN, TASK, TASK_PEOPLE

_T = TASKS.c


async def timings(tx: Transaction, owner_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, Timing]:
    """When these tasks are due, without those that are done, in the trash or archived."""
    zone = (await time_zone_of(tx, owner_id)).name
    found = await tx.all(_due(), {"owner": owner_id, "ids": list(ids)})
    return {row.id: Timing(due_series(row.due_date, row.due_time), zone) for row in found}


TASK_ALARMS = AlarmKind(
    TASK,
    "task_id",
    timings,
    follows=frozenset({"due_date", "due_time", "status", "completed_at", "project_id"}),
)

TASK_PARTS = Parts(TASK_ALARMS, TASK_PEOPLE)


async def plan_alarms(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> None:
    """Plans the alarms of these tasks anew."""
    await alarms.plan(tx, actor.owner_id, TASK_ALARMS, ids)


async def plan_alarms_of(tx: Transaction, actor: Actor, projects: Sequence[UUID]) -> None:
    """Plans the alarms of all open tasks of projects anew, as after they were archived."""
    values = {"owner": actor.owner_id, "projects": list(projects)}
    found = await tx.execute(_of_projects(), values)
    if ids := found.scalars().all():
        await plan_alarms(tx, actor, ids)


@cache
def _due() -> Select[*tuple[Any, ...]]:
    ids = any_(bindparam("ids", type_=ARRAY(Uuid())))
    awake = (present(TASK), IS_OPEN, NOT_ARCHIVED)
    return select(_T.id, _T.due_date, _T.due_time).where(*awake, _T.id == ids)


@cache
def _of_projects() -> Select[*tuple[Any, ...]]:
    projects = any_(bindparam("projects", type_=ARRAY(Uuid())))
    tasks = select(_T.id).where(present(TASK), _T.project_id == projects, IS_OPEN)
    alarm = ALARMS.c
    return select(alarm.task_id).distinct().where(alarm.owner_id == OWNER, alarm.task_id.in_(tasks))
