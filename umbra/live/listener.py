"""One connection a process that hears every change (PostgreSQL LISTEN/NOTIFY)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import psycopg
from sqlalchemy import make_url

from umbra.live.changes import CHANNEL, Change, parse

_log = logging.getLogger(__name__)

FIRST_WAIT = 0.2
LONGEST_WAIT = 2.0


OnChange = Callable[[Change], Awaitable[None]]
OnGap = Callable[[], Awaitable[None]]


@asynccontextmanager
async def hearing(url: str, on_change: OnChange, on_gap: OnGap) -> AsyncIterator[None]:
    """Listens for as long as the block runs.

    `url` is SQLAlchemy's spelling of a direct address: a pooler in transaction mode can't listen.
    """
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    ear = asyncio.create_task(listen(address, on_change, on_gap))
    try:
        yield
    finally:
        ear.cancel()
        with suppress(asyncio.CancelledError):
            await ear


async def listen(url: str, on_change: OnChange, on_gap: OnGap) -> None:
    """Calls `on_change` for each change, for ever; `on_gap` after a time without ears.

    `url` is libpq's spelling. A lost connection is made anew, waiting from 0.2 to 2 seconds: open
    tabs are stale as long as that takes. It is made anew too where `on_gap` fails.
    """
    wait = FIRST_WAIT
    first = True
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                if not first:
                    await on_gap()
                    _log.info("Changes are received again.")
                first, wait = False, FIRST_WAIT
                async for notification in connection.notifies():
                    await _hand_on(notification.payload, on_change)
        except Exception as error:  # without this task no tab hears of any change again
            _log.warning("Changes are not received (%s); trying again.", type(error).__name__)
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)


async def _hand_on(payload: str, on_change: OnChange) -> None:
    """One payload that can't be read or delivered must not deafen the listener."""
    try:
        change = parse(payload)
    except (ValueError, KeyError, TypeError):
        _log.warning("A notification on %s could not be read.", CHANNEL)
        return
    try:
        await on_change(change)
    except Exception:
        _log.exception("A change of kind %s could not be delivered.", type(change).__name__)
