"""The connection pool and its transactions: one transaction per user action.

Every transaction runs behind the owner wall (row-level security, RLS): as the role `umbra_app`,
which owns no table, and with the actor's owner id as a setting, so that the walled tables show
that owner's rows only. Both are local to the transaction, so a connection pooler may be in
between. Where the database user can't create roles, row-level security is in forced mode
(`umbra.runtime.wall`), and only the owner id is set.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Executable, Row, make_url, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from umbra.core.actor import Actor
from umbra.core.clock import Clock, SystemClock

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
Result: TypeAlias = "CursorResult[*tuple[Any, ...]]"

APP_ROLE = "umbra_app"
OWNER_SETTING = "umbra.owner_id"

_SET_ROLE_AND_OWNER = text(
    "SELECT set_config('role', :role, true), set_config(:setting, :owner, true)"
)
_SET_OWNER = text("SELECT set_config(:setting, :owner, true)")

_NO_ROLE = "none"
"""PostgreSQL's name for no role: in forced mode the transaction runs as the connecting user."""

FORCED_MODE = text(
    "SELECT EXISTS (SELECT FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity)"
)
"""Whether row-level security is in forced mode (FORCE ROW LEVEL SECURITY)."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One open transaction and the instant its action happens at (`now`: aware, UTC)."""

    connection: AsyncConnection
    now: datetime

    async def execute(self, statement: Executable, values: Any = None) -> Result:
        """Runs `statement`; `values` is a mapping, or a list of mappings (executemany)."""
        return await self.connection.execute(statement, values)

    async def all(self, statement: Executable, values: Any = None) -> Sequence[AnyRow]:
        return (await self.execute(statement, values)).all()

    async def first(self, statement: Executable, values: Any = None) -> AnyRow | None:
        return (await self.execute(statement, values)).first()

    async def scalar(self, statement: Executable, values: Any = None) -> Any:
        return (await self.execute(statement, values)).scalar()


def connection_parameters(url: str) -> dict[str, Any]:
    """`url` (a SQLAlchemy URL) as keyword arguments for libpq and psycopg.

    For all connections that the engine does not open. A URL rendered back to text would contain
    an encoded space of a password as a bare one, which libpq refuses.
    """
    address = make_url(url)
    _, keywords = address.get_dialect()().create_connect_args(address)
    return dict(keywords)


class Database:
    """A connection pool to one PostgreSQL database.

    `direct_url` bypasses a pooler, for LISTEN and advisory locks; without a pooler it is `url`.
    With a pooler, no prepared statements are used, because the next transaction may use another
    server connection.
    """

    def __init__(
        self,
        url: str,
        clock: Clock | None = None,
        *,
        direct_url: str | None = None,
        pool_size: int = 10,
    ) -> None:
        self.url = url
        self.direct_url = direct_url or url
        self.clock: Clock = clock or SystemClock()
        options: dict[str, Any] = {"connect_timeout": 5}
        if self.direct_url != url:
            options["prepare_threshold"] = None
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=10,
            pool_recycle=1800,
            connect_args=options,
            hide_parameters=True,  # errors are logged, and parameters may be private
        )
        self._role: str | None = None
        self._autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def transaction(self, actor: Actor | None = None) -> AsyncIterator[Transaction]:
        """One transaction as `actor`: committed at the end of the block, rolled back on error.

        Without an actor, the walled tables show no rows.
        """
        connection = await self._begin(actor.owner_id if actor else None)
        try:
            yield Transaction(connection, self.clock.now())
            await connection.commit()
        finally:
            await asyncio.shield(connection.close())

    async def _begin(self, owner_id: UUID | None) -> AsyncConnection:
        """A connection in a new transaction, with role and owner id set.

        After a restart of PostgreSQL the pool still contains dead connections. The first
        statement fails on one, before anything was written, so it is retried on a live one.
        """
        try:
            return await self._begin_once(owner_id)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return await self._begin_once(owner_id)

    async def _begin_once(self, owner_id: UUID | None) -> AsyncConnection:
        connection = await self.engine.connect()
        try:
            await connection.execute(
                _SET_ROLE_AND_OWNER,
                {"role": await self._transaction_role(connection), **_owner(owner_id)},
            )
        except BaseException:
            await asyncio.shield(connection.close())
            raise
        return connection

    async def _transaction_role(self, connection: AsyncConnection) -> str:
        """The role of all transactions. Queried once, because only migrations change it."""
        if self._role is None:
            forced = await connection.scalar(FORCED_MODE)
            self._role = _NO_ROLE if forced else APP_ROLE
        return self._role

    async def fetch_one(self, statement: Executable, values: Any = None) -> AnyRow | None:
        """The first row of one SELECT, read without a transaction in a single round trip.

        For the query before every action (the session lookup). Runs as the connecting user,
        without row-level security: only for tables that are not walled.
        """
        try:
            return await self._fetch_one_directly(statement, values)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return await self._fetch_one_directly(statement, values)

    async def _fetch_one_directly(self, statement: Executable, values: Any) -> Row[Any] | None:
        async with self._autocommit.connect() as connection:
            return (await connection.execute(statement, values)).first()

    async def close(self) -> None:
        await self.engine.dispose()


async def set_owner(connection: AsyncConnection, owner_id: UUID | None) -> None:
    """Changes the owner whose rows an open transaction of `Database.transaction` can access."""
    await connection.execute(_SET_OWNER, _owner(owner_id))


def _owner(owner_id: UUID | None) -> dict[str, str]:
    return {"setting": OWNER_SETTING, "owner": str(owner_id) if owner_id else ""}


_LOCK_ORDERING = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('umbra.arrange:' || :owner, 0))"
)


async def lock_ordering(tx: Transaction, actor: Actor) -> None:
    """Takes the owner's advisory lock for the ordering of items, until the transaction ends.

    For changes that read several rows to write one: ranks, tags, bulk. Take it before any row
    is written, or two transactions that each locked a row would wait for each other (deadlock).
    """
    await lock_ordering_of(tx, actor.owner_id)


async def lock_ordering_of(tx: Transaction, owner_id: UUID) -> None:
    """`lock_ordering` for work that no account asked for, such as the cleanup."""
    await tx.execute(_LOCK_ORDERING, {"owner": str(owner_id)})


_database: Database | None = None


def use(database: Database | None) -> None:
    """Sets the database of this process (None: no database)."""
    global _database
    _database = database


def database() -> Database:
    """The process's database. Raises RuntimeError before the start and after the stop."""
    if _database is None:
        raise RuntimeError("The database is not open yet.")
    return _database


@asynccontextmanager
async def transaction(actor: Actor | None = None) -> AsyncIterator[Transaction]:
    """One transaction on the process's database; see `Database.transaction`."""
    async with database().transaction(actor) as opened:
        yield opened
