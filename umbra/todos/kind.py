"""The kind of todos: columns, sort orders and manual ordering."""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import ColumnElement, Date, DateTime, Time, and_, bindparam, cast, func, or_

from umbra.alerts.alarms import alarms_of
from umbra.core.item import table_of
from umbra.items.due import DAY_COLUMN, by_due_date, by_urgency, due_as
from umbra.items.kind import Kind
from umbra.items.moving import Grouping, ManualOrder
from umbra.items.orders import (
    Part,
    SortKey,
    by_id,
    by_instant,
    by_rank,
    by_text,
    day_or_last,
    text_key,
)
from umbra.items.people import PeopleLink, TimelineSource, joined, people_of
from umbra.tags.service import TagLink
from umbra.todos.models import Todo, TodoPerson, TodoTag
from umbra.todos.rules import TodoRow

TODOS = table_of(Todo)
_T = TODOS.c

OPEN, DONE = 0, 1
"""The parts of the list: in every order the open todos, then the done ones, latest first."""

IS_OPEN: ColumnElement[bool] = _T.completed_at.is_(None)
IS_DONE: ColumnElement[bool] = _T.completed_at.is_not(None)

ON_DAY: ColumnElement[date] = bindparam("on_day", type_=Date())
"""The owner's day that `RESTS` is asked for."""

RESTS: ColumnElement[bool] = and_(
    IS_OPEN,
    or_(_T.paused_from.is_not(None), _T.paused_until.is_not(None)),
    or_(_T.paused_from.is_(None), _T.paused_from <= ON_DAY),
    or_(_T.paused_until.is_(None), _T.paused_until > ON_DAY),
)
"""Whether an open todo rests on the day `on_day`, as `umbra.todos.rules.is_paused` says."""

_ID: SortKey[TodoRow] = by_id(TODOS)
_DAY: SortKey[TodoRow] = by_due_date(lambda row: row.due_date)
_POSITION: SortKey[TodoRow] = by_rank(_T.position, lambda row: row.position)
_URGENCY: SortKey[TodoRow] = by_urgency(lambda row: row.priority)
_TITLE: SortKey[TodoRow] = by_text(_T.title_key, lambda row: text_key(row.title))
_CREATED: SortKey[TodoRow] = by_instant(_T.created_at, lambda row: row.created_at)
_COMPLETED: SortKey[TodoRow] = by_instant(_T.completed_at, lambda row: row.completed_at)


def _sorted_by(*keys: SortKey[TodoRow], rising: bool = True) -> tuple[Part[TodoRow], ...]:
    return (
        Part((*keys, _ID), rising, IS_OPEN),
        Part((_COMPLETED, _ID), rising=False, only=IS_DONE),
    )


_ORDERS: dict[str, tuple[Part[TodoRow], ...]] = {
    "due": _sorted_by(_DAY, _POSITION),
    "priority": _sorted_by(_URGENCY, _DAY, _POSITION),
    "title": _sorted_by(_TITLE),
    "-title": _sorted_by(_TITLE, rising=False),
    "created": _sorted_by(_CREATED),
    "-created": _sorted_by(_CREATED, rising=False),
}

TODO_PEOPLE = PeopleLink(table_of(TodoPerson), "todo_id", TODOS)

TODO = Kind(
    name="todo",
    plural="todos",
    path="/todos",
    icon="todos",
    table=TODOS,
    row=TodoRow,
    title=_T.title,
    orders=_ORDERS,
    part_of=lambda row, _: DONE if row.completed else OPEN,
    computed={"completed": IS_DONE},
    belonging={
        "alarms": partial(alarms_of, "todo_id"),
        "people": partial(people_of, TODO_PEOPLE),
    },
    tags=TagLink(table_of(TodoTag), "todo_id", TODOS),
    searched=("title", "notes"),
    text_keys={"title_key": "title"},
)

_LINKS = TODO_PEOPLE.table.c

TODO_TIMELINE = TimelineSource(
    of=TODO,
    items=TODOS,
    walked=TODO_PEOPLE.table,
    tied_to=_LINKS.person_id,
    at=_LINKS.at,
    id=_LINKS.todo_id,
    title=_T.title,
    when=due_as(TODOS),
    rows=joined(TODO_PEOPLE),
    there=(_T.deleted_at.is_(None),),
    done=IS_DONE,
    repeats=_T.rrule.is_not(None),
)
"""Todos in a person's time line: when they are due, or without a day when they were created."""

_DUE = _T.due_date + func.coalesce(_T.due_time, cast("00:00", Time()))

TODOS_AT_LOCATION = TimelineSource(
    of=TODO,
    walked=TODOS,
    tied_to=_T.location_id,
    at=func.coalesce(_DUE, cast("9999-12-31", DateTime())),
    id=_T.id,
    title=_T.title,
    when=due_as(TODOS),
    there=(_T.deleted_at.is_(None), IS_OPEN),
    repeats=_T.rrule.is_not(None),
)
"""Open todos at a location, those without a day at the end."""

BY_HAND = ManualOrder(
    kind=TODO,
    rank=_T.position,
    groups=(Grouping(_T.due_date, lambda day: day_or_last(day) == DAY_COLUMN),),
    only=IS_OPEN,
    missing="There is no open todo by that id.",
    other_group="Is due on another day. Change the due date too, or name a todo of the same day.",
)
"""The open todos of a day are ordered manually."""
