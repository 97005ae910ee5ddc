"""The todo tables."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, text
from sqlmodel import Field

from umbra.core.item import INSTANT, Item, Owned

Priority = Literal["none", "low", "medium", "high"]
PRIORITIES: tuple[Priority, ...] = ("none", "low", "medium", "high")

_RANK = String(collation="C")
"""Ranks compare byte by byte, whatever the database's language."""


class Todo(Item, table=True):
    """Something to do. `due_date` and `due_time` are the owner's local day and time of day."""

    __tablename__ = "todos"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("priority IN ('none', 'low', 'medium', 'high')", name="priority_is_known"),
        CheckConstraint("due_time IS NULL OR due_date IS NOT NULL", name="a_time_needs_a_day"),
        Index(
            "ix_todos_open",
            "owner_id",
            text("coalesce(due_date, 'infinity'::date)"),
            "position",
            "id",
            postgresql_where=text("completed_at IS NULL AND deleted_at IS NULL"),
        ),
        Index(
            "ix_todos_done",
            "owner_id",
            text("completed_at DESC"),
            text("id DESC"),
            postgresql_where=text("completed_at IS NOT NULL AND deleted_at IS NULL"),
        ),
    )

    title: str
    notes: str = ""
    due_date: date | None = None
    due_time: time | None = None
    priority: str = "none"
    category: str | None = None
    completed_at: datetime | None = Field(default=None, sa_type=INSTANT)  # pyright: ignore[reportArgumentType]
    position: str = Field(sa_type=_RANK)  # pyright: ignore[reportArgumentType]


class TodoTag(Owned, table=True):
    """Which todo carries which tag."""

    __tablename__ = "todo_tags"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(["owner_id", "todo_id"], ["todos.owner_id", "todos.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"),
        Index("ix_todo_tags_tag", "owner_id", "tag_id", "todo_id"),
    )

    todo_id: UUID = Field(primary_key=True)
    tag_id: UUID = Field(primary_key=True)
