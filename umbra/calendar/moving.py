"""Where a thing goes when it is dragged or stretched in the calendar. Pure.

The page gives wall-clock times of the account's zone, or dates for the all-day row. An event
keeps its own zone, and its length by the clock: 09:00 to 10:00 stays so on the day of a clock
change (RFC 5545 3.3.5 says what a skipped or repeated time means).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from umbra.calendar.entries import at_midnight
from umbra.core.errors import InvalidInput
from umbra.core.zones import instant_of, wall_clock

Edge = Literal["start", "end"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Placed:
    """When an event is: dates, or instants with the offset of `time_zone`. `end` is exclusive."""

    start: date | datetime
    end: date | datetime
    time_zone: str | None


def moved_times(was: Placed, to: date | datetime, zone: str, minutes: int) -> dict[str, Any]:
    """The fields that put an event at `to`, a date or wall-clock time in the account's `zone`.

    From the all-day row to a time it lasts `minutes`; the other way as many days as it touched.
    """
    if not isinstance(was.start, datetime) or not isinstance(was.end, datetime):
        if not isinstance(to, datetime):
            return {"start": to, "end": to + (was.end - was.start)}
        return {"start": to, "end": to + timedelta(minutes=minutes), "time_zone": zone}
    own = was.time_zone or "UTC"
    start, end = was.start.replace(tzinfo=None), was.end.replace(tzinfo=None)
    if not isinstance(to, datetime):
        days = max((end - timedelta(microseconds=1)).date(), start.date()) - start.date()
        return {"start": to, "end": to + days + _DAY}
    seen = wall_clock(was.start.astimezone(UTC), zone)
    if to.time() == seen.time().replace(second=0, microsecond=0):
        new = start + (to.date() - seen.date())
    else:
        new = to if own == zone else wall_clock(instant_of(to, zone), own)
    return {"start": new, "end": new + (end - start), "time_zone": own}


def resized_times(was: Placed, edge: Edge, to: date | datetime, zone: str) -> dict[str, Any]:
    """The fields that move one edge of an event to `to`; the other edge stays.

    InvalidInput at `end` if nothing would be left of it, or if a day meets a time.
    """
    timed = isinstance(was.start, datetime)
    if timed is not isinstance(to, datetime):
        raise InvalidInput.at("end", "An all-day event is stretched by days.")
    times: dict[str, Any] = {"start": was.start, "end": was.end}
    if isinstance(was.start, datetime) and isinstance(was.end, datetime):
        own = was.time_zone or "UTC"
        assert isinstance(to, datetime)
        times = {
            "start": was.start.replace(tzinfo=None),
            "end": was.end.replace(tzinfo=None),
            "time_zone": own,
        }
        times[edge] = to if own == zone else wall_clock(instant_of(to, zone), own)
    else:
        times[edge] = to
    if at_midnight(times["end"]) <= at_midnight(times["start"]):
        raise InvalidInput.at("end", "Must be after the start.")
    return times
