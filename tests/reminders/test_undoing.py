"""Undo of a reminder's acts, and the counts of its sections. It is Wednesday, 4 March 2026,
09:30 UTC; alice's time zone is UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.conftest import FrozenClock
from tests.reminders.test_api import DAILY, create, dismiss, patch, snooze
from umbra.core.actor import Actor
from umbra.core.errors import StaleVersion
from umbra.database import Database
from umbra.items import reading
from umbra.items.state.changing import reversal_of
from umbra.reminders import service
from umbra.reminders.kind import REMINDER
from umbra.reminders.rules import ReminderRecord
from umbra.reminders.service import ReminderFilter
from umbra.reminders.state.address import Address, Present, filter_of
from umbra.reminders.state.list_kind import REMINDER_LIST

PAST = "2026-03-04T08:00:00+00:00"


async def read(database: Database, actor: Actor, reminder: dict[str, Any]) -> ReminderRecord:
    async with database.transaction(actor) as tx:
        return await reading.get(tx, actor, REMINDER, UUID(reminder["id"]))


async def ledger(client: AsyncClient) -> list[tuple[str, str]]:
    """The time and the state of each alert."""
    found = (await client.get("/api/alerts")).json()["items"]
    return [(one["run_at"][5:16], one["state"]) for one in found]


async def undo(
    database: Database, actor: Actor, before: ReminderRecord, after: ReminderRecord
) -> None:
    one = reversal_of(REMINDER_LIST, before, after)
    async with database.transaction(actor) as tx:
        await service.revert_reminder(tx, actor, one.id, one.values, one.version, one.tags)


@pytest.mark.parametrize(
    ("fields", "alerts"),
    [
        ({"remind_at": PAST}, [("03-04T08:00", "missed")]),
        ({"remind_at": "2026-03-05T09:00:00Z"}, [("03-05T09:00", "planned")]),
        (DAILY, [("03-05T07:00", "planned")]),
    ],
)
async def test_undo_of_a_dismissal_gives_the_reminder_and_its_alerts_back(
    database: Database,
    alice: Actor,
    as_alice: AsyncClient,
    fields: dict[str, Any],
    alerts: list[tuple[str, str]],
) -> None:
    made = await create(as_alice, **fields)
    before, listed = await read(database, alice, made), await ledger(as_alice)
    assert listed == alerts
    await dismiss(as_alice, made)
    await undo(database, alice, before, await read(database, alice, made))
    again = await read(database, alice, made)
    assert (again.occurrence, again.due_at, again.dismissed_at) == (
        before.occurrence,
        before.due_at,
        None,
    )
    assert await ledger(as_alice) == alerts


async def test_undo_of_a_snooze_lets_it_be_due_at_its_own_time(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    made = await create(as_alice, remind_at=PAST)
    before = await read(database, alice, made)
    await snooze(as_alice, made, "2026-03-04T12:00:00Z")
    assert await ledger(as_alice) == [("03-04T08:00", "snoozed")]
    await undo(database, alice, before, await read(database, alice, made))
    assert (await read(database, alice, made)).snoozed_until is None
    assert await ledger(as_alice) == [("03-04T08:00", "missed")]


async def test_undo_of_a_dismissal_gives_a_snooze_back_unless_it_ended(
    database: Database, alice: Actor, as_alice: AsyncClient, clock: FrozenClock
) -> None:
    made = await create(as_alice, remind_at=PAST)
    await snooze(as_alice, made, "2026-03-04T12:00:00Z")
    before = await read(database, alice, made)
    await dismiss(as_alice, made)
    await undo(database, alice, before, await read(database, alice, made))
    assert await ledger(as_alice) == [("03-04T08:00", "snoozed")]
    await dismiss(as_alice, made)
    clock.advance(hours=3)
    await undo(database, alice, before, await read(database, alice, made))
    assert (await read(database, alice, made)).snoozed_until is None
    assert await ledger(as_alice) == [("03-04T08:00", "missed")]


async def test_undo_of_what_changed_since_is_refused(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    made = await create(as_alice)
    before = await read(database, alice, made)
    await dismiss(as_alice, made)
    after = await read(database, alice, made)
    await patch(as_alice, made, title="Coffee")
    with pytest.raises(StaleVersion):
        await undo(database, alice, before, after)


async def test_the_sections_are_counted_and_filtered_by_the_account_s_day(
    database: Database, alice: Actor, as_alice: AsyncClient, clock: FrozenClock
) -> None:
    await as_alice.patch("/api/settings", json={"time_zone": "America/New_York"})
    for title, moment in (
        ("missed", "2026-03-04T09:30:00Z"),
        ("today", "2026-03-05T04:59:00Z"),
        ("later", "2026-03-05T05:00:00Z"),
        ("dismissed", "2026-03-03T05:00:00Z"),
    ):
        await create(as_alice, title=title, remind_at=moment, dismissed=title == "dismissed")
    present = Present(clock.now(), "America/New_York")
    assert present.tomorrow == datetime(2026, 3, 5, 5, tzinfo=UTC)
    async with database.transaction(alice) as tx:
        counted = await service.counts(
            tx, alice, ReminderFilter(), present.instant, present.tomorrow
        )
        assert (counted.missed, counted.today, counted.later, counted.dismissed) == (1, 1, 1, 1)
        for show in ("missed", "today", "later", "dismissed"):
            which = filter_of(Address(show=show), "", present)
            window = await service.record_window(tx, alice, which, "due", limit=9)
            assert [row.title for row in window.rows] == [show]


async def test_snoozing_many_moves_all_or_none(
    database: Database, alice: Actor, as_alice: AsyncClient, clock: FrozenClock
) -> None:
    made = [await create(as_alice, title=title) for title in ("a", "b")]
    ids = [UUID(one["id"]) for one in made]
    until = clock.now() + timedelta(hours=1)
    async with database.transaction(alice) as tx:
        await service.snooze_many(tx, alice, ids, service.SnoozeFields(until=until))
    for one in made:
        assert (await read(database, alice, one)).due_at == until


async def test_a_reminder_is_read_with_the_title_of_what_it_is_about(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    todo = (await as_alice.post("/api/todos", json={"title": "Slides"})).json()
    made = await create(as_alice, about={"kind": "todo", "id": todo["id"]})
    assert (await read(database, alice, made)).about_title == ["Slides"]
    await as_alice.delete(f"/api/todos/{todo['id']}")
    assert (await read(database, alice, made)).about_title == []
