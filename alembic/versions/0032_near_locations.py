"""An index of locations by their coordinates, for those near a place.

Revision: 0032
Follows: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_locations_coordinates",
        "locations",
        ["owner_id", "latitude", "longitude"],
        postgresql_where=sa.text("latitude IS NOT NULL AND deleted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_locations_coordinates", "locations")
