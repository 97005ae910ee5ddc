"""Request bodies and queries of reminders: fields, patches, filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from umbra.core.errors import InvalidInput
from umbra.core.fields import READ_ONLY, Body, Patch
from umbra.core.text import Label, Name, Notes, SearchText
from umbra.preferences.rules import TimeZone
from umbra.recurrence.fields import Moment, TimedMoment
from umbra.reminders.rules import AboutKind
from umbra.tags.rules import TagNames

Sort = Literal["due"]

_NOT_GIVEN: Any = ""
"""The default of a required field in a patch, which is not valid: null can't reset it."""

_OWN_READ_ONLY = READ_ONLY | {"due_at", "snoozed_until", "dismissed_at"}


class AboutFields(Body):
    """The item that a reminder is about, by the name of its kind and its id."""

    _read_only = frozenset()

    kind: AboutKind
    id: UUID


class ReminderFields(Body):
    """All fields of a reminder; a field left out has its default.

    `remind_at` is an instant with offset, or a local time of `time_zone`, which is the account's
    by default. `rrule` is the value of an RRULE of RFC 5545.
    """

    _read_only = _OWN_READ_ONLY

    title: Name
    remind_at: TimedMoment
    time_zone: TimeZone | None = None
    notes: Notes = ""
    rrule: str | None = None
    about: AboutFields | None = None
    tags: TagNames = Field(default_factory=list)
    dismissed: StrictBool = False

    def named(self) -> dict[str, Any]:
        """All fields with their values."""
        return dict(self)


class ReminderPatch(Patch):
    """A merge patch of a reminder."""

    _read_only = _OWN_READ_ONLY

    title: Name = ""
    remind_at: TimedMoment = _NOT_GIVEN
    time_zone: TimeZone | None = None
    notes: Notes = ""
    rrule: str | None = None
    about: AboutFields | None = None
    tags: TagNames = Field(default_factory=list)
    dismissed: StrictBool = False


class SnoozeFields(Body):
    """Until when a reminder is moved; a local time is one of the reminder's zone."""

    until: TimedMoment


@dataclass(frozen=True, slots=True)
class ReminderFilter:
    """A filter: every part given must hold.

    `start` and `end` (exclusive) bound `due_at`: dates, instants, or local times in the
    account's zone.
    """

    text: str = ""
    tag: str | None = None
    kind: AboutKind | None = None
    dismissed: bool | None = None
    start: date | datetime | None = None
    end: date | datetime | None = None


class ReminderFilterFields(BaseModel):
    """The query of a list of reminders. `to` is exclusive."""

    model_config = ConfigDict(extra="forbid")

    dismissed: bool | None = None
    since: Moment | None = Field(None, alias="from")
    until: Moment | None = Field(None, alias="to")
    kind: AboutKind | None = None
    tag: Label | None = None
    q: SearchText = ""

    def filter(self) -> ReminderFilter:
        """The same as the service's filter."""
        return ReminderFilter(
            text=self.q,
            tag=self.tag,
            kind=self.kind,
            dismissed=self.dismissed,
            start=self.since,
            end=self.until,
        )


def not_in_bulk(named: dict[str, Any]) -> None:
    """InvalidInput at a field that can't be changed for several reminders at once."""
    for name in ("remind_at", "time_zone", "rrule", "dismissed"):
        if name in named:
            raise InvalidInput.at(
                f"fields.{name}", "Can't be changed for several reminders at once."
            )
