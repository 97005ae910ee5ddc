"""Renames the table of the installation itself from `house` to `instance`.

The row, its columns and its grants stay as they are: a rename keeps them. Every constraint is
renamed with the table, the primary key's index included, and so are the named NOT NULL
constraints of PostgreSQL 18 and newer.

Revision: 0012
Follows: 0011
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

RENAME_CONSTRAINTS = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT conname FROM pg_constraint
        WHERE conrelid = 'public.{new}'::regclass AND starts_with(conname::text, '{old}_')
    LOOP
        EXECUTE format('ALTER TABLE public.{new} RENAME CONSTRAINT %I TO %I',
            found.conname, '{new}' || substr(found.conname, length('{old}') + 1));
    END LOOP;
END $$;
"""


def upgrade() -> None:
    rename("house", "instance")


def downgrade() -> None:
    rename("instance", "house")


def rename(old: str, new: str) -> None:
    op.rename_table(old, new)
    op.execute(RENAME_CONSTRAINTS.format(old=old, new=new))
