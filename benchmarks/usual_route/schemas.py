"""Request and response models of the usual route."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict

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
