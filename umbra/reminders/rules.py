"""Pure rules of reminders: the row, and which occurrence is due or comes next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from umbra.core.errors import FieldError, InvalidInput
from umbra.core.zones import instant_of
from umbra.recurrence.fields import local_of, shown
from umbra.recurrence.occurrences import Window, next_after, occurrences
from umbra.recurrence.rules import parse_rule, read_rule, write_rule
from umbra.recurrence.series import Series, first_match, make_series

AboutKind = Literal["todo", "location", "event", "project", "task", "person"]

_BEFORE = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class About:
    """The item that a reminder is about."""

    kind: AboutKind
    id: UUID


@dataclass(frozen=True, slots=True)
class ReminderRecord:
    """A reminder as stored; `umbra.reminders.models.Reminder` explains.

    `about_title` has the title of what it is about, unless that is in the trash.
    """

    id: UUID
    version: int
    title: str
    notes: str
    remind_local: datetime
    time_zone: str
    rrule: str | None
    occurrence: datetime
    due_at: datetime
    snoozed_until: datetime | None
    dismissed_at: datetime | None
    todo_id: UUID | None
    location_id: UUID | None
    event_id: UUID | None
    project_id: UUID | None
    task_id: UUID | None
    person_id: UUID | None
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    about_title: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """A reminder as it is read. `remind_at` has the offset of `time_zone`.

    `remind_at` is the first occurrence of one that repeats; `due_at` is when it is due, or was
    due and waits to be dismissed, `snoozed_until` included.
    """

    id: UUID
    version: int
    title: str
    notes: str
    remind_at: datetime
    time_zone: str
    rrule: str | None
    due_at: datetime
    snoozed_until: datetime | None
    dismissed: bool
    dismissed_at: datetime | None
    about: About | None
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Times:
    """When a reminder is: the local time of its first occurrence, zone, rule (RFC 5545)."""

    local: datetime
    zone: str
    rrule: str | None

    @property
    def series(self) -> Series:
        rule = read_rule(self.rrule) if self.rrule else None
        return Series(self.local, timedelta(), self.zone, rule)


def row_of(record: ReminderRecord) -> ReminderRow:
    """A stored reminder as it is read."""
    remind_at = shown(record.remind_local, False, record.time_zone)
    assert isinstance(remind_at, datetime)
    return ReminderRow(
        id=record.id,
        version=record.version,
        title=record.title,
        notes=record.notes,
        remind_at=remind_at,
        time_zone=record.time_zone,
        rrule=record.rrule,
        due_at=record.due_at,
        snoozed_until=record.snoozed_until,
        dismissed=record.dismissed_at is not None,
        dismissed_at=record.dismissed_at,
        about=about_of(record),
        tags=record.tags,
        created_at=record.created_at,
        updated_at=record.updated_at,
    )


def about_of(record: ReminderRecord) -> About | None:
    """What a reminder is about, one in the trash included."""
    kinds: dict[AboutKind, UUID | None] = {
        "todo": record.todo_id,
        "location": record.location_id,
        "event": record.event_id,
        "project": record.project_id,
        "task": record.task_id,
        "person": record.person_id,
    }
    return next((About(kind, found) for kind, found in kinds.items() if found), None)


def times_of(record: ReminderRecord) -> Times:
    return Times(record.remind_local, record.time_zone, record.rrule)


def resolved(named: dict[str, Any], account_zone: str, current: Times | None = None) -> Times:
    """The times that `remind_at`, `time_zone` and `rrule` among `named` give.

    What is not named is taken from `current`. A local time is one of `time_zone`.
    InvalidInput at `remind_at` or `rrule`: the rule has to fit the time (RFC 5545 section
    3.8.5.3) and happen at least once.
    """
    given = named.get("remind_at") or (current.local if current else None)
    assert given is not None
    zone = named.get("time_zone") or (current.zone if current else account_zone)
    local = cast(datetime, local_of(given, zone, "remind_at"))
    rrule = named.get("rrule", current.rrule if current else None)
    rule = parse_rule(rrule) if rrule is not None else None
    try:
        series = make_series(local, None, zone, rule)
    except InvalidInput as refused:
        raise InvalidInput(
            FieldError("remind_at" if one.field == "start" else one.field, one.message)
            for one in refused.errors
        ) from None
    if series.rule is None:
        return Times(local, zone, None)
    first = first_match(series.rule, local)
    if first != local:
        raise InvalidInput.at(
            "rrule",
            f"Does not fit the time: its first day is {first:%Y-%m-%d}. Change one of them.",
        )
    return Times(local, zone, write_rule(series.rule))


def first_occurrence(times: Times, now: datetime) -> datetime:
    """The occurrence that a new reminder waits for, as a local time.

    One that does not repeat waits for its time, though it may be past; a series for its next
    occurrence, or else, if it has ended, for its last one.
    """
    if times.rrule is None:
        return times.local
    coming = next_after(times.series, now - _BEFORE, times.zone)
    if coming is not None:
        return cast(datetime, coming.start)
    return last_occurrence(times, times.local, now)


def occurrence_after(times: Times, instant: datetime) -> datetime | None:
    """The first occurrence after an instant, as a local time; None if there is no more."""
    found = next_after(times.series, instant, times.zone)
    return None if found is None else cast(datetime, found.start)


def at_occurrence(times: Times, occurrence: datetime) -> dict[str, Any]:
    """The columns of a reminder whose current occurrence is this one."""
    due_at = instant_of(occurrence, times.zone)
    return {"occurrence": occurrence, "due_at": due_at, "snoozed_until": None}


def waiting(times: Times, now: datetime) -> dict[str, Any]:
    """The columns of a reminder that waits for its first occurrence from `now` on."""
    return {
        "remind_local": times.local,
        "time_zone": times.zone,
        "rrule": times.rrule,
        **at_occurrence(times, first_occurrence(times, now)),
        "dismissed_at": None,
    }


def dismissed(record: ReminderRecord, now: datetime) -> dict[str, Any]:
    """The columns of a reminder whose current occurrence is dismissed: its next one, or none."""
    times = times_of(record)
    after = max(now, instant_of(record.occurrence, times.zone))
    following = occurrence_after(times, after) if times.rrule else None
    if following is None:
        return {"dismissed_at": now, "snoozed_until": None}
    return at_occurrence(times, following)


def rescheduled(record: ReminderRecord, named: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The columns that another time, zone or rule, or `dismissed`, changes; empty for none.

    InvalidInput as `resolved`.
    """
    times = resolved(named, record.time_zone, times_of(record))
    moved, was_dismissed = times != times_of(record), record.dismissed_at is not None
    is_dismissed = named.get("dismissed", was_dismissed and not moved)
    if not moved and is_dismissed == was_dismissed:
        return {}
    values = waiting(times, now) if moved or was_dismissed else {}
    if is_dismissed:
        values |= {"dismissed_at": record.dismissed_at or now, "snoozed_until": None}
    return values


def last_occurrence(times: Times, known: datetime, now: datetime) -> datetime:
    """The last occurrence at or before `now`, as a local time; `known` is an earlier one."""
    if times.rrule is None:
        return known
    earliest, end, span = instant_of(known, times.zone), now + _BEFORE, _DAY
    while True:
        start = max(end - span, earliest)
        found = occurrences(times.series, Window(start, end, times.zone))
        if found:
            return cast(datetime, found[-1].start)
        if start == earliest:
            return known
        span *= 4
