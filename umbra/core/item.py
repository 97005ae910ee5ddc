"""The columns every item shares, and the shape of its key behind the owner wall."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import DateTime, Table
from sqlmodel import Field, SQLModel

from umbra.core.ids import new_id

INSTANT = DateTime(timezone=True)


class Owned(SQLModel):
    """A row behind the owner wall. Subclasses key on `owner_id` first."""

    owner_id: UUID = Field(primary_key=True, foreign_key="owners.id", ondelete="CASCADE")


class Item(Owned):
    """Anything an owner keeps.

    `version` grows by one a write; `deleted_at` set means it is in the trash.
    Foreign keys between items carry `owner_id` too: the database checks them past
    row-level security, and so a child still can't point into another owner's.
    """

    id: UUID = Field(primary_key=True, default_factory=new_id)
    version: int = Field(default=1)
    created_at: datetime = Field(sa_type=INSTANT)
    updated_at: datetime = Field(sa_type=INSTANT)
    deleted_at: datetime | None = Field(default=None, sa_type=INSTANT)


def table_of(model: type[SQLModel]) -> Table:
    """The table behind `model`, for statements of SQLAlchemy Core."""
    return cast(Table, model.__table__)  # pyright: ignore[reportAttributeAccessIssue]
