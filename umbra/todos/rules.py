"""Pure rules of todos: the row and its section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from umbra.core.days import TimeOfDay
from umbra.todos.models import Priority

Section = Literal["overdue", "today", "upcoming", "someday", "done"]
SECTIONS: tuple[Section, ...] = ("overdue", "today", "upcoming", "someday", "done")

URGENCIES: dict[Priority, int] = {"high": 0, "medium": 1, "low": 2, "none": 3}
"""Priorities by the numbers that `umbra.todos.models.URGENCY` gives them."""


@dataclass(frozen=True, slots=True)
class TodoRow:
    """A todo as it is read. `due_date` and `due_time` are in the owner's time zone."""

    id: UUID
    version: int
    title: str
    notes: str
    due_date: date | None
    due_time: TimeOfDay | None
    priority: Priority
    category: str | None
    tags: tuple[str, ...]
    completed: bool
    completed_at: datetime | None
    position: str
    created_at: datetime
    updated_at: datetime


def section_of(todo: TodoRow, today: date) -> Section:
    """The section of the list that `todo` belongs to when the owner's day is `today`."""
    if todo.completed:
        return "done"
    if todo.due_date is None:
        return "someday"
    if todo.due_date < today:
        return "overdue"
    return "today" if todo.due_date == today else "upcoming"
