"""The location tables."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from umbra.core.item import Item, Owned
from umbra.items.orders import BYTES


def _index(name: str, *columns: str, where: str = "deleted_at IS NULL") -> Index:
    return Index(f"ix_locations_{name}", "owner_id", *columns, postgresql_where=text(where))


class Location(Item, table=True):
    """A place. `latitude` and `longitude` are degrees in WGS 84, both there or neither.

    `name_key` is the sort key; `words` has the words for full-text search.
    """

    __tablename__ = "locations"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_is_one"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_is_one"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="coordinates_are_a_pair"),
        _index("name", "name_key", "id"),
        _index("created", "created_at", "id"),
        _index("category", "category", where="category IS NOT NULL AND deleted_at IS NULL"),
        _index(
            "coordinates",
            "latitude",
            "longitude",
            where="latitude IS NOT NULL AND deleted_at IS NULL",
        ),
        _index("trash", "deleted_at", "id", where="deleted_at IS NOT NULL"),
        Index("ix_locations_words", "words", postgresql_using="gin"),
    )

    name: str
    name_key: str = Field(sa_type=BYTES)
    category: str | None = None
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    url: str = ""
    notes: str = ""
    words: str = Field(sa_type=TSVECTOR)


class LocationTag(Owned, table=True):
    """The link table of locations and tags."""

    __tablename__ = "location_tags"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "location_id"], ["locations.owner_id", "locations.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        Index("ix_location_tags_tag", "owner_id", "tag_id", "location_id"),
    )

    location_id: UUID = Field(primary_key=True)
    tag_id: UUID = Field(primary_key=True)
