"""Request bodies and queries of todos: fields, patches, filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    ValidationInfo,
    field_validator,
)

from umbra.core.alarms import Alarms
from umbra.core.days import Day, TimeOfDay
from umbra.core.errors import InvalidInput
from umbra.core.fields import READ_ONLY, Body, Patch
from umbra.core.text import Label, Name, Notes, SearchText
from umbra.items.due import Priority, one_neighbour, stands_on_a_day, without_day_no_time
from umbra.items.people import PeopleIds
from umbra.recurrence.rules import LONGEST_RULE, parse_rule, write_rule
from umbra.recurrence.series import conforming
from umbra.tags.rules import TagNames
from umbra.todos.models import RepeatFrom

Sort = Literal["due", "priority", "title", "-title", "created", "-created"]

_READ_ONLY = READ_ONLY | {"completed_at", "position", "dtstart", "next_id"}

PAUSE_ENDS_BEFORE = "Must be after paused_from: it is the day on which the todo is back."


def _repeat_rule(text: str) -> str:
    """The rule as it is stored: in the order of the grammar, UNTIL as a date. ValueError."""
    try:
        rule = parse_rule(text)
    except InvalidInput as refused:
        raise ValueError(refused.detail) from None
    if rule.names_times:
        raise ValueError(
            "Says at what time. Remove BYHOUR, BYMINUTE and BYSECOND, and set due_time instead."
        )
    return write_rule(conforming(rule, date.min, None))


RepeatRule = Annotated[
    StrictStr,
    AfterValidator(_repeat_rule),
    Field(json_schema_extra={"maxLength": LONGEST_RULE, "examples": ["FREQ=WEEKLY;BYDAY=FR"]}),
]
"""The value of an RRULE (RFC 5545) of days, such as FREQ=WEEKLY;INTERVAL=2;BYDAY=FR."""


class TodoFields(Body):
    """All fields of a todo; a field left out has its default.

    With `rrule` it repeats. The next one is due on the first date of the rule after today, or, with
    `repeat_from` completion, counted from the day it was done. It rests from `paused_from` (left
    out: at once) up to, but not on, `paused_until` (left out: for good).
    """

    _read_only = _READ_ONLY

    title: Name
    notes: Notes = ""
    due_date: Day | None = None
    due_time: TimeOfDay | None = None
    priority: Priority = "none"
    category: Label | None = None
    tags: TagNames = Field(default_factory=list)
    completed: StrictBool = False
    rrule: RepeatRule | None = None
    repeat_from: RepeatFrom = "due"
    paused_from: Day | None = None
    paused_until: Day | None = None
    alarms: Alarms = Field(default_factory=list)
    location_id: UUID | None = None
    people: PeopleIds = Field(default_factory=list)

    _time_of_a_day = field_validator("due_time")(stands_on_a_day)

    @field_validator("paused_until")
    @classmethod
    def _ends_after_its_start(cls, until: date | None, info: ValidationInfo) -> date | None:
        begins = info.data.get("paused_from")
        if until is not None and begins is not None and until <= begins:
            raise ValueError(PAUSE_ENDS_BEFORE)
        return until


class TodoPatch(Patch):
    """A merge patch of a todo. `before` and `after` name the todo that it is moved next to."""

    _read_only = _READ_ONLY

    title: Name = ""
    notes: Notes = ""
    due_date: Day | None = None
    due_time: TimeOfDay | None = None
    priority: Priority = "none"
    category: Label | None = None
    tags: TagNames = Field(default_factory=list)
    completed: StrictBool = False
    rrule: RepeatRule | None = None
    repeat_from: RepeatFrom = "due"
    paused_from: Day | None = None
    paused_until: Day | None = None
    alarms: Alarms = Field(default_factory=list)
    location_id: UUID | None = None
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
class TodoFilter:
    """A filter: every part given must hold. Days are inclusive and exclude undated todos;
    `undated` excludes all others. `awake_on` excludes open todos that rest on that day,
    `resting_on` all but those.

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
    awake_on: date | None = None
    resting_on: date | None = None


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
