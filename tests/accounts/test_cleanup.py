"""Cleanup deletes expired rows, keeps the others, and runs in one process at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.accounts.conftest import Browser
from tests.conftest import FrozenClock
from umbra.accounts.audit.audit_log import Caller, record
from umbra.accounts.cleanup import clean_up
from umbra.accounts.sessions import challenges, sessions
from umbra.config import settings
from umbra.core.actor import Actor
from umbra.database import Database

TABLES = (
    "sessions",
    "challenges",
    "throttles",
    "devices",
    "invites",
    "idempotency_keys",
    "notices",
)


async def row_counts(database: Database) -> dict[str, int]:
    async with database.engine.connect() as connection:
        found = {}
        for table in TABLES:
            found[table] = await connection.scalar(text(f"SELECT count(*) FROM {table}"))
        return found


@pytest.fixture
def long_ago(clock: FrozenClock) -> None:
    """Sets the clock two years before the database's, which protects its last 30 days of log."""
    clock.instant = datetime.now(UTC) - timedelta(days=730)


@pytest.fixture
async def account_with_expiring_rows(browser: Browser, database: Database) -> Actor:
    """The first admin, with at least one row in each table that cleanup deletes from."""
    await browser.set_up()
    await browser.post("/api/admin/invites", json={})
    await browser.post("/api/todos", json={"title": "Milk"}, headers={"Idempotency-Key": "k"})
    await browser.sign_in(username="nobody-here")
    live = await sessions.look_up(sessions.digest(browser.cookies["umbra_session"]))
    assert live is not None
    async with database.transaction() as tx:
        await challenges.begin(tx, live.actor.account_id, "totp", None, tx.now)
        await record(tx, "password_changed", "ok", Caller("192.0.2.1"), live.actor.account_id)
        await tx.execute(text("DELETE FROM throttles WHERE failures = 0"))
    return live.actor


async def test_rows_that_still_count_are_kept(
    account_with_expiring_rows: Actor, database: Database
) -> None:
    before = await row_counts(database)
    assert all(before.values())
    assert await clean_up()
    assert await row_counts(database) == before


async def test_expired_rows_are_deleted(
    account_with_expiring_rows: Actor, database: Database, clock: FrozenClock
) -> None:
    clock.advance(days=1)
    await clean_up()
    after = await row_counts(database)
    assert (after["challenges"], after["idempotency_keys"], after["sessions"]) == (0, 0, 1)
    clock.advance(days=33)
    await clean_up()
    after = await row_counts(database)
    assert (after["sessions"], after["invites"]) == (0, 0)
    assert after["throttles"] > 0, "slow guessing is counted for more than a year"
    clock.advance(days=400)
    await clean_up()
    assert set((await row_counts(database)).values()) == {0}


async def test_the_log_is_kept_for_the_configured_days(
    long_ago: None,
    account_with_expiring_rows: Actor,
    database: Database,
    clock: FrozenClock,
    configuration: pytest.MonkeyPatch,
) -> None:
    async def entries() -> int:
        async with database.transaction() as tx:
            return await tx.scalar(text("SELECT count(*) FROM audit_log"))

    written = await entries()
    clock.advance(days=400)
    await clean_up()
    assert await entries() == written > 0
    async with database.transaction() as tx:
        await record(tx, "lock", "ok", Caller("192.0.2.1"))
    clock.advance(seconds=1)
    await clean_up()
    assert await entries() == 1
    configuration.setenv("UMBRA_LOG_DAYS", "30")
    settings.cache_clear()
    clock.advance(days=31)
    await clean_up()
    assert await entries() == 0


async def test_the_last_thirty_days_of_the_log_are_kept_if_the_app_s_clock_is_ahead(
    account_with_expiring_rows: Actor, database: Database, clock: FrozenClock
) -> None:
    clock.instant = datetime.now(UTC) + timedelta(days=730)
    async with database.transaction() as tx:
        await tx.execute(text("DELETE FROM accounts"))
        await record(tx, "lock", "ok", Caller("192.0.2.1"))
    clock.advance(days=730)
    await clean_up()
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM audit_log")) == 1


async def test_one_process_cleans_up_at_a_time(
    account_with_expiring_rows: Actor, database: Database
) -> None:
    take_lock = text("SELECT pg_advisory_xact_lock(hashtextextended('umbra.tidy', 0))")
    async with database.engine.begin() as another:
        await another.execute(take_lock)
        assert not await clean_up()
    assert await clean_up()
