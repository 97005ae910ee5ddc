"""Who watches over the house learns whether it is up, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from umbra import database as door
from umbra.database import Database
from umbra.web import health


@pytest.fixture
async def watcher() -> AsyncIterator[AsyncClient]:
    app = FastAPI()
    app.include_router(health.router, prefix="/api")
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://house") as client:
        yield client


async def test_a_house_that_is_up_is_ready(watcher: AsyncClient, database: Database) -> None:
    answer = await watcher.get("/api/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_without_a_database_it_lives_but_is_not_ready(watcher: AsyncClient) -> None:
    gone = Database("postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    door.use(gone)
    try:
        assert (await watcher.get("/api/health/live")).status_code == 200
        answer = await watcher.get("/api/health/ready")
        assert answer.status_code == 503
        assert "secret" not in answer.text
        assert "127.0.0.1" not in answer.text
    finally:
        door.use(None)
        await gone.close()


async def test_before_the_start_it_is_not_ready(watcher: AsyncClient) -> None:
    assert (await watcher.get("/api/health/ready")).status_code == 503


async def test_a_database_that_does_not_answer_is_not_waited_for(
    watcher: AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(database, "fetch_one", hang)
    monkeypatch.setattr(health, "DATABASE_SECONDS", 0.01)
    assert (await watcher.get("/api/health/ready")).status_code == 503
