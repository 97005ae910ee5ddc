"""The dashboard's contents, in three statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.preferences import service as preferences
from umbra.todos import service as todos
from umbra.todos.service import SectionCounts, TodoFilter, TodoRow

MOST_TODOS = 50


@dataclass(frozen=True, slots=True)
class Day:
    """The open todos of `today`, the owner's day, and of the days before it.

    50 in all, the latest days first to be kept. `now` is the instant in the owner's zone,
    which is a guess until it is confirmed.
    """

    now: datetime
    time_zone_confirmed: bool
    today: date
    overdue_todos: Sequence[TodoRow]
    today_todos: Sequence[TodoRow]


@dataclass(frozen=True, slots=True)
class Dashboard(Day):
    """A day; `counts` counts every todo."""

    counts: SectionCounts


async def get_dashboard(tx: Transaction, actor: Actor) -> Dashboard:
    """What is due today where the owner lives, what should have been done before, and counts."""
    day = await get_day(tx, actor)
    counts = await count_todos(tx, actor, day.today)
    return Dashboard(
        day.now, day.time_zone_confirmed, day.today, day.overdue_todos, day.today_todos, counts
    )


async def get_day(tx: Transaction, actor: Actor) -> Day:
    """What is due today where the owner lives, and what should have been done before."""
    zone = await preferences.own_zone(tx, actor)
    now = tx.now.astimezone(ZoneInfo(zone.name))
    today = now.date()
    due = TodoFilter(due_to=today, completed=False)
    latest = await todos.list_window(tx, actor, due, "due", limit=MOST_TODOS, from_end=True)
    return Day(
        now,
        zone.confirmed,
        today,
        [todo for todo in latest.rows if todo.due_date != today],
        [todo for todo in latest.rows if todo.due_date == today],
    )


async def count_todos(tx: Transaction, actor: Actor, today: date) -> SectionCounts:
    """How many todos stand in each section on `today`. Reads every one there is."""
    return await todos.counts(tx, actor, TodoFilter(), today)
