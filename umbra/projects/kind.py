"""The kind of projects: columns, progress, sort orders and manual ordering."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, func, literal_column, select, type_coerce
from sqlalchemy.types import NullType

from umbra.core.item import table_of
from umbra.items.due import by_due_date
from umbra.items.kind import OWNER, Child, Kind
from umbra.items.moving import Grouping, ManualOrder
from umbra.items.orders import Part, SortKey, by_id, by_instant, by_rank, by_text, text_key
from umbra.projects.models import PROJECT_STATUSES, Project, ProjectTag, Task
from umbra.projects.rules import ProjectRow
from umbra.tags.service import TagLink

PROJECTS = table_of(Project)
TASKS = table_of(Task)
_P, _T = PROJECTS.c, TASKS.c

_AS_IT_COMES = NullType()
NO_PROGRESS: ColumnElement[object] = literal_column(
    """'{"done": 0, "total": 0}'::jsonb""", _AS_IT_COMES
)


def progress_of(tasks: FromClause, *of: ColumnElement[bool]) -> ColumnElement[object]:
    """How many of the `tasks` that fit are done, and how many there are, as an object.

    Counted anew at each read from an index: numbers kept beside the project would make every
    change of a task wait for those of its neighbours.
    """
    done = func.count().filter(tasks.c.status == "done")
    counted = (
        select(func.jsonb_build_object("done", done, "total", func.count()))
        .where(tasks.c.owner_id == OWNER, tasks.c.deleted_at.is_(None), *of)
        .correlate_except(tasks)
    )
    return type_coerce(counted.scalar_subquery(), _AS_IT_COMES)


_ID: SortKey[ProjectRow] = by_id(PROJECTS)
_POSITION: SortKey[ProjectRow] = by_rank(_P.position, lambda row: row.position)
_NAME: SortKey[ProjectRow] = by_text(_P.name_key, lambda row: text_key(row.name))
_DUE: SortKey[ProjectRow] = by_due_date(lambda row: row.due_date)
_CREATED: SortKey[ProjectRow] = by_instant(_P.created_at, lambda row: row.created_at)


def _sorted_by(*keys: SortKey[ProjectRow], rising: bool = True) -> tuple[Part[ProjectRow], ...]:
    """A part for each status, in their order, so that each is read from the index."""
    return tuple(Part((*keys, _ID), rising, _P.status == status) for status in PROJECT_STATUSES)


PROJECT = Kind(
    name="project",
    plural="projects",
    path="/projects",
    icon="kanban",
    table=PROJECTS,
    row=ProjectRow,
    title=_P.name,
    orders={
        "position": _sorted_by(_POSITION),
        "name": _sorted_by(_NAME),
        "-name": _sorted_by(_NAME, rising=False),
        "due": _sorted_by(_DUE, _POSITION),
        "created": _sorted_by(_CREATED),
        "-created": _sorted_by(_CREATED, rising=False),
    },
    part_of=lambda row, _: PROJECT_STATUSES.index(row.status),
    belonging={"progress": lambda project: progress_of(TASKS, _T.project_id == project)},
    belonging_to_new={"progress": NO_PROGRESS},
    tags=TagLink(table_of(ProjectTag), "project_id", PROJECTS),
    searched=("name", "notes"),
    text_keys={"name_key": "name"},
    children=(Child("task", TASKS, _T.project_id),),
)

BY_HAND = ManualOrder(
    kind=PROJECT,
    rank=_P.position,
    groups=(Grouping(_P.status, lambda status: _P.status == status),),
    missing="There is no project by that id.",
    other_group="Has another status. Change the status too, or name a project of the same.",
)
"""The projects of a status are ordered manually."""
