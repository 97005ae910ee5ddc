"""Pure rules of locations: the row and its sort key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from umbra.core.text import folded
from umbra.items.orders import LONGEST_KEY


@dataclass(frozen=True, slots=True)
class LocationRow:
    """A location as it is read. Coordinates are degrees in WGS 84, both there or neither."""

    id: UUID
    version: int
    name: str
    category: str | None
    address: str
    latitude: float | None
    longitude: float | None
    phone: str
    url: str
    notes: str
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime


def name_key(name: str) -> str:
    """The sort key of `name`: without case and accents, at most LONGEST_KEY characters."""
    return folded(name)[:LONGEST_KEY]
