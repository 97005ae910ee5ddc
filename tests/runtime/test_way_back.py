"""Whoever runs the house lets somebody in again by the command line, and the log says so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import enrol, verify
from tests.accounts.conftest import Browser, configuration, hasher, house
from tests.conftest import FrozenClock
from umbra import cli
from umbra.config import settings
from umbra.database import Database

__all__ = ["configuration", "hasher", "house"]


@pytest.fixture
def at_home(
    configuration: pytest.MonkeyPatch, house: Database, database_url: str, clock: FrozenClock
) -> Iterator[None]:
    """The command line finds this test's database, at the time it is by the machine's clock."""
    clock.instant = datetime.now(UTC)
    configuration.setenv("DATABASE_URL", database_url)
    settings.cache_clear()
    yield
    settings.cache_clear()


async def run(*arguments: str) -> int:
    """One command, in a thread: it brings an event loop of its own."""
    return await asyncio.to_thread(cli.main, ["accounts", *arguments])


async def test_the_only_admin_locked_out_gets_in_again(
    at_home: None, house: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Browser() as browser, Browser("198.51.100.7") as guesser:
        await browser.set_up()
        for _ in range(6):
            await guesser.sign_in("not the password")
        assert (await guesser.sign_in()).status_code == 429
        assert await run("reset-password", "ALICE") == 0
        password = capsys.readouterr().out.rpartition(": ")[2].strip()
        assert (await browser.get("/api/todos")).status_code == 401, "all sessions end"
        step = await guesser.sign_in(password)
        assert step.json()["status"] == "password_change_required"
    async with house.transaction() as tx:
        rows = await tx.all(text("SELECT action, address FROM audit_log ORDER BY number"))
        kept = await tx.scalar(text("SELECT password_hash FROM accounts"))
    assert ("password_reset", "command line") in [tuple(row) for row in rows]
    assert password not in kept


async def test_a_lost_second_factor_is_turned_off(
    at_home: None, clock: FrozenClock, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Browser() as browser:
        await browser.set_up()
        app, _ = await enrol(browser, clock)
        assert (await browser.sign_in()).json()["status"] == "totp_required"
        assert await run("reset-mfa", "alice") == 0
        assert "is off" in capsys.readouterr().out
        assert (await verify(browser, app.code())).json()["type"] == "/problems/step-over"
        assert (await browser.sign_in()).json()["status"] == "signed_in"


async def test_a_name_that_nobody_has_is_said_so(
    at_home: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("reset-mfa", "nobody-here") == 1
    assert "no account" in capsys.readouterr().err
