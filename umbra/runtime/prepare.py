"""The steps before the server can start: data folder lock, database, migrations, secret key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlmodel import col

from umbra.accounts.models import Account
from umbra.accounts.primitives.keys import INSTANCE_TABLE, ensure_key_check
from umbra.config import Settings
from umbra.database import Database
from umbra.runtime import migrations
from umbra.runtime.database_url import Addresses, reachable
from umbra.runtime.lockfile import locked

Report = Callable[[str], None]
"""Shows one progress message to the user."""


def silent(_: str) -> None:
    """A Report that shows nothing."""


@contextmanager
def prepared(settings: Settings, report: Report = silent) -> Iterator[Addresses]:
    """Locks the data folder, starts and migrates the database, and checks the secret key.

    All of it lasts until the block ends. Raises StartError or ConfigurationError with a message
    for the user if UMBRA can't start.
    """
    with locked(settings.data, f"UMBRA on {settings.host}:{settings.port}"):
        if not settings.database_url:
            report("Starting PostgreSQL.")
        with reachable(settings) as addresses:
            if not migrations.is_current(addresses.direct):
                report("Migrating the database.")
                migrations.upgrade(addresses.direct)
            asyncio.run(check_key(addresses.direct))
            yield addresses


async def check_key(url: str, instance_table: str = INSTANCE_TABLE) -> None:
    """Raises ConfigurationError if the secret key does not match the database's fingerprint.

    `instance_table` is the table in which the database stores the fingerprint.
    """
    database = Database(url, pool_size=1)
    try:
        async with database.transaction() as tx:
            await ensure_key_check(tx, instance_table)
    finally:
        await database.close()


async def has_accounts(url: str) -> bool:
    """Whether there is at least one account."""
    database = Database(url, pool_size=1)
    try:
        return await database.fetch_one(select(col(Account.id)).limit(1)) is not None
    finally:
        await database.close()
