"""The worker that fires alerts: it wakes in time, is one over all processes, survives kill -9."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text

from tests.conftest import FrozenClock, make_account
from tests.databases import new_database
from tests.live.test_changes_are_delivered import running_listener
from tests.todos.test_windows import executed, plan_of
from umbra import database as database_module
from umbra.alerts import worker
from umbra.alerts.sources import all_sources
from umbra.alerts.worker import fire_due, working
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.live.changes import ItemChange
from umbra.reminders import service
from umbra.reminders.fields import ReminderFields
from umbra.runtime.migrations import ROOT

Row = tuple[Any, ...]


async def remind(database: Database, actor: Actor, at: datetime, title: str = "Tea") -> None:
    fields = ReminderFields(title=title, remind_at=at)
    async with database.transaction(actor) as tx:
        await service.create_reminder(tx, actor, fields)


async def ledger(database: Database, actor: Actor) -> list[Row]:
    """The run time, state and version of each alert, in order."""
    query = text("SELECT run_at, state, version FROM alerts ORDER BY run_at, id")
    async with database.transaction(actor) as tx:
        return [tuple(row) for row in await tx.all(query)]


def seconds_from_now(seconds: float) -> datetime:
    """A whole second."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)


@pytest.fixture
async def live(database_url: str) -> AsyncIterator[Database]:
    """A database with the system's clock, for a worker that waits."""
    opened = Database(database_url)
    database_module.use(opened)
    yield opened
    database_module.use(None)
    await opened.close()


async def test_what_is_due_next_is_found_by_one_indexed_read(
    database: Database, alice: Actor
) -> None:
    await remind(database, alice, datetime(2026, 3, 5, 9, tzinfo=UTC))
    async with database.transaction() as tx:
        for other in ("seqscan", "bitmapscan", "sort"):
            await tx.execute(text(f"SET LOCAL enable_{other} = off"))
        with executed(tx) as statements:
            await tx.all(worker._next(), {"limit": 500, "failed": [new_id()]})
        [statement] = statements
        plan = await plan_of(tx, *statement)
    assert "Index Scan using ix_due_run on due" in plan, plan
    assert "Sort" not in plan, plan


async def test_an_alert_fires_when_its_time_comes(live: Database) -> None:
    alice = await make_account(live, "alice", "member")
    async with running_listener(live) as (heard, _), working():
        due = seconds_from_now(2)
        await remind(live, alice, due)
        async with asyncio.timeout(20):
            while True:
                change = await heard.get()
                if isinstance(change, ItemChange) and change.kind == "alert":
                    break
    assert due <= datetime.now(UTC)
    assert await ledger(live, alice) == [(due, "due", 2)]


async def test_an_earlier_alert_wakes_a_worker_that_waits_for_a_later_one(live: Database) -> None:
    alice = await make_account(live, "alice", "member")
    await remind(live, alice, seconds_from_now(3600), "Later")
    async with running_listener(live) as (heard, _), working():
        await until_worker_waits(live)
        await remind(live, alice, seconds_from_now(2), "Sooner")
        async with asyncio.timeout(20):
            while True:
                change = await heard.get()
                if isinstance(change, ItemChange) and change.kind == "alert":
                    break
    assert [state for _, state, _ in await ledger(live, alice)] == ["due", "planned"]


async def eventually(condition: Callable[[], bool]) -> None:
    """Waits until a condition of this process holds."""
    async with asyncio.timeout(20):
        for _ in count():
            if condition():
                return
            await asyncio.sleep(0)


async def until_worker_waits(database: Database) -> None:
    """Waits until a connection to this database listens for what falls due."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query = 'LISTEN umbra_due' AND state = 'idle'"
    )
    async with asyncio.timeout(20), database.engine.connect() as connection:
        while not await connection.scalar(query):
            await connection.rollback()


async def test_a_second_worker_stands_by(live: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STANDBY", 0.05)
    tries: list[bool] = []
    is_mine = worker._is_mine

    async def noted(connection: Any) -> bool:
        tries.append(await is_mine(connection))
        return tries[-1]

    monkeypatch.setattr(worker, "_is_mine", noted)
    async with working():
        await until_worker_waits(live)
        async with working():
            await eventually(lambda: len(tries) >= 4)
    assert tries[0] is True
    assert not any(tries[1:])


async def test_more_alerts_than_a_batch_are_fired_each_once(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    due = datetime(2026, 3, 5, 9, tzinfo=UTC)
    await remind(database, alice, due)
    copies = """
        INSERT INTO reminders (owner_id, id, version, created_at, updated_at, title, notes,
            remind_local, time_zone, occurrence, due_at, words)
        SELECT owner_id, gen_random_uuid(), 1, created_at, updated_at, title, notes,
            remind_local, time_zone, occurrence, due_at, words
        FROM reminders, generate_series(1, 1200)
    """
    plans = """
        INSERT INTO alerts (owner_id, id, version, created_at, updated_at, reminder_id,
            occurrence, run_at, state, wakes_at, channel)
        SELECT owner_id, gen_random_uuid(), 1, created_at, updated_at, id, occurrence, due_at,
            'planned', due_at, 'app'
        FROM reminders AS one
        WHERE NOT EXISTS (SELECT FROM alerts WHERE reminder_id = one.id)
    """
    async with database.transaction(alice) as tx:
        await tx.execute(text(copies))
        await tx.execute(text(plans))
    clock.instant = due
    assert await fire_due() == due + timedelta(minutes=1)
    found = await ledger(database, alice)
    assert len(found) == 1201
    assert {(state, version) for _, state, version in found} == {("due", 2)}


async def test_each_owner_s_alerts_fire_behind_their_own_wall(
    database: Database, alice: Actor, bob: Actor, clock: FrozenClock
) -> None:
    due = datetime(2026, 3, 5, 9, tzinfo=UTC)
    for actor in (alice, bob):
        await remind(database, actor, due)
    clock.instant = due
    await fire_due()
    for actor in (alice, bob):
        assert await ledger(database, actor) == [(due, "due", 2)]


async def test_an_owner_whose_alerts_fail_does_not_hold_up_the_others(
    database: Database,
    alice: Actor,
    bob: Actor,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    due = datetime(2026, 3, 5, 9, tzinfo=UTC)
    for actor in (alice, bob):
        await remind(database, actor, due)
    fire = worker._fire

    async def failing(owner_id: Any, ids: Any) -> int:
        if owner_id == alice.owner_id:
            raise RuntimeError("broken")
        return await fire(owner_id, ids)

    monkeypatch.setattr(worker, "_fire", failing)
    clock.instant = due
    assert await fire_due() == due + timedelta(minutes=1), "it is tried again after a minute"
    assert [state for _, state, _ in await ledger(database, alice)] == ["planned"]
    assert [state for _, state, _ in await ledger(database, bob)] == ["due"]


async def test_an_alert_that_stays_locked_does_not_hold_up_the_others(
    database: Database,
    alice: Actor,
    bob: Actor,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "BUSY", 0)
    monkeypatch.setattr(worker, "BATCH", 1)
    due = datetime(2026, 3, 5, 9, tzinfo=UTC)
    await remind(database, alice, due)
    await remind(database, bob, due + timedelta(seconds=1))
    clock.instant = due + timedelta(seconds=2)
    async with database.transaction(alice) as tx:
        await tx.execute(text("UPDATE reminders SET notes = 'x'"))
        assert await fire_due() == clock.instant + timedelta(minutes=1)
    assert [state for _, state, _ in await ledger(database, alice)] == ["planned"]
    assert [state for _, state, _ in await ledger(database, bob)] == ["due"]


async def test_the_worker_waits_for_no_one_who_is_changing_a_reminder(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    due = datetime(2026, 3, 5, 9, tzinfo=UTC)
    for title in ("busy", "free"):
        await remind(database, alice, due, title)
    clock.instant = due
    [source] = [one for one in all_sources() if one.kind.name == "reminder"]
    assert source.column == "reminder_id"
    async with database.transaction(alice) as tx:
        await tx.execute(text("UPDATE reminders SET notes = 'x' WHERE title = 'busy'"))
        firing = asyncio.create_task(fire_due())
        async with asyncio.timeout(20):
            for _ in count():
                if "due" in [state for _, state, _ in await ledger(database, alice)]:
                    break
        assert not firing.done()
    await firing
    assert [state for _, state, _ in await ledger(database, alice)] == ["due", "due"]


async def test_users_and_the_worker_never_wait_for_each_other_in_a_circle(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    sent = {"title": "Yoga", "start": "2026-03-05T09:00:00Z", "end": "2026-03-05T10:00:00Z"}
    start = clock.instant
    for number in range(8):
        clock.instant = start
        rule = {"rrule": "FREQ=DAILY"}
        alarms = [{"before": "PT10M"}, {"before": "PT0M"}]
        event = (await as_alice.post("/api/events", json={**sent, **rule, "alarms": alarms})).json()
        reminder = (
            await as_alice.post(
                "/api/reminders", json={"title": "Tea", "remind_at": sent["start"], **rule}
            )
        ).json()
        clock.instant = datetime(2026, 3, 5, 9, tzinfo=UTC)
        planned = (await as_alice.get("/api/alerts?state=planned&limit=200")).json()["items"]
        answers = await asyncio.gather(
            *(as_alice.patch(f"/api/alerts/{one['id']}/dismiss") for one in planned),
            as_alice.patch(f"/api/events/{event['id']}", json={"alarms": alarms[:1]}),
            as_alice.patch(f"/api/events/{event['id']}", json={"end": "2026-03-05T11:00:00Z"}),
            as_alice.patch(f"/api/reminders/{reminder['id']}", json={"rrule": "FREQ=WEEKLY"}),
            as_alice.patch(f"/api/reminders/{reminder['id']}/dismiss"),
            fire_due(),
            fire_due(),
        )
        codes = {one.status_code for one in answers if isinstance(one, Response)}
        assert codes <= {200, 404}, f"round {number}: {codes}"


@contextmanager
def worker_process(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """The worker in a process of its own; it is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.alerts.worker_process"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds in the database, which sends no event."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)  # between two checks; the callers run this in a thread


async def test_kill_9_a_second_before_three_alerts_loses_none_and_fires_none_twice(
    server_url: str, template: str
) -> None:
    with ExitStack() as stack:
        url = stack.enter_context(new_database(server_url, f"umbra_{uuid4().hex[:8]}", template))
        connection = stack.enter_context(
            psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        )

        def one(query: str) -> int:
            [value] = connection.execute(query).fetchone() or (0,)  # pyright: ignore[reportArgumentType, reportCallIssue]
            return value

        opened = Database(url)
        alice = await make_account(opened, "alice", "member")
        first = stack.enter_context(worker_process(url))
        locks = (
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        await asyncio.to_thread(until, lambda: one(locks) == 1)
        times = [seconds_from_now(3) + timedelta(seconds=number) for number in range(3)]
        for due in times:
            await remind(opened, alice, due)
        await asyncio.to_thread(until, lambda: datetime.now(UTC) >= times[0] - timedelta(seconds=1))
        first.kill()
        first.wait()
        assert one("SELECT count(*) FROM alerts WHERE state <> 'planned'") == 0
        await asyncio.to_thread(until, lambda: datetime.now(UTC) >= times[2])
        assert one("SELECT count(*) FROM alerts WHERE state <> 'planned'") == 0
        stack.enter_context(worker_process(url))
        stack.enter_context(worker_process(url))
        fired = "SELECT count(*) FROM alerts WHERE state = 'due'"
        await asyncio.to_thread(until, lambda: one(fired) == 3)
        assert await ledger(opened, alice) == [(due, "due", 2) for due in times]
        await opened.close()
