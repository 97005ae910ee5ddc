"""The day and the time at the end of a new reminder's title. It is Friday, 27 November 2026."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from umbra.reminders.typed import moment_of, title_and_moment

NOW = datetime(2026, 11, 27, 9, 40)


@pytest.mark.parametrize(
    ("text", "title", "moment"),
    [
        ("Call Ann tomorrow 9:30", "Call Ann", "2026-11-28T09:30"),
        ("Call Ann at 9:30 tomorrow", "Call Ann", "2026-11-28T09:30"),
        ("Call Ann 9:30", "Call Ann", "2026-11-28T09:30"),
        ("Call Ann 14:05", "Call Ann", "2026-11-27T14:05"),
        ("Call Ann at 3pm", "Call Ann", "2026-11-27T15:00"),
        ("Call Ann 12 am", "Call Ann", "2026-11-28T00:00"),
        ("Call Ann today", "Call Ann", "2026-11-27T10:00"),
        ("Call Ann on Friday", "Call Ann", "2026-12-04T09:00"),
        ("Call Ann, Monday 8:00", "Call Ann", "2026-11-30T08:00"),
        ("Call Ann 3 Dec", "Call Ann", "2026-12-03T09:00"),
        ("Call Ann on 3 January 18:00", "Call Ann", "2027-01-03T18:00"),
        ("Call Ann 2028-02-29 7:15", "Call Ann", "2028-02-29T07:15"),
        ("Call Ann in 10 minutes", "Call Ann", "2026-11-27T09:50"),
        ("Call Ann in 2 days", "Call Ann", "2026-11-29T09:40"),
        ("日本 tomorrow", "日本", "2026-11-28T09:00"),
        ("Call Ann", "Call Ann", None),
        ("tomorrow 9:30", "tomorrow 9:30", None),
        ("in 10 minutes", "in 10 minutes", None),
        ("Version 3.12", "Version 3.12", None),
        ("Room 25:00", "Room 25:00", None),
        ("Pay 30 Feb", "Pay 30 Feb", None),
        ("Read 1984", "Read 1984", None),
        ("", "", None),
    ],
)
def test_a_day_and_a_time_are_read_at_the_end_of_a_title(
    text: str, title: str, moment: str | None
) -> None:
    expected = None if moment is None else datetime.fromisoformat(moment)
    assert title_and_moment(text, NOW) == (title, expected)


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (None, None, "2026-11-27T10:00"),
        ("2026-11-28", None, "2026-11-28T09:00"),
        ("2026-11-27", None, "2026-11-27T10:00"),
        (None, "08:00", "2026-11-28T08:00"),
        ("2026-11-27", "08:00", "2026-11-27T08:00"),
    ],
)
def test_what_is_missing_of_a_moment_is_the_next_that_makes_sense(
    day: str | None, at: str | None, moment: str
) -> None:
    found = moment_of(
        date.fromisoformat(day) if day else None, time.fromisoformat(at) if at else None, NOW
    )
    assert found == datetime.fromisoformat(moment)


def test_the_next_full_hour_before_midnight_is_midnight() -> None:
    assert moment_of(None, None, datetime(2026, 12, 31, 23, 30)) == datetime(2027, 1, 1)
