"""Reminders about projects and tasks.

Revision: 0027
Follows: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BEFORE = ("todo_id", "location_id", "event_id")
ABOUT = {"project_id": "projects", "task_id": "tasks"}


def upgrade() -> None:
    for column, table in ABOUT.items():
        op.add_column("reminders", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(
            None,
            "reminders",
            table,
            ["owner_id", column],
            ["owner_id", "id"],
            ondelete=f"SET NULL ({column})",
        )
        op.create_index(
            f"ix_reminders_{column.removesuffix('_id')}",
            "reminders",
            ["owner_id", column],
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
    about_one_item((*BEFORE, *ABOUT))


def downgrade() -> None:
    about_one_item(BEFORE)
    for column in ABOUT:
        op.drop_column("reminders", column)


def about_one_item(columns: tuple[str, ...]) -> None:
    op.drop_constraint("about_one_item", "reminders")
    op.create_check_constraint(
        "about_one_item", "reminders", f"num_nonnulls({', '.join(columns)}) <= 1"
    )
