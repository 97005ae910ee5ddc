"""UMBRA's tables as declarative ORM models, with the relationships the usual route loads."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True)}


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    disabled_at: Mapped[datetime | None]


class Owner(Base):
    __tablename__ = "owners"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))


class Session(Base):
    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    token_hash: Mapped[bytes]
    expires_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]


class Tag(Base):
    __tablename__ = "tags"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class TodoTag(Base):
    __tablename__ = "todo_tags"
    __table_args__ = (
        ForeignKeyConstraint(["owner_id", "todo_id"], ["todos.owner_id", "todos.id"]),
        ForeignKeyConstraint(["owner_id", "tag_id"], ["tags.owner_id", "tags.id"]),
    )

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    todo_id: Mapped[UUID] = mapped_column(primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(primary_key=True)


class Todo(Base):
    __tablename__ = "todos"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    title: Mapped[str]
    notes: Mapped[str]
    due_date: Mapped[date | None]
    due_time: Mapped[time | None]
    priority: Mapped[str]
    category: Mapped[str | None]
    completed_at: Mapped[datetime | None]
    position: Mapped[str]
    tags: Mapped[list[Tag]] = relationship(secondary="todo_tags", order_by=Tag.name, viewonly=True)


class EventTag(Base):
    __tablename__ = "event_tags"
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "event_id"], ["calendar_events.owner_id", "calendar_events.id"]
        ),
        ForeignKeyConstraint(["owner_id", "tag_id"], ["tags.owner_id", "tags.id"]),
    )

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(primary_key=True)


class Event(Base):
    """A single event: this route knows no series, overrides or exceptions."""

    __tablename__ = "calendar_events"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    title: Mapped[str]
    notes: Mapped[str]
    place: Mapped[str]
    location_id: Mapped[UUID | None]
    colour: Mapped[str | None]
    uid: Mapped[str]
    all_day: Mapped[bool]
    start_local: Mapped[datetime] = mapped_column(DateTime())
    end_local: Mapped[datetime] = mapped_column(DateTime())
    time_zone: Mapped[str | None]
    start_key: Mapped[datetime] = mapped_column(DateTime())
    end_key: Mapped[datetime] = mapped_column(DateTime())
    rrule: Mapped[str | None]
    series_id: Mapped[UUID | None]
    tags: Mapped[list[Tag]] = relationship(secondary="event_tags", order_by=Tag.name, viewonly=True)

    @property
    def start(self) -> datetime:
        return self.start_local.replace(tzinfo=ZoneInfo(self.time_zone or "UTC"))

    @property
    def end(self) -> datetime:
        return self.end_local.replace(tzinfo=ZoneInfo(self.time_zone or "UTC"))
