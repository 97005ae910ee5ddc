"""Functions with SECURITY DEFINER: each is reviewed, and none gives access to too much.

The app's role may call them with any argument, and with any owner set or none.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from alembic import command
from psycopg.errors import InvalidParameterValue
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.conftest import make_account
from tests.runtime.test_backup import SwitchTo, empty_url, switch_to, used_database
from tests.runtime.test_forced_row_security import limited_user_url, migrated
from tests.runtime.test_migrations import alembic
from tests.runtime.test_row_level_security import write
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.kinds import KINDS
from umbra.runtime.backup import backup, restore
from umbra.runtime.prepare import silent

__all__ = ["empty_url", "limited_user_url", "migrated", "switch_to", "used_database"]

AGES = (1, 29, 31, 400)

SEARCHES = (
    "The text search operator is not leakproof, so its index can't be used under row-level"
    " security. Returns ids of the owner that is set; none without an owner."
)
REVIEWED = {
    **{f"search_{kind.table.name}(tsquery)": SEARCHES for kind in KINDS if kind.searched},
    "auto_lock_minutes(uuid)": (
        "Called at each session lookup, before the owner is set. Returns one number, in minutes,"
        " of the given owner; changes nothing, and leaves the owner setting unchanged."
    ),
    "forget_audit_log(timestamp with time zone)": (
        "The role can't delete entries of the audit log. Deletes the oldest entries only, and"
        " never those of the last 30 days."
    ),
}

CATALOGUE = """
    SELECT oid::regprocedure::text, proconfig, EXISTS (
        SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner)))
        WHERE grantee = 0 AND privilege_type = 'EXECUTE'), provolatile::text
    FROM pg_proc
    WHERE prosecdef AND pronamespace NOT IN (
        'pg_catalog'::regnamespace, 'information_schema'::regnamespace)
"""


def assert_reviewed_with_pinned_search_path_and_not_public(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = {name: rest for name, *rest in connection.execute(CATALOGUE).fetchall()}
    assert set(found) == set(REVIEWED)
    for name, (configuration, public, volatility) in found.items():
        assert "search_path=pg_catalog, pg_temp" in configuration, name
        assert not public, name
        assert (volatility == "v") == name.startswith("forget_"), name


def test_definer_functions_are_reviewed_pin_their_search_path_and_are_not_public(
    database_url: str,
) -> None:
    assert_reviewed_with_pinned_search_path_and_not_public(database_url)


def test_definer_functions_are_reviewed_in_forced_mode(migrated: str) -> None:
    assert_reviewed_with_pinned_search_path_and_not_public(migrated)


async def test_definer_functions_are_reviewed_after_a_restore(
    used_database: Database, empty_url: str, tmp_path: Path, switch_to: SwitchTo
) -> None:
    file = tmp_path / "backup.umbra"
    await asyncio.to_thread(backup, file, silent)
    switch_to(empty_url, tmp_path / "new")
    await asyncio.to_thread(restore, file, silent)
    assert_reviewed_with_pinned_search_path_and_not_public(empty_url)


@pytest.fixture
async def old_entries(database: Database, alice: Actor) -> None:
    """Audit log entries that are 1, 29, 31 and 400 days old by the database's clock."""
    await write_log(database, alice)


async def write_log(database: Database, actor: Actor) -> None:
    async with database.transaction() as tx:
        for days in AGES:
            await tx.execute(
                text(
                    "INSERT INTO audit_log"
                    " (id, at, account_id, action, result, address, user_agent, detail)"
                    " VALUES (:id, now() - make_interval(days => :days), :account_id,"
                    " 'lock', 'ok', '', '', '{}')"
                ),
                {"id": new_id(), "days": days, "account_id": actor.account_id},
            )


async def delete_log(database: Database, before: str | None) -> int:
    """Deletes as the app's role without an owner; returns the number of deleted entries."""
    async with database.transaction() as tx:
        return await tx.scalar(
            text("SELECT forget_audit_log(CAST(:before AS timestamptz))"), {"before": before}
        )


def days_ago(days: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


async def entries(database: Database) -> int:
    async with database.transaction() as tx:
        return await tx.scalar(text("SELECT count(*) FROM audit_log"))


@pytest.mark.parametrize("before", ["infinity", None, "2999-01-01", "now", "tomorrow", "29 days"])
@pytest.mark.usefixtures("old_entries")
async def test_the_last_thirty_days_of_the_audit_log_can_t_be_deleted(
    before: str | None, database: Database
) -> None:
    limit = days_ago(29) if before == "29 days" else before
    with pytest.raises(DBAPIError) as refused:
        await delete_log(database, limit)
    assert isinstance(refused.value.orig, InvalidParameterValue)
    assert await entries(database) == len(AGES)


@pytest.mark.usefixtures("old_entries")
async def test_older_entries_of_the_audit_log_are_deleted(database: Database) -> None:
    assert await delete_log(database, "-infinity") == 0
    assert await delete_log(database, days_ago(399)) == 1
    assert await delete_log(database, days_ago(30.1)) == 1
    assert await entries(database) == 2


async def test_the_last_thirty_days_can_t_be_deleted_in_forced_mode(migrated: str) -> None:
    opened = Database(migrated)
    try:
        await write_log(opened, await make_account(opened, "alice", "member"))
        with pytest.raises(DBAPIError, match="keeps the last 30 days"):
            await delete_log(opened, "infinity")
        assert await delete_log(opened, days_ago(30.1)) == 2
    finally:
        await opened.close()


async def test_a_downgrade_and_upgrade_keeps_the_log_and_restores_its_function(
    database: Database, old_entries: None
) -> None:
    command.downgrade(alembic(database.url), "0008")
    assert await delete_log(database, days_ago(28)) == 3
    command.upgrade(alembic(database.url), "head")
    with pytest.raises(DBAPIError, match="keeps the last 30 days"):
        await delete_log(database, "infinity")
    assert await entries(database) == 1


@pytest.mark.parametrize("query", ["'milk'", None, "", "'mi':*", "!'x'", "'x' | !'x'"])
async def test_a_search_never_finds_another_owner_s_rows(
    query: str | None, database: Database, alice: Actor, bob: Actor
) -> None:
    async with database.transaction(alice) as tx:
        await write(tx, alice, "Milk")
    for actor in (bob, None):
        async with database.transaction(actor) as tx:
            found = text("SELECT count(*) FROM search_todos(CAST(:query AS tsquery))")
            assert await tx.scalar(found, {"query": query}) == 0


async def test_auto_lock_minutes_returns_one_number_and_no_other_owner_s_rows(
    database: Database, alice: Actor, bob: Actor
) -> None:
    async with database.transaction(alice) as tx:
        await write(tx, alice, "Milk")
    for actor in (bob, None):
        async with database.transaction(actor) as tx:
            for owner_id in (alice.owner_id, None, new_id()):
                statement = text("SELECT auto_lock_minutes(CAST(:owner_id AS uuid))")
                minutes = await tx.scalar(statement, {"owner_id": owner_id})
                assert minutes is None or minutes == 15
            assert await tx.scalar(text("SELECT count(*) FROM todos")) == 0
            owner = await tx.scalar(text("SELECT current_setting('umbra.owner_id', true)"))
            assert owner == (str(bob.owner_id) if actor else owner)
            assert owner != str(alice.owner_id)
