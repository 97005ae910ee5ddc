"""The service of tasks, called by the pages and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, select

from umbra.alerts.parts import PARTS, write_parts
from umbra.core import rank
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction, lock_ordering
from umbra.items import reading, writing
from umbra.items.due import TIME_NEEDS_A_DAY
from umbra.items.kind import Changed, columns, present, row_from
from umbra.items.moving import move_in
from umbra.items.people import check_people
from umbra.projects.kind import PROJECT, TASKS
from umbra.projects.tasks.alarms import TASK_PARTS
from umbra.projects.tasks.bulk import TaskAction, bulk_tasks
from umbra.projects.tasks.fields import (
    ProjectTaskFilterFields,
    Sort,
    TaskFields,
    TaskFilter,
    TaskFilterFields,
    TaskPatch,
)
from umbra.projects.tasks.filtering import StatusCounts, conditions_of, counts, parts_of
from umbra.projects.tasks.kind import BY_POSITION, TASK
from umbra.projects.tasks.placing import (
    Place,
    check_parent,
    check_project,
    place_of,
    rank_in,
    take_subtasks_along,
)
from umbra.projects.tasks.rules import TaskRow
from umbra.projects.tasks.values import changes_of, toggled

__all__ = [
    "Changed",
    "ProjectTaskFilterFields",
    "Sort",
    "StatusCounts",
    "TaskAction",
    "TaskFields",
    "TaskFilter",
    "TaskFilterFields",
    "TaskPatch",
    "TaskRow",
    "bulk_tasks",
    "counts",
    "create_task",
    "cursor_of",
    "delete_task",
    "get_task",
    "list_window",
    "patch_task",
    "replace_task",
    "revert_task",
    "rows_by_id",
    "subtasks_of",
    "toggle_task",
]

_T = TASKS.c

NEEDS_PROJECT = "Orders the tasks of one project. Name it by project_id, or choose another order."


async def get_task(
    tx: Transaction, actor: Actor, task_id: UUID, project_id: UUID | None = None
) -> TaskRow:
    """The task by that id. NotFound where the owner has none, or has it in the trash.

    With `project_id` it has to be of that project.
    """
    row = await reading.get(tx, actor, TASK, task_id)
    if project_id is not None and row.project_id != project_id:
        raise NotFound
    return row


async def list_window(
    tx: Transaction,
    actor: Actor,
    which: TaskFilter,
    sort: Sort,
    **place: Unpack[reading.Place],
) -> Window[TaskRow]:
    """A window of the tasks in the order of `sort`; see `umbra.items.reading.window`.

    InvalidInput at `sort` for the order by position over several projects.
    """
    if sort == BY_POSITION and which.project_id is None:
        raise InvalidInput.at("sort", NEEDS_PROJECT)
    parts = parts_of(which, sort)
    if sort == BY_POSITION:  # each status is a part of its own
        which = replace(which, statuses=())
    filtered = await conditions_of(tx, which)
    return await reading.window(tx, actor, TASK, filtered, sort, parts, **place)


async def rows_by_id(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], which: TaskFilter
) -> list[TaskRow]:
    """Those of the tasks `ids` that are there and fit `which`, in no order."""
    return await reading.by_ids(tx, actor, TASK, ids, await conditions_of(tx, which))


async def subtasks_of(
    tx: Transaction, actor: Actor, task_ids: Sequence[UUID]
) -> dict[UUID, list[TaskRow]]:
    """The sub-tasks of each of these tasks that has any, in their order."""
    found: dict[UUID, list[TaskRow]] = {}
    values = {"owner": actor.owner_id, "parents": list(task_ids)}
    for row in await tx.all(_subtasks_of(), values):
        task = row_from(TASK, row)
        assert task.parent_id is not None
        found.setdefault(task.parent_id, []).append(task)
    return found


def cursor_of(row: TaskRow, sort: Sort) -> Cursor:
    """The place of `row` in the list sorted by `sort`."""
    return reading.cursor_of(TASK, row, sort)


async def create_task(
    tx: Transaction,
    actor: Actor,
    fields: TaskFields,
    project_id: UUID | None = None,
    completed_at: datetime | None = None,
) -> TaskRow:
    """Creates a task, the last of its status in its project.

    `completed_at` is when a done one was done, by default now. `project_id` is the project that a
    path names: NotFound where there is none. InvalidInput at
    `project_id` for an archived project, one that is not there or another than the path's; at
    `parent_id` for what can't be its parent.
    """
    project = await _project_of_new(tx, actor, fields, project_id)
    if fields.parent_id is not None or fields.alarms or fields.people:
        await lock_ordering(tx, actor)
    await check_people(tx, actor, fields.people)
    await check_project(tx, actor, project)
    if fields.parent_id is not None:
        await check_parent(tx, actor, fields.parent_id, project)
    values = changes_of(dict(fields)) | {
        "project_id": project,
        "completed_at": (completed_at or tx.now) if fields.status == "done" else None,
        "position": rank.fresh(),
    }
    row = await writing.create(tx, actor, TASK, values, fields.tags)
    return await write_parts(
        tx, actor, TASK_PARTS, row, {"alarms": fields.alarms, "people": fields.people}
    )


async def replace_task(
    tx: Transaction,
    actor: Actor,
    task_id: UUID,
    fields: TaskFields,
    version: int | None = None,
) -> TaskRow:
    """Replaces all fields of the task; its position stays, and its project unless named.

    NotFound; StaleVersion when `version` is given and it has another by now; InvalidInput as
    for `patch_task`.
    """
    named = dict(fields)
    if fields.project_id is None:
        del named["project_id"]
    await lock_ordering(tx, actor)
    await check_people(tx, actor, fields.people)
    return await _placed(tx, actor, task_id, named, version)


async def patch_task(
    tx: Transaction,
    actor: Actor,
    task_id: UUID,
    patch: TaskPatch,
    version: int | None = None,
) -> TaskRow:
    """Applies a merge patch to the task, and moves it if the patch names a neighbour.

    In another project it is the last of its status, its sub-tasks go along, and a sub-task
    becomes a task of its own unless a parent is named. A change of status alone keeps the rank.
    NotFound; StaleVersion when `version` is given and it has another by now; InvalidInput at
    `project_id` for a project that is archived or not there, at `parent_id` for what can't be its
    parent, at `before` or `after` for a neighbour that is not there or stands elsewhere, at
    `due_time` for a time without a day.
    """
    named = patch.named()
    is_placed = not {"project_id", "parent_id", "before", "after"}.isdisjoint(named)
    if is_placed or not PARTS.isdisjoint(named):
        await lock_ordering(tx, actor)
    await check_people(tx, actor, named.get("people", ()))
    if is_placed:
        return await _placed(tx, actor, task_id, named, version)
    return await _changed(tx, actor, task_id, named, changes_of(named), version)


async def toggle_task(
    tx: Transaction,
    actor: Actor,
    task_id: UUID,
    completed: bool | None = None,
    version: int | None = None,
) -> TaskRow:
    """Completes or reopens the task, as `completed` says; None toggles it.

    One that is done already keeps its instant of completion. Sub-tasks stay as they are. NotFound;
    StaleVersion when `version` is given and it has another by now.
    """
    values = toggled(completed)
    row = await writing.change(tx, actor, TASK, task_id, values, version)
    return await write_parts(tx, actor, TASK_PARTS, row, values)


async def revert_task(
    tx: Transaction,
    actor: Actor,
    task_id: UUID,
    values: Mapping[str, Any],
    version: int,
    tags: Sequence[str] | None = None,
) -> TaskRow:
    """Writes former `values` by column, with alarms and people among them, and `tags` back.

    Undo calls this. NotFound; StaleVersion when the task has another version by now; InvalidInput
    where its former project or parent can't have it any more.
    """
    await lock_ordering(tx, actor)
    place = await place_of(tx, actor, task_id, version)
    await _check_place(tx, actor, task_id, place, values)
    own = {name: value for name, value in values.items() if name not in PARTS}
    has_parts = not PARTS.isdisjoint(values)
    row = await writing.change(
        tx, actor, TASK, task_id, own, version, tags=tags, has_parts=has_parts
    )
    if row.project_id != place.project_id:
        await take_subtasks_along(tx, actor, [task_id])
    return await write_parts(tx, actor, TASK_PARTS, row, values)


async def delete_task(
    tx: Transaction, actor: Actor, task_id: UUID, version: int | None = None
) -> None:
    """Puts the task into the trash, with its sub-tasks.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    await writing.delete(tx, actor, TASK, task_id, version)


async def _project_of_new(
    tx: Transaction, actor: Actor, fields: TaskFields, project_id: UUID | None
) -> UUID:
    if project_id is None:
        if fields.project_id is None:
            raise InvalidInput.at("project_id", "Is required.")
        return fields.project_id
    if fields.project_id not in (None, project_id):
        raise InvalidInput.at("project_id", "Is another project than the path names.")
    await reading.get(tx, actor, PROJECT, project_id)
    return project_id


async def _placed(
    tx: Transaction, actor: Actor, task_id: UUID, named: dict[str, Any], version: int | None
) -> TaskRow:
    """Changes a task whose project, parent or place may change. The caller holds the lock."""
    place = await place_of(tx, actor, task_id, version)
    changes = changes_of(named)
    elsewhere = changes.get("project_id", place.project_id) != place.project_id
    if elsewhere:
        changes = {"parent_id": None, **changes, "position": rank.fresh()}
    await _check_place(tx, actor, task_id, place, changes)
    if move := move_in(named):
        changes["position"] = await rank_in(tx, actor, task_id, move, place, changes)
    row = await _changed(tx, actor, task_id, named, changes, version)
    if elsewhere:
        await take_subtasks_along(tx, actor, [task_id])
    return row


async def _check_place(
    tx: Transaction, actor: Actor, task_id: UUID, place: Place, changes: Mapping[str, Any]
) -> None:
    """InvalidInput where a task can't have the project or the parent among `changes`."""
    project = changes.get("project_id", place.project_id)
    parent = changes.get("parent_id", place.parent_id)
    if project != place.project_id:
        await check_project(tx, actor, project)
    elif parent == place.parent_id:
        return
    if parent is not None:
        await check_parent(tx, actor, parent, project, task_id)


async def _changed(
    tx: Transaction,
    actor: Actor,
    task_id: UUID,
    named: Mapping[str, Any],
    changes: dict[str, Any],
    version: int | None,
) -> TaskRow:
    needs_day = changes.get("due_time") is not None and "due_date" not in changes
    row = await writing.change(
        tx,
        actor,
        TASK,
        task_id,
        changes,
        version,
        tags=named.get("tags"),
        only=(_T.due_date.is_not(None),) if needs_day else (),
        otherwise=InvalidInput.at("due_time", TIME_NEEDS_A_DAY),
        has_parts=not PARTS.isdisjoint(named),
    )
    return await write_parts(tx, actor, TASK_PARTS, row, named)


@cache
def _subtasks_of() -> Select[*tuple[Any, ...]]:
    parents = any_(bindparam("parents", type_=ARRAY(Uuid())))
    found = select(*columns(TASK)).where(present(TASK), _T.parent_id == parents)
    return found.order_by(_T.position, _T.id)
