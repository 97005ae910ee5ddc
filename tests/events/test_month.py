"""The month: counts and the first events of each day agree with the list of occurrences."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.events.helpers import delete, make, patch
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.database import Database
from umbra.events import ranges
from umbra.events.month import Hidden, month
from umbra.events.rules import OccurrenceRow

FIRST, LAST = date(2026, 3, 23), date(2026, 4, 5)


async def fill(database: Database, actor: Actor) -> None:
    """Events of all kinds around the clock change of 29 March 2026."""
    nine, ten = "2026-03-25T09:00:00", "2026-03-25T10:00:00"
    for rule in (
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=2",
        "FREQ=WEEKLY;COUNT=2",
        "FREQ=DAILY;COUNT=3",
    ):
        series = await make(database, actor, start=nine, end=ten, rrule=rule)
        await delete(database, actor, series, datetime(2026, 3, 25, 9), "this")
    old = {"start": "2016-02-29T11:00:00", "end": "2016-02-29T12:00:00"}
    await make(database, actor, **old, rrule="FREQ=DAILY")
    daily = await make(database, actor, start=nine, end=ten, rrule="FREQ=DAILY")
    there = datetime(2026, 4, 2, 23)
    await patch(
        database,
        actor,
        daily,
        datetime(2026, 3, 26, 9),
        "this",
        start=there,
        end=there + timedelta(hours=3),
    )
    await make(database, actor, start=nine, end=ten, rrule="FREQ=DAILY", time_zone="Asia/Tokyo")
    await make(
        database, actor, start="2026-03-25T22:00", end="2026-03-26T02:00", rrule="FREQ=DAILY"
    )
    await make(database, actor, start="2026-03-25", end="2026-03-26", rrule="FREQ=DAILY")
    await make(database, actor, start="2026-03-25", end="2026-03-28", rrule="FREQ=WEEKLY")
    await make(database, actor, start=nine, end=ten, rrule="FREQ=DAILY;BYHOUR=9,20")
    await make(
        database,
        actor,
        start=nine,
        end=ten,
        rrule="FREQ=DAILY;COUNT=1",
        rdate=["2026-04-01T07:00:00"],
    )
    await make(
        database,
        actor,
        start=nine,
        end=ten,
        rrule="FREQ=DAILY",
        exdate=["2026-03-31", "2026-04-02"],
    )
    for start, end in (
        (nine, nine),
        (nine, ten),
        ("2026-03-28T23:00:00", "2026-03-29T03:00:00"),
        ("2026-03-29T02:30:00", "2026-03-29T02:45:00"),
        ("2026-03-20T00:00:00", "2026-03-30T00:00:00"),
        ("2020-01-01T00:00:00", "2030-01-01T00:00:00"),
        ("2026-03-29", "2026-03-30"),
        ("2026-03-22", "2026-03-24"),
        ("2026-04-05T22:30:00Z", "2026-04-06T00:00:00Z"),
    ):
        await make(database, actor, start=start, end=end)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Kiritimati"])
async def test_each_day_has_the_occurrences_that_overlap_it(
    database: Database, alice: Actor, zone: str
) -> None:
    await fill(database, alice)
    days = [FIRST + timedelta(days=number) for number in range(14)]
    async with database.transaction(alice) as tx:
        found = await month(tx, alice, FIRST, LAST, zone, n=100)
        cut = await month(tx, alice, FIRST, LAST, zone, n=3)
        lists = []
        for day in days:
            wanted = ranges.range_of(day, day + timedelta(days=1), zone)
            window = await ranges.occurrence_window(tx, alice, wanted, limit=200)
            lists.append(list(window.rows))
    assert [one.day for one in found] == days
    for one, short, expected in zip(found, cut, lists, strict=True):
        expected.sort(key=lambda row: order(row, zone))
        assert list(one.first) == expected, one.day
        assert one.count == short.count == len(expected)
        assert short.first == one.first[:3]


def order(row: OccurrenceRow, zone: str) -> tuple[bool, datetime, str, str]:
    start = row.start
    if isinstance(start, datetime):
        local = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    else:
        local = datetime.combine(start, datetime.min.time())
    return not row.all_day, local, str(row.id), row.recurrence_id or ""


async def test_a_month_is_two_statements(
    database: Database, alice: Actor, statements: list[str]
) -> None:
    await fill(database, alice)
    async with database.transaction(alice) as tx:
        statements.clear()
        await month(tx, alice, FIRST, LAST, "Europe/Berlin")
    assert len(statements) == 2


async def test_a_month_shows_no_other_owner_s_events(
    database: Database, alice: Actor, bob: Actor
) -> None:
    await fill(database, alice)
    async with database.transaction(bob) as tx:
        found = await month(tx, bob, FIRST, LAST, "Europe/Berlin")
    assert {(day.count, day.first) for day in found} == {(0, ())}


@pytest.mark.parametrize("last", [FIRST - timedelta(days=1), FIRST + timedelta(days=100)])
async def test_a_month_has_one_to_a_hundred_days(
    database: Database, alice: Actor, last: date
) -> None:
    async with database.transaction(alice) as tx:
        with pytest.raises(InvalidInput):
            await month(tx, alice, FIRST, last, "Europe/Berlin")


async def test_an_override_goes_into_the_trash_with_its_series(
    database: Database, alice: Actor
) -> None:
    nine = datetime(2026, 3, 25, 9)
    series = await make(database, alice, start=nine, end=nine, rrule="FREQ=DAILY")
    await patch(database, alice, series, nine, "this", title="Run")
    await delete(database, alice, series, nine, "all")
    async with database.transaction(alice) as tx:
        found = await month(tx, alice, FIRST, LAST, "Europe/Berlin")
    assert {day.count for day in found} == {0}


async def test_hidden_colours_and_tags_are_in_no_day_and_no_count(
    database: Database, alice: Actor
) -> None:
    day = {"start": "2026-03-25T09:00:00", "end": "2026-03-25T10:00:00"}
    long = {"start": "2026-03-20T09:00:00", "end": "2026-03-30T10:00:00"}
    for times in (day, long, {**day, "rrule": "FREQ=DAILY"}):
        await make(database, alice, title="seen", **times)
        await make(database, alice, title="teal", colour="teal", **times)
        await make(database, alice, title="work", tags=["Work"], **times)
    series = await make(database, alice, tags=["work"], **day, rrule="FREQ=DAILY")
    moved = datetime(2026, 3, 26, 14)
    await patch(
        database,
        alice,
        series,
        datetime(2026, 3, 26, 9),
        "this",
        start=moved,
        end=moved + timedelta(hours=1),
    )
    async with database.transaction(alice) as tx:
        seen = await month(
            tx, alice, FIRST, LAST, "Europe/Berlin", 50, Hidden(("teal",), ("WORK",))
        )
        coloured = await month(tx, alice, FIRST, LAST, "Europe/Berlin", 50, Hidden(("",)))
    for shown in seen:
        assert {row.title for row in shown.first} <= {"seen"}
        assert shown.count == len(shown.first)
    assert {row.title for row in seen[2].first} == {"seen"}
    assert seen[2].count == 3
    assert {row.title for shown in coloured for row in shown.first} == {"teal"}
