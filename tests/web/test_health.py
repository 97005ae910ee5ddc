"""The health checks report whether the server is live and ready, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from umbra.database import Database, use
from umbra.web import health


@pytest.fixture
async def monitor() -> AsyncIterator[AsyncClient]:
    """A client of the health checks."""
    app = FastAPI()
    app.include_router(health.router, prefix="/api")
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://umbra.test") as client:
        yield client


async def test_a_running_server_is_live_and_ready(monitor: AsyncClient, database: Database) -> None:
    answer = await monitor.get("/api/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_without_a_database_the_server_is_live_but_not_ready(monitor: AsyncClient) -> None:
    unreachable = Database("postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    use(unreachable)
    try:
        assert (await monitor.get("/api/health/live")).status_code == 200
        answer = await monitor.get("/api/health/ready")
        assert answer.status_code == 503
        assert "secret" not in answer.text
        assert "127.0.0.1" not in answer.text
    finally:
        use(None)
        await unreachable.close()


async def test_before_the_start_the_server_is_not_ready(monitor: AsyncClient) -> None:
    assert (await monitor.get("/api/health/ready")).status_code == 503


async def test_readiness_does_not_wait_for_a_hanging_database(
    monitor: AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(database, "fetch_one", hang)
    monkeypatch.setattr(health, "DATABASE_SECONDS", 0.01)
    assert (await monitor.get("/api/health/ready")).status_code == 503
