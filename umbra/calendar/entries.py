"""What the calendar shows of a thing on a day: as few bytes as the page needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TypedDict

from umbra.core.text import shortened
from umbra.core.zones import wall_clock
from umbra.events.service import OccurrenceRow
from umbra.people.birthdays import YearlyDay
from umbra.projects.tasks.service import TaskRow
from umbra.todos.service import TodoRow

LONGEST_TITLE = 60
"""Titles are cut here; the panel shows all of it. Days are sent whole whenever one thing moves."""

LONGEST_DETAIL = 40

_SHORTEST = timedelta(minutes=15)
_DUE = timedelta(minutes=30)
_ORDER = "betk"
"""The letters of days of people, events, todos and tasks in the order they have at one time."""


class Entry(TypedDict):
    """One thing on one day.

    `id` is "<letter of the source>/<uuid>/<recurrence id, or empty>", the same on each day that
    it covers. `start` and `end` (exclusive, always later) are "YYYY-MM-DD" for all day, else the
    wall-clock time "YYYY-MM-DDTHH:MM" in the account's zone. `colour` is an accent, "" for that
    of the app. `flags` are letters: r repeats, t todo or, with k, task, d done, f can't be moved,
    s can't be stretched, p dimmed, a has an alarm. `version` is the item's.
    """

    id: str
    title: str
    start: str
    end: str
    colour: str
    flags: str
    detail: str
    version: int


class CalendarDay(TypedDict):
    """A shown day: its date "YYYY-MM-DD", how many things are on it, and the first of them."""

    day: str
    count: int
    entries: list[Entry]


NO_DAY: CalendarDay = {"day": "", "count": 0, "entries": []}


def entry_of_event(
    row: OccurrenceRow, zone: str, *, with_place: bool, has_alarm: bool = False
) -> Entry:
    """An occurrence or event as an account in the time zone `zone` sees it.

    An end that is not after the start by the clock (no length, or over a clock change) is drawn
    later, and can't be stretched.
    """
    flags = ("r" if row.recurrence_id else "") + ("a" if has_alarm else "")
    if isinstance(row.start, datetime) and isinstance(row.end, datetime):
        start, end = _clock(row.start, zone), _clock(row.end, zone)
        if end <= start:
            end = start + max(row.end - row.start, _SHORTEST)
            flags += "s"
        shown = _minutes(start), _minutes(end)
    else:
        shown = row.start.isoformat(), row.end.isoformat()
    return {
        "id": f"e/{row.id}/{row.recurrence_id or ''}",
        "title": shortened(row.title, LONGEST_TITLE),
        "start": shown[0],
        "end": shown[1],
        "colour": row.colour or "",
        "flags": flags,
        "detail": shortened(row.place, LONGEST_DETAIL) if with_place else "",
        "version": row.version,
    }


def entry_of_todo(row: TodoRow, *, with_category: bool, is_coming: bool = False) -> Entry:
    """A todo on its due date.

    `is_coming` is a later day of a todo that repeats: dimmed, and where its rule puts it.
    """
    entry = _entry_of_due("t", row, done=row.completed)
    entry["detail"] = (row.category or "") if with_category else ""
    if row.rrule:
        entry["flags"] += "r"
    if is_coming and row.due_date is not None:
        entry["id"] += row.due_date.isoformat()
        entry["flags"] += "pf"
    return entry


def entry_of_task(row: TaskRow, project: str) -> Entry:
    """A task on its due date; `project` is the name of its project, empty where not shown."""
    entry = _entry_of_due("k", row, done=row.status == "done")
    entry["flags"] += "k"
    entry["detail"] = shortened(project, LONGEST_DETAIL)
    return entry


def _entry_of_due(letter: str, row: TodoRow | TaskRow, *, done: bool) -> Entry:
    """A thing on its due date: all day, or half an hour from its time on."""
    assert row.due_date is not None
    if row.due_time is None:
        shown = row.due_date.isoformat(), (row.due_date + timedelta(days=1)).isoformat()
    else:
        start = datetime.combine(row.due_date, row.due_time)
        shown = _minutes(start), _minutes(start + _DUE)
    return {
        "id": f"{letter}/{row.id}/",
        "title": shortened(row.title, LONGEST_TITLE),
        "start": shown[0],
        "end": shown[1],
        "colour": "",
        "flags": "ts" + ("d" if done else "") + ("a" if row.alarms else ""),
        "detail": "",
        "version": row.version,
    }


def entry_of_person(day: date, row: YearlyDay, *, with_label: bool) -> Entry:
    """A birthday or other yearly day of a person: all day, and changed with the person only."""
    name = shortened(row.name, LONGEST_DETAIL)
    label = row.label or "Birthday"
    title = f"{name}: {label}" if row.label else f"Birthday of {name}"
    years = f" ({row.years})" if row.years else ""
    return {
        "id": f"b/{row.person_id}/{row.position}.{day.isoformat()}",
        "title": shortened(title, LONGEST_TITLE - len(years)) + years,
        "start": day.isoformat(),
        "end": (day + timedelta(days=1)).isoformat(),
        "colour": "",
        "flags": "rfs",
        "detail": label if with_label else "",
        "version": row.version,
    }


def in_order(entry: Entry) -> tuple[bool, str, int]:
    """The order within a day: all-day things first, then by time; todos and tasks after events."""
    timed = "T" in entry["start"]
    return timed, entry["start"] if timed else "", _ORDER.index(entry["id"][0])


def parts_of(entry_id: str) -> tuple[str, str, str]:
    """The letter of the source, the item's id and the recurrence id; "" for what is not there."""
    letter, _, rest = entry_id.partition("/")
    item, _, recurrence_id = rest.partition("/")
    return letter, item, recurrence_id


def _clock(moment: datetime, zone: str) -> datetime:
    return wall_clock(moment.astimezone(UTC), zone)


def _minutes(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
