"""The reminder tables."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from umbra.core.item import INSTANT, Item, Owned

LOCAL = DateTime(timezone=False)

ABOUT = {
    "todo": ("todo_id", "todos"),
    "location": ("location_id", "locations"),
    "event": ("event_id", "calendar_events"),
    "project": ("project_id", "projects"),
    "task": ("task_id", "tasks"),
    "person": ("person_id", "people"),
}
"""What a reminder can be about: by the name of a kind its column and the kind's table.

A further kind joins with a column, its index in a migration, and a line here.
"""

TITLES = {
    "todo": "title",
    "location": "name",
    "event": "title",
    "project": "name",
    "task": "title",
    "person": "name",
}
"""The column of each kind's table that has the title."""


def _about_key(column: str, table: str) -> ForeignKeyConstraint:
    keys = [f"{table}.owner_id", f"{table}.id"]
    return ForeignKeyConstraint(["owner_id", column], keys, ondelete=f"SET NULL ({column})")


def _index(name: str, *columns: str, where: str) -> Index:
    return Index(f"ix_reminders_{name}", "owner_id", *columns, postgresql_where=text(where))


class Reminder(Item, table=True):
    """A reminder. `remind_local` is the wall-clock time in `time_zone` of the first occurrence.

    `occurrence` is the wall-clock time of the occurrence that is due, or else comes next, and
    `due_at` the instant it is due at: that of `occurrence`, or `snoozed_until`. A reminder with
    `dismissed_at` has no occurrence to come. At most one of the columns of `ABOUT` is set.
    `words` is for full-text search.
    """

    __tablename__ = "reminders"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        *(_about_key(*column_and_table) for column_and_table in ABOUT.values()),
        CheckConstraint(
            f"num_nonnulls({', '.join(column for column, _ in ABOUT.values())}) <= 1",
            name="about_one_item",
        ),
        CheckConstraint(
            "snoozed_until IS NULL OR dismissed_at IS NULL", name="a_dismissed_one_is_not_snoozed"
        ),
        _index("due", "due_at", "id", where="dismissed_at IS NULL AND deleted_at IS NULL"),
        _index(
            "dismissed",
            "dismissed_at",
            "id",
            where="dismissed_at IS NOT NULL AND deleted_at IS NULL",
        ),
        _index("trash", "deleted_at", "id", where="deleted_at IS NOT NULL"),
        *(
            _index(name, column, where=f"{column} IS NOT NULL")
            for name, (column, _) in ABOUT.items()
        ),
        _index(
            "of_person",
            "person_id",
            "due_at",
            "id",
            where="person_id IS NOT NULL AND deleted_at IS NULL",
        ),
        Index("ix_reminders_words", "words", postgresql_using="gin"),
    )

    title: str
    notes: str = ""
    remind_local: datetime = Field(sa_type=LOCAL)
    time_zone: str
    rrule: str | None = None
    occurrence: datetime = Field(sa_type=LOCAL)
    due_at: datetime = Field(sa_type=INSTANT)
    snoozed_until: datetime | None = Field(default=None, sa_type=INSTANT)
    dismissed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    todo_id: UUID | None = None
    location_id: UUID | None = None
    event_id: UUID | None = None
    project_id: UUID | None = None
    task_id: UUID | None = None
    person_id: UUID | None = None
    words: str = Field(sa_type=TSVECTOR)


class ReminderTag(Owned, table=True):
    """The link table of reminders and tags."""

    __tablename__ = "reminder_tags"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "reminder_id"],
            ["reminders.owner_id", "reminders.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        Index("ix_reminder_tags_tag", "owner_id", "tag_id", "reminder_id"),
    )

    reminder_id: UUID = Field(primary_key=True)
    tag_id: UUID = Field(primary_key=True)
