"""The first account of most tests: written to the database as the first-run set-up wrote it once.

The set-up hashes a password at production's cost, a quarter of a second of the processor. It runs
once for each name and password; its rows are recorded, and replayed for other tests with new ids,
a new session token, and the times moved to now.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb
from sqlalchemy import DateTime, Table

from umbra.accounts.models import Instance
from umbra.core.ids import new_id
from umbra.tables import metadata

Connection = psycopg.Connection[tuple[Any, ...]]

_TABLES = [t for t in metadata().sorted_tables if t.name != Instance.__tablename__]
"""All tables but that of the installation, which outlives the accounts; referenced ones first."""


def is_empty(connection: Connection) -> bool:
    """Whether there is neither an account nor anything that could change what a set-up does."""
    return not any(_rows(connection, table) for table in _TABLES)


@dataclass(frozen=True, slots=True)
class Recording:
    """The rows that a set-up wrote, by table, as JSON; the token of its session; its instant."""

    rows: str
    session: str
    instant: datetime

    @classmethod
    def of(cls, connection: Connection, session: str) -> Recording:
        rows = {table.name: _rows(connection, table) for table in _TABLES}
        return cls(json.dumps(rows), session, datetime.now(UTC))

    def replay(self, connection: Connection) -> str:
        """Writes the rows and returns the token of the session."""
        token = secrets.token_urlsafe(32)
        rows: dict[str, list[dict[str, Any]]] = json.loads(self._renewed(token))
        passed = datetime.now(UTC) - self.instant
        with connection.transaction():
            for table in _TABLES:
                for row in rows[table.name]:
                    _move(table, row, passed)
                insert = SQL(
                    "INSERT INTO {table} OVERRIDING SYSTEM VALUE"
                    " SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s)"
                ).format(table=Identifier(table.name))
                connection.execute(insert, [Jsonb(rows[table.name])])
            connection.execute("UPDATE instance SET set_up_at = now()")
        return token

    def _renewed(self, token: str) -> str:
        """The rows with a new value for each id, and with the digest of `token`."""
        recorded = json.loads(self.rows)
        ids = {row["id"] for rows in recorded.values() for row in rows if "id" in row}
        renewed = self.rows.replace(_digest(self.session), _digest(token))
        for old in ids:
            renewed = renewed.replace(f'"{old}"', f'"{new_id()}"')
        return renewed


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    query = SQL("SELECT to_jsonb(t) FROM {} AS t").format(Identifier(table.name))
    return [row for (row,) in connection.execute(query)]


def _move(table: Table, row: dict[str, Any], passed: timedelta) -> None:
    """Moves the times of a row by `passed`."""
    for column in table.columns:
        if isinstance(column.type, DateTime) and row[column.name] is not None:
            row[column.name] = str(datetime.fromisoformat(row[column.name]) + passed)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
