"""Occurrences beside clock changes, as listed and as placed on the days of a month."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.events.helpers import make, starts
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.events.month import month

CHANGES = {
    # The zone, the first of five daily starts, and where they are.
    "a time that Berlin skips": (
        "Europe/Berlin",
        "2026-03-27T02:30:00",
        ["27T02:30:00+01:00", "28T02:30:00+01:00", "29T02:30:00+01:00", "30T02:30:00+02:00"],
    ),
    "a time that New York has twice": (
        "America/New_York",
        "2026-10-30T01:30:00",
        ["30T01:30:00-04:00", "31T01:30:00-04:00", "01T01:30:00-04:00", "02T01:30:00-05:00"],
    ),
    "half an hour that Lord Howe skips": (
        "Australia/Lord_Howe",
        "2026-10-02T02:15:00",
        ["02T02:15:00+10:30", "03T02:15:00+10:30", "04T02:15:00+10:30", "05T02:15:00+11:00"],
    ),
    "Casablanca, an hour back for Ramadan": (
        "Africa/Casablanca",
        "2026-02-14T09:00:00",
        ["14T09:00:00+01:00", "15T09:00:00+00:00", "16T09:00:00+00:00", "17T09:00:00+00:00"],
    ),
    "Kathmandu, three quarters of an hour": (
        "Asia/Kathmandu",
        "2026-03-28T23:50:00",
        ["28T23:50:00+05:45", "29T23:50:00+05:45", "30T23:50:00+05:45", "31T23:50:00+05:45"],
    ),
    "the day that Apia skipped": (
        "Pacific/Apia",
        "2011-12-28T09:00:00",
        ["28T09:00:00-10:00", "29T09:00:00-10:00", "31T09:00:00+14:00", "01T09:00:00+14:00"],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_daily_occurrences_keep_their_wall_clock_time(
    database: Database, alice: Actor, name: str
) -> None:
    zone, first, expected = CHANGES[name]
    begin = datetime.fromisoformat(first)
    count = 5 if zone == "Pacific/Apia" else 4
    series = {"start": begin, "end": begin, "rrule": f"FREQ=DAILY;COUNT={count}"}
    await make(database, alice, **series, time_zone=zone)
    around = begin.date() - timedelta(days=9), begin.date() + timedelta(days=9)
    found = await starts(database, alice, *map(date.isoformat, around))
    assert [one[8:] for one in found] == expected
    async with database.transaction(alice) as tx:
        for viewer in (zone, "UTC"):
            days = await month(tx, alice, *around, viewer)
            shown = {day.day: [row.start.isoformat() for row in day.first] for day in days}
            expected_days: dict[date, list[str]] = {day.day: [] for day in days}
            for one in found:
                at = datetime.fromisoformat(one).astimezone(ZoneInfo(viewer)).date()
                expected_days[at].append(one)
            assert shown == expected_days, viewer


async def test_a_single_event_in_a_skipped_time_is_in_the_hour_after_it(
    database: Database, alice: Actor
) -> None:
    skipped = {"start": datetime(2026, 3, 29, 2, 45), "end": datetime(2026, 3, 29, 3)}
    await make(database, alice, **skipped)
    async with database.transaction(alice) as tx:
        [day] = await month(tx, alice, date(2026, 3, 29), date(2026, 3, 29), "UTC")
    [row] = day.first
    assert isinstance(row.start, datetime)
    assert isinstance(row.end, datetime)
    assert row.start.timestamp() == datetime.fromisoformat("2026-03-29T01:45:00Z").timestamp()
    assert row.start.isoformat() == "2026-03-29T02:45:00+01:00"
