"""Pure rules of locations: the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


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


@dataclass(frozen=True, slots=True)
class NearbyRow(LocationRow):
    """A location near another place, and its `distance` in km, to the metre."""

    distance: float
