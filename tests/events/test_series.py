"""Series: one occurrence, it and the following ones, or all are changed; each act is undone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.events.helpers import delete, make, patch, starts
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound, StaleVersion
from umbra.database import Database
from umbra.events import occurrences, service
from umbra.events.fields import Scope
from umbra.events.journal import JournalEntry, undo
from umbra.events.rules import OccurrenceRow

SPRINGS = {
    # The first start, and the days of the series once all four acts were done.
    2026: (
        datetime(2026, 3, 2, 9),
        [
            "2026-03-03T09:00:00+01:00",
            "2026-03-10T09:00:00+01:00",
            "2026-03-17T09:00:00+01:00",
            "2026-03-24T09:00:00+01:00",
            "2026-04-01T15:00:00+02:00",
            "2026-04-07T09:00:00+02:00",
            "2026-04-21T09:00:00+02:00",
            "2026-04-27T10:00:00+02:00",
            "2026-05-04T10:00:00+02:00",
            "2026-05-11T10:00:00+02:00",
            "2026-05-18T10:00:00+02:00",
        ],
    ),
    2027: (
        datetime(2027, 3, 1, 9),
        [
            "2027-03-02T09:00:00+01:00",
            "2027-03-09T09:00:00+01:00",
            "2027-03-16T09:00:00+01:00",
            "2027-03-23T09:00:00+01:00",
            "2027-03-31T15:00:00+02:00",
            "2027-04-06T09:00:00+02:00",
            "2027-04-20T09:00:00+02:00",
            "2027-04-26T10:00:00+02:00",
            "2027-05-03T10:00:00+02:00",
            "2027-05-10T10:00:00+02:00",
            "2027-05-17T10:00:00+02:00",
        ],
    ),
}


@pytest.mark.parametrize("year", SPRINGS)
async def test_four_acts_over_the_clock_change_give_the_dates_and_undone_the_first_ones_back(
    database: Database, alice: Actor, year: int
) -> None:
    first, expected = SPRINGS[year]
    nth = [first + timedelta(weeks=number) for number in range(12)]
    series = await make(
        database,
        alice,
        start=first,
        end=first + timedelta(hours=1),
        rrule="FREQ=WEEKLY;COUNT=12;BYDAY=MO",
    )
    whole = (f"{year}-01-01", f"{year}-12-31")
    lists = [await starts(database, alice, *whole)]
    assert [one[:19] for one in lists[0]] == [one.isoformat() for one in nth]
    assert lists[0][3].endswith("+01:00")
    assert lists[0][4].endswith("+02:00")
    moved = nth[4] + timedelta(days=2, hours=6)
    entries = [
        (
            await patch(
                database, alice, series, nth[4], "this", start=moved, end=moved + timedelta(hours=1)
            )
        ).entry
    ]
    lists.append(await starts(database, alice, *whole))
    entries.append(await delete(database, alice, series, nth[6], "this"))
    lists.append(await starts(database, alice, *whole))
    later = nth[8] + timedelta(hours=1)
    split = await patch(
        database, alice, series, nth[8], "following", start=later, end=later + timedelta(hours=1)
    )
    entries.append(split.entry)
    lists.append(await starts(database, alice, *whole))
    tuesday = nth[2] + timedelta(days=1)
    entries.append(
        (
            await patch(
                database,
                alice,
                series,
                nth[2],
                "all",
                start=tuesday,
                end=tuesday + timedelta(hours=1),
            )
        ).entry
    )
    assert await starts(database, alice, *whole) == expected
    while entries:
        async with database.transaction(alice) as tx:
            undone = await undo(tx, alice, entries.pop())
        entries = [entry.after(undone) for entry in entries]
        assert await starts(database, alice, *whole) == lists.pop()
    assert split.made is not None
    async with database.transaction(alice) as tx:
        with pytest.raises(NotFound):
            await service.get_event(tx, alice, split.made)


async def a_daily_series(database: Database, actor: Actor) -> tuple[UUID, list[datetime]]:
    first = datetime(2026, 6, 1, 9)
    series = await make(
        database,
        actor,
        start=first,
        end=first + timedelta(hours=1),
        rrule="FREQ=DAILY;COUNT=6",
        tags=["sport"],
    )
    return series, [first + timedelta(days=number) for number in range(6)]


JUNE = ("2026-06-01", "2026-07-01")


async def test_an_excluded_occurrence_is_restored_and_answered(
    database: Database, alice: Actor
) -> None:
    series, nth = await a_daily_series(database, alice)
    before = await starts(database, alice, *JUNE)
    await delete(database, alice, series, nth[2], "this")
    assert len(await starts(database, alice, *JUNE)) == 5
    async with database.transaction(alice) as tx:
        done = await occurrences.restore_occurrence(tx, alice, series, nth[2])
    assert isinstance(done.row, OccurrenceRow)
    assert done.row.recurrence_id == "2026-06-03T09:00:00"
    assert await starts(database, alice, *JUNE) == before


async def test_a_series_in_the_trash_shows_nothing_and_comes_back_with_its_overrides(
    database: Database, alice: Actor
) -> None:
    series, nth = await a_daily_series(database, alice)
    there = datetime(2026, 6, 20, 12)
    await patch(database, alice, series, nth[1], "this", start=there, end=there)
    before = await starts(database, alice, *JUNE)
    assert before[-1] == "2026-06-20T12:00:00+02:00"
    entry = await delete(database, alice, series, nth[3], "all")
    assert await starts(database, alice, *JUNE) == []
    async with database.transaction(alice) as tx:
        await undo(tx, alice, entry)
    assert await starts(database, alice, *JUNE) == before


async def test_following_at_the_first_occurrence_changes_the_series_itself(
    database: Database, alice: Actor
) -> None:
    series, nth = await a_daily_series(database, alice)
    done = await patch(database, alice, series, nth[0], "following", title="Run")
    assert (done.made, done.row.id, done.row.title) == (None, series, "Run")
    entry = await delete(database, alice, series, nth[0], "following")
    assert await starts(database, alice, *JUNE) == []
    assert len(entry.states) == 1


async def test_what_an_occurrence_did_not_change_follows_the_series(
    database: Database, alice: Actor
) -> None:
    series, nth = await a_daily_series(database, alice)
    await patch(database, alice, series, nth[1], "this", place="Park")
    later = nth[0] + timedelta(hours=2)
    await patch(
        database,
        alice,
        series,
        nth[0],
        "all",
        title="Run",
        start=later,
        end=later + timedelta(hours=1),
    )
    async with database.transaction(alice) as tx:
        row = await occurrences.get_occurrence(tx, alice, series, nth[1] + timedelta(hours=2))
    assert (row.title, row.place, row.start.isoformat()) == (
        "Run",
        "Park",
        "2026-06-02T11:00:00+02:00",
    )


async def test_an_undo_after_another_change_is_refused(database: Database, alice: Actor) -> None:
    series, nth = await a_daily_series(database, alice)
    done = await patch(database, alice, series, nth[1], "this", title="Run")
    await patch(database, alice, series, nth[2], "this", title="Swim")
    async with database.transaction(alice) as tx:
        with pytest.raises(StaleVersion):
            await undo(tx, alice, done.entry)


async def test_a_change_of_an_occurrence_raises_the_version_of_its_series(
    database: Database, alice: Actor
) -> None:
    series, nth = await a_daily_series(database, alice)
    done = await patch(database, alice, series, nth[1], "this", 1, title="Run")
    assert done.row.version == 2
    with pytest.raises(StaleVersion):
        await patch(database, alice, series, nth[1], "this", 1, title="Walk")


@pytest.mark.parametrize("scope", ["this", "following", "all"])
async def test_what_is_no_occurrence_is_told_at_its_field(
    database: Database, alice: Actor, scope: Scope
) -> None:
    series, nth = await a_daily_series(database, alice)
    for wrong in (nth[0] + timedelta(minutes=1), nth[5] + timedelta(days=1), date(2026, 6, 2)):
        with pytest.raises(InvalidInput) as refused:
            await patch(database, alice, series, wrong, scope, title="Run")
        assert [error.field for error in refused.value.errors] == ["recurrence_id"]


@pytest.mark.parametrize("fields", [{"rrule": "FREQ=DAILY"}, {"tags": ["other"]}])
async def test_one_occurrence_has_no_rule_and_no_tags_of_its_own(
    database: Database, alice: Actor, fields: dict[str, Any]
) -> None:
    series, nth = await a_daily_series(database, alice)
    with pytest.raises(InvalidInput) as refused:
        await patch(database, alice, series, nth[1], "this", **fields)
    assert [error.field for error in refused.value.errors] == list(fields)


async def test_another_owner_s_series_is_as_one_that_is_not_there(
    database: Database, alice: Actor, bob: Actor
) -> None:
    series, nth = await a_daily_series(database, alice)
    entry = (await patch(database, alice, series, nth[1], "this", title="Run")).entry
    with pytest.raises(NotFound):
        await patch(database, bob, series, nth[1], "this", title="Taken")
    with pytest.raises(NotFound):
        await delete(database, bob, series, nth[1], "all")
    async with database.transaction(bob) as tx:
        for act in (
            undo(tx, bob, entry),
            undo(tx, bob, JournalEntry(entry.states)),
            occurrences.restore_occurrence(tx, bob, series, nth[1]),
            occurrences.get_occurrence(tx, bob, series, nth[1]),
        ):
            with pytest.raises(NotFound):
                await act
    assert await starts(database, bob, *JUNE) == []
