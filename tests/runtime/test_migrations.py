"""The schema is created by Alembic only, and matches the models."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, pool, text

from tests.conftest import new_database
from umbra.runtime import migrations
from umbra.runtime.postgres_home import StartError
from umbra.tables import metadata


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    with new_database(server_url, "umbra_unmigrated") as url:
        yield url


def tables(url: str) -> set[str]:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def alembic(url: str) -> Config:
    config = migrations.configuration()
    config.attributes["url"] = url
    return config


def test_autogenerate_finds_nothing_to_do(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata()) == []


def test_a_downgrade_and_upgrade_leads_to_the_same_schema(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=pool.NullPool)
    functions = text("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
    command.downgrade(alembic(database_url), "base")
    assert tables(database_url) == {"alembic_version"}
    with engine.connect() as connection:
        assert connection.scalar(functions) == 0
    command.upgrade(alembic(database_url), "head")
    assert tables(database_url) == {"alembic_version", *metadata().tables}


def test_an_upgrade_with_nothing_to_do_changes_nothing(database_url: str) -> None:
    migrations.upgrade(database_url)
    assert migrations.is_current(database_url)


def test_a_database_newer_than_the_code_is_refused_and_not_changed(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    with pytest.raises(StartError, match=r"newer than this version.*from_the_future"):
        migrations.upgrade(database_url)
    assert migrations.revisions(database_url) == ("from_the_future",)


def test_a_failing_migration_is_rolled_back(empty_url: str) -> None:
    engine = create_engine(empty_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE todos (id integer)"))
    with pytest.raises(Exception, match='relation "todos" already exists'):
        migrations.upgrade(empty_url)
    assert tables(empty_url) == {"todos"}


def test_the_app_role_is_created_once_per_postgresql_server(
    database_url: str, empty_url: str
) -> None:
    migrations.upgrade(empty_url)
    assert migrations.is_current(database_url)
    assert migrations.is_current(empty_url)


def test_the_statements_can_be_printed_for_an_administrator() -> None:
    output = io.StringIO()
    config = Config(migrations.ROOT / "alembic.ini", output_buffer=output)
    command.upgrade(config, "head", sql=True)
    assert "CREATE POLICY owner_wall ON todos" in output.getvalue()


def test_every_migration_names_its_predecessor() -> None:
    for script in Path(migrations.ROOT, "alembic", "versions").glob("*.py"):
        first = script.read_text().splitlines()[0]
        assert first.startswith('"""'), script
        assert first.endswith((".", ",", '"""')), script


def test_the_rate_limits_of_known_browsers_are_deleted_with_their_cookies(
    database_url: str,
) -> None:
    engine = create_engine(database_url, poolclass=pool.NullPool)
    count = (
        "INSERT INTO throttles (bucket, kind, account_id, charges, failures, bans, window_from)"
        " SELECT sha256('{kind}'), '{kind}', id, 1, 1, 0, now() FROM accounts"
    )
    kinds = text("SELECT kind FROM throttles ORDER BY kind")
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (id, username, username_key, display_name, role,"
                " password_is_short, password_change_pending, mfa_enforce_pending, created_at)"
                " VALUES (gen_random_uuid(), 'alice', 'alice', '', 'admin',"
                " false, false, false, now())"
            )
        )
        connection.execute(
            text(
                "INSERT INTO devices (account_id, nonce_hash, seen_at, expires_at)"
                " SELECT id, 'nonce', now(), now() FROM accounts"
            )
        )
        for kind in ("name-password", "device-password", "devices-password"):
            connection.execute(text(count.format(kind=kind)))
    command.downgrade(alembic(database_url), "0009")
    assert "devices" not in tables(database_url)
    with engine.begin() as connection:
        assert connection.scalars(kinds).all() == ["device-password", "name-password"]
    command.upgrade(alembic(database_url), "head")
    with engine.begin() as connection:
        assert connection.scalars(kinds).all() == ["name-password"]
        assert connection.scalars(text("SELECT username FROM accounts")).all() == ["alice"]
        connection.execute(text("SET LOCAL ROLE umbra_app"))
        assert connection.scalar(text("SELECT count(*) FROM devices")) == 0


CONSTRAINTS_OF = text("SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(:name)")
INDEXES_OF = text("SELECT indexname FROM pg_indexes WHERE tablename = :name")
GRANTS_OF = text(
    "SELECT privilege_type FROM information_schema.role_table_grants"
    " WHERE table_name = :name AND grantee = 'umbra_app' ORDER BY 1"
)


def assert_instance_is_stored_in(name: str, other: str, url: str) -> None:
    """The row, the grants and the names of constraints and indexes, all under `name`."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        assert connection.execute(text(f"SELECT * FROM {name}")).all() == [(1, b"check", None)]
        constraints = set(connection.scalars(CONSTRAINTS_OF, {"name": name}))
        assert {f"{name}_pkey", f"{name}_is_one"} <= constraints
        assert not [found for found in constraints if found.startswith(other)]
        assert connection.scalars(INDEXES_OF, {"name": name}).all() == [f"{name}_pkey"]
        grants = connection.scalars(GRANTS_OF, {"name": name}).all()
        assert grants == ["DELETE", "INSERT", "SELECT", "UPDATE"]
    assert other not in tables(url)


def test_the_instance_s_row_grants_and_constraints_survive_the_rename_of_its_table(
    database_url: str,
) -> None:
    engine = create_engine(database_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO instance (id, key_check) VALUES (1, 'check')"))
    assert_instance_is_stored_in("instance", "house", database_url)
    command.downgrade(alembic(database_url), "0011")
    assert_instance_is_stored_in("house", "instance", database_url)
    command.upgrade(alembic(database_url), "head")
    assert_instance_is_stored_in("instance", "house", database_url)
