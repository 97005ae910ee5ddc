"""The service of projects, called by the pages and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal, Unpack
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, func, select

from umbra.core import rank
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction, lock_ordering
from umbra.items import reading, writing
from umbra.items.filtering import EVERYTHING, Conditions, Filter, matching, one_of, tagged
from umbra.items.kind import Changed, in_columns, present
from umbra.items.many import change_many, patch_of_many, trash_values
from umbra.items.moving import move_in, rank_beside
from umbra.projects.duplicating import duplicate_project
from umbra.projects.fields import (
    Duplicate,
    ProjectFields,
    ProjectFilter,
    ProjectFilterFields,
    ProjectPatch,
    Sort,
)
from umbra.projects.kind import BY_HAND, PROJECT, PROJECTS
from umbra.projects.models import PROJECT_STATUSES, ProjectStatus
from umbra.projects.rules import Progress, ProjectRow
from umbra.projects.tasks.alarms import plan_alarms_of

__all__ = [
    "Changed",
    "Duplicate",
    "Progress",
    "ProjectAction",
    "ProjectFields",
    "ProjectFilter",
    "ProjectFilterFields",
    "ProjectLabel",
    "ProjectPatch",
    "ProjectRow",
    "ProjectStatus",
    "Sort",
    "StatusCounts",
    "bulk_projects",
    "counts",
    "create_project",
    "cursor_of",
    "delete_project",
    "duplicate_project",
    "get_project",
    "labels",
    "list_window",
    "patch_project",
    "replace_project",
    "revert_project",
    "rows_by_id",
]

ProjectAction = Literal["delete", "restore", "patch"]

_P = PROJECTS.c


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """The number of projects of each status."""

    active: int = 0
    on_hold: int = 0
    done: int = 0
    archived: int = 0


@dataclass(frozen=True, slots=True)
class ProjectLabel:
    """What a task says of its project."""

    id: UUID
    name: str
    colour: str | None
    status: ProjectStatus


async def get_project(tx: Transaction, actor: Actor, project_id: UUID) -> ProjectRow:
    """The project by that id. NotFound where the owner has none, or has it in the trash."""
    return await reading.get(tx, actor, PROJECT, project_id)


async def list_window(
    tx: Transaction,
    actor: Actor,
    which: ProjectFilter,
    sort: Sort,
    **place: Unpack[reading.Place],
) -> Window[ProjectRow]:
    """A window of the projects in the order of `sort`; see `umbra.items.reading.window`."""
    filtered = await conditions_of(tx, replace(which, statuses=()))
    return await reading.window(tx, actor, PROJECT, filtered, sort, _parts_of(which), **place)


async def rows_by_id(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], which: ProjectFilter
) -> list[ProjectRow]:
    """Those of the projects `ids` that are there and fit `which`, in no order."""
    return await reading.by_ids(tx, actor, PROJECT, ids, await conditions_of(tx, which))


async def labels(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, ProjectLabel]:
    """Name, colour and status of these projects, by their ids, for a list of their tasks."""
    found = await tx.all(_labels(), {"owner": actor.owner_id, "ids": list(set(ids))})
    return {row.id: ProjectLabel(*row) for row in found}


async def counts(tx: Transaction, actor: Actor, which: ProjectFilter) -> StatusCounts:
    """Counts the projects that fit `which` by status; the statuses in `which` are ignored."""
    filtered = await conditions_of(tx, replace(which, statuses=()))
    values = {"owner": actor.owner_id} | filtered.values
    row = await tx.first(_counts_statement(filtered.conditions), values)
    return StatusCounts(*row) if row else StatusCounts()


def cursor_of(row: ProjectRow, sort: Sort) -> Cursor:
    """The place of `row` in the list sorted by `sort`."""
    return reading.cursor_of(PROJECT, row, sort)


async def conditions_of(tx: Transaction, which: ProjectFilter) -> Filter:
    """`which` as conditions."""
    filtered = await matching(tx, PROJECT, which.text) if which.text else EVERYTHING
    if which.statuses:
        filtered &= one_of(_P.status, which.statuses)
    return filtered & tagged(PROJECT, which.tag) if which.tag is not None else filtered


async def create_project(tx: Transaction, actor: Actor, fields: ProjectFields) -> ProjectRow:
    """Creates a project, the last of its status."""
    values = in_columns(PROJECT, dict(fields)) | {"position": rank.fresh()}
    return await writing.create(tx, actor, PROJECT, values, fields.tags)


async def replace_project(
    tx: Transaction,
    actor: Actor,
    project_id: UUID,
    fields: ProjectFields,
    version: int | None = None,
) -> ProjectRow:
    """Replaces all fields of the project; its position and its tasks stay.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    values = in_columns(PROJECT, dict(fields))
    row = await writing.change(tx, actor, PROJECT, project_id, values, version, tags=fields.tags)
    return await _with_alarms(tx, actor, row, values)


async def patch_project(
    tx: Transaction,
    actor: Actor,
    project_id: UUID,
    patch: ProjectPatch,
    version: int | None = None,
) -> ProjectRow:
    """Applies a merge patch to the project, and moves it if the patch names a neighbour.

    The alarms of an archived project's tasks rest. NotFound; StaleVersion when `version` is given
    and it has another by now; InvalidInput at `before` or `after` for a neighbour that is not
    there or has another status.
    """
    named = patch.named()
    values = in_columns(PROJECT, named)
    if move := move_in(named, "status"):
        await lock_ordering(tx, actor)
        values["position"] = await rank_beside(tx, actor, BY_HAND, project_id, move)
    row = await writing.change(
        tx, actor, PROJECT, project_id, values, version, tags=named.get("tags")
    )
    return await _with_alarms(tx, actor, row, values)


async def revert_project(
    tx: Transaction,
    actor: Actor,
    project_id: UUID,
    values: Mapping[str, Any],
    version: int,
    tags: Sequence[str] | None = None,
) -> ProjectRow:
    """Writes former `values` by column and `tags` back, for undo.

    NotFound; StaleVersion when the project has another version by now.
    """
    row = await writing.change(tx, actor, PROJECT, project_id, values, version, tags=tags)
    return await _with_alarms(tx, actor, row, values)


async def delete_project(
    tx: Transaction, actor: Actor, project_id: UUID, version: int | None = None
) -> None:
    """Puts the project into the trash, with its tasks.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    await writing.delete(tx, actor, PROJECT, project_id, version)


async def bulk_projects(
    tx: Transaction,
    actor: Actor,
    ids: Sequence[UUID],
    action: ProjectAction,
    patch: ProjectPatch | None = None,
) -> list[Changed]:
    """Applies `action` to all of `ids` or to none: NotFound if one does not exist.

    "restore" takes them from the trash. InvalidInput at `ids` for none or more than 500, at
    `fields` for what a bulk patch can't do.
    """
    named = patch_of_many(action, patch)
    for side in ("before", "after"):
        if side in named:
            raise InvalidInput.at(f"fields.{side}", "Works on one project at a time.")
    values = trash_values(action)
    if values is not None:
        return await change_many(tx, actor, PROJECT, ids, values, in_trash=action == "restore")
    values = in_columns(PROJECT, named)
    changed = await change_many(tx, actor, PROJECT, ids, values, tags=named.get("tags"))
    if "status" in values:
        await plan_alarms_of(tx, actor, [one.id for one in changed])
    return changed


async def _with_alarms(
    tx: Transaction, actor: Actor, row: ProjectRow, values: Mapping[str, Any]
) -> ProjectRow:
    """The project, whose tasks' alarms rest while it is archived."""
    if "status" in values:
        await plan_alarms_of(tx, actor, [row.id])
    return row


def _parts_of(which: ProjectFilter) -> tuple[int, ...]:
    """The parts of the list that `which` lets through: one for each status."""
    statuses = which.statuses or PROJECT_STATUSES
    return tuple(sorted(PROJECT_STATUSES.index(status) for status in statuses))


@cache
def _labels() -> Select[*tuple[Any, ...]]:
    ids = any_(bindparam("ids", type_=ARRAY(Uuid())))
    return select(_P.id, _P.name, _P.colour, _P.status).where(present(PROJECT), _P.id == ids)


@lru_cache(maxsize=128)
def _counts_statement(conditions: Conditions) -> Select[*tuple[int, ...]]:
    numbers = (func.count().filter(_P.status == status) for status in PROJECT_STATUSES)
    return reading.counting(PROJECT, conditions, *numbers)
