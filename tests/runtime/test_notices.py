"""Whoever listens hears whose and what changed, once it is committed, and no content."""

from __future__ import annotations

from collections.abc import AsyncIterator

import orjson
import psycopg
import pytest
from sqlalchemy import Executable, delete, insert, update
from sqlmodel import col

from umbra.accounts.models import Account, Session
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.preferences.models import Preferences
from umbra.tags.models import Tag
from umbra.todos.models import Todo

Notice = dict[str, object]


@pytest.fixture
async def ear(database: Database, alice: Actor) -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection that listens from now on."""
    plain = database.url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
        await connection.execute("LISTEN umbra")
        yield connection


async def heard(ear: psycopg.AsyncConnection) -> list[Notice]:
    """What was said so far, up to a mark of our own."""
    notices: list[Notice] = []
    await ear.execute("SELECT pg_notify('umbra', 'end')")
    async for notice in ear.notifies():
        if notice.payload == "end":
            return notices
        notices.append(orjson.loads(notice.payload))
    return notices


async def do(database: Database, actor: Actor, *statements: Executable) -> None:
    async with database.transaction(actor) as tx:
        for statement in statements:
            await tx.execute(statement)


async def test_a_notification_is_sent_when_a_todo_is_created_changed_and_deleted(
    database: Database, alice: Actor, ear: psycopg.AsyncConnection
) -> None:
    todo = new_id()
    async with database.transaction(alice) as tx:
        now = tx.now
    new = insert(Todo).values(
        owner_id=alice.owner_id,
        id=todo,
        title="A secret",
        title_key="a secret",
        position="a",
        created_at=now,
        updated_at=now,
    )
    await do(database, alice, new)
    await do(database, alice, update(Todo).values(version=2))
    await do(database, alice, delete(Todo))
    said = {"owner": str(alice.owner_id), "kind": "todo", "id": str(todo)}
    assert await heard(ear) == [
        {**said, "version": 1},
        {**said, "version": 2},
        {**said, "version": None},
    ]


async def test_notifications_are_sent_for_settings_and_tags(
    database: Database, alice: Actor, ear: psycopg.AsyncConnection
) -> None:
    tag = new_id()
    owner = str(alice.owner_id)
    await do(database, alice, update(Preferences).values(theme="dark", version=2))
    new = insert(Tag).values(owner_id=alice.owner_id, id=tag, name="Home", name_key="home")
    await do(database, alice, new)
    assert await heard(ear) == [
        {"owner": owner, "kind": "settings", "id": owner, "version": 2},
        {"owner": owner, "kind": "tag", "id": str(tag), "version": None},
    ]


async def test_no_notification_is_sent_before_the_commit(
    database: Database, alice: Actor, ear: psycopg.AsyncConnection
) -> None:
    class Change(Exception):
        pass

    async def change_one_s_mind() -> None:
        async with database.transaction(alice) as tx:
            await tx.execute(update(Preferences).values(theme="dark"))
            raise Change

    with pytest.raises(Change):
        await change_one_s_mind()
    assert await heard(ear) == []


async def test_a_notification_is_sent_when_a_session_is_locked_unlocked_and_ended(
    database: Database, alice: Actor, ear: psycopg.AsyncConnection
) -> None:
    async with database.transaction() as tx:
        now = tx.now
    lock = update(Session).values(locked_at=now)
    await do(database, alice, lock)
    await do(database, alice, lock)
    await do(database, alice, update(Session).values(locked_at=None))
    await do(database, alice, update(Session).values(touched_at=now))
    await do(database, alice, delete(Session).where(col(Session.id) == alice.session_id))
    said = {"session": str(alice.session_id), "account": str(alice.account_id)}
    listed = {"owner": str(alice.owner_id), "kind": "session", "id": str(alice.session_id)}
    assert await heard(ear) == [
        *({**said, "event": event} for event in ("locked", "unlocked", "ended")),
        {**listed, "version": None},
    ]


async def test_deleting_an_account_sends_the_end_of_its_sessions(
    database: Database, alice: Actor, ear: psycopg.AsyncConnection
) -> None:
    await do(database, alice, delete(Account))
    events = [notice.get("event") for notice in await heard(ear)]
    assert "ended" in events
