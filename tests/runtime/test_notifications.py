"""Notifications (NOTIFY) contain owner, kind and id of a committed change, and no content."""

from __future__ import annotations

from collections.abc import AsyncIterator

import orjson
import psycopg
import pytest
from sqlalchemy import Executable, cast, delete, insert, update
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import col

from umbra.accounts.models import Account, Session
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.preferences.models import Preferences
from umbra.tags.models import Tag
from umbra.todos.models import Todo

Payload = dict[str, object]


@pytest.fixture
async def listener(database: Database, alice: Actor) -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection that listens (LISTEN)."""
    plain = database.url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
        await connection.execute("LISTEN umbra")
        yield connection


async def received(listener: psycopg.AsyncConnection) -> list[Payload]:
    """All notifications so far: sends an end mark and reads up to it."""
    payloads: list[Payload] = []
    await listener.execute("SELECT pg_notify('umbra', 'end')")
    async for notification in listener.notifies():
        if notification.payload == "end":
            return payloads
        payloads.append(orjson.loads(notification.payload))
    return payloads


async def execute(database: Database, actor: Actor, *statements: Executable) -> None:
    async with database.transaction(actor) as tx:
        for statement in statements:
            await tx.execute(statement)


async def test_a_notification_is_sent_when_a_todo_is_created_changed_and_deleted(
    database: Database, alice: Actor, listener: psycopg.AsyncConnection
) -> None:
    todo = new_id()
    async with database.transaction(alice) as tx:
        now = tx.now
    new = insert(Todo).values(
        owner_id=alice.owner_id,
        id=todo,
        title="A secret",
        title_key="a secret",
        words=cast("'secret'", TSVECTOR),
        position="a",
        created_at=now,
        updated_at=now,
    )
    await execute(database, alice, new)
    await execute(database, alice, update(Todo).values(version=2))
    await execute(database, alice, delete(Todo))
    payload = {"owner": str(alice.owner_id), "kind": "todo", "id": str(todo)}
    assert await received(listener) == [
        {**payload, "version": 1},
        {**payload, "version": 2},
        {**payload, "version": None},
    ]


async def test_notifications_are_sent_for_settings_and_tags(
    database: Database, alice: Actor, listener: psycopg.AsyncConnection
) -> None:
    tag = new_id()
    owner = str(alice.owner_id)
    await execute(database, alice, update(Preferences).values(theme="dark", version=2))
    new = insert(Tag).values(owner_id=alice.owner_id, id=tag, name="Home", name_key="home")
    await execute(database, alice, new)
    assert await received(listener) == [
        {"owner": owner, "kind": "settings", "id": owner, "version": 2},
        {"owner": owner, "kind": "tag", "id": str(tag), "version": None},
    ]


async def test_no_notification_is_sent_before_the_commit(
    database: Database, alice: Actor, listener: psycopg.AsyncConnection
) -> None:
    class Abort(Exception):
        pass

    async def change_and_abort() -> None:
        async with database.transaction(alice) as tx:
            await tx.execute(update(Preferences).values(theme="dark"))
            raise Abort

    with pytest.raises(Abort):
        await change_and_abort()
    assert await received(listener) == []


async def test_a_notification_is_sent_when_a_session_is_locked_unlocked_and_ended(
    database: Database, alice: Actor, listener: psycopg.AsyncConnection
) -> None:
    async with database.transaction() as tx:
        now = tx.now
    lock = update(Session).values(locked_at=now)
    await execute(database, alice, lock)
    await execute(database, alice, lock)
    await execute(database, alice, update(Session).values(locked_at=None))
    await execute(database, alice, update(Session).values(touched_at=now))
    await execute(database, alice, delete(Session).where(col(Session.id) == alice.session_id))
    payload = {"session": str(alice.session_id), "account": str(alice.account_id)}
    item = {"owner": str(alice.owner_id), "kind": "session", "id": str(alice.session_id)}
    assert await received(listener) == [
        *({**payload, "event": event} for event in ("locked", "unlocked", "ended")),
        {**item, "version": None},
    ]


async def test_deleting_an_account_sends_the_end_of_its_sessions(
    database: Database, alice: Actor, listener: psycopg.AsyncConnection
) -> None:
    await execute(database, alice, delete(Account))
    events = [payload.get("event") for payload in await received(listener)]
    assert "ended" in events
