"""Adds the calendar's settings: the length of a new event, the first visible hour.

Revision: 0016
Follows: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "settings", sa.Column("event_minutes", sa.Integer(), nullable=False, server_default="60")
    )
    op.add_column(
        "settings", sa.Column("first_hour", sa.Integer(), nullable=False, server_default="8")
    )
    op.create_check_constraint("first_hour_is_of_a_day", "settings", "first_hour BETWEEN 0 AND 23")


def downgrade() -> None:
    op.drop_constraint("first_hour_is_of_a_day", "settings")
    op.drop_column("settings", "first_hour")
    op.drop_column("settings", "event_minutes")
