"""Live updates: notifications of changes (LISTEN/NOTIFY) and the registry of tabs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count

import psycopg
import pytest

from tests.conftest import make_account
from umbra.accounts import policy
from umbra.accounts.policy import Rules
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.live import tabs
from umbra.live.changes import BroadcastChange, Change, ItemChange, parse
from umbra.live.listener import listening
from umbra.todos import service
from umbra.todos.service import TodoFields

Received = asyncio.Queue[Change]


@asynccontextmanager
async def running_listener(
    database: Database,
) -> AsyncIterator[tuple[Received, asyncio.Queue[None]]]:
    """A connected listener: the changes that it receives, and its gaps."""
    received: Received = asyncio.Queue()
    gaps: asyncio.Queue[None] = asyncio.Queue()

    async def on_gap() -> None:
        await gaps.put(None)

    async with listening(database.direct_url, received.put, on_gap):
        await _until_connected(database)
        yield received, gaps


async def _until_connected(database: Database) -> None:
    """Waits until the server has a listening connection to this database."""
    async with asyncio.timeout(10):
        for _ in count():
            if await _listeners(database):
                return


async def _listeners(database: Database) -> list[int]:
    async with await _administrator(database) as connection:
        found = await connection.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND query = 'LISTEN umbra' AND state = 'idle'"
        )
        return [pid for (pid,) in await found.fetchall()]


async def _administrator(database: Database) -> psycopg.AsyncConnection[tuple[int]]:
    address = database.direct_url.replace("postgresql+psycopg", "postgresql")
    return await psycopg.AsyncConnection.connect(address, autocommit=True)


async def test_a_change_is_sent_with_its_owner_and_id_and_without_content(
    database: Database, alice: Actor
) -> None:
    async with running_listener(database) as (received, _), asyncio.timeout(10):
        async with database.transaction(alice) as tx:
            row = await service.create_todo(tx, alice, TodoFields(title="Buy a secret present"))
        assert await received.get() == ItemChange(alice.owner_id, "todo", str(row.id), 1)
        async with database.transaction(alice) as tx:
            await service.toggle_todo(tx, alice, row.id)
        assert await received.get() == ItemChange(alice.owner_id, "todo", str(row.id), 2)


async def test_no_change_is_sent_after_a_rollback(database: Database, alice: Actor) -> None:
    async with running_listener(database) as (received, _), asyncio.timeout(10):
        with suppress(RuntimeError):
            async with database.transaction(alice) as tx:
                await service.create_todo(tx, alice, TodoFields(title="Rolled back"))
                raise RuntimeError
        async with database.transaction(alice) as tx:
            created = await service.create_todo(tx, alice, TodoFields(title="This one"))
        first = await received.get()
        assert isinstance(first, ItemChange)
        assert first.id == str(created.id)


async def test_a_changed_policy_is_broadcast(database: Database) -> None:
    async with running_listener(database) as (received, _), asyncio.timeout(10):
        async with database.transaction() as tx:
            await policy.write(tx, Rules(auto_lock_max_minutes=5))
        assert await received.get() == BroadcastChange("policy")


async def test_a_disconnected_listener_reconnects_and_reports_a_gap(
    database: Database, alice: Actor
) -> None:
    async with running_listener(database) as (received, gaps), asyncio.timeout(20):
        async with await _administrator(database) as connection:
            for pid in await _listeners(database):
                await connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        await gaps.get()
        async with database.transaction(alice) as tx:
            row = await service.create_todo(tx, alice, TodoFields(title="Received again"))
        change = await received.get()
        assert isinstance(change, ItemChange)
        assert change.id == str(row.id)


async def _no_gap() -> None:
    raise AssertionError("the listener was never disconnected")


async def test_a_failed_delivery_does_not_stop_the_listener(
    database: Database, alice: Actor
) -> None:
    received: Received = asyncio.Queue()

    async def fail(change: Change) -> None:
        await received.put(change)
        raise ValueError

    async with (
        listening(database.direct_url, fail, _no_gap),
        asyncio.timeout(10),
    ):
        await _until_connected(database)
        for title in ("One", "Two"):
            async with database.transaction(alice) as tx:
                await service.create_todo(tx, alice, TodoFields(title=title))
        assert await received.get() != await received.get()


async def test_a_failed_refresh_after_a_gap_is_tried_again(database: Database) -> None:
    tries: asyncio.Queue[int] = asyncio.Queue()
    numbers = count()

    async def on_gap() -> None:
        number = next(numbers)
        await tries.put(number)
        if number == 0:
            raise ValueError

    async def ignore(_change: Change) -> None:
        pass

    async with listening(database.direct_url, ignore, on_gap), asyncio.timeout(20):
        await _until_connected(database)
        async with await _administrator(database) as connection:
            for pid in await _listeners(database):
                await connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        assert [await tries.get(), await tries.get()] == [0, 1]


@pytest.mark.parametrize("payload", ["", "nonsense", "[]", '{"owner": "x"}', '{"session": "1"}'])
def test_an_invalid_payload_is_refused(payload: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        parse(payload)


async def test_a_tab_belongs_to_the_owner_who_used_it_last(database: Database) -> None:
    dora = await make_account(database, "dora", "member")
    emil = await make_account(database, "emil", "member")
    tabs.register("tab", dora)
    tabs.register("tab", emil)
    assert "tab" not in tabs.of_owner(dora.owner_id)
    assert "tab" in tabs.of_owner(emil.owner_id)
    tabs.unregister("tab")
    assert "tab" not in tabs.all_tabs()
