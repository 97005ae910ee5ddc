"""One connection a process that hears every change (PostgreSQL LISTEN/NOTIFY)."""

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


OnChange = Callable[[Change], Awaitable[None]]
OnGap = Callable[[], Awaitable[None]]

NOT_LISTENING = "Open tabs get no live updates: the database sends no notifications."
_connected: bool | None = None
"""Whether this process's connection listens; None while no listener runs."""


def trouble() -> str | None:
    """A sentence while this process's listener has no connection; None while all is well."""
    return NOT_LISTENING if _connected is False else None


async def findings() -> list[Finding]:
    """The same for the admins' overview."""
    said = trouble()
    return [Finding("wrong", said)] if said else []


@asynccontextmanager
async def listening(url: str, on_change: OnChange, on_gap: OnGap) -> AsyncIterator[None]:
    """Listens for as long as the block runs.

    `url` is SQLAlchemy's spelling of a direct address: a pooler in transaction mode can't listen.
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
    """Calls `on_change` for each change, for ever; `on_gap` after a time without ears.

    A lost connection is made anew, waiting from 0.2 to 2 seconds: open
    tabs are stale as long as that takes. It is made anew too where `on_gap` fails.
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
                    await _hand_on(notification.payload, on_change)
        except Exception as error:  # without this task no tab hears of any change again
            _log.warning("Changes are not received (%s); trying again.", type(error).__name__)
        _connected = False
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
