"""Events found by words, each at the occurrence one looks for."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.conftest import FrozenClock
from tests.events.helpers import make
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.events.finding import find_events


async def test_coming_events_come_first_then_past_ones_and_series_at_their_next_occurrence(
    database: Database, alice: Actor, bob: Actor, clock: FrozenClock
) -> None:
    clock.instant = datetime(2026, 11, 26, 12, tzinfo=UTC)
    await make(database, alice, title="Choir concert", start="2026-12-20", end="2026-12-21")
    await make(
        database,
        alice,
        title="Choir",
        start="2026-01-06T19:00",
        end="2026-01-06T21:00",
        rrule="FREQ=WEEKLY",
    )
    await make(database, alice, title="Old choir", start="2020-01-06T19:00", end="2020-01-06T21:00")
    await make(
        database,
        alice,
        title="Choir camp",
        start="2026-05-01",
        end="2026-05-04",
        rrule="FREQ=YEARLY;COUNT=1",
    )
    await make(database, alice, title="Dentist", start="2026-12-01", end="2026-12-02")
    await make(database, bob, title="Choir of another owner", start="2026-12-01", end="2026-12-02")
    async with database.transaction(alice) as tx:
        found = await find_events(tx, alice, "choi", "UTC")
    assert [(one.row.title, one.start.isoformat()[:10], one.is_past) for one in found] == [
        ("Choir", "2026-12-01", False),
        ("Choir concert", "2026-12-20", False),
        ("Choir camp", "2026-05-01", True),
        ("Old choir", "2020-01-06", True),
    ]
    assert found[0].recurrence_id == datetime(2026, 12, 1, 19)
    assert found[1].recurrence_id is None
