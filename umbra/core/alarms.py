"""Alarms of items: the three forms, read from requests and given back in one spelling.

`{"before": "PT10M"}` is a duration before the start (ISO 8601, as the TRIGGER of RFC 5545
section 3.8.6.3, whose sign it leaves out), `{"days_before": 1, "at": "18:00"}` a wall-clock time
on a day before, or on the day (0), and `{"at": "2026-03-05T09:00:00Z"}` an instant of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator
from typing_extensions import TypedDict  # pydantic takes no other before Python 3.12

from umbra.core.errors import InvalidInput

MOST_ALARMS = 20
MOST_BEFORE = timedelta(days=366)
MOST_DAYS_BEFORE = 366
_LAST_YEAR = 9998

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.0+)?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_FORMS = (
    'Must be {"before": "PT10M"}, {"days_before": 1, "at": "18:00"} or '
    '{"at": "2026-03-05T09:00:00Z"}.'
)


class BeforeAlarm(TypedDict):
    """A duration before the start: weeks, days, hours and minutes, at most 366 days."""

    before: str


class DayAlarm(TypedDict):
    """A time of day, so many days before the day of the start; 0 is that day."""

    days_before: int
    at: str


class InstantAlarm(TypedDict):
    """An instant of its own, whenever the item is."""

    at: str


Alarm = BeforeAlarm | DayAlarm | InstantAlarm


def duration_of(text: str) -> timedelta:
    """A duration of weeks, days, hours and minutes. ValueError for another form or a longer one."""
    found = _DURATION.fullmatch(text)
    parts = [int(part[:6]) if part else 0 for part in found.groups()] if found else []
    if not found or text.endswith(("P", "T")):
        raise ValueError("Must be a duration like PT10M, PT2H or P1D.")
    weeks, days, hours, minutes = parts
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    if length > MOST_BEFORE:
        raise ValueError(f"Must be at most {MOST_BEFORE.days} days.")
    return length


def written(length: timedelta) -> str:
    """A duration of whole minutes in its usual spelling: PT90M is PT1H30M."""
    minutes = int(length.total_seconds()) // 60
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}"
    date = f"{days}D" if days else ""
    return f"P{date}T{clock}" if clock else f"P{date}" if date else "PT0M"


def time_of(text: str) -> time:
    """A local time of day, HH:MM."""
    if not _TIME.fullmatch(text):
        raise ValueError("Must be a time of day, like 18:00.")
    return time.fromisoformat(text)


def instant_from(text: str) -> datetime:
    """An instant with offset, in UTC. ValueError for another form."""
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        instant = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            "Must be a date and time with a UTC offset, like 2026-03-05T09:00:00Z."
        ) from None
    if not 1900 <= instant.year <= _LAST_YEAR:
        raise ValueError(f"Must be in the years 1900 to {_LAST_YEAR}.")
    return instant


def _alarm(value: Any) -> Alarm:
    """One alarm in its one spelling. ValueError for what is none."""
    if not isinstance(value, Mapping) or not all(
        isinstance(one, int if name == "days_before" else str) and not isinstance(one, bool)
        for name, one in value.items()
    ):
        raise ValueError(_FORMS)
    given: dict[str, Any] = dict(value)
    if set(given) == {"before"}:
        return BeforeAlarm(before=written(duration_of(given["before"])))
    if set(given) == {"days_before", "at"}:
        if not 0 <= given["days_before"] <= MOST_DAYS_BEFORE:
            raise ValueError(f"Must be 0 to {MOST_DAYS_BEFORE} days before.")
        at = time_of(given["at"]).isoformat("minutes")
        return DayAlarm(days_before=given["days_before"], at=at)
    if set(given) == {"at"}:
        return InstantAlarm(at=instant_from(given["at"]).isoformat())
    raise ValueError(_FORMS)


def _distinct(alarms: list[Alarm]) -> list[Alarm]:
    found: list[Alarm] = []
    for alarm in alarms:
        if alarm not in found:
            found.append(alarm)
    if len(found) > MOST_ALARMS:
        raise ValueError(f"Can be at most {MOST_ALARMS}; these are {len(found)}.")
    return found


def _default_alarm(value: Any) -> BeforeAlarm | DayAlarm | None:
    """An alarm that any item can begin with, or None. ValueError for an instant."""
    if value is None:
        return None
    alarm = _alarm(value)
    if "before" in alarm or "days_before" in alarm:
        return alarm
    raise ValueError('Must be {"before": "PT10M"}, {"days_before": 1, "at": "18:00"} or null.')


DefaultAlarm = Annotated[
    BeforeAlarm | DayAlarm | None,
    PlainValidator(_default_alarm, json_schema_input_type=BeforeAlarm | DayAlarm | None),
]
"""The alarm that new items begin with, which is not at an instant; None for none."""

Alarms = Annotated[
    list[Annotated[Alarm, PlainValidator(_alarm, json_schema_input_type=Alarm)]],
    AfterValidator(_distinct),
    Field(json_schema_extra={"maxItems": MOST_ALARMS}),
]
"""At most 20 alarms, each once."""


def _of_days(alarms: list[Alarm]) -> list[Alarm]:
    for alarm in alarms:
        if "days_before" not in alarm:
            raise ValueError('Must each be like {"days_before": 1, "at": "18:00"}.')
    return alarms


DayAlarms = Annotated[Alarms, AfterValidator(_of_days)]
"""The same of one form: a time of day, so many days before or on the day."""


def not_in_bulk(named: Mapping[str, Any]) -> None:
    """InvalidInput at `fields.alarms`: alarms are changed one item at a time."""
    if "alarms" in named:
        raise InvalidInput.at("fields.alarms", "Can't be changed for several items at once.")
