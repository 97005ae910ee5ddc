"""Request and response models of the usual route."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, model_validator

from benchmarks.usual_route.models import Tag


def _names(tags: list[Tag] | list[str]) -> list[str]:
    return [tag.name if isinstance(tag, Tag) else tag for tag in tags]


class TodoOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    title: str
    notes: str
    due_date: date | None
    due_time: time | None
    priority: str
    category: str | None
    tags: Annotated[list[str], BeforeValidator(_names)]
    completed_at: datetime | None
    position: str


class TodoPage(BaseModel):
    items: list[TodoOut]


class Toggle(BaseModel):
    completed: bool | None = None


class EventOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    title: str
    start: datetime
    end: datetime
    all_day: bool
    time_zone: str | None
    notes: str
    place: str
    location_id: UUID | None
    colour: str | None
    rrule: str | None
    tags: Annotated[list[str], BeforeValidator(_names)]
    uid: str


class EventPage(BaseModel):
    items: list[EventOut]


class Move(BaseModel):
    start: AwareDatetime
    end: AwareDatetime

    @model_validator(mode="after")
    def _in_order(self) -> Move:
        if self.end < self.start:
            raise ValueError("Must not end before the start.")
        return self
