"""Todos that repeat: rule, DTSTART, what it is counted from, pause, link to the next one.

Revision: 0020
Follows: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COLUMNS = ("next_id", "paused_until", "paused_from", "dtstart", "repeat_from", "rrule")


def upgrade() -> None:
    op.add_column("todos", sa.Column("rrule", sa.String(), nullable=True))
    op.add_column(
        "todos", sa.Column("repeat_from", sa.String(), nullable=False, server_default="due")
    )
    op.add_column("todos", sa.Column("dtstart", sa.Date(), nullable=True))
    op.add_column("todos", sa.Column("paused_from", sa.Date(), nullable=True))
    op.add_column("todos", sa.Column("paused_until", sa.Date(), nullable=True))
    op.add_column("todos", sa.Column("next_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        "repeat_from_is_known", "todos", "repeat_from IN ('due', 'completion')"
    )
    op.create_check_constraint(
        "a_rule_needs_a_day",
        "todos",
        "rrule IS NULL OR (due_date IS NOT NULL AND dtstart IS NOT NULL)",
    )
    op.create_check_constraint(
        "a_pause_ends_after_its_start", "todos", "paused_until > paused_from"
    )
    op.create_foreign_key(
        "todos_owner_id_next_id_fkey",
        "todos",
        "todos",
        ["owner_id", "next_id"],
        ["owner_id", "id"],
        ondelete="SET NULL (next_id)",
    )
    op.create_index(
        "ix_todos_next",
        "todos",
        ["owner_id", "next_id"],
        postgresql_where=sa.text("next_id IS NOT NULL"),
    )
    op.create_index(
        "ix_todos_repeating",
        "todos",
        ["owner_id", "due_date"],
        postgresql_where=sa.text(
            "rrule IS NOT NULL AND next_id IS NULL AND completed_at IS NULL AND deleted_at IS NULL"
        ),
    )


def downgrade() -> None:
    op.drop_index("ix_todos_repeating", "todos")
    for column in COLUMNS:
        op.drop_column("todos", column)
