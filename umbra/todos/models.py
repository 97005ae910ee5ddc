"""The todo tables."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from umbra.core.item import INSTANT, Item, Owned
from umbra.items.due import DAY, URGENCY
from umbra.items.orders import BYTES
from umbra.items.people import people_keys

RepeatFrom = Literal["due", "completion"]


def _open_index(order: str, *keys: str) -> Index:
    """The index for a sort order of the open todos, read in either direction."""
    return Index(
        f"ix_todos_open_{order}",
        "owner_id",
        *(text(key) for key in keys),
        postgresql_where=text("completed_at IS NULL AND deleted_at IS NULL"),
    )


class Todo(Item, table=True):
    """A todo. `due_date` and `due_time` are in the owner's time zone.

    `title_key` is the sort key: the title without case and accents. `words` has the words for
    full-text search (`umbra.core.search`).

    `rrule` (RFC 5545) repeats it: one row for each time it is due. `dtstart` is the day that the
    rule counts from, and `repeat_from` whether the next one is counted from the due date or from
    the day of completion. `next_id` links a done one to the one that came after it. The todo
    rests from `paused_from` (None: at once) up to, but not on, `paused_until` (None: for good).
    """

    __tablename__ = "todos"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("priority IN ('none', 'low', 'medium', 'high')", name="priority_is_known"),
        CheckConstraint("due_time IS NULL OR due_date IS NOT NULL", name="a_time_needs_a_day"),
        CheckConstraint("repeat_from IN ('due', 'completion')", name="repeat_from_is_known"),
        CheckConstraint(
            "rrule IS NULL OR (due_date IS NOT NULL AND dtstart IS NOT NULL)",
            name="a_rule_needs_a_day",
        ),
        CheckConstraint("paused_until > paused_from", name="a_pause_ends_after_its_start"),
        ForeignKeyConstraint(
            ["owner_id", "next_id"],
            ["todos.owner_id", "todos.id"],
            ondelete="SET NULL (next_id)",
        ),
        ForeignKeyConstraint(
            ["owner_id", "location_id"],
            ["locations.owner_id", "locations.id"],
            ondelete="SET NULL (location_id)",
        ),
        _open_index("due", DAY, "position", "id"),
        _open_index("priority", URGENCY, DAY, "position", "id"),
        _open_index("title", "title_key", "id"),
        _open_index("created", "created_at", "id"),
        Index(
            "ix_todos_done",
            "owner_id",
            "completed_at",
            "id",
            postgresql_where=text("completed_at IS NOT NULL AND deleted_at IS NULL"),
        ),
        Index(
            "ix_todos_day",
            "owner_id",
            "due_date",
            postgresql_where=text("due_date IS NOT NULL AND deleted_at IS NULL"),
        ),
        Index(
            "ix_todos_next",
            "owner_id",
            "next_id",
            postgresql_where=text("next_id IS NOT NULL"),
        ),
        Index(
            "ix_todos_location",
            "owner_id",
            "location_id",
            postgresql_where=text("location_id IS NOT NULL"),
        ),
        Index(
            "ix_todos_repeating",
            "owner_id",
            "due_date",
            postgresql_where=text(
                "rrule IS NOT NULL AND next_id IS NULL AND completed_at IS NULL"
                " AND deleted_at IS NULL"
            ),
        ),
        Index(
            "ix_todos_trash",
            "owner_id",
            "deleted_at",
            "id",
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
        Index(
            "ix_todos_category",
            "owner_id",
            "category",
            postgresql_where=text("category IS NOT NULL AND deleted_at IS NULL"),
        ),
        Index("ix_todos_words", "words", postgresql_using="gin"),
    )

    title: str
    title_key: str = Field(sa_type=BYTES)
    notes: str = ""
    due_date: date | None = None
    due_time: time | None = None
    priority: str = "none"
    category: str | None = None
    completed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    rrule: str | None = None
    repeat_from: str = Field(default="due", sa_column_kwargs={"server_default": "due"})
    dtstart: date | None = None
    paused_from: date | None = None
    paused_until: date | None = None
    next_id: UUID | None = None
    location_id: UUID | None = None
    position: str = Field(sa_type=BYTES)
    words: str = Field(sa_type=TSVECTOR)


class TodoPerson(Owned, table=True):
    """The link table of todos and people.

    `at` is when the todo is due, without a day when it was created (UTC), kept by triggers, so
    that a person's time line is read along an index.
    """

    __tablename__ = "todo_people"  # pyright: ignore[reportAssignmentType]
    __table_args__ = people_keys("todo_id", "todos")

    todo_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    position: int
    at: datetime = Field(sa_type=DateTime(timezone=False))


class TodoTag(Owned, table=True):
    """The link table of todos and tags."""

    __tablename__ = "todo_tags"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "todo_id"], ["todos.owner_id", "todos.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        Index("ix_todo_tags_tag", "owner_id", "tag_id", "todo_id"),
    )

    todo_id: UUID = Field(primary_key=True)
    tag_id: UUID = Field(primary_key=True)
