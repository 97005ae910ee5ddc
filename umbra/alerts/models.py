"""The tables of alerts, and of what falls due."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from umbra.core.ids import new_id
from umbra.core.item import INSTANT, Owned

LOCAL = DateTime(timezone=False)

State = Literal["planned", "due", "snoozed", "missed", "dismissed"]
STATES: tuple[State, ...] = ("planned", "due", "snoozed", "missed", "dismissed")

IN_APP = "app"
"""The channel of alerts that open tabs show. Delivery by other ways is to add channels."""


def _item_key(column: str, table: str) -> ForeignKeyConstraint:
    keys = [f"{table}.owner_id", f"{table}.id"]
    return ForeignKeyConstraint(["owner_id", column], keys, ondelete="CASCADE")


def _item_index(table: str, column: str) -> Index:
    where = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column[:-3]}", "owner_id", column, postgresql_where=where)


class ItemAlarm(Owned, table=True):
    """An alarm of one item, at a `position` among its others.

    `spec` is an `umbra.core.alarms.Alarm`; an item has each once.

    A further kind joins with a column, here and in `alerts`.
    """

    __tablename__ = "alarms"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        _item_key("todo_id", "todos"),
        _item_key("event_id", "calendar_events"),
        _item_key("task_id", "tasks"),
        _item_key("person_id", "people"),
        CheckConstraint(
            "num_nonnulls(todo_id, event_id, task_id, person_id) = 1", name="of_one_item"
        ),
        _item_index("alarms", "todo_id"),
        _item_index("alarms", "event_id"),
        _item_index("alarms", "task_id"),
        _item_index("alarms", "person_id"),
    )

    id: UUID = Field(primary_key=True, default_factory=new_id)
    todo_id: UUID | None = None
    event_id: UUID | None = None
    task_id: UUID | None = None
    person_id: UUID | None = None
    position: int
    spec: dict[str, Any] = Field(sa_type=JSONB)


class Alert(Owned, table=True):
    """One firing of a reminder, or of an alarm of an item: a row of the ledger of what was due.

    There is one for each `occurrence` of the reminder or the alarm, a wall-clock time in its
    zone (of an alarm at an instant that in UTC); `run_at` is the instant it was to fire at.
    `alarm_id` becomes null when the alarm is removed from its item.
    States: "planned" (the next one of its source), "due" (fired), "missed" (fired, and no tab
    showed it within a minute, or the server was not running), "snoozed" until `snoozed_until`,
    "dismissed". `shown_at` is when a tab showed it first.
    `wakes_at` is when the worker acts on it next; null if nothing is to be done.
    """

    __tablename__ = "alerts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "reminder_id"],
            ["reminders.owner_id", "reminders.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["owner_id", "alarm_id"],
            ["alarms.owner_id", "alarms.id"],
            ondelete="SET NULL (alarm_id)",
        ),
        _item_key("todo_id", "todos"),
        _item_key("event_id", "calendar_events"),
        _item_key("task_id", "tasks"),
        _item_key("person_id", "people"),
        CheckConstraint(
            "num_nonnulls(reminder_id, todo_id, event_id, task_id, person_id) = 1",
            name="alert_of_one_item",
        ),
        CheckConstraint(
            f"state IN ({', '.join(repr(state) for state in STATES)})", name="state_is_known"
        ),
        CheckConstraint(
            "(state = 'snoozed') = (snoozed_until IS NOT NULL)", name="a_snoozed_one_has_its_end"
        ),
        CheckConstraint(
            "(state = 'dismissed') = (dismissed_at IS NOT NULL)", name="dismissed_at_an_instant"
        ),
        Index("ix_alerts_reminder", "owner_id", "reminder_id", "occurrence", unique=True),
        Index("ix_alerts_alarm", "owner_id", "alarm_id", "occurrence", unique=True),
        _item_index("alerts", "todo_id"),
        _item_index("alerts", "event_id"),
        _item_index("alerts", "task_id"),
        _item_index("alerts", "person_id"),
        Index("ix_alerts_run", "owner_id", "run_at", "id"),
        Index(
            "ix_alerts_open",
            "owner_id",
            "run_at",
            "id",
            postgresql_where=text("state = ANY (ARRAY['due'::text, 'missed'::text])"),
        ),
    )

    id: UUID = Field(primary_key=True, default_factory=new_id)
    version: int = 1
    created_at: datetime = Field(sa_type=INSTANT)
    updated_at: datetime = Field(sa_type=INSTANT)
    reminder_id: UUID | None = None
    alarm_id: UUID | None = None
    todo_id: UUID | None = None
    event_id: UUID | None = None
    task_id: UUID | None = None
    person_id: UUID | None = None
    occurrence: datetime = Field(sa_type=LOCAL)
    run_at: datetime = Field(sa_type=INSTANT)
    state: str
    snoozed_until: datetime | None = Field(default=None, sa_type=INSTANT)
    shown_at: datetime | None = Field(default=None, sa_type=INSTANT)
    dismissed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    wakes_at: datetime | None = Field(default=None, sa_type=INSTANT)
    channel: str = IN_APP


class Due(SQLModel, table=True):
    """When the worker has to act, over all owners: the `wakes_at` of each alert that has one.

    A trigger on `alerts` keeps it. It is not behind the owner wall, because the worker does not
    know yet whose alert is next; so it has no content: `kind` is that of the alert's source,
    `id` the alert's. What the alert is about is read behind its owner's wall.
    """

    __tablename__ = "due"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_due_run", "run_at"),)

    owner_id: UUID = Field(primary_key=True, foreign_key="owners.id", ondelete="CASCADE")
    id: UUID = Field(primary_key=True)
    kind: str
    run_at: datetime = Field(sa_type=INSTANT)
    occurrence: datetime = Field(sa_type=LOCAL)
