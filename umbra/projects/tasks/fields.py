"""Request bodies and queries of tasks: fields, patches, filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from umbra.core.alarms import Alarms
from umbra.core.days import Day, TimeOfDay
from umbra.core.fields import READ_ONLY, Body, Patch
from umbra.core.text import Label, Name, Notes, SearchText
from umbra.items.due import Priority, one_neighbour, stands_on_a_day, without_day_no_time
from umbra.items.people import PeopleIds
from umbra.projects.models import TaskStatus
from umbra.tags.rules import TagNames

Sort = Literal["position", "due", "priority", "title", "-title", "created", "-created"]

_READ_ONLY = READ_ONLY | {"completed_at", "position", "subtasks", "comment_count"}

_NOT_GIVEN: Any = ""
"""The default of a field in a patch, which is not valid: null can't reset it."""


class TaskFields(Body):
    """All fields of a task; a field left out has its default.

    `project_id` may be left out where the path names the project, and where a task is replaced,
    which then stays in its project. `parent_id` makes it a sub-task of a task of that project.
    """

    _read_only = _READ_ONLY

    project_id: UUID | None = None
    parent_id: UUID | None = None
    title: Name
    notes: Notes = ""
    status: TaskStatus = "todo"
    priority: Priority = "none"
    due_date: Day | None = None
    due_time: TimeOfDay | None = None
    tags: TagNames = Field(default_factory=list)
    alarms: Alarms = Field(default_factory=list)
    people: PeopleIds = Field(default_factory=list)

    _time_of_a_day = field_validator("due_time")(stands_on_a_day)


class TaskPatch(Patch):
    """A merge patch of a task. `project_id` moves it to another project, with its sub-tasks.

    `before` and `after` name the task that it is moved next to: one of the project and status it
    then has, or a sub-task of the same task.
    """

    _read_only = _READ_ONLY

    project_id: UUID = _NOT_GIVEN
    parent_id: UUID | None = None
    title: Name = ""
    notes: Notes = ""
    status: TaskStatus = "todo"
    priority: Priority = "none"
    due_date: Day | None = None
    due_time: TimeOfDay | None = None
    tags: TagNames = Field(default_factory=list)
    alarms: Alarms = Field(default_factory=list)
    people: PeopleIds = Field(default_factory=list)
    before: UUID | None = None
    after: UUID | None = None

    _one_neighbour = field_validator("after")(one_neighbour)

    def named(self) -> dict[str, Any]:
        """The changes by field; clearing the day clears the time.

        InvalidInput where a time is set while its day is cleared.
        """
        return without_day_no_time(super().named())


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """A filter: every part given must hold. Days are inclusive and exclude undated tasks.

    Without `project_id` the tasks of archived projects are left out. `top` excludes sub-tasks,
    `parent_id` all but those of that task.
    """

    text: str = ""
    project_id: UUID | None = None
    parent_id: UUID | None = None
    top: bool = False
    statuses: tuple[TaskStatus, ...] = ()
    priorities: tuple[Priority, ...] = ()
    tag: str | None = None
    person: UUID | None = None
    due_from: date | None = None
    due_to: date | None = None


class _TaskFilterFields(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: list[TaskStatus] = Field(default_factory=list)
    priority: list[Priority] = Field(default_factory=list)
    parent_id: UUID | Literal["none"] | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    tag: Label | None = None
    person: UUID | None = None
    q: SearchText = ""

    def filter(self, project_id: UUID | None = None) -> TaskFilter:
        """The same as the service's filter."""
        return TaskFilter(
            text=self.q,
            project_id=project_id,
            parent_id=self.parent_id if isinstance(self.parent_id, UUID) else None,
            top=self.parent_id == "none",
            statuses=tuple(dict.fromkeys(self.status)),
            priorities=tuple(dict.fromkeys(self.priority)),
            tag=self.tag,
            person=self.person,
            due_from=self.due_from,
            due_to=self.due_to,
        )


class ProjectTaskFilterFields(_TaskFilterFields):
    """The query of the tasks of a project: filters and sort order.

    `position` is by status, then as ordered by hand; the done ones come last in every order,
    latest first. `parent_id` is the id of a task, or `none` for tasks that are no sub-tasks.
    """

    sort: Sort = "position"


class TaskFilterFields(_TaskFilterFields):
    """The query of the tasks of all projects that are not archived: filters and sort order."""

    project_id: UUID | None = None
    sort: Sort = "due"

    def filter(self, project_id: UUID | None = None) -> TaskFilter:
        return super().filter(project_id or self.project_id)
