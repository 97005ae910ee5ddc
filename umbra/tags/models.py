"""The tag table. Which items carry a tag stands in a link table beside each kind."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from umbra.core.ids import new_id
from umbra.core.item import Owned


class Tag(Owned, table=True):
    """A word an owner files things under. `name_key` is its folded form, for look-ups."""

    __tablename__ = "tags"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("owner_id", "name_key"),)

    id: UUID = Field(primary_key=True, default_factory=new_id)
    name: str
    name_key: str
