"""Databases for tests: new ones, and one per process that is emptied and used again.

Copying a database takes fifty times as long as emptying one. A database is used again only if a
test left it as it was made: same schema, grants, policies and statistics, and small.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from umbra.tables import metadata

MAX_PAGES = 100
"""Pages of 8 KB in all tables: deleted rows stay in them, and plans depend on their number."""

_PATIENCE = 2.0
"""Timeout in seconds for the end of other connections, and for locks."""

_CATALOGS = (
    "pg_attrdef",
    "pg_attribute",
    "pg_class",
    "pg_constraint",
    "pg_default_acl",
    "pg_event_trigger",
    "pg_extension",
    "pg_index",
    "pg_namespace",
    "pg_policy",
    "pg_proc",
    "pg_rewrite",
    "pg_trigger",
    "pg_ts_config",
    "pg_type",
)
_CHANGES = " UNION ALL ".join(
    f"SELECT '{catalog}', count(*), sum(xmin::text::bigint) FROM {catalog}" for catalog in _CATALOGS
)
"""Each catalog's number of rows, and a sum that changes with any change of a row.

Users other than superusers can't read the catalog of statistics. ANALYZE also changes the numbers
of rows that `pg_class` has of the tables (`reltuples`), in place.
"""

_STATE = f"""
SELECT string_agg(part::text, ' ') FROM (
    {_CHANGES}
    UNION ALL SELECT 'statistics', count(*), sum(reltuples)::bigint FROM pg_class
    UNION ALL SELECT 'settings', count(*), 0 FROM pg_db_role_setting
        WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION ALL SELECT 'database', 1, xmin::text::bigint FROM pg_database
        WHERE datname = current_database()
    UNION ALL SELECT version_num, 0, 0 FROM alembic_version
) AS part
"""
_PAGES = """
SELECT sum(pg_relation_size(oid)) / 8192 FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
_OTHERS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class new_database:  # noqa: N801  (used as a function is)
    """Context manager: creates a database, returns its address, and drops it at the end."""

    def __init__(self, server_url: str, name: str, template: str = "template1") -> None:
        self.server, self.name, self.template = make_url(server_url), name, template

    def __enter__(self) -> str:
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}" STRATEGY FILE_COPY')
        return self.server.set(database=self.name).render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        self._run(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with _connected(self.server.render_as_string(hide_password=False)) as connection:
            connection.execute(statement)  # pyright: ignore[reportArgumentType, reportCallIssue]


class ReusedDatabase:
    """One database after another: each is lent to tests until one of them leaves it changed."""

    def __init__(self, server_url: str, template: str) -> None:
        self._server_url, self._template = server_url, template
        self._url: str | None = None
        self._state = ""
        self._stack = ExitStack()

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of an empty, migrated database, which no one else uses in the block."""
        if self._url is None:
            name = f"umbra_{uuid4().hex[:12]}"
            url = self._stack.enter_context(new_database(self._server_url, name, self._template))
            with _connected(url) as connection:
                self._state = _value(connection, _STATE)
            self._url = url
        try:
            yield self._url
        finally:
            if not self._is_emptied(self._url):
                self.close()

    def close(self) -> None:
        """Drops the database."""
        self._url = None
        self._stack.close()

    def _is_emptied(self, url: str) -> bool:
        """Empties the database and returns True, or returns False: it is not as it was made."""
        with _connected(url) as connection:
            if not _is_alone(connection):
                return False
            if _value(connection, _STATE) != self._state or _value(connection, _PAGES) > MAX_PAGES:
                return False
            try:
                connection.execute(_EMPTY)  # pyright: ignore[reportArgumentType, reportCallIssue]
            except psycopg.errors.LockNotAvailable:
                return False
            return True


def _is_alone(connection: psycopg.Connection[Any]) -> bool:
    """Ends the other connections to the database, and returns whether there are none left."""
    deadline = time.monotonic() + _PATIENCE
    while _value(connection, _OTHERS):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.002)  # a backend that ends sends no event
    return True


def _emptying() -> str:
    """SQL that deletes all rows, from referencing tables first, and restarts the numbering."""
    deletions = [f'DELETE FROM "{table.name}"' for table in reversed(metadata().sorted_tables)]
    restart = "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
    return ";".join((f"SET lock_timeout = '{_PATIENCE:.0f}s'", *deletions, restart))


_EMPTY = _emptying()


def _value(connection: psycopg.Connection[Any], query: str) -> Any:
    """The first column of the first row."""
    found = connection.execute(query).fetchone()  # pyright: ignore[reportArgumentType, reportCallIssue]
    return found[0] if found else None


def _connected(url: str) -> psycopg.Connection[Any]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
