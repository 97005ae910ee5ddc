"""Pure rules of events: the row as stored, the row as shown, times in and out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from umbra.core.alarms import Alarm
from umbra.core.errors import InvalidInput
from umbra.core.rows import constructor_of
from umbra.recurrence.fields import local_of, shown
from umbra.recurrence.rules import LAST_YEAR
from umbra.recurrence.series import Moment, as_datetime, is_date

_LATEST = datetime.combine(date(LAST_YEAR + 1, 1, 1), datetime.min.time())


@dataclass(frozen=True, slots=True)
class EventRecord:
    """An event, a series or an override as stored; `umbra.events.models.CalendarEvent` explains.

    `added`, `excluded` and `excluded_days` are the local times of the exceptions of a series.
    """

    id: UUID
    version: int
    title: str
    notes: str
    place: str
    location_id: UUID | None
    colour: str | None
    uid: str
    all_day: bool
    start_local: datetime
    end_local: datetime
    time_zone: str | None
    start_key: datetime
    rrule: str | None
    first_day: date | None
    follows: UUID | None
    series_id: UUID | None
    recurrence_id: datetime | None
    added: list[datetime]
    excluded: list[datetime]
    excluded_days: list[datetime]
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    alarms: list[Alarm] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event or a whole series as it is read; the times are those of the first occurrence.

    `start` and `end` (exclusive) are dates, or instants with the offset of `time_zone`. So are
    `rdate` and `exdate`; an `exdate` that is a date excludes that day of a timed series.
    """

    id: UUID
    version: int
    title: str
    start: date | datetime
    end: date | datetime
    all_day: bool
    time_zone: str | None
    notes: str
    place: str
    location_id: UUID | None
    colour: str | None
    rrule: str | None
    rdate: tuple[date | datetime, ...]
    exdate: tuple[date | datetime, ...]
    tags: tuple[str, ...]
    uid: str
    created_at: datetime
    updated_at: datetime
    alarms: list[Alarm] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OccurrenceRow:
    """One occurrence of a series, or an event that does not repeat, whose `recurrence_id` is null.

    `recurrence_id` is the original start: a date, or a wall-clock time in the series' zone.
    `version` is that of the series. `moved` says that it was moved or edited by itself.
    """

    id: UUID
    version: int
    recurrence_id: str | None
    title: str
    start: date | datetime
    end: date | datetime
    all_day: bool
    time_zone: str | None
    notes: str
    place: str
    location_id: UUID | None
    colour: str | None
    tags: tuple[str, ...]
    uid: str
    moved: bool
    people: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Times:
    """When something is: dates, or wall-clock times in `zone`. `end` is exclusive."""

    start: Moment
    end: Moment
    zone: str | None

    @property
    def length(self) -> timedelta:
        return as_datetime(self.end) - as_datetime(self.start)


def resolved(named: dict[str, Any], account_zone: str, current: Times | None = None) -> Times:
    """The times that the fields `start`, `end` and `time_zone` among `named` give.

    What is not named is taken from `current`. A local time is one of `time_zone`; an instant
    with offset becomes the wall-clock time there. InvalidInput at `start` or `end`.
    """
    start, end = named.get("start"), named.get("end")
    if current is not None:
        start = current.start if start is None else start
        end = current.end if end is None else end
    assert start is not None
    assert end is not None
    if is_date(start) is not is_date(end):
        form = "a date, like the start" if is_date(start) else "a time, like the start"
        raise InvalidInput.at("end", f"Must be {form}: send both as dates, or both as times.")
    if is_date(start):
        zone = None
    else:
        zone = named.get("time_zone") or (current.zone if current else None) or account_zone
    times = Times(local_of(start, zone, "start"), local_of(end, zone, "end"), zone)
    if times.length < timedelta():
        raise InvalidInput.at("end", "Must not be before the start.")
    if as_datetime(times.end) > _LATEST:
        raise InvalidInput.at("end", f"Must be in the years up to {LAST_YEAR}.")
    if is_date(start) and not times.length:
        return Times(start, start + timedelta(days=1), None)
    return times


_event_row = constructor_of(EventRow)


def row_of(record: EventRecord) -> EventRow:
    """A stored event or series as it is read."""
    added: tuple[date | datetime, ...] = ()
    excluded: tuple[date | datetime, ...] = ()
    if record.first_day is not None:
        added = _each(record, record.added)
        excluded = _each(record, record.excluded_days, days=True) + _each(record, record.excluded)
    return _event_row(
        record.id,
        record.version,
        record.title,
        shown(record.start_local, record.all_day, record.time_zone),
        shown(record.end_local, record.all_day, record.time_zone),
        record.all_day,
        record.time_zone,
        record.notes,
        record.place,
        record.location_id,
        record.colour,
        record.rrule,
        added,
        excluded,
        record.tags,
        record.uid,
        record.created_at,
        record.updated_at,
        record.alarms,
        record.people,
    )


def _each(
    record: EventRecord, moments: list[datetime], days: bool = False
) -> tuple[date | datetime, ...]:
    as_dates = record.all_day or days
    return tuple(shown(one, as_dates, record.time_zone) for one in sorted(moments))


def written_id(recurrence_id: Moment) -> str:
    """A recurrence id as text: `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SS`."""
    if isinstance(recurrence_id, datetime):
        return recurrence_id.isoformat(timespec="seconds")
    return recurrence_id.isoformat()
