"""The date arithmetic of the calendar's scripts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.calendar.node import run

DATES = "umbra/calendar/dates.js"
DAYS = ["2026-01-01", "2026-03-29", "2024-02-29", "2026-12-31", "0099-12-31", "9999-12-30"]


def _each(folder: Path, call: str, *arguments: Any) -> Any:
    return run(folder, DATES, f"given[0].map((day) => script.{call})", *arguments)


@pytest.mark.parametrize("days", [-366, -1, 0, 1, 31])
def test_a_day_some_days_away_is_the_one_that_python_counts(tmp_path: Path, days: int) -> None:
    within = [day for day in DAYS if day < "9999" or days <= 1]
    counted = [(date.fromisoformat(day) + timedelta(days)).isoformat() for day in within]
    assert _each(tmp_path, f"addDays(day, {days})", within) == counted


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
    ],
)
def test_the_same_day_of_another_month_is_its_last_if_it_is_shorter(
    tmp_path: Path, day: str, months: int, moved: str
) -> None:
    assert _each(tmp_path, f"addMonths(day, {months})", [day]) == [moved]


@pytest.mark.parametrize("week_start", range(7))
def test_a_week_starts_on_the_chosen_weekday_and_holds_its_day(
    tmp_path: Path, week_start: int
) -> None:
    starts = _each(tmp_path, f"startOfWeek(day, {week_start})", DAYS)
    assert _each(tmp_path, "weekday(day)", starts) == [week_start] * len(DAYS)
    for start, day in zip(starts, DAYS, strict=True):
        assert 0 <= (date.fromisoformat(day) - date.fromisoformat(start)).days < 7


def test_a_day_in_words_is_the_same_in_every_zone(tmp_path: Path) -> None:
    words = [
        run(tmp_path, DATES, 'script.inWords("2026-03-29", given[0])', form)
        for form in ("long", "full", "short", "month")
    ]
    assert words == ["Sunday 29 March", "Sunday 29 March 2026", "Sun", "March 2026"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "America/New_York"])
def test_the_wall_clock_shows_the_time_of_its_zone(tmp_path: Path, zone: str) -> None:
    shown = datetime.fromisoformat(run(tmp_path, DATES, "script.wallClock(given[0])", zone))
    now = datetime.now(ZoneInfo(zone)).replace(tzinfo=None)
    assert timedelta() <= now - shown < timedelta(minutes=2)


def test_a_zone_that_the_browser_does_not_know_shows_the_time_of_the_browser(
    tmp_path: Path,
) -> None:
    shown = run(tmp_path, DATES, 'script.wallClock("Mars/Olympus")')
    assert len(shown) == len("2026-11-26T09:30")
