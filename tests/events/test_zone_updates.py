"""After a new release of tzdata the derived UTC times of the changed zones are computed again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from tests.events.helpers import make, starts
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.events import zone_updates

BERLIN = "Europe/Berlin"


async def set_stored(database: Database, statement: str, **values: Any) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(statement), values)


async def stored(database: Database) -> list[Any]:
    query = "SELECT start_key, end_key, last_day, version FROM calendar_events ORDER BY id"
    async with database.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


async def with_old_rules(database: Database, actor: Actor) -> None:
    """Three events in Berlin whose UTC times are an hour off, as after a change of its rules."""
    for number in range(3):
        fields = {
            "start": f"2026-03-0{number + 2}T09:00:00",
            "end": f"2026-03-0{number + 2}T10:00:00",
        }
        rule = {"rrule": "FREQ=DAILY;COUNT=3"} if number == 2 else {}
        await make(database, actor, **fields, **rule)
    await zone_updates.update_zones()
    await set_stored(
        database,
        "UPDATE calendar_events SET start_key = start_key + interval '1 hour',"
        " end_key = end_key + interval '1 hour', last_day = last_day + 1",
    )


@pytest.mark.parametrize("step", [1, 2, 500])
async def test_the_times_of_a_changed_zone_are_derived_again(
    database: Database, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(zone_updates, "STEP", step)
    zone_updates._of_zones.cache_clear()
    await with_old_rules(database, alice)
    assert await zone_updates.update_zones() == 0
    await set_stored(database, "UPDATE zone_rules SET hash = 'old' WHERE name = :zone", zone=BERLIN)
    assert await zone_updates.update_zones() == 3
    zone_updates._of_zones.cache_clear()
    assert await stored(database) == [
        (datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 9), None, 1),
        (datetime(2026, 3, 3, 8), datetime(2026, 3, 3, 9), None, 1),
        (datetime(2026, 3, 4, 8), datetime(2026, 3, 4, 9), date(2026, 3, 6), 1),
    ]
    assert await zone_updates.update_zones() == 0


async def test_the_times_of_other_zones_stay(database: Database, alice: Actor) -> None:
    await with_old_rules(database, alice)
    before = await stored(database)
    await set_stored(database, "UPDATE zone_rules SET hash = 'old' WHERE name = 'Asia/Tokyo'")
    assert await zone_updates.update_zones() == 0
    assert await stored(database) == before
    assert len(await starts(database, alice, "2026-03-01", "2026-04-01")) == 5
