"""The browsers an account signed in with, so that a change of password forgets them.

A device cookie given before this counts no more: nothing says which password it was given
under. What was counted for such browsers goes with it.

Revision: 0010
Follows: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FORGET_COUNTS = "DELETE FROM throttles WHERE kind IN ({kinds})"
OF_ONE = "'device-password', 'device-pin'"
OF_ALL = "'devices-password', 'devices-pin'"


def upgrade() -> None:
    op.create_table(
        "devices",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("nonce_hash", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "nonce_hash"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON devices TO umbra_app")
    op.execute(FORGET_COUNTS.format(kinds=OF_ONE))


def downgrade() -> None:
    op.execute(FORGET_COUNTS.format(kinds=OF_ALL))
    op.drop_table("devices")
