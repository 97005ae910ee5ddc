"""Calendar events, the exceptions of series, which tags they carry, and hashes of time zones.

Revision: 0015
Follows: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from umbra.runtime.ddl import not_searchable, row_security, searchable

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LOCAL = sa.DateTime(timezone=False)
SPAN = """(CASE WHEN end_key - start_key <= '1 day'::interval THEN 0
WHEN end_key - start_key <= '8 days'::interval THEN 2
WHEN end_key - start_key <= '64 days'::interval THEN 4
WHEN end_key - start_key <= '512 days'::interval THEN 6
WHEN end_key - start_key <= '4096 days'::interval THEN 8
ELSE 10 END + all_day::integer)::smallint"""


def index(name: str, *columns: str, where: str, include: tuple[str, ...] = ()) -> None:
    op.create_index(
        f"ix_calendar_events_{name}",
        "calendar_events",
        ["owner_id", *columns],
        postgresql_where=sa.text(where),
        postgresql_include=include,
    )


def of_events(*columns: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    keys = ["calendar_events.owner_id", "calendar_events.id"]
    return sa.ForeignKeyConstraint(["owner_id", *columns], keys, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "calendar_events",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("colour", sa.String(), nullable=True),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("start_local", LOCAL, nullable=False),
        sa.Column("end_local", LOCAL, nullable=False),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("start_key", LOCAL, nullable=False),
        sa.Column("end_key", LOCAL, nullable=False),
        sa.Column("span", sa.SmallInteger(), sa.Computed(SPAN, persisted=True), nullable=False),
        sa.Column("rrule", sa.String(), nullable=True),
        sa.Column("pattern", sa.String(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("follows", sa.Uuid(), nullable=True),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("recurrence_id", LOCAL, nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.CheckConstraint("end_local >= start_local", name="ends_after_its_start"),
        sa.CheckConstraint("end_key >= start_key", name="keys_are_in_order"),
        sa.CheckConstraint("NOT all_day OR time_zone IS NULL", name="days_have_no_zone"),
        sa.CheckConstraint(
            "NOT all_day OR (start_local::time = '00:00' AND end_local::time = '00:00')",
            name="all_day_is_whole_days",
        ),
        sa.CheckConstraint("(rrule IS NULL) = (pattern IS NULL)", name="a_rule_has_its_pattern"),
        sa.CheckConstraint(
            "(first_day IS NULL) = (last_day IS NULL)", name="a_series_has_first_and_last_day"
        ),
        sa.CheckConstraint("rrule IS NULL OR first_day IS NOT NULL", name="a_rule_makes_a_series"),
        sa.CheckConstraint(
            "(series_id IS NULL) = (recurrence_id IS NULL)", name="an_override_is_of_an_occurrence"
        ),
        sa.CheckConstraint(
            "series_id IS NULL OR first_day IS NULL", name="an_override_is_no_series"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["owner_id", "location_id"],
            ["locations.owner_id", "locations.id"],
            ondelete="SET NULL (location_id)",
        ),
        of_events("series_id"),
        of_events("follows", ondelete="SET NULL (follows)"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    index("start", "start_key", "id", where="deleted_at IS NULL AND series_id IS NULL")
    index(
        "span",
        "span",
        "start_key",
        "id",
        where="first_day IS NULL AND deleted_at IS NULL",
        include=("end_key", "series_id"),
    )
    index("series", "last_day", "first_day", where="first_day IS NOT NULL AND deleted_at IS NULL")
    op.create_index(
        "ix_calendar_events_uid",
        "calendar_events",
        ["owner_id", "uid"],
        unique=True,
        postgresql_where=sa.text("series_id IS NULL"),
    )
    index("overrides", "series_id", where="series_id IS NOT NULL")
    index("follows", "follows", where="follows IS NOT NULL")
    index("location", "location_id", where="location_id IS NOT NULL")
    index("zone", "time_zone", "id", where="time_zone IS NOT NULL")
    index("trash", "deleted_at", "id", where="deleted_at IS NOT NULL AND series_id IS NULL")
    op.create_table(
        "event_exceptions",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("recurrence_id", LOCAL, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("override_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('excluded', 'excluded_day', 'added', 'moved')", name="kind_is_known"
        ),
        sa.CheckConstraint(
            "(kind = 'moved') = (override_id IS NOT NULL)", name="moved_has_its_override"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        of_events("series_id"),
        of_events("override_id"),
        sa.PrimaryKeyConstraint("owner_id", "series_id", "recurrence_id", "kind"),
    )
    op.create_index(
        "ix_event_exceptions_time",
        "event_exceptions",
        ["owner_id", "recurrence_id"],
        postgresql_include=("series_id", "kind"),
    )
    op.create_index(
        "ix_event_exceptions_override",
        "event_exceptions",
        ["owner_id", "override_id"],
        postgresql_where=sa.text("override_id IS NOT NULL"),
    )
    op.create_table(
        "event_tags",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        of_events("event_id"),
        sa.ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", "event_id", "tag_id"),
    )
    op.create_index("ix_event_tags_tag", "event_tags", ["owner_id", "tag_id", "event_id"])
    op.create_table(
        "zone_rules",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON zone_rules TO umbra_app")
    row_security("calendar_events", notify_as="event")
    row_security("event_exceptions")
    row_security("event_tags")
    searchable("calendar_events")


def downgrade() -> None:
    not_searchable("calendar_events")
    op.drop_table("zone_rules")
    op.drop_table("event_tags")
    op.drop_table("event_exceptions")
    op.drop_table("calendar_events")
