"""Request bodies and queries of events: fields, patches, filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
)

from umbra.core.alarms import Alarms
from umbra.core.fields import READ_ONLY, Body, Patch
from umbra.core.text import (
    LONGEST_NAME,
    Label,
    Name,
    Notes,
    SearchText,
    length_message,
    storable,
)
from umbra.items.people import PeopleIds
from umbra.preferences.colours import Colour
from umbra.preferences.rules import TimeZone
from umbra.recurrence.fields import Moment
from umbra.tags.rules import TagNames

Sort = Literal["start"]
Scope = Literal["this", "following", "all"]


def _place(text: str) -> str:
    line = " ".join(storable(text).split())
    if len(line) > LONGEST_NAME:
        raise ValueError(length_message(LONGEST_NAME, len(line)))
    return line


Place = Annotated[str, AfterValidator(_place), Field(json_schema_extra={"maxLength": LONGEST_NAME})]
"""One line of at most 500 characters; may be empty."""

_NOT_GIVEN: Any = ""
"""The default of a required field in a patch, which is not valid: null can't reset it."""

_OWN_READ_ONLY = READ_ONLY | {"uid", "all_day", "recurrence_id", "moved"}


class EventFields(Body):
    """All fields of an event; a field left out has its default.

    `start` and `end` (exclusive) are both dates, or both times: with offset, or local ones of
    `time_zone`, which is the account's by default. `rrule` is the value of an RRULE of RFC 5545.
    """

    _read_only = _OWN_READ_ONLY

    title: Name
    start: Moment
    end: Moment
    time_zone: TimeZone | None = None
    notes: Notes = ""
    place: Place = ""
    location_id: UUID | None = None
    colour: Colour | None = None
    rrule: str | None = None
    rdate: list[Moment] = Field(default_factory=list)
    exdate: list[Moment] = Field(default_factory=list)
    alarms: Alarms = Field(default_factory=list)
    people: PeopleIds = Field(default_factory=list)
    tags: TagNames = Field(default_factory=list)

    def named(self) -> dict[str, Any]:
        """All fields with their values."""
        return dict(self)


class EventPatch(Patch):
    """A merge patch of an event."""

    _read_only = _OWN_READ_ONLY

    title: Name = ""
    start: Moment = _NOT_GIVEN
    end: Moment = _NOT_GIVEN
    time_zone: TimeZone | None = None
    notes: Notes = ""
    place: Place = ""
    location_id: UUID | None = None
    colour: Colour | None = None
    rrule: str | None = None
    rdate: list[Moment] = Field(default_factory=list)
    exdate: list[Moment] = Field(default_factory=list)
    alarms: Alarms = Field(default_factory=list)
    people: PeopleIds = Field(default_factory=list)
    tags: TagNames = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """A filter: every part given must hold.

    `start` and `end` (exclusive) are dates, instants or local times in the account's zone; an
    event fits if an occurrence of it overlaps the time between them.
    """

    text: str = ""
    tag: str | None = None
    start: date | datetime | None = None
    end: date | datetime | None = None


class EventFilterFields(BaseModel):
    """The query of a list of events. With `expand`, occurrences from `start` to `end`."""

    model_config = ConfigDict(extra="forbid")

    start: Moment | None = None
    end: Moment | None = None
    expand: bool = False
    tag: Label | None = None
    q: SearchText = ""

    def filter(self) -> EventFilter:
        """The same as the service's filter."""
        return EventFilter(self.q, self.tag, self.start, self.end)
