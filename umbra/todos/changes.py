"""What a caller's fields set, as columns of a statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, DateTime, bindparam, func, null

from umbra.tags.service import TagLink, register
from umbra.todos.columns import TODO_TAGS, TODOS
from umbra.todos.fields import TodoFields
from umbra.todos.rules import title_key

TAGGED = register(TagLink(TODO_TAGS, "todo_id", TODOS))

AT = bindparam("at", type_=DateTime(timezone=True))
"""The instant a statement works at."""

WRITTEN: dict[str, Any] = {"version": TODOS.c.version + 1, "updated_at": AT}
"""What every write sets."""


def values_of(fields: TodoFields) -> dict[str, Any]:
    return {
        "title": fields.title,
        "title_key": title_key(fields.title),
        "notes": fields.notes,
        "due_date": fields.due_date,
        "due_time": fields.due_time,
        "priority": fields.priority,
        "category": fields.category,
    }


def changes_of(named: dict[str, Any]) -> dict[str, Any]:
    """The columns a patch sets, tags and place apart."""
    apart = {"tags", "before", "after", "completed"}
    changes = {name: value for name, value in named.items() if name not in apart}
    if "title" in named:
        changes["title_key"] = title_key(named["title"])
    if "completed" in named:
        changes["completed_at"] = completed_at(named["completed"])
    return changes


def completed_at(completed: bool) -> ColumnElement[Any]:
    return func.coalesce(TODOS.c.completed_at, AT) if completed else null()
