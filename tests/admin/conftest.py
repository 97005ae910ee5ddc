"""Fixtures: the browser of an admin, and a second one without a session."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.accounts.conftest import Browser, configuration, database, hasher
from umbra.database import Database

__all__ = ["configuration", "database", "hasher"]


@pytest.fixture
async def admin(database: Database) -> AsyncIterator[Browser]:
    """The browser of alice, who set up the server and is its admin."""
    async with Browser() as opened:
        await opened.set_up()
        await opened.patch("/api/settings", json={"auto_lock_minutes": None})
        yield opened


@pytest.fixture
async def other_browser(database: Database) -> AsyncIterator[Browser]:
    """A browser without a session, at another address."""
    async with Browser("198.51.100.7") as opened:
        yield opened
