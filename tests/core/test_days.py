"""The types for calendar days and times of day."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from pydantic import BaseModel

from umbra.core.days import Day, TimeOfDay
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated


class Moment(BaseModel):
    day: Day | None = None
    time: TimeOfDay | None = None


@pytest.mark.parametrize("written", ["2026-02-28", date(2026, 2, 28)])
def test_a_valid_day_is_accepted(written: object) -> None:
    assert validated(Moment, {"day": written}).day == date(2026, 2, 28)


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "2025-02-29",
        "2026-13-01",
        "0000-01-01",
        "28.02.2026",
        "2026-2-8",
        "2026-02-28T00:00:00",
        "1700000000",
        "",
        "tomorrow",
        "２０２６-02-28",
        0,
        1.5,
        True,
        [],
        datetime(2026, 2, 28),  # noqa: DTZ001  (a time without zone is what is refused)
    ],
)
def test_an_invalid_day_is_refused_with_a_message(written: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        validated(Moment, {"day": written})
    [error] = refused.value.errors
    assert (error.field, error.message) == ("day", "Must be a date that exists, like 2026-02-28.")


def test_a_day_before_1900_is_refused() -> None:
    with pytest.raises(InvalidInput, match="in the year 1900 or later"):
        validated(Moment, {"day": "1899-12-31"})


@pytest.mark.parametrize("written", ["09:30", "09:30:00", time(9, 30)])
def test_a_valid_time_is_accepted(written: object) -> None:
    assert validated(Moment, {"time": written}).time == time(9, 30)


@pytest.mark.parametrize("written", ["9:30", "24:00", "09:60", "09:30+02:00", "09:30Z", 570, ""])
def test_an_invalid_time_is_refused_with_a_message(written: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        validated(Moment, {"time": written})
    [error] = refused.value.errors
    assert (error.field, error.message) == ("time", "Must be a time of day, like 09:30.")
