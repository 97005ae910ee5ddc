"""The kind of tasks: columns, sort orders and manual ordering."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select

from umbra.alerts.alarms import alarms_of
from umbra.core.item import table_of
from umbra.items.due import by_due_date, by_urgency, due_as
from umbra.items.kind import OWNER, Child, Kind
from umbra.items.moving import Grouping, ManualOrder
from umbra.items.orders import Part, SortKey, by_id, by_instant, by_rank, by_text, text_key
from umbra.items.people import PeopleLink, TimelineSource, joined, people_of
from umbra.projects.kind import NO_PROGRESS, TASKS, progress_of
from umbra.projects.models import TASK_STATUSES, TaskComment, TaskPerson, TaskTag
from umbra.projects.tasks.rules import TaskRow
from umbra.tags.service import TagLink

COMMENTS = table_of(TaskComment)
_T, _C = TASKS.c, COMMENTS.c

OPEN, DONE = 0, 1
"""The parts of every list but that by position: the open tasks, then the done, latest first."""

BY_POSITION = "position"
"""The order of a project: a part for each status; done tasks by when they were done."""

IS_OPEN: ColumnElement[bool] = _T.completed_at.is_(None)
IS_DONE: ColumnElement[bool] = _T.completed_at.is_not(None)

_ID: SortKey[TaskRow] = by_id(TASKS)
_POSITION: SortKey[TaskRow] = by_rank(_T.position, lambda row: row.position)
_DAY: SortKey[TaskRow] = by_due_date(lambda row: row.due_date)
_URGENCY: SortKey[TaskRow] = by_urgency(lambda row: row.priority)
_TITLE: SortKey[TaskRow] = by_text(_T.title_key, lambda row: text_key(row.title))
_CREATED: SortKey[TaskRow] = by_instant(_T.created_at, lambda row: row.created_at)
_COMPLETED: SortKey[TaskRow] = by_instant(_T.completed_at, lambda row: row.completed_at)

_LATEST_DONE = Part((_COMPLETED, _ID), rising=False, only=IS_DONE)


def _sorted_by(*keys: SortKey[TaskRow], rising: bool = True) -> tuple[Part[TaskRow], ...]:
    return (Part((*keys, _ID), rising, IS_OPEN), _LATEST_DONE)


def _part_of(row: TaskRow, sort: str) -> int:
    if sort == BY_POSITION:
        return TASK_STATUSES.index(row.status)
    return DONE if row.status == "done" else OPEN


def _comments(task: ColumnElement[Any]) -> ColumnElement[Any]:
    numbers = select(func.count()).where(_C.owner_id == OWNER, _C.task_id == task)
    return numbers.correlate_except(COMMENTS).scalar_subquery()


_SUBTASKS = TASKS.alias("subtasks")

TASK_PEOPLE = PeopleLink(table_of(TaskPerson), "task_id", TASKS)

TASK = Kind(
    name="task",
    plural="tasks",
    path="/tasks",
    icon="circle-check",
    table=TASKS,
    row=TaskRow,
    title=_T.title,
    orders={
        BY_POSITION: (
            Part((_POSITION, _ID), only=_T.status == "todo"),
            Part((_POSITION, _ID), only=_T.status == "doing"),
            _LATEST_DONE,
        ),
        "due": _sorted_by(_DAY, _POSITION),
        "priority": _sorted_by(_URGENCY, _DAY, _POSITION),
        "title": _sorted_by(_TITLE),
        "-title": _sorted_by(_TITLE, rising=False),
        "created": _sorted_by(_CREATED),
        "-created": _sorted_by(_CREATED, rising=False),
    },
    part_of=_part_of,
    belonging={
        "subtasks": lambda task: progress_of(_SUBTASKS, _SUBTASKS.c.parent_id == task),
        "comment_count": _comments,
        "alarms": partial(alarms_of, "task_id"),
        "people": partial(people_of, TASK_PEOPLE),
    },
    belonging_to_new={"subtasks": NO_PROGRESS, "comment_count": literal_column("0")},
    tags=TagLink(table_of(TaskTag), "task_id", TASKS),
    searched=("title", "notes"),
    text_keys={"title_key": "title"},
    children=(Child("task", TASKS, _T.parent_id),),
)

_LINKS = TASK_PEOPLE.table.c

TASK_TIMELINE = TimelineSource(
    of=TASK,
    items=TASKS,
    walked=TASK_PEOPLE.table,
    tied_to=_LINKS.person_id,
    at=_LINKS.at,
    id=_LINKS.task_id,
    title=_T.title,
    when=due_as(TASKS),
    rows=joined(TASK_PEOPLE),
    there=(_T.deleted_at.is_(None),),
    done=IS_DONE,
)
"""Tasks in a person's time line: when they are due, or without a day when they were created."""

IN_COLUMN = ManualOrder(
    kind=TASK,
    rank=_T.position,
    groups=(
        Grouping(_T.project_id, lambda project: _T.project_id == project),
        Grouping(_T.status, lambda status: _T.status == status),
    ),
    only=IS_OPEN,
    missing="There is no open task by that id. Done tasks are ordered by when they were done.",
    other_group="Is in another project or status. Change that too, or name a task of the same.",
)
"""The open tasks of a project are ordered manually within their status."""

AMONG_SIBLINGS = ManualOrder(
    kind=TASK,
    rank=_T.position,
    groups=(Grouping(_T.parent_id, lambda parent: _T.parent_id == parent),),
    other_group="Is a sub-task of another task.",
)
"""The sub-tasks of a task are ordered manually, whatever their status."""
