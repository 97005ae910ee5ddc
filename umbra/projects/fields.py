"""Request bodies and queries of projects: fields, patches, filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from umbra.core.days import Day
from umbra.core.fields import READ_ONLY, Body, Patch
from umbra.core.text import Label, Name, Notes, SearchText
from umbra.items.due import one_neighbour
from umbra.preferences.colours import Colour
from umbra.projects.models import ProjectStatus
from umbra.tags.rules import TagNames

Sort = Literal["position", "name", "-name", "due", "created", "-created"]

_READ_ONLY = READ_ONLY | {"progress", "position"}


class ProjectFields(Body):
    """All fields of a project; a field left out has its default."""

    _read_only = _READ_ONLY

    name: Name
    notes: Notes = ""
    status: ProjectStatus = "active"
    colour: Colour | None = None
    due_date: Day | None = None
    tags: TagNames = Field(default_factory=list)


class ProjectPatch(Patch):
    """A merge patch of a project.

    `before` and `after` name the project, of the same status, that it is moved next to.
    """

    _read_only = _READ_ONLY

    name: Name = ""
    notes: Notes = ""
    status: ProjectStatus = "active"
    colour: Colour | None = None
    due_date: Day | None = None
    tags: TagNames = Field(default_factory=list)
    before: UUID | None = None
    after: UUID | None = None

    _one_neighbour = field_validator("after")(one_neighbour)


class Duplicate(Body):
    """How the copy of a project is called; left out, as the project with "(copy)" behind."""

    name: Name | None = None


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """A filter: every part given must hold; without `statuses` those of every status."""

    text: str = ""
    statuses: tuple[ProjectStatus, ...] = ()
    tag: str | None = None


class ProjectFilterFields(BaseModel):
    """The query of a list of projects: filters and sort order.

    In every order the active ones come first, then those on hold, the done, the archived ones.
    """

    model_config = ConfigDict(extra="forbid")

    status: list[ProjectStatus] = Field(default_factory=list)
    tag: Label | None = None
    q: SearchText = ""
    sort: Sort = "position"

    def filter(self) -> ProjectFilter:
        """The same as the service's filter."""
        return ProjectFilter(self.q, tuple(dict.fromkeys(self.status)), self.tag)
