"""Keeps, with each open step, when the password or PIN that began it was shown.

A session that follows a step is no more freshly proved than that. Steps live for 15 minutes at
most and those that are open say nothing of when they were proved, so they end here.

Revision: 0011
Follows: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM challenges")
    op.add_column("challenges", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False))


def downgrade() -> None:
    op.drop_column("challenges", "proved_at")
