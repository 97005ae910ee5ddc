"""The tag table. The link tables are with each kind."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from umbra.core.ids import new_id
from umbra.core.item import Owned


class Tag(Owned, table=True):
    """A tag of an owner. `name_key` is the name without case and accents, for lookups."""

    __tablename__ = "tags"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("owner_id", "name_key"),)

    id: UUID = Field(primary_key=True, default_factory=new_id)
    name: str
    name_key: str
