"""Merges of people, until they are undone; photos of people.

Revision: 0030
Follows: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from umbra.runtime.ddl import row_security

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# A photo goes with its last person, unless undoing a merge would show it again.
DROP_UNUSED = """
CREATE FUNCTION drop_unused_photo() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone text := CASE tg_table_name
        WHEN 'people' THEN to_jsonb(old) ->> 'photo'
        ELSE to_jsonb(old) -> 'before' ->> 'photo'
    END;
BEGIN
    DELETE FROM public.person_photos AS photo
    WHERE photo.owner_id = old.owner_id AND photo.hash = gone
        AND NOT EXISTS (
            SELECT FROM public.people AS p WHERE p.owner_id = old.owner_id AND p.photo = gone)
        AND NOT EXISTS (
            SELECT FROM public.person_merges AS m
            WHERE m.owner_id = old.owner_id AND m.before ->> 'photo' = gone);
    RETURN NULL;
END $$;
CREATE TRIGGER photo_of_gone AFTER DELETE ON people
    FOR EACH ROW WHEN (old.photo IS NOT NULL) EXECUTE FUNCTION drop_unused_photo();
CREATE TRIGGER photo_of_changed AFTER UPDATE OF photo ON people
    FOR EACH ROW WHEN (old.photo IS NOT NULL AND old.photo IS DISTINCT FROM new.photo)
    EXECUTE FUNCTION drop_unused_photo();
CREATE TRIGGER photo_of_undone AFTER DELETE ON person_merges
    FOR EACH ROW WHEN (old.before ->> 'photo' IS NOT NULL)
    EXECUTE FUNCTION drop_unused_photo();
"""


def of_person(column: str) -> sa.ForeignKeyConstraint:
    keys = ["people.owner_id", "people.id"]
    return sa.ForeignKeyConstraint(["owner_id", column], keys, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "person_merges",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("moved", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        of_person("kept_id"),
        of_person("merged_id"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    op.create_index("ix_person_merges_kept", "person_merges", ["owner_id", "kept_id"])
    op.create_index("ix_person_merges_merged", "person_merges", ["owner_id", "merged_id"])
    row_security("person_merges")
    op.create_table(
        "person_photos",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.Column("medium", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "hash"),
    )
    row_security("person_photos")
    op.create_index(
        "ix_people_photo",
        "people",
        ["owner_id", "photo"],
        postgresql_where=sa.text("photo IS NOT NULL"),
    )
    op.execute(DROP_UNUSED)


def downgrade() -> None:
    op.execute("DROP TRIGGER photo_of_gone ON people")
    op.execute("DROP TRIGGER photo_of_changed ON people")
    op.drop_index("ix_people_photo", "people")
    op.drop_table("person_photos")
    op.drop_table("person_merges")
    op.execute("DROP FUNCTION drop_unused_photo")
