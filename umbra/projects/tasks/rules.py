"""Pure rules of tasks: the row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from umbra.core.alarms import Alarm
from umbra.core.days import TimeOfDay
from umbra.items.due import Priority
from umbra.projects.models import TaskStatus
from umbra.projects.rules import Progress


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as it is read. `due_date` and `due_time` are in the owner's time zone.

    `subtasks` counts its sub-tasks, and `comment_count` its comments; neither changes the
    task's version.
    """

    id: UUID
    version: int
    project_id: UUID
    parent_id: UUID | None
    title: str
    notes: str
    status: TaskStatus
    completed_at: datetime | None
    priority: Priority
    due_date: date | None
    due_time: TimeOfDay | None
    tags: tuple[str, ...]
    position: str
    subtasks: Progress
    comment_count: int
    created_at: datetime
    updated_at: datetime
    alarms: list[Alarm] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)
