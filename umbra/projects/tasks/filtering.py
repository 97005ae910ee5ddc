"""The filters of tasks as SQL conditions, and the counts of a board's columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.due import DAY_COLUMN
from umbra.items.filtering import (
    EVERYTHING,
    Conditions,
    Filter,
    equals,
    is_null,
    matching,
    one_of,
    tagged,
    with_person,
    within,
)
from umbra.items.kind import OWNER
from umbra.items.reading import counting
from umbra.projects.kind import PROJECTS, TASKS
from umbra.projects.models import TASK_STATUSES
from umbra.projects.tasks.fields import TaskFilter
from umbra.projects.tasks.kind import BY_POSITION, DONE, OPEN, TASK, TASK_PEOPLE

_T, _P = TASKS.c, PROJECTS.c

ARCHIVED: Select[Any] = select(_P.id).where(
    _P.owner_id == OWNER, _P.status == "archived", _P.deleted_at.is_(None)
)
"""The archived projects of `owner`."""

NOT_ARCHIVED: ColumnElement[bool] = _T.project_id.in_(ARCHIVED).is_(False)
"""The tasks of projects that are not archived: looked up in a set that is made once."""


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """The number of tasks of each status: the heads of a board's columns."""

    todo: int = 0
    doing: int = 0
    done: int = 0


def parts_of(which: TaskFilter, sort: str) -> tuple[int, ...]:
    """The parts of the list in the order of `sort` that `which` lets through."""
    statuses = which.statuses or TASK_STATUSES
    if sort == BY_POSITION:
        return tuple(sorted(TASK_STATUSES.index(status) for status in statuses))
    return tuple(sorted({DONE if status == "done" else OPEN for status in statuses}))


async def conditions_of(tx: Transaction, which: TaskFilter) -> Filter:
    """`which` as conditions."""
    filtered = await matching(tx, TASK, which.text) if which.text else EVERYTHING
    if which.project_id is not None:
        filtered &= equals(_T.project_id, which.project_id)
    else:
        filtered &= Filter(Conditions(("not archived",), (NOT_ARCHIVED,)))
    if which.parent_id is not None:
        filtered &= equals(_T.parent_id, which.parent_id)
    if which.top:
        filtered &= is_null(_T.parent_id)
    if which.statuses:
        filtered &= one_of(_T.status, which.statuses)
    if which.priorities:
        filtered &= one_of(_T.priority, which.priorities)
    if which.tag is not None:
        filtered &= tagged(TASK, which.tag)
    if which.person is not None:
        filtered &= with_person(TASK, TASK_PEOPLE, which.person)
    return filtered & within(_T.due_date, which.due_from, which.due_to, indexed=DAY_COLUMN)


async def counts(tx: Transaction, actor: Actor, which: TaskFilter) -> StatusCounts:
    """Counts the tasks that fit `which` by status; the status in `which` is ignored."""
    filtered = await conditions_of(tx, replace(which, statuses=()))
    values = {"owner": actor.owner_id} | filtered.values
    row = await tx.first(_counts_statement(filtered.conditions), values)
    return StatusCounts(*row) if row else StatusCounts()


@lru_cache(maxsize=128)
def _counts_statement(conditions: Conditions) -> Select[*tuple[int, ...]]:
    numbers = (func.count().filter(_T.status == status) for status in TASK_STATUSES)
    return counting(TASK, conditions, *numbers)
