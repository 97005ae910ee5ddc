"""Where a task stands: its project, its parent, its place among others.

Each check locks the row it asks for until the transaction ends, so that a project or a parent that
another tab puts into the trash or archives meanwhile is either seen, or takes the task along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Update, Uuid, all_, any_, bindparam, null, select, update

from umbra.core.actor import Actor
from umbra.core.errors import Conflict, InvalidInput, NotFound, StaleVersion
from umbra.database import Transaction
from umbra.items.kind import ITEM, OWNER, present, these, this_one, written
from umbra.items.moving import Move, rank_beside
from umbra.projects.kind import PROJECT, PROJECTS, TASKS
from umbra.projects.models import TaskStatus
from umbra.projects.tasks.kind import AMONG_SIBLINGS, IN_COLUMN, TASK

_T, _P = TASKS.c, PROJECTS.c

NO_PROJECT = "Is not one of your projects."
ARCHIVED_PROJECT = (
    "Is archived and takes no more tasks. Give it another status first, or name another project."
)
OWN_PARENT = "A task can't be its own parent. Name another task."
NO_PARENT = "Is not one of your tasks."
OTHER_PROJECT = "Is in another project. Name a task of the same project."
TWO_LEVELS = "Is a sub-task itself, and sub-tasks have no sub-tasks. Name its parent instead."
HAS_SUBTASKS = "Has sub-tasks of its own, so it can't be a sub-task. Move those first."
PROJECT_GONE = "The project of this task is in the trash. Restore the project first."
PARENT_GONE = "The task that this is a sub-task of is in the trash. Restore that one first."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task is: its version, project, parent and status."""

    version: int
    project_id: UUID
    parent_id: UUID | None
    status: TaskStatus


async def place_of(
    tx: Transaction, actor: Actor, task_id: UUID, version: int | None = None
) -> Place:
    """Where the task is. NotFound; StaleVersion when `version` is given and it has another."""
    row = await tx.first(_place(), {"owner": actor.owner_id, "item": task_id})
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise StaleVersion(row.version)
    return Place(*row)


async def check_project(tx: Transaction, actor: Actor, project_id: UUID) -> None:
    """InvalidInput at `project_id` for a project that is not there, or takes no tasks."""
    row = await tx.first(_project(), {"owner": actor.owner_id, "item": project_id})
    if row is None:
        raise InvalidInput.at("project_id", NO_PROJECT)
    if row.status == "archived":
        raise InvalidInput.at("project_id", ARCHIVED_PROJECT)


async def check_parent(
    tx: Transaction, actor: Actor, parent_id: UUID, project_id: UUID, task_id: UUID | None = None
) -> None:
    """InvalidInput at `parent_id` for one that can't be the parent of the task `task_id`.

    None means a new task. The caller holds `umbra.database.lock_ordering`: of two tasks that are
    made each other's parent at once, the second sees the first. Sub-tasks of the task that are in
    the trash become tasks of their own.
    """
    if parent_id == task_id:
        raise InvalidInput.at("parent_id", OWN_PARENT)
    row = await tx.first(_parent(), {"owner": actor.owner_id, "item": parent_id})
    if row is None:
        raise InvalidInput.at("parent_id", NO_PARENT)
    if row.project_id != project_id:
        raise InvalidInput.at("parent_id", OTHER_PROJECT)
    if row.parent_id is not None:
        raise InvalidInput.at("parent_id", TWO_LEVELS)
    if task_id is None:
        return
    which = {"owner": actor.owner_id, "item": task_id, "at": tx.now}
    if await tx.first(_subtasks(), which) is not None:
        raise InvalidInput.at("parent_id", HAS_SUBTASKS)
    await tx.execute(_release_deleted(), which)


async def check_restored(tx: Transaction, actor: Actor, ids: list[UUID]) -> None:
    """Conflict if one of the restored tasks has its project or its parent in the trash."""
    values = {"owner": actor.owner_id, "ids": ids}
    projects = (await tx.execute(_projects_of(), values)).scalars().all()
    parents = (await tx.execute(_parents_of(), values)).scalars().all()
    if any(deleted_at is not None for deleted_at in projects):
        raise Conflict(PROJECT_GONE)
    if any(deleted_at is not None for deleted_at in parents):
        raise Conflict(PARENT_GONE)


async def rank_in(
    tx: Transaction,
    actor: Actor,
    task_id: UUID,
    move: Move,
    place: Place,
    changes: Mapping[str, Any],
) -> str:
    """The rank beside the neighbour of `move` of a task at `place` that gets `changes` too.

    Beside a sub-task of the same parent it is one among them, else one of a column. The caller
    holds `umbra.database.lock_ordering`. InvalidInput at the side for a neighbour elsewhere.
    """
    parent = changes.get("parent_id", place.parent_id)
    siblings = False
    if parent is not None:
        which = {"owner": actor.owner_id, "item": move.neighbour}
        neighbour = await tx.first(_place(), which)
        siblings = neighbour is not None and neighbour.parent_id == parent
    order = AMONG_SIBLINGS if siblings else IN_COLUMN
    names = [grouping.column.name for grouping in order.groups]
    group = {name: changes[name] for name in names if name in changes}
    return await rank_beside(tx, actor, order, task_id, Move(move.side, move.neighbour, group))


async def take_subtasks_along(tx: Transaction, actor: Actor, ids: list[UUID]) -> None:
    """Gives the sub-tasks of tasks that changed their project a new version.

    The foreign key has changed their project already (ON UPDATE CASCADE).
    """
    await tx.execute(_touch_subtasks(), {"owner": actor.owner_id, "ids": ids, "at": tx.now})


@cache
def _place() -> Select[*tuple[Any, ...]]:
    return select(_T.version, _T.project_id, _T.parent_id, _T.status).where(this_one(TASK))


@cache
def _project() -> Select[*tuple[Any, ...]]:
    return select(_P.status).where(this_one(PROJECT)).with_for_update(read=True)


@cache
def _parent() -> Select[*tuple[Any, ...]]:
    found = select(_T.project_id, _T.parent_id).where(this_one(TASK))
    return found.with_for_update(read=True)


@cache
def _subtasks() -> Select[*tuple[Any, ...]]:
    return select(_T.id).where(present(TASK), _T.parent_id == ITEM).limit(1)


@cache
def _release_deleted() -> Update:
    deleted = (_T.owner_id == OWNER, _T.parent_id == ITEM, _T.deleted_at.is_not(None))
    return update(TASKS).where(*deleted).values(parent_id=null(), **written(TASKS))


@cache
def _projects_of() -> Select[*tuple[Any, ...]]:
    projects = select(_T.project_id).where(these(TASK))
    found = select(_P.deleted_at).where(_P.owner_id == OWNER, _P.id.in_(projects))
    return found.with_for_update(read=True)


@cache
def _parents_of() -> Select[*tuple[Any, ...]]:
    parents = select(_T.parent_id).where(these(TASK), _T.parent_id.is_not(None)).subquery()
    found = select(_T.deleted_at).where(_T.owner_id == OWNER, _T.id.in_(select(parents)))
    return found.with_for_update(read=True)


@cache
def _touch_subtasks() -> Update:
    ids = bindparam("ids", type_=ARRAY(Uuid()))
    subtasks = (_T.owner_id == OWNER, _T.parent_id == any_(ids), _T.id != all_(ids))
    return update(TASKS).where(*subtasks).values(**written(TASKS))
