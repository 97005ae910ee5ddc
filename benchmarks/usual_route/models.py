"""UMBRA's tables as declarative ORM models, with the relationships the usual route loads."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar
from uuid import UUID

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
