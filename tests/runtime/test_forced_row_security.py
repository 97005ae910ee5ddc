"""Forced mode: row-level security where the database user can't create roles."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic import command
from httpx import Response
from psycopg import sql
from sqlalchemy import create_engine, delete, func, make_url, pool, select, update
from sqlalchemy.exc import DBAPIError

from tests.accounts.conftest import PASSWORD, Browser, configuration, hasher
from tests.conftest import FrozenClock, caller, make_account, new_database
from tests.runtime.test_backup import SwitchTo, empty_url, rows, switch_to
from tests.runtime.test_migrations import alembic
from tests.runtime.test_row_level_security import titles, write
from umbra.accounts import cleanup
from umbra.accounts.primitives.keys import ensure_key_check
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.database import Database, use
from umbra.preferences.models import Preferences
from umbra.runtime import migrations, wall
from umbra.runtime.backup import backup, restore
from umbra.runtime.doctor import diagnose
from umbra.runtime.prepare import silent
from umbra.tables import WALLED
from umbra.todos.models import Todo
from umbra.trash.service import purge

__all__ = ["configuration", "empty_url", "hasher", "switch_to"]


@pytest.fixture
def limited_user_url(server_url: str) -> Iterator[str]:
    """The URL of an empty database whose user can connect, but can't create roles."""
    with limited_user_database(server_url) as url:
        yield url


@pytest.fixture
def other_limited_user_url(server_url: str) -> Iterator[str]:
    with limited_user_database(server_url) as url:
        yield url


@contextmanager
def limited_user_database(server_url: str) -> Iterator[str]:
    name, password = f"limited_{new_id().hex[-12:]}", secrets.token_hex(16)
    user = sql.Identifier(name)
    with psycopg.connect(server_url.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(user, password))
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(user))
        with new_database(server_url, name) as url:
            admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(user, user))
            theirs = make_url(url).set(username=name, password=password)
            yield theirs.render_as_string(hide_password=False)
        admin.execute(sql.SQL("DROP ROLE {}").format(user))


@pytest.fixture
def migrated(limited_user_url: str) -> str:
    migrations.upgrade(limited_user_url)
    return limited_user_url


@pytest.fixture
async def database(migrated: str, clock: FrozenClock) -> AsyncIterator[Database]:
    """The migrated database as this process's database."""
    opened = Database(migrated, clock)
    use(opened)
    async with opened.transaction() as tx:
        await ensure_key_check(tx)
    yield opened
    use(None)
    await opened.close()


@pytest.fixture
async def bob(database: Database) -> Actor:
    """An account with one todo."""
    return await with_a_todo(database, "bob", "Bread")


async def with_a_todo(database: Database, username: str, title: str) -> Actor:
    actor = await make_account(database, username, "member")
    async with database.transaction(actor) as tx:
        await write(tx, actor, title)
    return actor


def forced(url: str) -> set[str]:
    return {
        str(row[0]) for row in rows(url, "SELECT relname FROM pg_class WHERE relforcerowsecurity")
    }


def test_forced_mode_covers_all_walled_tables_and_nothing_is_left_to_migrate(migrated: str) -> None:
    assert forced(migrated) == WALLED
    command.check(alembic(migrated))
    assert forced(migrated) == WALLED


def test_forced_mode_survives_a_downgrade_and_upgrade(migrated: str) -> None:
    command.downgrade(alembic(migrated), "base")
    command.upgrade(alembic(migrated), "head")
    assert forced(migrated) == WALLED


async def test_an_account_sees_only_its_own_todos(database: Database) -> None:
    async with Browser() as alice, caller("bob") as as_bob:
        await alice.set_up()
        await with_a_todo(database, "bob", "Bread")
        assert (await alice.sign_in(PASSWORD)).status_code == 200
        made = await alice.post("/api/todos", json={"title": "Milk"})
        assert made.status_code == 201
        assert titles_in(await alice.get("/api/todos")) == ["Milk"]
        assert titles_in(await alice.get("/api/todos", params={"q": "mil"})) == ["Milk"]
        assert titles_in(await as_bob.get("/api/todos")) == ["Bread"]
        assert titles_in(await as_bob.get("/api/todos", params={"q": "mil"})) == []
        assert (await as_bob.get(made.headers["Location"])).status_code == 404


async def test_forced_row_level_security_holds_when_a_filter_is_missing(
    database: Database, bob: Actor, migrated: str
) -> None:
    alice = await make_account(database, "alice", "member")
    async with database.transaction(alice) as tx:
        assert await titles(tx) == []
        assert (await tx.execute(update(Todo).values(title="Mine"))).rowcount == 0
        assert (await tx.execute(delete(Todo))).rowcount == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(alice) as tx:
            await write(tx, bob, "Planted")
    async with database.transaction() as tx:
        assert await titles(tx) == []
    assert rows(migrated, "SELECT title FROM todos") == []
    async with database.transaction(bob) as tx:
        assert await titles(tx) == ["Bread"]


async def test_auto_lock_minutes_is_readable_in_forced_mode(database: Database, bob: Actor) -> None:
    async with database.transaction(bob) as tx:
        await tx.execute(update(Preferences).values(auto_lock_minutes=5))
    minutes = select(func.auto_lock_minutes(bob.owner_id))
    assert await database.fetch_one(minutes) == (5,)
    async with database.transaction() as tx:
        assert await tx.scalar(minutes) == 5
        assert await titles(tx) == []


async def test_cleanup_deletes_every_owner_s_expired_items_in_forced_mode(
    database: Database, bob: Actor, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleanup, "of_each_owner", [purge])
    alice = await with_a_todo(database, "alice", "Milk")
    for actor in (alice, bob):
        async with database.transaction(actor) as tx:
            await tx.execute(update(Todo).values(deleted_at=tx.now))
    for passed, left in [({"days": 30, "seconds": -1}, 1), ({"seconds": 1}, 0)]:
        clock.advance(**passed)
        await cleanup.clean_up()
        for actor in (alice, bob):
            async with database.transaction(actor) as tx:
                assert len(await titles(tx)) == left


async def test_a_data_migration_changes_all_rows(
    database: Database, bob: Actor, migrated: str
) -> None:
    engine = create_engine(migrated, poolclass=pool.NullPool)
    with engine.begin() as connection, wall.suspended(connection):
        assert connection.execute(update(Todo).values(title="Rye bread")).rowcount == 1
    with engine.begin() as connection:
        assert connection.execute(update(Todo).values(title="Nobody's")).rowcount == 0
    assert forced(migrated) == WALLED


async def test_a_backup_can_be_restored_from_forced_mode_to_role_mode_and_back(
    database: Database,
    bob: Actor,
    migrated: str,
    other_limited_user_url: str,
    empty_url: str,
    tmp_path: Path,
    switch_to: SwitchTo,
) -> None:
    first, second = tmp_path / "first.umbra", tmp_path / "second.umbra"
    switch_to(migrated, tmp_path / "first")
    await asyncio.to_thread(backup, first, silent)
    switch_to(empty_url, tmp_path / "second")
    await asyncio.to_thread(restore, first, silent)
    assert rows(empty_url, "SELECT title FROM todos") == [("Bread",)]
    assert forced(empty_url) == set()
    assert await seen_by(bob, empty_url) == ["Bread"]
    await asyncio.to_thread(backup, second, silent)
    switch_to(other_limited_user_url, tmp_path / "third")
    await asyncio.to_thread(restore, second, silent)
    assert forced(other_limited_user_url) == WALLED
    assert await seen_by(bob, other_limited_user_url) == ["Bread"]


async def seen_by(actor: Actor, url: str) -> list[str]:
    """The titles that a query without a filter returns for this owner.

    Checks that it returns none without an owner.
    """
    opened = Database(url)
    async with opened.transaction(actor) as tx:
        seen = await titles(tx)
    async with opened.transaction() as tx:
        assert await titles(tx) == []
    await opened.close()
    return seen


def test_doctor_reports_the_limits_of_forced_mode_and_the_fix(
    migrated: str, tmp_path: Path, switch_to: SwitchTo
) -> None:
    switch_to(migrated, tmp_path / "data")
    notes = [finding.words for finding in diagnose() if finding.level == "note"]
    assert any(
        "FORCE ROW LEVEL SECURITY" in words and "GRANT umbra_app TO limited_" in words
        for words in notes
    )


async def test_once_the_role_exists_a_migration_switches_to_role_mode(
    database: Database, bob: Actor, migrated: str, server_url: str, template: str
) -> None:
    user = make_url(migrated).username
    with psycopg.connect(server_url.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute(sql.SQL("GRANT umbra_app TO {}").format(sql.Identifier(str(user))))
    migrations.upgrade(migrated)
    assert forced(migrated) == set()
    assert await seen_by(bob, migrated) == ["Bread"]
    assert rows(migrated, "SELECT title FROM todos") == [("Bread",)]


def titles_in(answer: Response) -> list[str]:
    return [todo["title"] for todo in answer.json()["items"]]
