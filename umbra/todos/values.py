"""From the fields of a request to the columns of a statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, null

from umbra.items.kind import AT, in_columns
from umbra.todos.kind import TODO, TODOS

_DONE: ColumnElement[Any] = func.coalesce(TODOS.c.completed_at, AT)
_OPEN: ColumnElement[Any] = null()


def changes_of(named: dict[str, Any]) -> dict[str, Any]:
    """The columns that the fields `named` set; tags and moves are handled apart."""
    changes = in_columns(TODO, named)
    if "completed" in named:
        changes["completed_at"] = completed_at(named["completed"])
    return changes


def completed_at(completed: bool) -> ColumnElement[Any]:
    """The value of `completed_at`: a todo that is done already keeps its instant."""
    return _DONE if completed else _OPEN
