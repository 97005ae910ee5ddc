"""The door to PostgreSQL: one transaction a user action, behind the owner wall.

Every transaction works as the role `umbra_app`, which owns nothing, so that
row-level security binds it; with an actor, the owner id is set beside it and the
walled tables show that owner's rows alone. Both are transaction-local, so a pooler
may stand between. Where no role may be made, the tables bind the connecting user itself
(`umbra.runtime.wall`), and the owner id alone is set.
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

_ENTER = text("SELECT set_config('role', :role, true), set_config(:setting, :owner, true)")
_BEHIND = text("SELECT set_config(:setting, :owner, true)")

_THE_VERY_USER = "none"
"""In place of a role: where none may be made, the tables bind their owner (FORCE)."""

FORCED_ROLE = text(
    "SELECT EXISTS (SELECT FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity)"
)
"""Whether the tables bind their very owner."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One open transaction and the instant it works at (aware, UTC)."""

    connection: AsyncConnection
    now: datetime

    async def execute(self, statement: Executable, values: Any = None) -> Result:
        """Runs `statement`; `values` is a mapping, or a list of them for many rows."""
        return await self.connection.execute(statement, values)

    async def all(self, statement: Executable, values: Any = None) -> Sequence[AnyRow]:
        return (await self.execute(statement, values)).all()

    async def first(self, statement: Executable, values: Any = None) -> AnyRow | None:
        return (await self.execute(statement, values)).first()

    async def scalar(self, statement: Executable, values: Any = None) -> Any:
        return (await self.execute(statement, values)).scalar()


def connection_parameters(url: str) -> dict[str, Any]:
    """The keywords with which libpq, and so psycopg, connects to `url` (SQLAlchemy's spelling).

    One reading of an address for every connection that the engine does not open: written back
    as text, a percent-encoded space of a password would stand there bare, which libpq refuses.
    """
    address = make_url(url)
    _, keywords = address.get_dialect()().create_connect_args(address)
    return dict(keywords)


class Database:
    """A pool of connections to one PostgreSQL.

    `direct_url` leads past a pooler, for LISTEN and advisory locks; it is `url` where none
    stands between. Behind one, no statement is prepared: the next may meet another server.
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
            hide_parameters=True,  # an error is logged, and what was typed may be among them
        )
        self._role: str | None = None
        self._glancing = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def transaction(self, actor: Actor | None = None) -> AsyncIterator[Transaction]:
        """One transaction: committed at the end of the block, rolled back on any error."""
        connection = await self._entered(actor.owner_id if actor else None)
        try:
            yield Transaction(connection, self.clock.now())
            await connection.commit()
        finally:
            await asyncio.shield(connection.close())

    async def _entered(self, owner_id: UUID | None) -> AsyncConnection:
        """A connection in a transaction behind the wall.

        After a restart of PostgreSQL the pool still holds dead connections. That shows at
        the first statement, before anything was done, so it is tried again on a live one.
        """
        try:
            return await self._enter_once(owner_id)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return await self._enter_once(owner_id)

    async def _enter_once(self, owner_id: UUID | None) -> AsyncConnection:
        connection = await self.engine.connect()
        try:
            await connection.execute(
                _ENTER, {"role": await self._works_as(connection), **_owner(owner_id)}
            )
        except BaseException:
            await asyncio.shield(connection.close())
            raise
        return connection

    async def _works_as(self, connection: AsyncConnection) -> str:
        """What a transaction's role is set to; asked once, since migrations alone change it."""
        if self._role is None:
            forced = await connection.scalar(FORCED_ROLE)
            self._role = _THE_VERY_USER if forced else APP_ROLE
        return self._role

    async def fetch_one(self, statement: Executable, values: Any = None) -> AnyRow | None:
        """The first row of one reading statement, in a single trip and no transaction.

        For what is asked before every action (whose session is this). Works as the
        connecting user: only for tables without a wall.
        """
        try:
            return await self._fetch_one_directly(statement, values)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return await self._fetch_one_directly(statement, values)

    async def _fetch_one_directly(self, statement: Executable, values: Any) -> Row[Any] | None:
        async with self._glancing.connect() as connection:
            return (await connection.execute(statement, values)).first()

    async def close(self) -> None:
        await self.engine.dispose()


async def enter(connection: AsyncConnection, owner_id: UUID | None) -> None:
    """Puts a transaction of `Database.transaction` behind another owner's wall."""
    await connection.execute(_BEHIND, _owner(owner_id))


def _owner(owner_id: UUID | None) -> dict[str, str]:
    return {"setting": OWNER_SETTING, "owner": str(owner_id) if owner_id else ""}


_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended('umbra.arrange:' || :owner, 0))")


async def lock_ordering(tx: Transaction, actor: Actor) -> None:
    """Makes others who rearrange this owner's things wait until the transaction ends.

    For changes that look at several rows to write one: ranks, tags, bulk. Take it
    before any row is written: two that hold a row and wait here for each other's
    would never be done.
    """
    await tx.execute(_HOLD, {"owner": str(actor.owner_id)})


_database: Database | None = None


def use(database: Database | None) -> None:
    """Makes `database` the one this process works on (None: none)."""
    global _database
    _database = database


def database() -> Database:
    """The process's database. RuntimeError before the start or after the stop."""
    if _database is None:
        raise RuntimeError("The database is not open yet.")
    return _database


@asynccontextmanager
async def transaction(actor: Actor | None = None) -> AsyncIterator[Transaction]:
    """One transaction on the process's database; see `Database.transaction`."""
    async with database().transaction(actor) as opened:
        yield opened
