"""Many alerts that fall due at once: when all are in the ledger, and toggles meanwhile."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import psycopg

from benchmarks import load
from benchmarks.installation import Installation
from benchmarks.plan import Plan
from benchmarks.report import Goal, Section
from benchmarks.seed import SeededAccount
from benchmarks.servers import Server
from benchmarks.toggling import p95, timed, toggle

SIZE = 1_000
ALERTS = 10_000
AHEAD = timedelta(seconds=3)
"""How long before their time the reminders are stored."""

LONGEST = 120.0
"""Seconds after which the measurement gives up."""

_REMINDERS = """
WITH owner AS (SELECT %(owner)s::uuid AS id),
made AS (
    INSERT INTO reminders (owner_id, id, version, created_at, updated_at, title, notes,
        remind_local, time_zone, occurrence, due_at, words)
    SELECT owner.id, uuidv7(), 1, now(), now(), 'Reminder ' || number, '',
        %(at)s::timestamptz AT TIME ZONE 'UTC', 'UTC', %(at)s::timestamptz AT TIME ZONE 'UTC',
        %(at)s, ''::tsvector
    FROM owner, generate_series(1, %(count)s) AS number
    RETURNING owner_id, id, occurrence, due_at
)
INSERT INTO alerts (owner_id, id, version, created_at, updated_at, reminder_id, occurrence, run_at,
    state, wakes_at, channel)
SELECT owner_id, uuidv7(), 1, now(), now(), id, occurrence, due_at, 'planned', due_at, 'app'
FROM made
"""
_WAITING = "SELECT count(*) FROM alerts WHERE owner_id = %s AND state = 'planned'"


def measure(installation: Installation, umbra: Server, plan: Plan) -> Section:
    """Toggles alone, then while 10,000 reminders of another account fire."""
    account, other = installation.accounts[SIZE], installation.calendars.few
    quiet, beside, seconds = asyncio.run(
        _measured(installation.database_url, umbra, account, other, plan.flood_toggles)
    )
    return Section(
        f"{ALERTS:,} alerts due at once",
        ("What", "Measured"),
        [
            ("All alerts in the ledger after", f"{seconds:.1f} s"),
            ("p95 of a toggle, quiet", f"{p95(quiet):.1f} ms"),
            ("p95 of a toggle meanwhile", f"{p95(beside):.1f} ms"),
        ],
        [
            Goal(f"Time until {ALERTS:,} alerts are in the ledger", seconds, 30.0, "s"),
            Goal("p95 of a toggle while they fire", p95(beside) / p95(quiet), 2.0),
        ],
    )


async def _measured(
    url: str, umbra: Server, account: SeededAccount, other: SeededAccount, number: int
) -> tuple[list[float], list[float], float]:
    """Milliseconds of toggles, alone and beside the alerts, and seconds until all had fired."""
    toggling = await load.Connection.to(umbra.port)
    requests = [toggle(umbra, account, done) for done in (True, False)]
    await timed(toggling, requests, number // 4)
    quiet = await timed(toggling, requests, number)
    address = url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as database:
        at = datetime.now(UTC) + AHEAD
        await database.execute(_REMINDERS, {"owner": other.owner_id, "at": at, "count": ALERTS})
        await asyncio.sleep(max((at - datetime.now(UTC)).total_seconds(), 0))
        fired = asyncio.create_task(_all_fired(database, other, at))
        beside: list[float] = []
        while not fired.done():
            beside += await timed(toggling, requests, len(requests))
        seconds = await fired
        await database.execute("DELETE FROM reminders WHERE owner_id = %s", [other.owner_id])
    toggling.close()
    return quiet, beside, seconds


async def _all_fired(
    database: psycopg.AsyncConnection, owner: SeededAccount, at: datetime
) -> float:
    """The seconds from `at` until none of the owner's alerts is planned. RuntimeError if late."""
    began = time.monotonic()
    while time.monotonic() - began < LONGEST:
        found = await (await database.execute(_WAITING, [owner.owner_id])).fetchone()
        if found is not None and not found[0]:
            return (datetime.now(UTC) - at).total_seconds()
        await asyncio.sleep(0.25)
    raise RuntimeError(f"not all alerts had fired after {LONGEST:.0f} s")
