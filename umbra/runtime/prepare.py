"""What has to be true before the house opens, done in order and said in plain words."""

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

Say = Callable[[str], None]


def quietly(_: str) -> None:
    """Says nothing."""


@contextmanager
def prepared(settings: Settings, say: Say = quietly) -> Iterator[Addresses]:
    """The database, running, migrated and of the right key, and the data folder held.

    Raises StartError or ConfigurationError with a sentence when the house can't open.
    """
    with locked(settings.data, f"UMBRA on {settings.host}:{settings.port}"):
        if not settings.database_url:
            say("Starting PostgreSQL.")
        with reachable(settings) as addresses:
            if not migrations.is_current(addresses.direct):
                say("Bringing the database up to date.")
                migrations.upgrade(addresses.direct)
            asyncio.run(check_key(addresses.direct))
            yield addresses


async def check_key(url: str, instance_table: str = INSTANCE_TABLE) -> None:
    """Raises ConfigurationError when the secret is not the one this database was created with.

    `instance_table`: where the database stores the key check value.
    """
    database = Database(url, pool_size=1)
    try:
        async with database.transaction() as tx:
            await ensure_key_check(tx, instance_table)
    finally:
        await database.close()


async def has_accounts(url: str) -> bool:
    """Whether anybody has moved in yet."""
    database = Database(url, pool_size=1)
    try:
        return await database.fetch_one(select(col(Account.id)).limit(1)) is not None
    finally:
        await database.close()
