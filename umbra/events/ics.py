"""An event or series as iCalendar (RFC 5545). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from umbra.core.alarms import Alarm, duration_of, instant_from, time_of
from umbra.core.zones import time_zone
from umbra.events.rules import Times
from umbra.events.whole import Details, Edited, Whole
from umbra.recurrence.rules import write_rule
from umbra.recurrence.series import Moment, as_datetime, conforming

PRODUCT = "-//UMBRA//UMBRA//EN"


def ics_of(whole: Whole, created_at: datetime, updated_at: datetime) -> bytes:
    """A series with its moved occurrences, exclusions, alarms and time zones, in UTF-8.

    `SEQUENCE` is the version. An exclusion that is a date is written as the start on that day,
    since other programs compare it as it is.
    """
    from icalendar import Calendar, Event, vRecur

    series = whole.series
    event = Event()
    times = Times(series.start, series.start + series.length, series.zone)
    _describe(event, whole, whole.details, times, created_at, updated_at)
    if series.rule is not None:
        rule = conforming(series.rule, series.start, series.zone)
        event.add("RRULE", vRecur.from_ical(write_rule(rule)))
    for name, moments in (("RDATE", series.rdates), ("EXDATE", _starts(series, series.exdates))):
        if moments:
            ordered = sorted(moments, key=as_datetime)
            event.add(name, [_value(one, series.zone) for one in ordered])
    for alarm in whole.alarms:
        event.add_component(_alarm(alarm, times, whole.details.title))
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add_component(event)
    for edited in whole.edited:
        calendar.add_component(_override(whole, edited, created_at, updated_at))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _override(whole: Whole, edited: Edited, created_at: datetime, updated_at: datetime) -> Any:
    from icalendar import Event

    event = Event()
    moved = edited.times
    times = Times(moved.start, moved.end, moved.zone)
    _describe(event, whole, edited.details, times, created_at, updated_at)
    event.add("RECURRENCE-ID", _value(moved.recurrence_id, whole.series.zone))
    return event


def _describe(
    event: Any,
    whole: Whole,
    details: Details,
    times: Times,
    created_at: datetime,
    updated_at: datetime,
) -> None:
    event.add("UID", whole.uid)
    event.add("DTSTAMP", updated_at)
    event.add("CREATED", created_at)
    event.add("LAST-MODIFIED", updated_at)
    event.add("SEQUENCE", whole.version)
    event.add("SUMMARY", details.title)
    event.add("DTSTART", _value(times.start, times.zone))
    event.add("DTEND", _value(times.end, times.zone))
    if details.notes:
        event.add("DESCRIPTION", details.notes)
    if details.place:
        event.add("LOCATION", details.place)
    if whole.tags:
        event.add("CATEGORIES", list(whole.tags))


def _value(moment: Moment, zone: str | None) -> date | datetime:
    """A moment as icalendar writes it: a date, a floating time, a time of a zone or of UTC."""
    if not isinstance(moment, datetime) or zone is None:
        return moment
    if zone == "UTC":
        return moment.replace(tzinfo=UTC)
    return moment.replace(tzinfo=time_zone(zone))


def _starts(series: Any, moments: Iterable[Moment]) -> list[Moment]:
    """Exclusions as starts: a date on a timed series is the start on that day."""
    if series.all_day:
        return list(moments)
    clock = series.first.time()
    return [one if isinstance(one, datetime) else datetime.combine(one, clock) for one in moments]


def _alarm(alarm: Alarm, times: Times, title: str) -> Any:
    from icalendar import Alarm as Component

    component = Component()
    component.add("ACTION", "DISPLAY")
    component.add("DESCRIPTION", title)
    component.add("TRIGGER", _trigger(alarm, times))
    return component


def _trigger(alarm: Alarm, times: Times) -> timedelta | datetime:
    """When an alarm fires: as a duration to the start, or an instant in UTC."""
    if "before" in alarm:
        return -duration_of(alarm["before"])
    if "days_before" not in alarm:
        return instant_from(alarm["at"])
    start = as_datetime(times.start)
    day = start.date() - timedelta(days=alarm["days_before"])
    return datetime.combine(day, time_of(alarm["at"])) - start
