"""People: their yearly days, contacts, relationships and tags; reminders can be about them.

Revision: 0028
Follows: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from umbra.runtime.ddl import not_searchable, row_security, searchable

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BYTES = sa.String(collation="C")
INSTANT = sa.DateTime(timezone=True)
ABOUT = ("todo_id", "location_id", "event_id", "project_id", "task_id")

SORT_KEY = (
    "\"left\"(CASE WHEN family_key <> '' THEN btrim(family_key || ' ' || given_key)"
    " ELSE name_key END, 100)"
)
TALKED = "(CASE WHEN talked_on IS NULL THEN 'infinity'::date ELSE talked_on END)"
LATEST = "CASE WHEN talked_on IS NULL THEN 2147483647 ELSE '2000-01-01'::date - talked_on END"

# The yearly days follow the person, however the row is written.
KEEP_DAYS = """
CREATE FUNCTION keep_person_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.person_days WHERE owner_id = new.owner_id AND person_id = new.id;
    INSERT INTO public.person_days (owner_id, person_id, position, month_day)
    SELECT new.owner_id, new.id, day.position, replace(right(day.date, 5), '-', '')::smallint
    FROM (
        SELECT 0 AS position, new.birthday AS date
        UNION ALL
        SELECT number, value ->> 'date'
        FROM jsonb_array_elements(new.dates) WITH ORDINALITY AS listed (value, number)
    ) AS day
    WHERE day.date IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER days_of_new AFTER INSERT ON people
    FOR EACH ROW WHEN (new.birthday IS NOT NULL OR new.dates <> '[]')
    EXECUTE FUNCTION keep_person_days();
CREATE TRIGGER days_of_changed AFTER UPDATE OF birthday, dates ON people
    FOR EACH ROW WHEN (old.birthday IS DISTINCT FROM new.birthday OR old.dates <> new.dates)
    EXECUTE FUNCTION keep_person_days();
"""


def index(name: str, *columns: str, where: str = "deleted_at IS NULL") -> None:
    op.create_index(
        f"ix_people_{name}",
        "people",
        ["owner_id", *(sa.text(column) for column in columns)],
        postgresql_where=sa.text(where),
    )


def of_person(column: str = "person_id") -> sa.ForeignKeyConstraint:
    keys = ["people.owner_id", "people.id"]
    return sa.ForeignKeyConstraint(["owner_id", column], keys, ondelete="CASCADE")


def of_owner() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", BYTES, nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("given_key", BYTES, nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("family_key", BYTES, nullable=False),
        sa.Column("sort_key", BYTES, sa.Computed(SORT_KEY, persisted=True), nullable=False),
        sa.Column("nickname", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("emails", postgresql.JSONB(), nullable=False),
        sa.Column("phones", postgresql.JSONB(), nullable=False),
        sa.Column("addresses", postgresql.JSONB(), nullable=False),
        sa.Column("birthday", sa.String(), nullable=True),
        sa.Column("dates", postgresql.JSONB(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("favourite", sa.Boolean(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("talked_on", sa.Date(), nullable=True),
        sa.Column("latest", sa.Integer(), sa.Computed(LATEST, persisted=True), nullable=False),
        sa.Column("photo", sa.String(), nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        of_owner(),
        sa.ForeignKeyConstraint(
            ["owner_id", "location_id"],
            ["locations.owner_id", "locations.id"],
            ondelete="SET NULL (location_id)",
        ),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    index("name", "sort_key", "id")
    index("favourite", "sort_key", "id", where="favourite AND deleted_at IS NULL")
    index("talked", TALKED, "sort_key", "id")
    index("latest", "latest", "sort_key", "id")
    index("created", "created_at", "id")
    index("location", "location_id", where="location_id IS NOT NULL")
    index("trash", "deleted_at", "id", where="deleted_at IS NOT NULL")
    op.create_table(
        "person_tags",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        of_owner(),
        of_person(),
        sa.ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", "person_id", "tag_id"),
    )
    op.create_index("ix_person_tags_tag", "person_tags", ["owner_id", "tag_id", "person_id"])
    op.create_table(
        "person_days",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("month_day", sa.SmallInteger(), nullable=False),
        of_owner(),
        of_person(),
        sa.PrimaryKeyConstraint("owner_id", "person_id", "position"),
    )
    op.create_index(
        "ix_person_days_day", "person_days", ["owner_id", "month_day", "person_id", "position"]
    )
    op.create_table(
        "person_contacts",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("instant", INSTANT, nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        of_owner(),
        of_person(),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    op.create_index(
        "ix_person_contacts_day", "person_contacts", ["owner_id", "person_id", "day", "id"]
    )
    op.create_table(
        "relationships",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("inverse", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("person_id <> other_id", name="of_two_people"),
        of_owner(),
        of_person(),
        of_person("other_id"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    op.create_index(
        "ix_relationships_person", "relationships", ["owner_id", "person_id", "other_id"]
    )
    op.create_index(
        "ix_relationships_other", "relationships", ["owner_id", "other_id", "person_id"]
    )
    row_security("people", notify_as="person")
    for table in ("person_tags", "person_days", "person_contacts", "relationships"):
        row_security(table)
    searchable("people")
    op.execute(KEEP_DAYS)
    op.add_column("reminders", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        None,
        "reminders",
        "people",
        ["owner_id", "person_id"],
        ["owner_id", "id"],
        ondelete="SET NULL (person_id)",
    )
    op.create_index(
        "ix_reminders_person",
        "reminders",
        ["owner_id", "person_id"],
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    _about_one_of(*ABOUT, "person_id")


def _about_one_of(*columns: str) -> None:
    op.drop_constraint("about_one_item", "reminders")
    op.create_check_constraint(
        "about_one_item", "reminders", f"num_nonnulls({', '.join(columns)}) <= 1"
    )


def downgrade() -> None:
    _about_one_of(*ABOUT)
    op.drop_column("reminders", "person_id")
    not_searchable("people")
    for table in ("relationships", "person_contacts", "person_days", "person_tags", "people"):
        op.drop_table(table)
    op.execute("DROP FUNCTION keep_person_days")
