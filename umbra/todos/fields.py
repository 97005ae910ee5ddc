"""Request bodies and queries of todos: fields, patches, filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationInfo, field_validator

from umbra.core.days import Day, TimeOfDay
from umbra.core.errors import InvalidInput
from umbra.core.fields import READ_ONLY, Body, Patch
from umbra.core.text import Label, Name, Notes, SearchText
from umbra.tags.rules import TagNames
from umbra.todos.models import Priority

Sort = Literal["due", "priority", "title", "-title", "created", "-created"]

TIME_NEEDS_A_DAY = "Needs a due date. Set a date, or leave the time out."


class TodoFields(Body):
    """All fields of a todo; a field left out has its default."""

    _read_only = READ_ONLY | {"completed_at", "position"}

    title: Name
    notes: Notes = ""
    due_date: Day | None = None
    due_time: TimeOfDay | None = None
    priority: Priority = "none"
    category: Label | None = None
    tags: TagNames = Field(default_factory=list)
    completed: StrictBool = False

    @field_validator("due_time")
    @classmethod
    def _stands_on_a_day(cls, due_time: time | None, info: ValidationInfo) -> time | None:
        if due_time is not None and info.data.get("due_date", due_time) is None:
            raise ValueError(TIME_NEEDS_A_DAY)
        return due_time


class TodoPatch(Patch):
    """A merge patch of a todo. `before` and `after` name the todo that it is moved next to."""

    _read_only = READ_ONLY | {"completed_at", "position"}

    title: Name = ""
    notes: Notes = ""
    due_date: Day | None = None
    due_time: TimeOfDay | None = None
    priority: Priority = "none"
    category: Label | None = None
    tags: TagNames = Field(default_factory=list)
    completed: StrictBool = False
    before: UUID | None = None
    after: UUID | None = None

    @field_validator("after")
    @classmethod
    def _one_neighbour(cls, after: UUID | None, info: ValidationInfo) -> UUID | None:
        if after is not None and info.data.get("before") is not None:
            raise ValueError("Send either before or after, not both.")
        return after

    def named(self) -> dict[str, Any]:
        """The changes by field; clearing the day clears the time.

        InvalidInput where a time is set while its day is cleared.
        """
        changes = super().named()
        if "due_date" in changes and changes["due_date"] is None:
            if changes.get("due_time") is not None:
                raise InvalidInput.at("due_time", TIME_NEEDS_A_DAY)
            changes["due_time"] = None
        return changes


@dataclass(frozen=True, slots=True)
class TodoFilter:
    """A filter: every part given must hold. Days are inclusive and exclude undated todos;
    `undated` excludes all others.

    User input is validated by `TodoFilterFields` first.
    """

    text: str = ""
    priorities: tuple[Priority, ...] = ()
    category: str | None = None
    tag: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    undated: bool = False
    completed: bool | None = None


class TodoFilterFields(BaseModel):
    """The query of a list of todos: filters and sort order.

    `due` is by day, then by position. In every order the done todos come last.
    """

    model_config = ConfigDict(extra="forbid")

    completed: bool | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    priority: list[Priority] = Field(default_factory=list)
    category: Label | None = None
    tag: Label | None = None
    q: SearchText = ""
    sort: Sort = "due"

    def filter(self) -> TodoFilter:
        """The same as the service's filter."""
        return TodoFilter(
            text=self.q,
            priorities=tuple(dict.fromkeys(self.priority)),
            category=self.category,
            tag=self.tag,
            due_from=self.due_from,
            due_to=self.due_to,
            completed=self.completed,
        )
