"""Request bodies and queries of people: fields, patches, filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from umbra.core.alarms import DayAlarms
from umbra.core.fields import READ_ONLY, Body, Patch
from umbra.core.text import Label, Name, Notes, SearchText
from umbra.people.values import Addresses, Dates, Emails, Line, Phones, YearlyDate
from umbra.tags.rules import TagNames

Sort = Literal["name", "-name", "talked", "-talked", "created", "-created"]

_READ_ONLY = READ_ONLY | {"talked_on", "photo"}


class PersonFields(Body):
    """All fields of a person; a field left out has its default.

    `birthday` and the `dates` are `YYYY-MM-DD`, or `--MM-DD` where the year is not known. The
    `alarms` are those of the birthday.
    """

    _read_only = _READ_ONLY

    name: Name
    given_name: Line = ""
    family_name: Line = ""
    nickname: Line = ""
    organisation: Line = ""
    emails: Emails = Field(default_factory=list)
    phones: Phones = Field(default_factory=list)
    addresses: Addresses = Field(default_factory=list)
    birthday: YearlyDate | None = None
    dates: Dates = Field(default_factory=list)
    notes: Notes = ""
    favourite: StrictBool = False
    location_id: UUID | None = None
    alarms: DayAlarms = Field(default_factory=list)
    tags: TagNames = Field(default_factory=list)


class PersonPatch(Patch):
    """A merge patch of a person."""

    _read_only = _READ_ONLY

    name: Name = ""
    given_name: Line = ""
    family_name: Line = ""
    nickname: Line = ""
    organisation: Line = ""
    emails: Emails = Field(default_factory=list)
    phones: Phones = Field(default_factory=list)
    addresses: Addresses = Field(default_factory=list)
    birthday: YearlyDate | None = None
    dates: Dates = Field(default_factory=list)
    notes: Notes = ""
    favourite: StrictBool = False
    location_id: UUID | None = None
    alarms: DayAlarms = Field(default_factory=list)
    tags: TagNames = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """A filter: every part given must hold."""

    text: str = ""
    tag: str | None = None
    favourite: bool | None = None


class PersonFilterFields(BaseModel):
    """The query of a list of people: filters and sort order.

    `search` is another name of `q`. `talked` is by the day of the latest contact; people without
    any come last in both directions.
    """

    model_config = ConfigDict(extra="forbid")

    tag: Label | None = None
    favourite: bool | None = None
    q: SearchText = ""
    search: SearchText = ""
    sort: Sort = "name"

    def filter(self) -> PersonFilter:
        """The same as the service's filter."""
        text = f"{self.q} {self.search}".strip()
        return PersonFilter(text=text, tag=self.tag, favourite=self.favourite)
