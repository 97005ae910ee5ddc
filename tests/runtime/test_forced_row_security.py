"""Where the database's user may make no role, the owner wall binds that user itself."""

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
from tests.runtime.test_backup import MoveInto, empty_url, move, rows
from tests.runtime.test_migrations import alembic
from tests.runtime.test_row_level_security import titles, write
from umbra import database as door
from umbra.accounts.primitives.keys import ensure_key_check
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.preferences.models import Preferences
from umbra.runtime import migrations, wall
from umbra.runtime.backup import backup, restore
from umbra.runtime.doctor import diagnose
from umbra.runtime.prepare import silent
from umbra.tables import WALLED
from umbra.todos.models import Todo

__all__ = ["configuration", "empty_url", "hasher", "move"]


@pytest.fixture
def humble(server_url: str) -> Iterator[str]:
    """The address of an empty database whose user may sign in, and nothing else."""
    with humble_database(server_url) as url:
        yield url


@pytest.fixture
def other_humble(server_url: str) -> Iterator[str]:
    with humble_database(server_url) as url:
        yield url


@contextmanager
def humble_database(server_url: str) -> Iterator[str]:
    name, password = f"humble_{new_id().hex[-12:]}", secrets.token_hex(16)
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
def migrated(humble: str) -> str:
    migrations.upgrade(humble)
    return humble


@pytest.fixture
async def house(migrated: str, clock: FrozenClock) -> AsyncIterator[Database]:
    """A house on that database, and the one this process works on."""
    opened = Database(migrated, clock)
    door.use(opened)
    async with opened.transaction() as tx:
        await ensure_key_check(tx)
    yield opened
    door.use(None)
    await opened.close()


@pytest.fixture
async def bob(house: Database) -> Actor:
    """Whose todo the tests are about."""
    return await with_a_todo(house, "bob", "Bread")


async def with_a_todo(house: Database, username: str, title: str) -> Actor:
    actor = await make_account(house, username, "member")
    async with house.transaction(actor) as tx:
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


async def test_an_account_sees_only_its_own_todos(house: Database) -> None:
    async with Browser() as alice, caller("bob") as as_bob:
        await alice.set_up()
        await with_a_todo(house, "bob", "Bread")
        assert (await alice.sign_in(PASSWORD)).status_code == 200
        made = await alice.post("/api/todos", json={"title": "Milk"})
        assert made.status_code == 201
        assert titles_in(await alice.get("/api/todos")) == ["Milk"]
        assert titles_in(await alice.get("/api/todos", params={"q": "mil"})) == ["Milk"]
        assert titles_in(await as_bob.get("/api/todos")) == ["Bread"]
        assert titles_in(await as_bob.get("/api/todos", params={"q": "mil"})) == []
        assert (await as_bob.get(made.headers["Location"])).status_code == 404


async def test_forced_row_level_security_holds_when_a_filter_is_missing(
    house: Database, bob: Actor, migrated: str
) -> None:
    alice = await make_account(house, "alice", "member")
    async with house.transaction(alice) as tx:
        assert await titles(tx) == []
        assert (await tx.execute(update(Todo).values(title="Mine"))).rowcount == 0
        assert (await tx.execute(delete(Todo))).rowcount == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        async with house.transaction(alice) as tx:
            await write(tx, bob, "Planted")
    async with house.transaction() as tx:
        assert await titles(tx) == []
    assert rows(migrated, "SELECT title FROM todos") == []
    async with house.transaction(bob) as tx:
        assert await titles(tx) == ["Bread"]


async def test_auto_lock_minutes_is_readable_in_forced_mode(house: Database, bob: Actor) -> None:
    async with house.transaction(bob) as tx:
        await tx.execute(update(Preferences).values(auto_lock_minutes=5))
    minutes = select(func.auto_lock_minutes(bob.owner_id))
    assert await house.fetch_one(minutes) == (5,)
    async with house.transaction() as tx:
        assert await tx.scalar(minutes) == 5
        assert await titles(tx) == []


async def test_a_data_migration_changes_all_rows(
    house: Database, bob: Actor, migrated: str
) -> None:
    engine = create_engine(migrated, poolclass=pool.NullPool)
    with engine.begin() as connection, wall.suspended(connection):
        assert connection.execute(update(Todo).values(title="Rye bread")).rowcount == 1
    with engine.begin() as connection:
        assert connection.execute(update(Todo).values(title="Nobody's")).rowcount == 0
    assert forced(migrated) == WALLED


async def test_a_backup_can_be_restored_from_forced_mode_to_role_mode_and_back(
    house: Database,
    bob: Actor,
    migrated: str,
    other_humble: str,
    empty_url: str,
    tmp_path: Path,
    move: MoveInto,
) -> None:
    there, again = tmp_path / "there.umbra", tmp_path / "again.umbra"
    move(migrated, tmp_path / "first")
    await asyncio.to_thread(backup, there, silent)
    move(empty_url, tmp_path / "second")
    await asyncio.to_thread(restore, there, silent)
    assert rows(empty_url, "SELECT title FROM todos") == [("Bread",)]
    assert forced(empty_url) == set()
    assert await seen_by(bob, empty_url) == ["Bread"]
    await asyncio.to_thread(backup, again, silent)
    move(other_humble, tmp_path / "third")
    await asyncio.to_thread(restore, again, silent)
    assert forced(other_humble) == WALLED
    assert await seen_by(bob, other_humble) == ["Bread"]


async def seen_by(actor: Actor, url: str) -> list[str]:
    """What a service that forgot its filter would show this owner, and nobody."""
    opened = Database(url)
    async with opened.transaction(actor) as tx:
        seen = await titles(tx)
    async with opened.transaction() as tx:
        assert await titles(tx) == []
    await opened.close()
    return seen


def test_doctor_reports_the_limits_of_forced_mode_and_the_fix(
    migrated: str, tmp_path: Path, move: MoveInto
) -> None:
    move(migrated, tmp_path / "data")
    said = [finding.words for finding in diagnose() if finding.level == "note"]
    assert any(
        "FORCE ROW LEVEL SECURITY" in words and "GRANT umbra_app TO humble_" in words
        for words in said
    )


async def test_once_the_role_exists_a_migration_switches_to_role_mode(
    house: Database, bob: Actor, migrated: str, server_url: str, template: str
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
