"""The columns that all items share, and their key, which row-level security relies on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import DateTime, Table
from sqlmodel import Field, SQLModel

from umbra.core.ids import new_id

INSTANT = DateTime(timezone=True)

KEPT_IN_TRASH = timedelta(days=30)
"""How long after its deletion an item can be restored; then it is deleted for good."""


class Owned(SQLModel):
    """A row behind the owner wall (row-level security). Its key begins with `owner_id`."""

    owner_id: UUID = Field(primary_key=True, foreign_key="owners.id", ondelete="CASCADE")


class Item(Owned):
    """Anything an owner stores.

    `version` grows by one at each write (optimistic locking); an item with `deleted_at` is in
    the trash. Foreign keys between items include `owner_id`: the database checks foreign keys
    without row-level security, and so a child still can't refer to another owner's row.
    """

    id: UUID = Field(primary_key=True, default_factory=new_id)
    version: int = Field(default=1)
    created_at: datetime = Field(sa_type=INSTANT)
    updated_at: datetime = Field(sa_type=INSTANT)
    deleted_at: datetime | None = Field(default=None, sa_type=INSTANT)


def table_of(model: type[SQLModel]) -> Table:
    """The table of `model`, for SQLAlchemy Core statements."""
    return cast(Table, model.__table__)  # pyright: ignore[reportAttributeAccessIssue]
