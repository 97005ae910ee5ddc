"""A backup contains database and secret key; it is restored only if intact and only when empty."""

from __future__ import annotations

import asyncio
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import insert, text

from tests.conftest import make_account, new_database
from tests.runtime.test_lockfile import another_lock_owner
from tests.runtime.test_migrations import alembic
from umbra.config import settings
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.runtime import migrations
from umbra.runtime.archive import DUMP, MANIFEST, SECRET
from umbra.runtime.backup import backup, restore
from umbra.runtime.postgres_home import StartError
from umbra.runtime.prepare import check_key, silent
from umbra.tags.models import Tag

SwitchTo = Callable[[str, Path], None]


@pytest.fixture
def switch_to(monkeypatch: pytest.MonkeyPatch) -> Iterator[SwitchTo]:
    """Switches this process to another installation: its database URL and its data folder."""

    def switch(url: str, data: Path) -> None:
        monkeypatch.setenv("DATABASE_URL", url.replace("+psycopg", ""))
        monkeypatch.setenv("UMBRA_DATA", str(data))
        settings.cache_clear()

    yield switch
    settings.cache_clear()


@pytest.fixture
async def used_database(database: Database, tmp_path: Path, switch_to: SwitchTo) -> Database:
    """A database with the account of Alice and one of her tags."""
    switch_to(database.url, tmp_path / "old")
    await check_key(database.url)
    alice = await make_account(database, "alice", "admin")
    async with database.transaction(alice) as tx:
        tag = {"owner_id": alice.owner_id, "id": new_id(), "name": "Küche 🍋", "name_key": "küche"}
        await tx.execute(insert(Tag), tag)
    return database


@pytest.fixture
def saved(used_database: Database, tmp_path: Path) -> Path:
    file = tmp_path / "backup.umbra"
    backup(file, silent)
    return file


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    with new_database(server_url, f"umbra_empty_{new_id().hex[-8:]}") as url:
        yield url


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(statement).fetchall()  # pyright: ignore[reportArgumentType, reportCallIssue]


def test_a_restore_brings_back_the_rows_the_secret_key_and_row_level_security(
    saved: Path, used_database: Database, empty_url: str, tmp_path: Path, switch_to: SwitchTo
) -> None:
    switch_to(empty_url, tmp_path / "new")
    restore(saved, silent)
    for table in ("accounts", "owners", "settings", "tags", "instance", "alembic_version"):
        everything = f"SELECT * FROM {table} ORDER BY 1"
        assert rows(empty_url, everything) == rows(used_database.url, everything), table
    for catalogue in (
        "SELECT tablename, policyname, roles::text, qual, with_check FROM pg_policies ORDER BY 1",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
        "SELECT relname, relrowsecurity, relacl::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
        " WHERE NOT tgisinternal ORDER BY 2, 1",
    ):
        assert rows(empty_url, catalogue) == rows(used_database.url, catalogue)
    old, new = tmp_path / "old" / "secret-key", tmp_path / "new" / "secret-key"
    assert new.read_text() == old.read_text()
    assert new.stat().st_mode & 0o777 == 0o600


def test_a_restore_ends_all_sessions(
    saved: Path, used_database: Database, empty_url: str, tmp_path: Path, switch_to: SwitchTo
) -> None:
    assert rows(used_database.url, "SELECT count(*) FROM sessions") == [(1,)]
    switch_to(empty_url, tmp_path / "new")
    restore(saved, silent)
    assert rows(empty_url, "SELECT count(*) FROM sessions") == [(0,)]


def test_a_restore_into_a_migrated_database_without_accounts_works(
    saved: Path,
    used_database: Database,
    database_url_of_another: str,
    tmp_path: Path,
    switch_to: SwitchTo,
) -> None:
    switch_to(database_url_of_another, tmp_path / "new")
    restore(saved, silent)
    assert rows(database_url_of_another, "SELECT username FROM accounts") == [("alice",)]


@pytest.mark.parametrize("target", ["empty_url", "older_url"])
def test_a_backup_of_an_older_schema_is_restored_and_migrated(
    target: str,
    used_database: Database,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    switch_to: SwitchTo,
) -> None:
    key_check = rows(used_database.url, "SELECT id, key_check FROM instance")
    command.downgrade(alembic(used_database.url), "0011")
    file = tmp_path / "older.umbra"
    backup(file, silent)
    url = request.getfixturevalue(target)
    switch_to(url, tmp_path / "new")
    restore(file, silent)
    assert migrations.is_current(url)
    assert rows(url, "SELECT id, key_check FROM instance") == key_check
    assert rows(url, "SELECT username FROM accounts") == [("alice",)]


@pytest.fixture
def older_url(database_url_of_another: str) -> str:
    """A database without accounts, of the schema before `house` became `instance`."""
    command.downgrade(alembic(database_url_of_another), "0011")
    return database_url_of_another


@pytest.fixture
def database_url_of_another(server_url: str, template: str) -> Iterator[str]:
    with new_database(server_url, f"umbra_other_{new_id().hex[-8:]}", template) as url:
        yield url


def test_a_restore_over_existing_accounts_is_refused(saved: Path, used_database: Database) -> None:
    with pytest.raises(StartError, match="This installation already has accounts"):
        restore(saved, silent)
    assert rows(used_database.url, "SELECT count(*) FROM sessions") == [(1,)]


def test_a_restore_into_a_database_with_foreign_tables_is_refused(
    saved: Path, empty_url: str, tmp_path: Path, switch_to: SwitchTo
) -> None:
    with psycopg.connect(empty_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE invoices (number integer)")
    switch_to(empty_url, tmp_path / "new")
    with pytest.raises(StartError, match="contains tables of other programs: invoices"):
        restore(saved, silent)
    assert rows(empty_url, "SELECT count(*) FROM invoices") == [(0,)]


def without_last_byte(content: bytes) -> bytes:
    return content[:-1]


def first_half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def with_flipped_bit(position: float) -> Callable[[bytes], bytes]:
    """Flips a bit at a position from 0 (first byte) to 1 (last byte)."""

    def flip(content: bytes) -> bytes:
        at = int(position * (len(content) - 1))
        return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

    return flip


def with_appended_bytes(content: bytes) -> bytes:
    return content + b"more"


DAMAGE = [
    without_last_byte,
    first_half,
    with_appended_bytes,
    lambda _: b"",
    lambda _: b"a text that is not a backup, but is longer than any digest would be",
    *(with_flipped_bit(position) for position in (0, 0.02, 0.1, 0.5, 0.9, 0.999, 1)),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_truncated_or_altered_file_is_refused_and_changes_nothing(
    damage: Callable[[bytes], bytes],
    saved: Path,
    empty_url: str,
    tmp_path: Path,
    switch_to: SwitchTo,
) -> None:
    saved.write_bytes(damage(saved.read_bytes()))
    switch_to(empty_url, tmp_path / "new")
    with pytest.raises(StartError, match=r"is incomplete or was altered|is not a backup of UMBRA"):
        restore(saved, silent)
    assert rows(empty_url, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == []
    assert not (tmp_path / "new" / "secret-key").exists()


def test_a_backup_of_a_newer_version_is_refused(
    used_database: Database, empty_url: str, tmp_path: Path, switch_to: SwitchTo
) -> None:
    with psycopg.connect(used_database.url.replace("+psycopg", "")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    file = tmp_path / "backup.umbra"
    backup(file, silent)
    switch_to(empty_url, tmp_path / "new")
    with pytest.raises(StartError, match="which is newer than this version"):
        restore(file, silent)


def test_a_restore_is_refused_while_the_server_runs(
    saved: Path, empty_url: str, tmp_path: Path, switch_to: SwitchTo
) -> None:
    switch_to(empty_url, tmp_path / "new")
    server = another_lock_owner(tmp_path / "new")
    with pytest.raises(StartError, match="in use by UMBRA on port 9"):
        restore(saved, silent)
    server.communicate("\n")


def test_the_file_is_private_and_never_overwritten(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    before = saved.read_bytes()
    with pytest.raises(StartError, match="already exists"):
        backup(saved, silent)
    assert saved.read_bytes() == before


def test_a_backup_is_a_tar_file_that_any_tool_can_read(saved: Path) -> None:
    with tarfile.open(saved, mode="r:") as tar:
        assert tar.getnames() == [MANIFEST, DUMP, SECRET]
        assert {member.mode for member in tar} == {0o600}


def test_a_backup_leaves_no_temporary_files(saved: Path) -> None:
    assert {path.name for path in settings().data.iterdir()} <= {"secret-key", "umbra.lock"}
    assert {path.name for path in saved.parent.iterdir()} == {"backup.umbra", "old"}


async def test_a_backup_is_consistent_while_the_database_is_in_use(
    used_database: Database, empty_url: str, tmp_path: Path, switch_to: SwitchTo
) -> None:
    async with used_database.engine.connect() as busy:
        await busy.execute(text("UPDATE accounts SET display_name = 'Half done'"))
        file = tmp_path / "backup.umbra"
        await asyncio.to_thread(backup, file, silent)
        await busy.rollback()
    switch_to(empty_url, tmp_path / "new")
    await asyncio.to_thread(restore, file, silent)
    assert rows(empty_url, "SELECT display_name FROM accounts") == [("Alice",)]
