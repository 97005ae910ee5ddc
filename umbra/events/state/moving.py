"""A move of an event by hand: what a drag, a stretch and the dialog "Move ..." change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from umbra.core.errors import InvalidInput
from umbra.core.zones import instant_of, wall_clock
from umbra.events.rules import Times
from umbra.recurrence.series import Moment, as_datetime, is_date

_DAY = timedelta(days=1)


def shown_start(times: Times, zone: str) -> Moment:
    """Where an event begins for a viewer in `zone`: a date, or the wall-clock time there."""
    return _seen(times.start, times.zone, zone)


def moved_to(times: Times, to: Moment, zone: str, minutes: int) -> dict[str, Any]:
    """The patch that lets an event begin at `to`, a date or a wall-clock time in `zone`.

    Its own wall clock and its length stay: a timed event that is moved to a date keeps its time,
    in a zone of its own as well. An all-day event becomes a timed one of `minutes` at a time.
    """
    if not isinstance(times.start, datetime):
        if isinstance(to, datetime):
            end = to + timedelta(minutes=minutes)
            return {"start": to.isoformat(), "end": end.isoformat(), "time_zone": zone}
        return _span(to, to + times.length)
    if not isinstance(to, datetime):
        to = datetime.combine(to, as_datetime(shown_start(times, zone)).time())
    start = _own(to, zone, times.zone)
    return _span(start, start + times.length)


def all_day_on(times: Times, day: Moment, zone: str) -> dict[str, Any]:
    """The patch that makes a timed event an all-day one on `day`, over as many days as now."""
    first = as_datetime(shown_start(times, zone)).date()
    last = as_datetime(_seen(times.end, times.zone, zone))
    days = max((last - timedelta(microseconds=1)).date() - first, timedelta())
    begins = as_datetime(day).date()
    return _span(begins, begins + days + _DAY)


def stretched(times: Times, edge: Literal["start", "end"], to: Moment, zone: str) -> dict[str, Any]:
    """The patch that moves one edge of an event to `to`; the other stays where it is.

    `to` is a date for an all-day event (the end exclusive), else a wall-clock time in `zone`.
    InvalidInput at `edge` where it would pass the other one.
    """
    if is_date(to) is not is_date(times.start):
        raise InvalidInput.at(edge, "Must be a date for an all-day event, and a time for others.")
    own = _own(to, zone, times.zone) if isinstance(to, datetime) else to
    start, end = (own, times.end) if edge == "start" else (times.start, own)
    if as_datetime(end) <= as_datetime(start):
        raise InvalidInput.at(edge, "An event can't end before it begins.")
    return {edge: own.isoformat()}


def _seen(moment: Moment, own: str | None, zone: str) -> Moment:
    if not isinstance(moment, datetime) or own in {None, zone}:
        return moment
    return wall_clock(instant_of(moment, own or zone), zone)


def _own(moment: datetime, zone: str, own: str | None) -> datetime:
    return moment if own in {None, zone} else wall_clock(instant_of(moment, zone), own or zone)


def _span(start: Moment, end: Moment) -> dict[str, Any]:
    return {"start": start.isoformat(), "end": end.isoformat()}
