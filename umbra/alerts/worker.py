"""The worker: fires alerts when their time comes. One works over all processes.

It holds an advisory lock of its connection (session-level), which PostgreSQL releases when the
connection ends, also by `kill -9`; then another process takes over. What is due is in the
database, so a worker that starts fires what was due meanwhile. Firing is one transaction for a
batch of an owner's alerts: it waits for no lock that a user's action may hold (SKIP LOCKED), and
reads the content behind that owner's wall.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import (
    ARRAY,
    DateTime,
    Integer,
    Select,
    Uuid,
    all_,
    bindparam,
    cast,
    select,
    text,
)
from sqlalchemy.exc import OperationalError

from umbra.alerts import ledger
from umbra.alerts.ledger import ALERTS, IDS, RECORD
from umbra.alerts.models import Due
from umbra.alerts.rules import AlertRecord, state_of
from umbra.alerts.sources import all_sources, source_of
from umbra.core.item import table_of
from umbra.database import Transaction, connection_parameters, database, set_owner, transaction
from umbra.items.kind import OWNER

DUE = table_of(Due)
BATCH = 50
"""Alerts that are read, and fired, at a time: few, so that users' actions come in between.

Batches of 25 take twice the CPU time for each alert, those of 100 no less than these.
"""

REST = 2.0
"""How long the worker rests after a batch, in times of what the batch took: users come first."""

CHANNEL = "umbra_due"
STANDBY = 2.0
"""Seconds between two attempts to become the worker, and to reconnect."""

CLOCK_CHECK = 5.0
"""Seconds that the worker sleeps at most: a clock may be set, a machine sleeps."""

BUSY = 0.1
"""Seconds before alerts are tried again whose items another transaction is changing."""

MOST_IDLE = 100
"""How often in a row alerts are tried whose items stay locked."""

FAILED = timedelta(minutes=1)
"""How long an owner's alerts wait after they could not be fired."""

_WAIT_BRIEFLY = text("SET LOCAL lock_timeout = '200ms'")
"""A batch that meets the lock of a user's transaction gives way and is tried again: well before
PostgreSQL's `deadlock_timeout` (1 s) could end the user's."""

_TRY_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('umbra.alerts', 0))"

_log = logging.getLogger(__name__)


@asynccontextmanager
async def working() -> AsyncIterator[None]:
    """Runs `work` as a task until the block ends."""
    worker = asyncio.create_task(work())
    try:
        yield
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


async def work() -> None:
    """Works for ever, or stands by while another process works. Errors are logged."""
    while True:
        try:
            await _work_on(database().direct_url)
        except Exception as error:  # if this task ended, nothing would fall due any more
            _log.warning("Alerts could not be fired (%s); trying again.", type(error).__name__)
        await asyncio.sleep(STANDBY)


async def _work_on(url: str) -> None:
    """Becomes the worker and works until the connection is lost."""
    opening = psycopg.AsyncConnection.connect(**connection_parameters(url), autocommit=True)
    async with await opening as connection:
        while True:
            if await _is_mine(connection):
                break
            await asyncio.sleep(STANDBY)
        await connection.execute(f"LISTEN {CHANNEL}")
        while True:
            await _wait(connection, await fire_due())


async def _is_mine(connection: psycopg.AsyncConnection[Any]) -> bool:
    row = await (await connection.execute(_TRY_LOCK)).fetchone()
    return bool(row and row[0])


async def _wait(connection: psycopg.AsyncConnection[Any], until: datetime | None) -> None:
    """Waits until that instant, until something is to be done earlier, or the clock was set."""
    while True:
        left = CLOCK_CHECK
        if until is not None:
            left = min(left, (until - database().clock.now()).total_seconds())
        if left <= 0:
            return
        async for notification in connection.notifies(timeout=left, stop_after=1):
            if until is None or float(notification.payload) < until.timestamp():
                return


async def fire_due() -> datetime | None:
    """Fires everything that is due; returns the instant of what is next, if there is anything.

    An owner whose alerts can't be fired does not keep the others' from being fired.
    """
    failed: list[UUID] = []
    idle = 0
    while True:
        began = time.monotonic()
        async with transaction() as tx:
            now = tx.now
            rows = await tx.all(_next(), {"limit": BATCH, "failed": failed})
        ready = [row for row in rows if row.run_at <= now]
        if not ready:
            following = rows[0].run_at if rows else None
            again = now + FAILED if failed else None
            return min((one for one in (following, again) if one is not None), default=None)
        done = 0
        for owner_id in dict.fromkeys(row.owner_id for row in ready):
            ids = [row.id for row in ready if row.owner_id == owner_id]
            try:
                done += await _fire(owner_id, ids)
            except Exception as error:  # the alerts of the other owners still have to be fired
                if _met_a_lock(error):
                    continue
                _log.exception("The alerts of an owner could not be fired.")
                failed.append(owner_id)
        idle = 0 if done else idle + 1
        if idle == MOST_IDLE:  # nor do owners whose alerts stay locked
            failed += {row.owner_id for row in ready}
        await asyncio.sleep(REST * (time.monotonic() - began) if done else BUSY)


async def _fire(owner_id: UUID, ids: Sequence[UUID]) -> int:
    """Fires those of an owner's alerts that nothing else is changing; returns their number."""
    async with transaction() as tx:
        await tx.execute(_WAIT_BRIEFLY)
        await set_owner(tx.connection, owner_id)
        found = await tx.all(_locked(), {"owner": owner_id, "ids": list(ids), "now": tx.now})
        alerts = [AlertRecord(*row) for row in found]
        done = await _miss(tx, owner_id, [one for one in alerts if one.state == "due"])
        waiting = [one for one in alerts if one.state != "due"]
        for source in all_sources():
            of_source = [one for one in waiting if source_of(one) is source]
            if of_source:
                done += await source.wake(tx, owner_id, of_source)
        return done


def _met_a_lock(error: Exception) -> bool:
    return isinstance(error, OperationalError) and isinstance(
        error.orig, psycopg.errors.LockNotAvailable
    )


async def _miss(tx: Transaction, owner_id: UUID, alerts: Sequence[AlertRecord]) -> int:
    """Alerts that fired and that no tab has shown are missed."""
    missed = state_of("missed", tx.now)
    await ledger.change(tx, owner_id, [(one.id, missed) for one in alerts])
    return len(alerts)


@cache
def _next() -> Select[*tuple[Any, ...]]:
    """What is due next, over all owners: one read of the index on `run_at`."""
    failed = cast(bindparam("failed", type_=ARRAY(Uuid())), ARRAY(Uuid()))
    return (
        select(DUE.c.run_at, DUE.c.owner_id, DUE.c.id)
        .where(DUE.c.owner_id != all_(failed))
        .order_by(DUE.c.run_at)
        .limit(bindparam("limit", type_=Integer()))
    )


@cache
def _locked() -> Select[*tuple[Any, ...]]:
    now = bindparam("now", type_=DateTime(timezone=True))
    return (
        select(*RECORD)
        .where(ALERTS.c.owner_id == OWNER, ALERTS.c.id == IDS, ALERTS.c.wakes_at <= now)
        .order_by(ALERTS.c.run_at, ALERTS.c.id)
        .with_for_update(skip_locked=True)
    )
