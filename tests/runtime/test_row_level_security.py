"""The owner wall (row-level security) holds without filters, and covers the walled tables."""

from __future__ import annotations

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import cast, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from umbra import tables
from umbra.accounts.models import AuditEntry
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.core.search import search_vector
from umbra.database import Database, Transaction
from umbra.todos.models import Todo


async def write(tx: Transaction, actor: Actor, title: str, notes: str = "") -> None:
    await tx.execute(
        insert(Todo).values(
            owner_id=actor.owner_id,
            id=new_id(),
            title=title,
            notes=notes,
            title_key=title.lower(),
            words=cast(search_vector(title, notes), TSVECTOR),
            position="a",
            created_at=tx.now,
            updated_at=tx.now,
        )
    )


async def titles(tx: Transaction) -> list[str]:
    """The titles that a query without a filter returns."""
    return sorted(row.title for row in await tx.all(select(col(Todo.title))))


async def test_without_a_filter_only_the_owner_s_rows_are_visible(
    database: Database, alice: Actor, bob: Actor
) -> None:
    async with database.transaction(alice) as tx:
        await write(tx, alice, "Milk")
    async with database.transaction(bob) as tx:
        await write(tx, bob, "Bread")
        assert await titles(tx) == ["Bread"]
    async with database.transaction(alice) as tx:
        assert await titles(tx) == ["Milk"]


async def test_without_an_owner_no_rows_are_visible(database: Database, alice: Actor) -> None:
    async with database.transaction(alice) as tx:
        await write(tx, alice, "Milk")
    async with database.transaction() as tx:
        assert await titles(tx) == []


async def test_without_a_filter_no_other_owner_s_rows_are_changed(
    database: Database, alice: Actor, bob: Actor
) -> None:
    async with database.transaction(alice) as tx:
        await write(tx, alice, "Milk")
    async with database.transaction(bob) as tx:
        assert (await tx.execute(update(Todo).values(title="Mine"))).rowcount == 0
        assert (await tx.execute(delete(Todo))).rowcount == 0
    async with database.transaction(alice) as tx:
        assert await titles(tx) == ["Milk"]


async def test_no_row_can_be_inserted_for_another_owner(
    database: Database, alice: Actor, bob: Actor
) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with database.transaction(bob) as tx:
            await write(tx, alice, "Planted")
    assert isinstance(refused.value.orig, InsufficientPrivilege)


async def test_every_transaction_runs_as_the_role_that_owns_nothing(
    database: Database, alice: Actor
) -> None:
    for actor in (None, alice):
        async with database.transaction(actor) as tx:
            assert await tx.scalar(select(func.current_user())) == "umbra_app"
            owned = "SELECT count(*) FROM pg_class WHERE relowner = 'umbra_app'::regrole"
            assert await tx.scalar(text(owned)) == 0


async def test_the_audit_log_is_append_only(database: Database, alice: Actor) -> None:
    for change in (update(AuditEntry).values(result="fine"), delete(AuditEntry)):
        with pytest.raises(DBAPIError) as refused:
            async with database.transaction(alice) as tx:
                await tx.execute(change)
        assert isinstance(refused.value.orig, InsufficientPrivilege)


async def test_every_table_is_listed_as_walled_or_open(database: Database) -> None:
    assert not tables.WALLED & tables.OPEN
    async with database.engine.connect() as connection:
        found = await connection.execute(
            text(
                "SELECT relname, relrowsecurity FROM pg_class"
                " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
                " AND relname <> 'alembic_version'"
            )
        )
    sides = {row.relname: row.relrowsecurity for row in found}
    assert sides == {**dict.fromkeys(tables.WALLED, True), **dict.fromkeys(tables.OPEN, False)}
    assert set(tables.metadata().tables) == set(sides)


async def test_every_walled_table_has_the_owner_wall_and_no_other_policy(
    database: Database,
) -> None:
    wall = (
        "(owner_id = ( SELECT (NULLIF(current_setting('umbra.owner_id'::text, true),"
        " ''::text))::uuid AS \"nullif\"))"
    )
    async with database.engine.connect() as connection:
        found = await connection.execute(
            text(
                "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check"
                " FROM pg_policies"
            )
        )
    expected = {
        (table, "owner_wall", "PERMISSIVE", "{umbra_app}", "ALL", wall, wall)
        for table in tables.WALLED
    }
    assert set(map(tuple, found)) == expected


async def test_every_walled_tables_key_begins_with_the_owner(database: Database) -> None:
    for name in tables.WALLED:
        key = [column.name for column in tables.metadata().tables[name].primary_key]
        assert key[0] == "owner_id", name
