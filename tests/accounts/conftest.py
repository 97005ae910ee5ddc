"""Fixtures of the sign-in tests: a secret key, a cheap hasher, and browsers as HTTP clients."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.accounts.sockets import Browsers, serving
from umbra.accounts.primitives import hashing
from umbra.accounts.primitives.hashing import Hasher
from umbra.accounts.primitives.keys import ensure_key_check
from umbra.config import settings
from umbra.database import Database
from umbra.umbra import api

SETUP_CODE = "let-me-set-up-this-server"
ORIGIN = "http://localhost:8000"
PASSWORD = "four green apples fell"
CHEAPEST = 4


class CountingHasher(Hasher):
    """Hashes at bcrypt's lowest cost, and counts how often a secret is compared."""

    def __init__(self) -> None:
        super().__init__(cost=CHEAPEST)
        self.compared = 0

    async def matches(self, kind: hashing.Kind, secret: str, stored: str | None) -> bool:
        self.compared += 1
        return await super().matches(kind, secret, stored)


@pytest.fixture(autouse=True)
def configuration(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The settings of this test. Change them by `setenv` and `settings.cache_clear()`."""
    monkeypatch.setenv("UMBRA_SECRET_KEY", "a-secret-for-tests-only-of-good-length")
    monkeypatch.setenv("UMBRA_SETUP_CODE", SETUP_CODE)
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


@pytest.fixture(autouse=True)
def hasher() -> Iterator[CountingHasher]:
    cheap = CountingHasher()
    hashing.use(cheap)
    yield cheap
    hashing.use(None)
    cheap.close()


@pytest.fixture
async def database(database: Database) -> Database:
    """A database with its key check stored, and no account yet."""
    async with database.transaction() as tx:
        await ensure_key_check(tx)
    return database


class Browser(httpx.AsyncClient):
    """A browser that calls the API: it stores cookies and sends an Origin header."""

    def __init__(self, address: str = "192.0.2.1") -> None:
        super().__init__(
            transport=httpx.ASGITransport(app=api, client=(address, 40000)),
            base_url=ORIGIN,
            headers={"Origin": ORIGIN},
        )

    async def set_up(self, **fields: str | None) -> httpx.Response:
        given = {"setup_code": SETUP_CODE, "username": "alice", "password": PASSWORD}
        return await self.post("/api/auth/setup", json={**given, **fields})

    async def sign_in(self, password: str = PASSWORD, username: str = "alice") -> httpx.Response:
        return await self.post("/api/auth/login", json={"username": username, "password": password})


@pytest.fixture
async def browser(database: Database) -> AsyncIterator[Browser]:
    async with Browser() as opened:
        yield opened


@pytest.fixture
async def stranger(database: Database) -> AsyncIterator[Browser]:
    """Another browser, at another address."""
    async with Browser("198.51.100.7") as opened:
        yield opened


@pytest.fixture
async def browsers(database: Database) -> AsyncIterator[Browsers]:
    """Browsers with tabs connected to the websocket of the whole app."""
    async with serving() as opened:
        yield opened
