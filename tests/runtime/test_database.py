"""The connection pool survives restarts of PostgreSQL, and errors contain no parameters."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from umbra.core.actor import Actor
from umbra.database import Database


async def terminate_other_connections(database: Database) -> None:
    async with database.engine.connect() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


async def test_a_transaction_works_after_postgresql_was_restarted(
    database: Database, alice: Actor
) -> None:
    other = Database(database.url)
    async with database.transaction(alice) as tx:
        await tx.execute(text("SELECT 1"))
    await terminate_other_connections(other)
    async with database.transaction(alice) as tx:
        assert await tx.scalar(text("SELECT current_setting('umbra.owner_id')")) == str(
            alice.owner_id
        )
    await terminate_other_connections(other)
    assert await database.fetch_one(text("SELECT 1")) == (1,)
    await other.close()


async def test_a_database_error_does_not_contain_the_values(database: Database) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with database.transaction() as tx:
            await tx.execute(text("SELECT :typed"), {"typed": "quiet\0canary"})
    assert "canary" not in str(refused.value)


async def test_an_error_in_the_block_rolls_the_transaction_back(
    database: Database, alice: Actor
) -> None:
    async def change_and_fail() -> None:
        async with database.transaction(alice) as tx:
            await tx.execute(text("UPDATE accounts SET display_name = 'Someone'"))
            await tx.execute(text("SELECT nothing"))

    with pytest.raises(ProgrammingError):
        await change_and_fail()
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT display_name FROM accounts")) == "Alice"
