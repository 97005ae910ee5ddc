"""Indexes all todos by their day, done or not, for the calendar.

Revision: 0017
Follows: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_todos_day",
        "todos",
        ["owner_id", "due_date"],
        postgresql_where=sa.text("due_date IS NOT NULL AND deleted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_todos_day", "todos")
