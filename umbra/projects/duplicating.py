"""Duplicates a project with its tasks, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Insert,
    Select,
    TableValuedAlias,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    null,
    select,
)

from umbra.alerts.alarms import ALARMS
from umbra.core import rank
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.core.text import LONGEST_NAME
from umbra.database import Transaction, lock_ordering
from umbra.items import reading, writing
from umbra.items.copying import copy_links
from umbra.items.kind import AT, OWNER, present
from umbra.projects.fields import Duplicate
from umbra.projects.kind import PROJECT, TASKS
from umbra.projects.rules import ProjectRow
from umbra.projects.tasks.alarms import plan_alarms
from umbra.projects.tasks.kind import TASK, TASK_PEOPLE

_T = TASKS.c
_A = ALARMS.c

_COPIED = (
    "title",
    "title_key",
    "notes",
    "priority",
    "due_date",
    "due_time",
    "position",
    "words",
)
"""The columns of a task that its copy has alike."""

_SUFFIX = " (copy)"


async def duplicate_project(
    tx: Transaction, actor: Actor, project_id: UUID, fields: Duplicate | None = None
) -> ProjectRow:
    """A copy of the project with its tasks, active, the last of its status.

    Tasks keep their order, tags, alarms, due dates and parents; those that are done are to do
    again, the others keep their status. Comments and what is in the trash stay behind. NotFound.
    """
    await lock_ordering(tx, actor)
    source = await reading.get(tx, actor, PROJECT, project_id)
    values = {
        "name": (fields and fields.name) or _name_of_copy(source.name),
        "notes": source.notes,
        "status": "active",
        "colour": source.colour,
        "due_date": source.due_date,
        "position": rank.fresh(),
    }
    copy = await writing.create(tx, actor, PROJECT, values, source.tags)
    which = {"owner": actor.owner_id, "project": project_id}
    ids = (await tx.execute(_ids(), which)).scalars().all()
    if not ids:
        return copy
    await _copy_tasks(tx, actor, copy.id, ids)
    return await reading.get(tx, actor, PROJECT, copy.id)


def _name_of_copy(name: str) -> str:
    return name[: LONGEST_NAME - len(_SUFFIX)] + _SUFFIX


async def _copy_tasks(tx: Transaction, actor: Actor, project_id: UUID, ids: Sequence[UUID]) -> None:
    values = {
        "owner": actor.owner_id,
        "at": tx.now,
        "project": project_id,
        "old": list(ids),
        "new": [new_id() for _ in ids],
    }
    await tx.execute(_insert_tasks(), values)
    for statement in _insert_links():
        await tx.execute(statement, values)
    copied = (await tx.execute(_alarms(), values)).all()
    if not copied:
        return
    rows = [
        {
            "owner_id": actor.owner_id,
            "id": new_id(),
            "task_id": row.new,
            "position": row.position,
            "spec": row.spec,
        }
        for row in copied
    ]
    await tx.execute(insert(ALARMS), rows)
    await plan_alarms(tx, actor, list({row.new for row in copied}))


def _pairs(name: str) -> TableValuedAlias:
    """The ids of the tasks and of their copies as rows of `old` and `new`."""
    old, new = bindparam("old", type_=ARRAY(Uuid())), bindparam("new", type_=ARRAY(Uuid()))
    return func.unnest(old, new).table_valued("old", "new", name=name).render_derived()


@cache
def _ids() -> Select[*tuple[Any, ...]]:
    project = bindparam("project", type_=Uuid())
    return select(_T.id).where(present(TASK), _T.project_id == project)


@cache
def _insert_tasks() -> Insert:
    pairs, parents = _pairs("pairs"), _pairs("parents")
    done = _T.status == "done"
    copies = {
        "owner_id": _T.owner_id,
        "id": pairs.c.new,
        "version": literal(1),
        "created_at": AT,
        "updated_at": AT,
        "project_id": bindparam("project", type_=Uuid()),
        "parent_id": parents.c.new,
        "status": case((done, "todo"), else_=_T.status),
        "completed_at": null(),
        **{name: _T[name] for name in _COPIED},
    }
    tasks = (
        select(*copies.values())
        .join_from(TASKS, pairs, _T.id == pairs.c.old)
        .outerjoin(parents, _T.parent_id == parents.c.old)
        .where(_T.owner_id == OWNER)
    )
    return insert(TASKS).from_select(list(copies), tasks)


@cache
def _insert_links() -> tuple[Insert, Insert]:
    assert TASK.tags is not None
    pairs = _pairs("pairs")
    return (
        copy_links(TASK.tags.table, "task_id", pairs, "old", "new"),
        copy_links(TASK_PEOPLE.table, "task_id", pairs, "old", "new"),
    )


@cache
def _alarms() -> Select[*tuple[Any, ...]]:
    pairs = _pairs("pairs")
    same = and_(_A.owner_id == OWNER, _A.task_id == pairs.c.old)
    return select(pairs.c.new, _A.position, _A.spec).join_from(ALARMS, pairs, same)
