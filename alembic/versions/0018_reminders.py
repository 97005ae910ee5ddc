"""Reminders, and which tags they carry.

Revision: 0018
Follows: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from umbra.runtime.ddl import not_searchable, row_security, searchable

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ABOUT = {"todo_id": "todos.id", "location_id": "locations.id", "event_id": "calendar_events.id"}


def index(name: str, *columns: str, where: str) -> None:
    op.create_index(
        f"ix_reminders_{name}",
        "reminders",
        ["owner_id", *columns],
        postgresql_where=sa.text(where),
    )


def about(column: str, item: str) -> sa.ForeignKeyConstraint:
    keys = [item.replace(".id", ".owner_id"), item]
    return sa.ForeignKeyConstraint(["owner_id", column], keys, ondelete=f"SET NULL ({column})")


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("remind_local", sa.DateTime(timezone=False), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("rrule", sa.String(), nullable=True),
        sa.Column("occurrence", sa.DateTime(timezone=False), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("todo_id", sa.Uuid(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(todo_id, location_id, event_id) <= 1", name="about_one_item"
        ),
        sa.CheckConstraint(
            "snoozed_until IS NULL OR dismissed_at IS NULL",
            name="a_dismissed_one_is_not_snoozed",
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        *(about(column, item) for column, item in ABOUT.items()),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    index("due", "due_at", "id", where="dismissed_at IS NULL AND deleted_at IS NULL")
    index(
        "dismissed", "dismissed_at", "id", where="dismissed_at IS NOT NULL AND deleted_at IS NULL"
    )
    index("trash", "deleted_at", "id", where="deleted_at IS NOT NULL")
    for column in ABOUT:
        index(column.removesuffix("_id"), column, where=f"{column} IS NOT NULL")
    op.create_table(
        "reminder_tags",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reminder_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["owner_id", "reminder_id"], ["reminders.owner_id", "reminders.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", "reminder_id", "tag_id"),
    )
    op.create_index("ix_reminder_tags_tag", "reminder_tags", ["owner_id", "tag_id", "reminder_id"])
    row_security("reminders", notify_as="reminder")
    row_security("reminder_tags")
    searchable("reminders")


def downgrade() -> None:
    not_searchable("reminders")
    op.drop_table("reminder_tags")
    op.drop_table("reminders")
