"""A database that is used again is as good as a new one; otherwise it is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from tests.databases import MAX_PAGES, ReusedDatabase

WRITTEN = (
    "INSERT INTO audit_log (id, at, action, result, address, user_agent, detail)"
    " SELECT gen_random_uuid(), now(), 'setup', 'ok', '', '', '{}' FROM generate_series(1, "
)
ENTRY = f"{WRITTEN} 1)"
MANY = f"{WRITTEN} {MAX_PAGES * 150})"


@pytest.fixture
def reused(server_url: str, template: str) -> Iterator[ReusedDatabase]:
    opened = ReusedDatabase(server_url, template)
    yield opened
    opened.close()


def connected(url: str) -> psycopg.Connection[Any]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def used(reused: ReusedDatabase, *statements: str) -> str:
    """The address of the database, which these statements were run in."""
    with reused.lent() as url, connected(url) as connection:
        for statement in statements:
            connection.execute(statement)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return url


def test_the_next_test_finds_no_rows_and_numbers_from_one(reused: ReusedDatabase) -> None:
    first = used(reused, ENTRY, ENTRY)
    with reused.lent() as url, connected(url) as connection:
        assert url == first
        assert connection.execute("SELECT count(*) FROM audit_log").fetchone() == (0,)
        connection.execute(ENTRY)
        assert connection.execute("SELECT number FROM audit_log").fetchone() == (1,)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE books (id integer)",
        "ALTER TABLE todos DISABLE ROW LEVEL SECURITY",
        "DROP POLICY owner_wall ON tags",
        "ALTER TABLE todos DISABLE TRIGGER announce",
        "GRANT SELECT ON accounts TO PUBLIC",
        "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "ANALYZE todos",
        "UPDATE alembic_version SET version_num = 'from_the_future'",
        MANY,
    ],
)
def test_a_changed_or_big_database_is_replaced(change: str, reused: ReusedDatabase) -> None:
    changed = used(reused, change)
    with reused.lent() as url:
        assert url != changed


def test_a_transaction_that_a_test_leaves_open_is_ended(reused: ReusedDatabase) -> None:
    with reused.lent() as url:
        left = connected(url)
        left.autocommit = False
        left.execute("LOCK TABLE todos")
    with reused.lent() as url, connected(url) as connection:
        connection.execute("SET lock_timeout = '1s'; LOCK TABLE todos IN SHARE MODE NOWAIT")
    left.close()
