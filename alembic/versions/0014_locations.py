"""Locations, and which tags they carry.

Revision: 0014
Follows: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from umbra.runtime.ddl import not_searchable, row_security, searchable

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BYTES = sa.String(collation="C")


def index(name: str, *columns: str, where: str = "deleted_at IS NULL") -> None:
    op.create_index(
        f"ix_locations_{name}",
        "locations",
        ["owner_id", *columns],
        postgresql_where=sa.text(where),
    )


def upgrade() -> None:
    op.create_table(
        "locations",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", BYTES, nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_is_one"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_is_one"),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name="coordinates_are_a_pair"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    index("name", "name_key", "id")
    index("created", "created_at", "id")
    index("category", "category", where="category IS NOT NULL AND deleted_at IS NULL")
    index("trash", "deleted_at", "id", where="deleted_at IS NOT NULL")
    op.create_table(
        "location_tags",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["owner_id", "location_id"], ["locations.owner_id", "locations.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", "location_id", "tag_id"),
    )
    op.create_index("ix_location_tags_tag", "location_tags", ["owner_id", "tag_id", "location_id"])
    row_security("locations", notify_as="location")
    row_security("location_tags")
    searchable("locations")


def downgrade() -> None:
    not_searchable("locations")
    op.drop_table("location_tags")
    op.drop_table("locations")
