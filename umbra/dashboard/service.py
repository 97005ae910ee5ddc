"""Reads the dashboard's data in three SQL statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from umbra.core.actor import Actor
from umbra.core.zones import time_zone
from umbra.database import Transaction
from umbra.preferences import service as preferences
from umbra.todos import service as todos
from umbra.todos.service import SectionCounts, TodoFilter, TodoRow

MOST_TODOS = 50


@dataclass(frozen=True, slots=True)
class Day:
    """The open todos due on `today`, the date in the owner's time zone, and the overdue ones,
    without those that rest (`umbra.todos.rules.is_paused`).

    At most 50 together; the latest due dates are preferred. `now` is in the owner's time zone,
    which is a guess while `time_zone_confirmed` is false.
    """

    now: datetime
    time_zone_confirmed: bool
    today: date
    overdue_todos: Sequence[TodoRow]
    today_todos: Sequence[TodoRow]


@dataclass(frozen=True, slots=True)
class Dashboard(Day):
    """A day and the number of todos in each section, all of them counted."""

    counts: SectionCounts


async def get_dashboard(tx: Transaction, actor: Actor) -> Dashboard:
    """Returns the todos due today in the owner's time zone, the overdue ones, and counts."""
    day = await get_day(tx, actor)
    counts = await count_todos(tx, actor, day.today)
    return Dashboard(
        day.now, day.time_zone_confirmed, day.today, day.overdue_todos, day.today_todos, counts
    )


async def get_day(tx: Transaction, actor: Actor) -> Day:
    """Returns the todos due today in the owner's time zone, and the overdue ones."""
    zone = await preferences.owner_time_zone(tx, actor)
    now = tx.now.astimezone(time_zone(zone.name))
    today = now.date()
    due = TodoFilter(due_to=today, completed=False, awake_on=today)
    latest = await todos.list_window(tx, actor, due, "due", limit=MOST_TODOS, from_end=True)
    return Day(
        now,
        zone.confirmed,
        today,
        [todo for todo in latest.rows if todo.due_date != today],
        [todo for todo in latest.rows if todo.due_date == today],
    )


async def count_todos(tx: Transaction, actor: Actor, today: date) -> SectionCounts:
    """Returns the number of todos in each section on `today`. Reads all of the owner's todos."""
    return await todos.counts(tx, actor, TodoFilter(), today)
