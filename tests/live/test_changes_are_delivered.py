"""What the database tells about changes, and whom it reaches."""

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

Heard = asyncio.Queue[Change]


@asynccontextmanager
async def ears(database: Database) -> AsyncIterator[tuple[Heard, asyncio.Queue[None]]]:
    """A listener that already listens: what it heard, and its gaps."""
    heard: Heard = asyncio.Queue()
    gaps: asyncio.Queue[None] = asyncio.Queue()

    async def gap() -> None:
        await gaps.put(None)

    async with listening(database.direct_url, heard.put, gap):
        await _listening(database)
        yield heard, gaps


async def _listening(database: Database) -> None:
    """Until the server knows of a listener on this database."""
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


async def test_a_change_is_told_with_whose_and_which_and_without_content(
    database: Database, alice: Actor
) -> None:
    async with ears(database) as (heard, _), asyncio.timeout(10):
        async with database.transaction(alice) as tx:
            row = await service.create_todo(tx, alice, TodoFields(title="Buy a secret present"))
        assert await heard.get() == ItemChange(alice.owner_id, "todo", str(row.id), 1)
        async with database.transaction(alice) as tx:
            await service.toggle_todo(tx, alice, row.id)
        assert await heard.get() == ItemChange(alice.owner_id, "todo", str(row.id), 2)


async def test_nothing_is_told_of_what_was_rolled_back(database: Database, alice: Actor) -> None:
    async with ears(database) as (heard, _), asyncio.timeout(10):
        with suppress(RuntimeError):
            async with database.transaction(alice) as tx:
                await service.create_todo(tx, alice, TodoFields(title="Never mind"))
                raise RuntimeError
        async with database.transaction(alice) as tx:
            kept = await service.create_todo(tx, alice, TodoFields(title="This one"))
        first = await heard.get()
        assert isinstance(first, ItemChange)
        assert first.id == str(kept.id)


async def test_a_changed_policy_is_told_to_everybody(database: Database) -> None:
    async with ears(database) as (heard, _), asyncio.timeout(10):
        async with database.transaction() as tx:
            await policy.write(tx, Rules(auto_lock_max_minutes=5))
        assert await heard.get() == BroadcastChange("policy")


async def test_a_listener_cut_off_comes_back_and_says_that_it_missed_something(
    database: Database, alice: Actor
) -> None:
    async with ears(database) as (heard, gaps), asyncio.timeout(20):
        async with await _administrator(database) as connection:
            for pid in await _listeners(database):
                await connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        await gaps.get()
        async with database.transaction(alice) as tx:
            row = await service.create_todo(tx, alice, TodoFields(title="Heard again"))
        change = await heard.get()
        assert isinstance(change, ItemChange)
        assert change.id == str(row.id)


async def _no_gap() -> None:
    raise AssertionError("the listener was never cut off")


async def test_a_change_that_can_not_be_delivered_does_not_deafen_the_listener(
    database: Database, alice: Actor
) -> None:
    heard: Heard = asyncio.Queue()

    async def stumble(change: Change) -> None:
        await heard.put(change)
        raise ValueError

    async with (
        listening(database.direct_url, stumble, _no_gap),
        asyncio.timeout(10),
    ):
        await _listening(database)
        for title in ("One", "Two"):
            async with database.transaction(alice) as tx:
                await service.create_todo(tx, alice, TodoFields(title=title))
        assert await heard.get() != await heard.get()


async def test_a_gap_that_can_not_be_made_up_for_is_tried_again(database: Database) -> None:
    tries: asyncio.Queue[int] = asyncio.Queue()
    numbers = count()

    async def gap() -> None:
        number = next(numbers)
        await tries.put(number)
        if number == 0:
            raise ValueError

    async def ignore(_change: Change) -> None:
        pass

    async with listening(database.direct_url, ignore, gap), asyncio.timeout(20):
        await _listening(database)
        async with await _administrator(database) as connection:
            for pid in await _listeners(database):
                await connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        assert [await tries.get(), await tries.get()] == [0, 1]


@pytest.mark.parametrize("payload", ["", "nonsense", "[]", '{"owner": "x"}', '{"session": "1"}'])
def test_a_payload_that_is_none_is_refused(payload: str) -> None:
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
