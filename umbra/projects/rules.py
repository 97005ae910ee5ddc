"""Pure rules of projects: the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from typing_extensions import TypedDict  # pydantic takes no other before Python 3.12

from umbra.projects.models import ProjectStatus


class Progress(TypedDict):
    """How many tasks are done, of how many there are, sub-tasks included."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project as it is read. `progress` counts its tasks without those in the trash."""

    id: UUID
    version: int
    name: str
    notes: str
    status: ProjectStatus
    colour: str | None
    due_date: date | None
    tags: tuple[str, ...]
    progress: Progress
    position: str
    created_at: datetime
    updated_at: datetime
