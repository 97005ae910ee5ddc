"""Bulk changes of tasks, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, case, literal

from umbra.alerts.parts import write_parts_of_many
from umbra.core.actor import Actor
from umbra.core.alarms import not_in_bulk
from umbra.core.errors import FieldError, InvalidInput
from umbra.database import Transaction, lock_ordering
from umbra.items.kind import Changed
from umbra.items.many import change_many, patch_of_many, trash_values
from umbra.items.people import check_people
from umbra.projects.kind import TASKS
from umbra.projects.tasks.alarms import TASK_PARTS
from umbra.projects.tasks.fields import TaskPatch
from umbra.projects.tasks.kind import TASK
from umbra.projects.tasks.placing import check_project, take_subtasks_along
from umbra.projects.tasks.values import changes_of

TaskAction = Literal["complete", "delete", "restore", "patch"]

_T = TASKS.c


async def bulk_tasks(
    tx: Transaction,
    actor: Actor,
    ids: Sequence[UUID],
    action: TaskAction,
    patch: TaskPatch | None = None,
) -> list[Changed]:
    """Applies `action` to all of `ids` or to none: NotFound if one does not exist.

    "restore" takes them from the trash. In another project, sub-tasks stay those of their parent
    where it goes along. InvalidInput at `ids` for none or more than 500, at `fields` for what a
    bulk patch can't do; Conflict for restoring a task whose project or parent is in the trash.
    """
    named = patch_of_many(action, patch)
    not_in_bulk(named)
    for field in ("before", "after", "parent_id"):
        if field in named:
            raise InvalidInput.at(f"fields.{field}", "Works on one task at a time.")
    if named.get("due_time") is not None and named.get("due_date") is None:
        raise InvalidInput.at("fields.due_time", "Needs a due date beside it, the same for all.")
    values = trash_values(action)
    if values is not None:
        return await change_many(tx, actor, TASK, ids, values, in_trash=action == "restore")
    if named.get("people"):
        await lock_ordering(tx, actor)
        await check_people(tx, actor, named["people"], "fields.people")
    if action == "complete":
        named["status"] = "done"
    values = changes_of(named)
    if "project_id" in named:
        await lock_ordering(tx, actor)
        await _check_project(tx, actor, named["project_id"])
        moved = any_(literal(list(ids), ARRAY(Uuid())))
        stays = (_T.parent_id == moved) | (_T.project_id == named["project_id"])
        values["parent_id"] = case((stays, _T.parent_id))
    changed = await change_many(tx, actor, TASK, ids, values, tags=named.get("tags"))
    if "project_id" in named:
        await take_subtasks_along(tx, actor, [one.id for one in changed])
    await write_parts_of_many(tx, actor, TASK_PARTS, changed, named)
    return changed


async def _check_project(tx: Transaction, actor: Actor, project_id: UUID) -> None:
    try:
        await check_project(tx, actor, project_id)
    except InvalidInput as refused:
        raise InvalidInput(
            FieldError(f"fields.{error.field}", error.message) for error in refused.errors
        ) from None
