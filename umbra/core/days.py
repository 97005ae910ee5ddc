"""Validated types for calendar days and times of day in request bodies (ISO 8601)."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

FIRST_YEAR = 1900

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII)


def _require_iso_date(value: Any) -> Any:
    """Accepts a `date` or `YYYY-MM-DD`: pydantic would also parse 0 and "1700000000"."""
    if type(value) is date or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("Must be a date that exists, like 2026-02-28.")


def _require_supported_year(day: date) -> date:
    if day.year < FIRST_YEAR:
        raise ValueError(f"Must be in the year {FIRST_YEAR} or later.")
    return day


def _require_local_time(value: Any) -> Any:
    if isinstance(value, time) and value.tzinfo is None and not value.microsecond:
        return value
    if isinstance(value, str) and _TIME.fullmatch(value):
        return value
    raise ValueError("Must be a time of day, like 09:30.")


Day = Annotated[date, BeforeValidator(_require_iso_date), AfterValidator(_require_supported_year)]
"""A calendar day, `YYYY-MM-DD`, in the years 1900 to 9999."""

TimeOfDay = Annotated[
    time,
    BeforeValidator(_require_local_time),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}),
]
"""A local time of day, `HH:MM` or `HH:MM:SS`, without a UTC offset."""
