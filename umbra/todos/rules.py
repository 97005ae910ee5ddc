"""Pure rules of todos: the row, whether it rests, and its section."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from umbra.core.alarms import Alarm
from umbra.core.days import TimeOfDay
from umbra.items.due import Priority
from umbra.todos.models import RepeatFrom

Section = Literal["overdue", "today", "upcoming", "someday", "paused", "done"]
SECTIONS: tuple[Section, ...] = ("overdue", "today", "upcoming", "someday", "paused", "done")


@dataclass(frozen=True, slots=True)
class TodoRow:
    """A todo as it is read. `due_date` and `due_time` are in the owner's time zone.

    The columns of its rule and pause are described at `umbra.todos.models.Todo`.
    """

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
    rrule: str | None = None
    repeat_from: RepeatFrom = "due"
    dtstart: date | None = None
    paused_from: date | None = None
    paused_until: date | None = None
    next_id: UUID | None = None
    alarms: list[Alarm] = field(default_factory=list)
    location_id: UUID | None = None
    people: list[UUID] = field(default_factory=list)


def is_paused(todo: TodoRow, day: date) -> bool:
    """Whether `day` is within the pause of `todo`; `paused_until` is the day it is back."""
    if todo.paused_from is None and todo.paused_until is None:
        return False
    began = todo.paused_from is None or todo.paused_from <= day
    return began and (todo.paused_until is None or day < todo.paused_until)


def continues(todo: TodoRow) -> bool:
    """Whether completing the open `todo` makes a next one: it repeats and has none yet."""
    return todo.rrule is not None and todo.next_id is None and not todo.completed


def section_of(todo: TodoRow, today: date) -> Section:
    """The section of the list that `todo` belongs to when the owner's day is `today`."""
    if todo.completed:
        return "done"
    if is_paused(todo, today):
        return "paused"
    if todo.due_date is None:
        return "someday"
    if todo.due_date < today:
        return "overdue"
    return "today" if todo.due_date == today else "upcoming"
