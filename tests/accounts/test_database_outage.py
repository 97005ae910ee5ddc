"""During a database outage events are answered by constants: no data, no loop, no incident."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from reflex_base.utils.format import format_event_handler

from tests.accounts.audit_rows import DiaryState
from tests.accounts.sockets import Browsers, Tab, kept_by
from tests.conftest import token_of
from umbra import database as process
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.ui import incidents
from umbra.umbra import refresh_after_gap

NOTHING_LOADS = "/nowhere"
SECRET = "the canary sings at noon"
WRITE = format_event_handler(DiaryState.event_handlers["write"])
FILE = format_event_handler(DiaryState.event_handlers["file"])


@asynccontextmanager
async def database_away(database: Database) -> AsyncIterator[None]:
    """Points this process at an address where no database listens."""
    away = Database("postgresql+psycopg://nobody:secret-word@127.0.0.1:9/none")
    process.use(away)
    try:
        yield
    finally:
        process.use(database)
        await away.close()


@pytest.fixture
async def tab(browsers: Browsers, alice: Actor) -> Tab:
    """A tab of alice's whose state contains a secret."""
    opened = await browsers.tab(token_of("alice"), path=NOTHING_LOADS)
    await opened.send(WRITE, {"entry": SECRET})
    await opened.until(lambda: opened.var("entry") == SECRET)
    return opened


def answers(tab: Tab, name: str) -> list[str]:
    return [frame for frame in tab.frames if f'"{name}_rx_state_":' in frame]


async def test_each_event_gets_one_answer_and_the_log_no_incident(
    tab: Tab, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    before = len(tab.frames)
    async with database_away(database):
        for _ in range(20):
            await tab.send(WRITE, {"entry": "more"})
        await tab.until(lambda: len(tab.frames) - before >= 20)
        assert tab.var("database_away") is True
    received = tab.frames[before:]
    assert len(received) == 20
    assert not any(SECRET in frame for frame in received)
    assert (await kept_by(tab, DiaryState)).entry == SECRET
    assert "Incident" not in caplog.text
    assert {record.levelname for record in caplog.records} <= {"WARNING", "INFO", "DEBUG"}


async def test_a_tab_reloads_once_changes_are_received_again(tab: Tab, database: Database) -> None:
    async with database_away(database):
        await tab.send(WRITE, {"entry": "more"})
        await tab.until(lambda: tab.var("database_away") is True)
    await refresh_after_gap()
    await tab.until(lambda: tab.var("database_away") is False)
    assert tab.var("entry") == SECRET


async def test_a_tab_reloads_at_its_next_event_too(tab: Tab, database: Database) -> None:
    async with database_away(database):
        await tab.send(WRITE, {"entry": "lost"})
        await tab.until(lambda: tab.var("database_away") is True)
    await tab.send(WRITE, {"entry": "kept"})
    await tab.until(lambda: tab.var("database_away") is False)
    assert tab.var("entry") == "kept"


@pytest.mark.parametrize("thief", [None, "bob"])
async def test_a_stolen_tab_token_shows_nothing_during_an_outage(
    thief: str | None, tab: Tab, browsers: Browsers, database: Database, bob: Actor
) -> None:
    await tab.leave()
    async with database_away(database):
        cookie = token_of(thief) if thief else None
        stolen = await browsers.tab(cookie, token=tab.token, hydrate=False)
        await stolen.send(WRITE, {"entry": "hello"})
        await stolen.until(lambda: stolen.var("database_away") or stolen.var("must_leave"))
    await stolen.settle()
    assert not any(SECRET in frame for frame in stolen.frames)
    assert (await kept_by(stolen, DiaryState)).entry == ""


async def test_a_repeated_exception_in_a_handler_is_one_incident_and_one_answer_per_event(
    tab: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    incidents._recent.clear()
    await asyncio.gather(*(tab.send(FILE, {"form": {}}) for _ in range(5)))
    await tab.settle()
    await tab.until(lambda: len(answers(tab, "incident")) >= 6)
    incident_frames = [f for f in answers(tab, "incident") if "is_hydrated" not in f]
    assert len(incident_frames) == 5
    logged = [r.getMessage() for r in caplog.records if r.getMessage().startswith("Incident")]
    assert len(logged) == 1
    assert SECRET not in "".join(incident_frames)
