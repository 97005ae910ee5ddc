"""Calendar days and times of day as people and programs write them."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

FIRST_YEAR = 1900

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII)


def _written_day(value: Any) -> Any:
    """Only a date as such: pydantic would also read 0 and "1700000000" as days."""
    if type(value) is date or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("Must be a date that exists, like 2026-02-28.")


def _from_1900(day: date) -> date:
    if day.year < FIRST_YEAR:
        raise ValueError(f"Must be a date from the year {FIRST_YEAR} on.")
    return day


def _written_time(value: Any) -> Any:
    if isinstance(value, time) and value.tzinfo is None and not value.microsecond:
        return value
    if isinstance(value, str) and _TIME.fullmatch(value):
        return value
    raise ValueError("Must be a time of day, like 09:30.")


Day = Annotated[date, BeforeValidator(_written_day), AfterValidator(_from_1900)]
"""A calendar day, `YYYY-MM-DD`, of the years 1900 to 9999."""

TimeOfDay = Annotated[
    time,
    BeforeValidator(_written_time),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}),
]
"""A local time of day, `HH:MM` or `HH:MM:SS`, without an offset."""
