"""Moments in request bodies and answers: dates, instants, wall-clock times of a zone."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from umbra.core.errors import InvalidInput
from umbra.core.zones import instant_of, time_zone, wall_clock
from umbra.recurrence.rules import FIRST_YEAR, LAST_YEAR

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"[Tt]\d{2}:\d{2}(:\d{2}(\.0+)?)?([Zz]|[+-]\d{2}:\d{2})?"
_FORM = rf"{_DAY}({_CLOCK})?"
_TIMED_FORM = rf"{_DAY}{_CLOCK}"
_MOMENT = re.compile(_FORM, re.ASCII)
_FORMS = (
    "Must be a date like 2026-02-28, or a date and time like 2026-02-28T09:30:00+01:00; without "
    "offset it is local time."
)
_TIMED_FORMS = (
    "Must be a date and time like 2026-02-28T09:30:00+01:00; without offset it is local time."
)
_EXAMPLES = ["2026-02-28T09:30:00+01:00", "2026-02-28T09:30:00"]
_MINUTE = timedelta(minutes=1)


def _moment(value: Any) -> Any:
    """A date, a local time (naive) or an instant (aware). ValueError for another form."""
    if isinstance(value, str):
        found = _MOMENT.fullmatch(value)
        if not found:
            raise ValueError(_FORMS)
        try:
            is_day = found[1] is None
            value = date.fromisoformat(value) if is_day else datetime.fromisoformat(value.upper())
        except ValueError:
            raise ValueError(_FORMS) from None
    if not isinstance(value, date):
        raise ValueError(_FORMS)
    if isinstance(value, datetime) and value.microsecond:
        raise ValueError("Must be in whole seconds.")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"Must be in the years {FIRST_YEAR} to {LAST_YEAR}.")
    return value


def _timed(value: Any) -> Any:
    """A local time (naive) or an instant (aware). ValueError for another form, a date too."""
    if isinstance(value, str) and not _MOMENT.fullmatch(value):
        raise ValueError(_TIMED_FORMS)
    moment = _moment(value)
    if not isinstance(moment, datetime):
        raise ValueError(_TIMED_FORMS)
    return moment


def _iso(value: date | datetime) -> str:
    return value.isoformat()


Moment = Annotated[
    date | datetime,
    BeforeValidator(_moment),
    PlainSerializer(_iso),
    WithJsonSchema(
        {"type": "string", "pattern": rf"^{_FORM}$", "examples": ["2026-02-28", *_EXAMPLES]}
    ),
]
"""A date, an instant (RFC 3339 with offset) or a local time, in the years 1900 to 9998."""

TimedMoment = Annotated[
    datetime,
    BeforeValidator(_timed),
    PlainSerializer(_iso),
    WithJsonSchema({"type": "string", "pattern": rf"^{_TIMED_FORM}$", "examples": _EXAMPLES}),
]
"""An instant (RFC 3339 with offset) or a local time, in the years 1900 to 9998."""


def local_of(
    moment: date | datetime, zone: str | None, field: str | None = None
) -> date | datetime:
    """A moment as wall-clock time in `zone`; dates and local times stay as they are.

    An instant whose own local time means the same there keeps it, so that a time in a gap can
    be sent back as it was read. With `field`, InvalidInput for the second of two equal times.
    """
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return moment
    name = zone or "UTC"
    local = moment.replace(tzinfo=None)
    if abs(instant_of(local, name) - moment) < _MINUTE:
        return local
    local = wall_clock(moment, name)
    if field is not None and abs(instant_of(local, name) - moment) >= _MINUTE:
        raise InvalidInput.at(
            field,
            f"Is the second {local:%H:%M} of that day in {name}: the clocks go back, and only "
            "the first can be stored there. Use time_zone UTC.",
        )
    return local


def beginning_of(moment: date | datetime, zone: str) -> datetime:
    """A date (its first instant), local time or instant as an instant; local ones are of `zone`."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return moment if moment.tzinfo else instant_of(moment, zone)


def shown(local: datetime, all_day: bool, zone: str | None) -> date | datetime:
    """A stored local time as the API gives it: a date, or an instant with the zone's offset."""
    if all_day:
        return local.date()
    return local.replace(tzinfo=time_zone(zone or "UTC"))
