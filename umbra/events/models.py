"""The tables of calendar events: events and series, exceptions of a series, tags."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from umbra.core.item import Item, Owned
from umbra.items.people import people_keys

LOCAL = DateTime(timezone=False)

SPAN_DAYS = (1, 8, 64, 512, 4096)
"""The longest events of the span classes 0 to 4, in days; class 5 has all longer ones."""

SPAN = (
    "(CASE "
    + " ".join(
        f"WHEN end_key - start_key <= '{days} day{'s' * (days > 1)}'::interval THEN {number * 2}"
        for number, days in enumerate(SPAN_DAYS)
    )
    + f" ELSE {len(SPAN_DAYS) * 2} END + all_day::integer)::smallint"
)
"""The generated column `span`: twice the span class, plus 1 for all-day events.

Spelled as PostgreSQL gives it back, so that a comparison of the schema finds it unchanged.
"""


def _index(name: str, *columns: str, where: str, include: tuple[str, ...] = ()) -> Index:
    return Index(
        f"ix_calendar_events_{name}",
        "owner_id",
        *columns,
        postgresql_where=text(where),
        postgresql_include=include,
    )


class CalendarEvent(Item, table=True):
    """An event, a series, or an override: an occurrence of a series that was moved or edited.

    `start_local` and `end_local` (exclusive) are wall-clock times in `time_zone`; midnights
    without a zone if `all_day`. `start_key` and `end_key` are derived: UTC, or for all-day events
    the same local days. A series has `first_day` and `last_day`, the local days of its first
    start and its last end (9999-12-31 without end); its other times are those of its first
    occurrence. `rrule` and its `pattern` are null for a series of RDATEs alone. An override has
    `series_id` and `recurrence_id`, its original local start in the zone of the series.
    `follows` is the series that this one was split from. `words` is for full-text search.
    """

    __tablename__ = "calendar_events"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "series_id"],
            ["calendar_events.owner_id", "calendar_events.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["owner_id", "follows"],
            ["calendar_events.owner_id", "calendar_events.id"],
            ondelete="SET NULL (follows)",
        ),
        ForeignKeyConstraint(
            ["owner_id", "location_id"],
            ["locations.owner_id", "locations.id"],
            ondelete="SET NULL (location_id)",
        ),
        CheckConstraint("end_local >= start_local", name="ends_after_its_start"),
        CheckConstraint("end_key >= start_key", name="keys_are_in_order"),
        CheckConstraint("NOT all_day OR time_zone IS NULL", name="days_have_no_zone"),
        CheckConstraint(
            "NOT all_day OR (start_local::time = '00:00' AND end_local::time = '00:00')",
            name="all_day_is_whole_days",
        ),
        CheckConstraint("(rrule IS NULL) = (pattern IS NULL)", name="a_rule_has_its_pattern"),
        CheckConstraint(
            "(first_day IS NULL) = (last_day IS NULL)", name="a_series_has_first_and_last_day"
        ),
        CheckConstraint("rrule IS NULL OR first_day IS NOT NULL", name="a_rule_makes_a_series"),
        CheckConstraint(
            "(series_id IS NULL) = (recurrence_id IS NULL)", name="an_override_is_of_an_occurrence"
        ),
        CheckConstraint("series_id IS NULL OR first_day IS NULL", name="an_override_is_no_series"),
        _index("start", "start_key", "id", where="deleted_at IS NULL AND series_id IS NULL"),
        _index(
            "span",
            "span",
            "start_key",
            "id",
            where="first_day IS NULL AND deleted_at IS NULL",
            include=("end_key", "series_id"),
        ),
        _index(
            "series", "last_day", "first_day", where="first_day IS NOT NULL AND deleted_at IS NULL"
        ),
        Index(
            "ix_calendar_events_uid",
            "owner_id",
            "uid",
            unique=True,
            postgresql_where=text("series_id IS NULL"),
        ),
        _index("overrides", "series_id", where="series_id IS NOT NULL"),
        _index("follows", "follows", where="follows IS NOT NULL"),
        _index("location", "location_id", where="location_id IS NOT NULL"),
        _index("zone", "time_zone", "id", where="time_zone IS NOT NULL"),
        _index("trash", "deleted_at", "id", where="deleted_at IS NOT NULL AND series_id IS NULL"),
        Index("ix_calendar_events_words", "words", postgresql_using="gin"),
    )

    title: str
    notes: str = ""
    place: str = ""
    location_id: UUID | None = None
    colour: str | None = None
    uid: str
    all_day: bool
    start_local: datetime = Field(sa_type=LOCAL)
    end_local: datetime = Field(sa_type=LOCAL)
    time_zone: str | None = None
    start_key: datetime = Field(sa_type=LOCAL)
    end_key: datetime = Field(sa_type=LOCAL)
    span: int | None = Field(
        default=None,
        sa_column=Column(SmallInteger, Computed(SPAN, persisted=True), nullable=False),
    )
    rrule: str | None = None
    pattern: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    follows: UUID | None = None
    series_id: UUID | None = None
    recurrence_id: datetime | None = Field(default=None, sa_type=LOCAL)
    words: str = Field(sa_type=TSVECTOR)


class EventException(Owned, table=True):
    """An exception of a series: what differs from its rule.

    `recurrence_id` is a local start in the zone of the series. `kind` is "excluded" (EXDATE),
    "excluded_day" (an EXDATE that is a date, on a timed series: all of that local day), "added"
    (RDATE), or "moved", whose occurrence is the row `override_id`.
    """

    __tablename__ = "event_exceptions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "series_id"],
            ["calendar_events.owner_id", "calendar_events.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["owner_id", "override_id"],
            ["calendar_events.owner_id", "calendar_events.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint(
            "kind IN ('excluded', 'excluded_day', 'added', 'moved')", name="kind_is_known"
        ),
        CheckConstraint(
            "(kind = 'moved') = (override_id IS NOT NULL)", name="moved_has_its_override"
        ),
        Index(
            "ix_event_exceptions_time",
            "owner_id",
            "recurrence_id",
            postgresql_include=("series_id", "kind"),
        ),
        Index(
            "ix_event_exceptions_override",
            "owner_id",
            "override_id",
            postgresql_where=text("override_id IS NOT NULL"),
        ),
    )

    series_id: UUID = Field(primary_key=True)
    recurrence_id: datetime = Field(primary_key=True, sa_type=LOCAL)
    kind: str = Field(primary_key=True)
    override_id: UUID | None = None


class EventTag(Owned, table=True):
    """The link table of events and tags. Overrides have the tags of their series."""

    __tablename__ = "event_tags"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "event_id"],
            ["calendar_events.owner_id", "calendar_events.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        Index("ix_event_tags_tag", "owner_id", "tag_id", "event_id"),
    )

    event_id: UUID = Field(primary_key=True)
    tag_id: UUID = Field(primary_key=True)


class EventPerson(Owned, table=True):
    """The link table of events and people. Overrides have the people of their series.

    `at` is the event's `start_key`, kept by triggers, so that a person's time line is read along
    an index.
    """

    __tablename__ = "event_people"  # pyright: ignore[reportAssignmentType]
    __table_args__ = people_keys("event_id", "calendar_events")

    event_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    position: int
    at: datetime = Field(sa_type=LOCAL)


class ZoneRules(SQLModel, table=True):
    """The hash of a time zone's rules that the stored UTC times were derived with.

    Of the whole installation, so without row-level security. See `umbra.core.zones.rules_hash`.
    """

    __tablename__ = "zone_rules"  # pyright: ignore[reportAssignmentType]

    name: str = Field(primary_key=True)
    hash: str
