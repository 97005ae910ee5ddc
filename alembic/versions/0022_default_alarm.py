"""The alarm that new events and dated todos begin with, in the settings.

Revision: 0022
Follows: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("settings", sa.Column("default_alarm", JSONB(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("settings", "default_alarm")
