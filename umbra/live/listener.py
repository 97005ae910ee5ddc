"""The listener: one connection per process that receives all changes (PostgreSQL LISTEN/NOTIFY)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import psycopg

from umbra.core.findings import Finding
from umbra.database import connection_parameters
from umbra.live.changes import CHANNEL, Change, parse

_log = logging.getLogger(__name__)

FIRST_WAIT = 0.2
LONGEST_WAIT = 2.0
"""Seconds between attempts to reconnect: exponential backoff from the first to the longest."""


OnChange = Callable[[Change], Awaitable[None]]
OnGap = Callable[[], Awaitable[None]]

NOT_LISTENING = "Open tabs get no live updates: the connection for notifications is lost."
_connected: bool | None = None
"""Whether the listener is connected; None while no listener runs."""


def connection_problem() -> str | None:
    """A message while this process's listener is not connected; None while it is, or none runs."""
    return NOT_LISTENING if _connected is False else None


async def findings() -> list[Finding]:
    """`connection_problem` as findings for the admins' overview."""
    problem = connection_problem()
    return [Finding("wrong", problem)] if problem else []


@asynccontextmanager
async def listening(url: str, on_change: OnChange, on_gap: OnGap) -> AsyncIterator[None]:
    """Runs `listen` as a task until the block ends.

    `url` is a SQLAlchemy URL of a direct address: LISTEN does not work through a pooler in
    transaction mode.
    """
    global _connected
    _connected = False
    listener = asyncio.create_task(listen(url, on_change, on_gap))
    try:
        yield
    finally:
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener
        _connected = None


async def listen(url: str, on_change: OnChange, on_gap: OnGap) -> None:
    """Calls `on_change` for each change, forever, and `on_gap` after each reconnect.

    Reconnects after a lost connection, and when `on_gap` fails, after 0.2 to 2 seconds; until
    then, open tabs are stale.
    """
    global _connected
    wait, first = FIRST_WAIT, True
    keywords = connection_parameters(url)
    while True:
        try:
            opening = psycopg.AsyncConnection.connect(**keywords, autocommit=True)
            async with await opening as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                _connected = True
                if not first:
                    await on_gap()
                    _log.info("Changes are received again.")
                first, wait = False, FIRST_WAIT
                async for notification in connection.notifies():
                    await _handle(notification.payload, on_change)
        except Exception as error:  # if this task ended, no tab would get live updates again
            _log.warning("Changes are not received (%s); trying again.", type(error).__name__)
        _connected = False
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)


async def _handle(payload: str, on_change: OnChange) -> None:
    """Parses and delivers one payload. Errors are logged: they must not stop the listener."""
    try:
        change = parse(payload)
    except (ValueError, KeyError, TypeError):
        _log.warning("A notification on %s could not be read.", CHANNEL)
        return
    try:
        await on_change(change)
    except Exception:
        _log.exception("A change of kind %s could not be delivered.", type(change).__name__)
