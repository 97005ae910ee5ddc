"""What open tabs show of alerts, and what they do to them.

It is Wednesday, 4 March 2026, 09:30 UTC; alice's time zone is UTC.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from tests.alerts.test_ledger import DAILY, NINE, alerts, at, create, day, states
from tests.conftest import FrozenClock
from tests.todos.test_windows import executed, plan_of
from umbra.alerts import open_alerts
from umbra.alerts.open_alerts import OpenAlert
from umbra.core.actor import Actor
from umbra.core.errors import Conflict, NotFound
from umbra.database import Database
from umbra.events.opened import open_event, parsed_id


async def opened(database: Database, actor: Actor, state: Any = "due") -> list[OpenAlert]:
    async with database.transaction(actor) as tx:
        return await open_alerts.open_alerts(tx, actor, state)


async def mark_shown(database: Database, actor: Actor) -> int:
    async with database.transaction(actor) as tx:
        return await open_alerts.mark_shown(tx, actor, tx.now)


async def finish(database: Database, actor: Actor, alert_id: UUID) -> None:
    async with database.transaction(actor) as tx:
        await open_alerts.finish_alert(tx, actor, alert_id)


async def new(client: AsyncClient, path: str, **fields: Any) -> str:
    answered = await client.post(f"/api/{path}", json=fields)
    assert answered.status_code == 201, answered.text
    return answered.json()["id"]


async def todo_with_alarm(client: AsyncClient, **fields: Any) -> str:
    sent = {"title": "Pay", "due_date": "2026-03-05", "alarms": [{"at": NINE}], **fields}
    return await new(client, "todos", **sent)


async def test_what_a_tab_showed_stays_due(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    await create(as_alice)
    await at(clock, NINE)
    clock.advance(seconds=1)
    assert await mark_shown(database, alice) == 1
    shown = clock.now()
    clock.advance(seconds=1)
    assert await mark_shown(database, alice) == 0, "the first tab wins"
    assert await at(clock, day(5, 10)) is None, "there is nothing left for the worker to do"
    [alert] = await alerts(as_alice)
    assert (alert["state"], alert["channel"]) == ("due", "app")
    assert datetime.fromisoformat(alert["shown_at"]) == shown


async def test_what_was_missed_is_marked_when_it_is_shown_and_stays_missed(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    await create(as_alice)
    await at(clock, day(5, 10))
    assert await mark_shown(database, alice) == 1
    [alert] = await alerts(as_alice)
    assert (alert["state"], alert["run_at"]) == ("missed", NINE)
    assert alert["shown_at"] is not None


async def test_what_fired_after_a_tab_read_is_not_marked(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    await create(as_alice)
    await at(clock, NINE)
    async with database.transaction(alice) as tx:
        earlier = tx.now - timedelta(seconds=1)
        assert await open_alerts.mark_shown(tx, alice, earlier) == 0


@pytest.mark.parametrize("act", ["dismiss", "snooze"])
async def test_a_dismissed_alert_keeps_when_it_was_shown_and_a_snoozed_one_is_to_be_shown_again(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock, act: str
) -> None:
    await create(as_alice)
    await at(clock, NINE)
    await mark_shown(database, alice)
    [alert] = await alerts(as_alice)
    body = {"until": day(5, 10)} if act == "snooze" else {}
    await as_alice.patch(f"/api/alerts/{alert['id']}/{act}", json=body)
    [after] = await alerts(as_alice)
    assert after["shown_at"] == (alert["shown_at"] if act == "dismiss" else None)


async def test_done_completes_the_todo_and_dismisses_all_its_alerts(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    todo = await todo_with_alarm(as_alice, alarms=[{"at": NINE}, {"at": day(6)}])
    await at(clock, NINE)
    [due] = await opened(database, alice)
    assert due.can_be_done
    assert due.href == f"/todos?open={todo}"
    for _ in range(2):
        await finish(database, alice, due.row.id)
    assert (await as_alice.get(f"/api/todos/{todo}")).json()["completed"]
    assert await states(as_alice) == [(NINE, "dismissed")]


async def test_done_twice_in_the_same_second_makes_one_next_todo(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    await todo_with_alarm(as_alice, rrule="FREQ=DAILY")
    await at(clock, NINE)
    [due] = await opened(database, alice)
    await asyncio.gather(*(finish(database, alice, due.row.id) for _ in range(5)))
    todos = (await as_alice.get("/api/todos")).json()["items"]
    assert sorted(one["completed"] for one in todos) == [False, True]


async def test_done_dismisses_a_reminder_s_occurrence_and_the_series_goes_on(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    reminder = await create(as_alice, **DAILY)
    await at(clock, day(5))
    [due] = await opened(database, alice)
    assert due.href == f"/reminders?open={reminder}"
    await finish(database, alice, due.row.id)
    assert await states(as_alice) == [(day(5), "dismissed"), (day(6), "planned")]


async def test_an_alarm_of_an_event_can_t_be_done_and_leads_to_its_occurrence(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    timed = {"start": "2026-03-01T09:00:00", "end": "2026-03-01T10:00:00", "rrule": "FREQ=DAILY"}
    alarms = [{"before": "PT0M"}, {"at": "2026-03-05T09:00:00Z"}]
    event = await new(as_alice, "events", title="Yoga", alarms=alarms, **timed)
    await at(clock, NINE)
    found = await opened(database, alice)
    assert {one.href for one in found} == {
        f"/calendar?open={event}&date=2026-03-05&at=2026-03-05T09:00:00",
        f"/calendar?open={event}",
    }
    with pytest.raises(Conflict):
        await finish(database, alice, found[0].row.id)


async def test_an_alert_of_an_all_day_series_leads_to_its_day_though_the_ledger_has_a_midnight(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    days = {"start": "2026-03-01", "end": "2026-03-02", "rrule": "FREQ=DAILY"}
    alarms = [{"days_before": 0, "at": "09:00"}]
    event = await new(as_alice, "events", title="Fast", alarms=alarms, **days)
    await at(clock, NINE)
    [found] = await opened(database, alice)
    query = parse_qs(urlsplit(found.href).query)
    assert query["date"] == ["2026-03-05"]
    async with database.transaction(alice) as tx:
        shown = await open_event(tx, alice, UUID(event), parsed_id(query["at"][0]))
    assert (shown.at, shown.times.start) == ("2026-03-05", date(2026, 3, 5))


async def test_dismissing_all_dismisses_what_fired_of_every_kind_in_few_statements(
    as_alice: AsyncClient,
    alice: Actor,
    database: Database,
    clock: FrozenClock,
    statements: list[str],
) -> None:
    for number in range(3):
        await create(as_alice, title=f"Tea {number}", **DAILY)
        await create(as_alice, title=f"Once {number}")
        await todo_with_alarm(as_alice)
    await at(clock, NINE)
    snoozed = await create(as_alice, title="Later")
    await as_alice.patch(f"/api/reminders/{snoozed}/snooze", json={"until": day(6)})
    statements.clear()
    async with database.transaction(alice) as tx:
        assert await open_alerts.dismiss_all(tx, alice, tx.now) == 9
    assert len(statements) < 20, statements
    assert await opened(database, alice) == []
    assert await opened(database, alice, "missed") == []
    assert len(await opened(database, alice, "snoozed")) == 1
    assert len(await alerts(as_alice, "state=planned")) == 3, "the series go on"
    reminders = (await as_alice.get("/api/reminders?dismissed=true")).json()["items"]
    assert len(reminders) == 3
    todos = (await as_alice.get("/api/todos")).json()["items"]
    assert not any(one["completed"] for one in todos)


async def test_dismissing_all_leaves_what_fires_meanwhile(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    await create(as_alice)
    await at(clock, NINE)
    async with database.transaction(alice) as tx:
        assert await open_alerts.dismiss_all(tx, alice, tx.now - timedelta(seconds=1)) == 0
    assert len(await opened(database, alice)) == 1


async def test_a_locked_session_learns_whether_something_waits_and_it_stays_due(
    as_alice: AsyncClient, alice: Actor, bob: Actor, database: Database, clock: FrozenClock
) -> None:
    async def waits(actor: Actor) -> bool:
        async with database.transaction(actor) as tx:
            return await open_alerts.hold_due(tx, actor)

    await create(as_alice)
    assert await waits(alice) is False
    await at(clock, NINE)
    assert await waits(alice) is True
    assert await waits(bob) is False
    await at(clock, day(5, 10))
    assert await states(as_alice) == [(NINE, "due")]
    [alert] = await alerts(as_alice)
    assert alert["shown_at"] is None


async def test_what_was_missed_waits_in_a_locked_session_until_it_is_dismissed(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    async def waits() -> bool:
        async with database.transaction(alice) as tx:
            return await open_alerts.hold_due(tx, alice)

    await create(as_alice)
    await at(clock, day(5, 10))
    assert await waits() is True
    await mark_shown(database, alice)
    assert await waits() is True, "another session's tab has shown it, the locked one has not"
    async with database.transaction(alice) as tx:
        await open_alerts.dismiss_all(tx, alice, tx.now)
    assert await waits() is False


async def test_another_owner_s_alerts_are_neither_shown_nor_marked_nor_done(
    as_alice: AsyncClient, alice: Actor, bob: Actor, database: Database, clock: FrozenClock
) -> None:
    await create(as_alice)
    await at(clock, NINE)
    [due] = await opened(database, alice)
    assert await opened(database, bob) == []
    assert await mark_shown(database, bob) == 0
    with pytest.raises(NotFound):
        await finish(database, bob, due.row.id)
    async with database.transaction(bob) as tx:
        assert await open_alerts.dismiss_all(tx, bob, tx.now) == 0
    assert await states(as_alice) == [(NINE, "due")]


async def test_open_alerts_have_another_version_when_their_item_s_title_changes_or_is_in_the_trash(
    as_alice: AsyncClient, alice: Actor, database: Database, clock: FrozenClock
) -> None:
    todo = await todo_with_alarm(as_alice)
    await at(clock, NINE)
    await mark_shown(database, alice)

    async def version() -> int:
        [found] = await opened(database, alice)
        return found.row.version

    before = await version()
    await as_alice.patch(f"/api/todos/{todo}", json={"notes": "no other title"})
    assert await version() == before
    await as_alice.patch(f"/api/todos/{todo}", json={"title": "Pay the rent"})
    assert await version() == before + 1
    await as_alice.delete(f"/api/todos/{todo}")
    assert await opened(database, alice) == []
    await as_alice.post("/api/bulk", json={"kind": "todo", "ids": [todo], "action": "restore"})
    assert await version() > before + 1


async def test_what_is_due_is_read_by_the_index_of_open_alerts(
    database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        for other in ("seqscan", "bitmapscan", "sort"):
            await tx.execute(text(f"SET LOCAL enable_{other} = off"))
        with executed(tx) as statements:
            await open_alerts.open_alerts(tx, alice, "due")
        [statement] = statements
        plan = await plan_of(tx, *statement)
    assert "ix_alerts_open" in plan, plan


async def test_the_open_alerts_are_read_in_one_statement_the_latest_first(
    as_alice: AsyncClient,
    alice: Actor,
    database: Database,
    clock: FrozenClock,
    statements: list[str],
) -> None:
    for minute in range(3):
        await create(as_alice, title=f"Tea {minute}", remind_at=f"2026-03-05T08:0{minute}:00Z")
    clock.instant = datetime(2026, 3, 5, 12, tzinfo=UTC)
    await at(clock, day(5, 12))
    statements.clear()
    found = await opened(database, alice, "missed")
    assert [one.row.title for one in found] == ["Tea 2", "Tea 1", "Tea 0"]
    assert len([one for one in statements if one.lstrip().startswith("SELECT alerts")]) == 1
