"""The tables of people: persons, their yearly days, contacts, relationships, tags."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlmodel import Field

from umbra.core.ids import new_id
from umbra.core.item import INSTANT, Item, Owned
from umbra.items.orders import BYTES

SORT_KEY = (
    "\"left\"(CASE WHEN family_key <> '' THEN btrim(family_key || ' ' || given_key)"
    " ELSE name_key END, 100)"
)
"""The generated column `sort_key`; `umbra.people.rules.sort_key` computes the same."""

TALKED = """(
CASE
    WHEN talked_on IS NULL THEN 'infinity'::date
    ELSE talked_on
END)"""
"""The day one last talked; those one never talked with come last.

Not `coalesce`, which PostgreSQL does not treat as leakproof (as `umbra.todos.models.DAY`).
"""

LATEST = "CASE WHEN talked_on IS NULL THEN 2147483647 ELSE '2000-01-01'::date - talked_on END"
"""The generated column `latest`: the latest day first, as a number that ascends, so that people of
one day stay in alphabet."""


CONTACT_AT = "COALESCE(timezone('UTC', instant), day::timestamp)"
"""The generated column `at` of a contact: its place in the time line."""

LOCAL = DateTime(timezone=False)


def _index(name: str, *columns: Any, where: str = "deleted_at IS NULL") -> Index:
    return Index(f"ix_people_{name}", "owner_id", *columns, postgresql_where=text(where))


class Person(Item, table=True):
    """A person.

    `emails`, `phones`, `addresses` and `dates` are lists as `umbra.people.values` defines them,
    `birthday` is "YYYY-MM-DD" or "--MM-DD". `talked_on` is the latest day of the contacts,
    `photo` the `hash` of the photo in `person_photos`. `words` is for full-text search.

    The keys are texts without case and accents; `sort_key` is the place in the alphabet: family
    name and given name, or the name of a person without family name.
    """

    __tablename__ = "people"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "location_id"],
            ["locations.owner_id", "locations.id"],
            ondelete="SET NULL (location_id)",
        ),
        _index("name", "sort_key", "id"),
        _index("favourite", "sort_key", "id", where="favourite AND deleted_at IS NULL"),
        _index("talked", text(TALKED), "sort_key", "id"),
        _index("latest", "latest", "sort_key", "id"),
        _index("created", "created_at", "id"),
        _index("location", "location_id", where="location_id IS NOT NULL"),
        _index("photo", "photo", where="photo IS NOT NULL"),
        _index("trash", "deleted_at", "id", where="deleted_at IS NOT NULL"),
        Index("ix_people_words", "words", postgresql_using="gin"),
    )

    name: str
    name_key: str = Field(sa_type=BYTES)
    given_name: str = ""
    given_key: str = Field(sa_type=BYTES)
    family_name: str = ""
    family_key: str = Field(sa_type=BYTES)
    sort_key: str | None = Field(
        default=None, sa_column=Column(BYTES, Computed(SORT_KEY, persisted=True), nullable=False)
    )
    nickname: str = ""
    organisation: str = ""
    emails: list[dict[str, Any]] = Field(sa_type=JSONB)
    phones: list[dict[str, Any]] = Field(sa_type=JSONB)
    addresses: list[dict[str, Any]] = Field(sa_type=JSONB)
    birthday: str | None = None
    dates: list[dict[str, Any]] = Field(sa_type=JSONB)
    notes: str = ""
    favourite: bool = False
    location_id: UUID | None = None
    talked_on: date | None = None
    latest: int | None = Field(
        default=None, sa_column=Column(Integer, Computed(LATEST, persisted=True), nullable=False)
    )
    photo: str | None = None
    words: str = Field(sa_type=TSVECTOR)


class PersonDay(Owned, table=True):
    """A yearly day of a person: the birthday (position 0), then their other dates.

    `month_day` is 100 times the month plus the day, so that the days of a range are found by an
    index. A trigger on `people` keeps the rows, however a person is written.
    """

    __tablename__ = "person_days"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "person_id"], ["people.owner_id", "people.id"], ondelete="CASCADE"
        ),
        Index("ix_person_days_day", "owner_id", "month_day", "person_id", "position"),
    )

    person_id: UUID = Field(primary_key=True)
    position: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    month_day: int = Field(sa_type=SmallInteger)


class PersonContact(Owned, table=True):
    """A contact: that one talked with a person on a day, and what about.

    `instant` is null where only the day is known; else `day` is its day in the zone that the
    account had then. `way` is how: a call, a letter.
    """

    __tablename__ = "person_contacts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "person_id"], ["people.owner_id", "people.id"], ondelete="CASCADE"
        ),
        Index("ix_person_contacts_day", "owner_id", "person_id", "day", "id"),
        Index("ix_person_contacts_at", "owner_id", "person_id", "at", "id"),
    )

    id: UUID = Field(primary_key=True, default_factory=new_id)
    person_id: UUID
    day: date
    instant: datetime | None = Field(default=None, sa_type=INSTANT)
    at: datetime | None = Field(
        default=None, sa_column=Column(LOCAL, Computed(CONTACT_AT, persisted=True), nullable=False)
    )
    note: str = ""
    way: str = ""
    created_at: datetime = Field(sa_type=INSTANT)


class PersonRelation(Owned, table=True):
    """A relationship of two people: `other_id` is `word` of `person_id`, who is its `inverse`."""

    __tablename__ = "relationships"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "person_id"], ["people.owner_id", "people.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["owner_id", "other_id"], ["people.owner_id", "people.id"], ondelete="CASCADE"
        ),
        CheckConstraint("person_id <> other_id", name="of_two_people"),
        Index("ix_relationships_person", "owner_id", "person_id", "other_id"),
        Index("ix_relationships_other", "owner_id", "other_id", "person_id"),
    )

    id: UUID = Field(primary_key=True, default_factory=new_id)
    person_id: UUID
    other_id: UUID
    word: str
    inverse: str
    created_at: datetime = Field(sa_type=INSTANT)


class PersonPhoto(Owned, table=True):
    """A photo by its hash, as JPEG in three sizes (`umbra.people.images`).

    A trigger deletes it when no person has it, nor would have it after a merge was undone.
    """

    __tablename__ = "person_photos"  # pyright: ignore[reportAssignmentType]

    hash: str = Field(primary_key=True)
    large: bytes
    medium: bytes
    small: bytes
    created_at: datetime = Field(sa_type=INSTANT)


class PersonMerge(Owned, table=True):
    """That one person was merged into another, until the merge is undone.

    `before` and `after` are the fields of `kept_id` (`umbra.people.merged.fields_of`), `moved` the
    ids, by kind, of what was tied to `merged_id`, who is in the trash.
    """

    __tablename__ = "person_merges"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "kept_id"], ["people.owner_id", "people.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["owner_id", "merged_id"], ["people.owner_id", "people.id"], ondelete="CASCADE"
        ),
        Index("ix_person_merges_kept", "owner_id", "kept_id"),
        Index("ix_person_merges_merged", "owner_id", "merged_id"),
    )

    id: UUID = Field(primary_key=True, default_factory=new_id)
    kept_id: UUID
    merged_id: UUID
    created_at: datetime = Field(sa_type=INSTANT)
    before: dict[str, Any] = Field(sa_type=JSONB)
    after: dict[str, Any] = Field(sa_type=JSONB)
    moved: dict[str, Any] = Field(sa_type=JSONB)


class PersonTag(Owned, table=True):
    """The link table of people and tags."""

    __tablename__ = "person_tags"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "person_id"], ["people.owner_id", "people.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        Index("ix_person_tags_tag", "owner_id", "tag_id", "person_id"),
    )

    person_id: UUID = Field(primary_key=True)
    tag_id: UUID = Field(primary_key=True)
