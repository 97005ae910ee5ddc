"""The columns todos are read in, and what every statement over them shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    select,
)
from sqlalchemy.types import NullType

from umbra.core.item import table_of
from umbra.database import AnyRow
from umbra.tags.models import Tag
from umbra.todos.models import Todo, TodoTag
from umbra.todos.rules import TodoRow

TODOS = table_of(Todo)
TODO_TAGS = table_of(TodoTag)
TAGS = table_of(Tag)

OWNER: ColumnElement[UUID] = bindparam("owner", type_=Uuid())
TODO: ColumnElement[UUID] = bindparam("todo", type_=Uuid())

_T = TODOS.c
PLAIN: tuple[Column[Any], ...] = (
    _T.id,
    _T.version,
    _T.title,
    _T.notes,
    _T.due_date,
    _T.due_time,
    _T.priority,
    _T.category,
    _T.completed_at,
    _T.position,
    _T.created_at,
    _T.updated_at,
)


AS_IT_COMES = NullType()
"""The driver makes lists of arrays already; SQLAlchemy would copy each once more."""


def tags_of(todo: ColumnElement[UUID]) -> ColumnElement[Any]:
    """The names of a todo's tags as an array, in their order."""
    names = (
        select(TAGS.c.name)
        .join(
            TODO_TAGS,
            and_(TODO_TAGS.c.owner_id == TAGS.c.owner_id, TODO_TAGS.c.tag_id == TAGS.c.id),
        )
        .where(TODO_TAGS.c.owner_id == OWNER, TODO_TAGS.c.todo_id == todo)
        .order_by(TAGS.c.name_key)
        .correlate_except(TAGS, TODO_TAGS)
    )
    return func.array(names.scalar_subquery(), type_=AS_IT_COMES).label("tags")


COLUMNS: tuple[ColumnElement[Any], ...] = (*PLAIN, tags_of(_T.id))
"""What `row_from` reads; the statement around them has the parameter `owner`."""

THIS_ONE = and_(_T.owner_id == OWNER, _T.id == TODO, _T.deleted_at.is_(None))

IN_TRASH = select(literal("todo").label("kind"), _T.id, _T.version, _T.title, _T.deleted_at).where(
    _T.owner_id == OWNER, _T.deleted_at.is_not(None)
)
"""The deleted todos, in the columns all kinds have in the trash; its parameter is `owner`."""


def row_from(row: AnyRow) -> TodoRow:
    """The todo in a result row that begins with COLUMNS."""
    fields: Sequence[Any] = row
    completed_at = fields[8]
    tags, completed = tuple(fields[12]), completed_at is not None
    return TodoRow(*fields[:8], tags, completed, *fields[8:12])  # pyright: ignore[reportCallIssue]
