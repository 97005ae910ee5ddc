"""The days of the calendar, put together of its sources."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from umbra.alerts.alarms import with_alarms
from umbra.calendar.entries import (
    CalendarDay,
    Entry,
    entry_of_event,
    entry_of_person,
    entry_of_task,
    entry_of_todo,
    in_order,
)
from umbra.calendar.views import Range
from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.events.alarms import EVENT_ALARMS
from umbra.events.month import NOTHING_HIDDEN, Hidden, month
from umbra.events.service import OccurrenceRow
from umbra.people import birthdays
from umbra.projects.service import ProjectLabel, labels
from umbra.projects.tasks.by_day import by_day as tasks_by_day
from umbra.projects.tasks.service import TaskRow
from umbra.todos.by_day import by_day, coming_by_day


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which days to show, in the account's time zone `zone`, and what is left out of them.

    `today` is the date there. `n` is how many things a day has at most; `details` says whether
    places and categories are shown. `sources` are the names of those shown.
    """

    shown: Range
    zone: str
    today: date
    n: int
    details: bool
    sources: frozenset[str]
    hidden: Hidden = NOTHING_HIDDEN


Found = dict[date, tuple[int, list[Entry]]]
"""For each day that has any: the number of things, and the first of them."""


@dataclass(frozen=True, slots=True)
class Source:
    """What appears in the calendar beside other things: its name, and the function that reads it.

    The ids of its entries begin with a letter of its own.
    """

    name: str
    read: Callable[[Transaction, Actor, Wanted], Awaitable[Found]]


async def days_of(tx: Transaction, actor: Actor, wanted: Wanted) -> list[CalendarDay]:
    """The days of `wanted`, each with a count and at most `n` things, all-day ones first."""
    found = [
        await source.read(tx, actor, wanted) for source in SOURCES if source.name in wanted.sources
    ]
    return [_day(day, found, wanted.n) for day in wanted.shown.days]


def _day(day: date, found: list[Found], n: int) -> CalendarDay:
    parts = [one[day] for one in found if day in one]
    entries = sorted((entry for _, entries in parts for entry in entries), key=in_order)
    return {
        "day": day.isoformat(),
        "count": sum(count for count, _ in parts),
        "entries": entries[:n],
    }


async def _events(tx: Transaction, actor: Actor, wanted: Wanted) -> Found:
    shown, zone = wanted.shown, wanted.zone
    days = await month(tx, actor, shown.first, shown.last, zone, wanted.n, wanted.hidden)
    ids = {row.id for one in days for row in one.first}
    alarmed = await with_alarms(tx, actor, EVENT_ALARMS, ids) if ids else frozenset()

    def entry(row: OccurrenceRow) -> Entry:
        return entry_of_event(row, zone, with_place=wanted.details, has_alarm=row.id in alarmed)

    return {one.day: (one.count, [entry(row) for row in one.first]) for one in days}


async def _todos(tx: Transaction, actor: Actor, wanted: Wanted) -> Found:
    """The todos of each day, and below them the coming times of those that repeat."""
    shown, tags = wanted.shown, wanted.hidden.tags
    found: Found = {}
    there = await by_day(tx, actor, shown.first, shown.last, wanted.n, tags)
    coming = await coming_by_day(tx, actor, shown.first, shown.last, wanted.n, wanted.today, tags)
    for days, is_coming in ((there, False), (coming, True)):
        for day, todos in days.items():
            count, entries = found.get(day, (0, []))
            new = [
                entry_of_todo(row, with_category=wanted.details, is_coming=is_coming)
                for row in todos.first
            ]
            found[day] = count + todos.count, entries + new
    return found


async def _tasks(tx: Transaction, actor: Actor, wanted: Wanted) -> Found:
    """The tasks of each day; with details each says its project."""
    shown = wanted.shown
    days = await tasks_by_day(tx, actor, shown.first, shown.last, wanted.n, wanted.hidden.tags)
    projects: dict[UUID, ProjectLabel] = {}
    if wanted.details:
        ids = [row.project_id for day in days.values() for row in day.first]
        projects = await labels(tx, actor, ids) if ids else {}

    def name(row: TaskRow) -> str:
        return projects[row.project_id].name if row.project_id in projects else ""

    return {
        day: (found.count, [entry_of_task(row, name(row)) for row in found.first])
        for day, found in days.items()
    }


async def _people(tx: Transaction, actor: Actor, wanted: Wanted) -> Found:
    """Birthdays and other yearly days of people."""
    shown, tags = wanted.shown, wanted.hidden.tags
    days = await birthdays.by_day(tx, actor, shown.first, shown.last, wanted.n, tags)
    return {
        day: (
            one.count,
            [entry_of_person(day, row, with_label=wanted.details) for row in one.first],
        )
        for day, one in days.items()
    }


SOURCES = (
    Source("event", _events),
    Source("todo", _todos),
    Source("task", _tasks),
    Source("person", _people),
)
"""What the calendar shows, in the order of a day's things at one time. Later kinds join here."""
