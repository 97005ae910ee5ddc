"""A running action changes nothing once its session has ended or locked."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from tests.accounts.conftest import Browser
from umbra.database import Database

END, LOCK = "DELETE FROM sessions", "UPDATE sessions SET locked_at = now()"
OWN_SECURITY = [
    ("POST", "/api/auth/password", {"new_password": "seven blue herons waded"}),
    ("PUT", "/api/settings/pin", {"new_pin": "830164"}),
    ("DELETE", "/api/settings/pin", None),
    ("POST", "/api/auth/totp/setup", {}),
    ("POST", "/api/auth/totp/backup-codes", {}),
    ("DELETE", "/api/auth/totp", None),
    ("POST", "/api/tokens", {"name": "Shopping list", "scopes": ["write"]}),
]
ADMIN = [
    ("POST", "/api/admin/invites", {}),
    ("POST", "/api/admin/accounts", {"username": "bob"}),
    ("PUT", "/api/admin/policy", {"registration_open": True}),
]
BLOCKING_LOCKS = {
    "own security": "SELECT FROM accounts FOR UPDATE",
    "admin": "SELECT pg_advisory_xact_lock(hashtext('umbra.admins'))",
}
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
STORED = """
    SELECT password_hash, pin_hash, (SELECT count(*) FROM accounts), (SELECT count(*) FROM invites),
        (SELECT count(*) FROM policy), (SELECT count(*) FROM api_tokens)
    FROM accounts
"""


async def until_it_waits(database: Database) -> None:
    """Waits until the action waits for a lock.

    Each check needs its own transaction, since `pg_stat_activity` is a snapshot within one.
    """
    async with asyncio.timeout(20):
        waiting = 0
        while not waiting:
            async with database.engine.begin() as connection:
                waiting = await connection.scalar(text(WAITING))


@pytest.mark.parametrize(
    ("kind", "action", "end"),
    [
        *(("own security", action, END) for action in OWN_SECURITY),
        *(("admin", action, END) for action in ADMIN),
        ("own security", OWN_SECURITY[0], LOCK),
        ("admin", ADMIN[0], LOCK),
    ],
)
async def test_a_running_action_changes_nothing_once_its_session_has_ended_or_locked(
    browser: Browser, database: Database, kind: str, action: tuple[str, str, Any], end: str
) -> None:
    await browser.set_up()
    method, path, body = action
    async with database.transaction() as tx:
        before = await tx.all(text(STORED))
    async with database.transaction() as tx:
        await tx.execute(text(BLOCKING_LOCKS[kind]))
        await tx.execute(text(end))
        running = asyncio.create_task(browser.request(method, path, json=body))
        await until_it_waits(database)
    assert (await running).status_code in {401, 403}
    async with database.transaction() as tx:
        assert await tx.all(text(STORED)) == before
