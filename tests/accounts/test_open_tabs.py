"""The open tabs of a session end with it, and no data of it remains in them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import pytest
from reflex_base.event import Event
from sqlalchemy import text

from tests.accounts import audit_rows
from tests.accounts.audit_rows import DiaryState
from tests.accounts.conftest import Browser
from tests.accounts.sockets import Browsers, Tab, app, kept_by
from tests.accounts.test_event_guard import SECRET, handler
from tests.conftest import FrozenClock, token_of
from umbra.accounts.access import open_tabs
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.live.changes import Change
from umbra.live.listener import listening
from umbra.umbra import delivery, refresh_after_gap


@pytest.fixture
async def tab(browsers: Browsers, alice: Actor) -> Tab:
    opened = await browsers.tab(token_of("alice"))
    await opened.send(handler("write"), {"entry": SECRET})
    await opened.until(lambda: opened.var("entry") == SECRET)
    return opened


@pytest.fixture
def calls() -> Iterator[dict[str, list[Any]]]:
    """The recorded calls of the callbacks for opened and closed tabs."""
    recorded: dict[str, list[Any]] = {"opened": [], "closed": []}

    def opened(token: str, actor: Actor) -> None:
        recorded["opened"].append((token, actor))

    closed = recorded["closed"].append
    open_tabs.on_tab_opened.append(opened)
    open_tabs.on_tab_closed.append(closed)
    yield recorded
    open_tabs.on_tab_opened.remove(opened)
    open_tabs.on_tab_closed.remove(closed)


@pytest.fixture
async def watching(monkeypatch: pytest.MonkeyPatch, database: Database) -> AsyncIterator[None]:
    monkeypatch.setattr(open_tabs, "CHECK_SECONDS", 0.01)
    watch = asyncio.create_task(open_tabs.watch_sessions(app))
    yield
    watch.cancel()
    with suppress(asyncio.CancelledError):
        await watch


@pytest.fixture
def post() -> Iterator[asyncio.Event]:
    audit_rows.post, audit_rows.waiting = asyncio.Event(), asyncio.Event()
    yield audit_rows.post
    audit_rows.post.set()


async def test_every_tab_of_an_ended_session_is_reset_and_redirected(
    tab: Tab, browsers: Browsers, alice: Actor, bob: Actor
) -> None:
    second = await browsers.tab(token_of("alice"), path="/todos")
    other = await browsers.tab(token_of("bob"))
    await open_tabs.end_tabs_of_session(app, alice.session_id)
    await tab.until(lambda: tab.var("must_leave") == "/lock")
    await second.until(lambda: second.var("must_leave") == "/lock?next=/todos")
    assert (tab.var("entry"), tab.var("shouted")) == ("", "")
    await other.settle()
    assert other.var("must_leave") == ""


async def test_an_idle_tab_is_reset_when_its_session_expires(
    tab: Tab, watching: None, clock: FrozenClock
) -> None:
    clock.advance(days=30)
    await tab.until(lambda: tab.var("must_leave") == "/lock")
    assert tab.var("entry") == ""


async def test_a_tab_that_missed_the_end_of_its_session_is_redirected(
    tab: Tab, browsers: Browsers, database: Database, bob: Actor
) -> None:
    other = await browsers.tab(token_of("bob"))
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET disabled_at = now() WHERE username = 'alice'"))
    await open_tabs.reconcile_with_database(app)
    await tab.until(lambda: tab.var("must_leave") == "/lock")
    await other.settle()
    assert other.var("must_leave") == ""


async def test_the_callbacks_are_called_once_for_an_opened_and_a_closed_tab(
    browsers: Browsers, alice: Actor, calls: dict[str, list[Any]]
) -> None:
    tab = await browsers.tab(token_of("alice"))
    await tab.settle()
    assert calls == {"opened": [(tab.token, alice)], "closed": []}
    await tab.leave()
    assert calls["closed"] == [tab.token]


@pytest.mark.parametrize("next_account", ["bob", None])
async def test_a_running_event_of_one_account_writes_nothing_into_the_next_account_s_tab(
    next_account: str | None, tab: Tab, browsers: Browsers, bob: Actor, post: asyncio.Event
) -> None:
    await tab.send(handler("await_post"))
    await asyncio.wait_for(audit_rows.waiting.wait(), 20)
    await tab.leave()
    cookie = token_of(next_account) if next_account else None
    after = await browsers.tab(cookie, token=tab.token)
    post.set()
    await after.settle()
    await after.settle()
    assert not any("post for" in frame for frame in after.frames)
    assert (await kept_by(after, DiaryState)).entry == ""


async def test_a_running_event_survives_a_lost_socket(
    tab: Tab, browsers: Browsers, alice: Actor, post: asyncio.Event
) -> None:
    await tab.send(handler("await_post"))
    await asyncio.wait_for(audit_rows.waiting.wait(), 20)
    await tab.leave()
    again = await browsers.tab(token_of("alice"), token=tab.token)
    post.set()
    await again.until(lambda: again.var("entry") == f"post for {alice.account_id}")


async def test_an_event_of_an_earlier_socket_runs_as_the_present_socket_s_account(
    tab: Tab, browsers: Browsers, bob: Actor
) -> None:
    """For example a chain of events that began for alice and continues after bob has the tab."""
    router = dict((await kept_by(tab, DiaryState))._get_root_state().router_data)
    await tab.leave()
    after = await browsers.tab(token_of("bob"), token=tab.token)
    event = Event(name=handler("sign"), router_data=router)
    with app.set_contexts():
        await app.event_processor.enqueue(tab.token, event)
    await after.until(lambda: after.var("entry") == f"by {bob.account_id}")


async def test_signing_out_resets_every_tab_of_the_session(
    browser: Browser, browsers: Browsers, database: Database
) -> None:
    received = asyncio.Event()

    async def on_change(change: Change) -> None:
        received.set()
        await delivery.on_change(change)

    async def until_listening() -> None:
        payload = '{"session": "01900000-0000-7000-8000-000000000000", "event": "ended"}'
        while not received.is_set():
            async with database.transaction() as tx:
                await tx.execute(text("SELECT pg_notify('umbra', :payload)"), {"payload": payload})
            with suppress(TimeoutError):
                await asyncio.wait_for(received.wait(), 0.05)

    await browser.set_up()
    session = browser.cookies["umbra_session"]
    tabs = [await browsers.tab(session, path="/todos") for _ in range(3)]
    await tabs[0].send(handler("write"), {"entry": SECRET})
    async with listening(database.direct_url, on_change, refresh_after_gap):
        await until_listening()
        await browser.post("/api/auth/logout")
        for tab in tabs:
            await tab.until(lambda tab=tab: tab.var("must_leave") == "/lock?next=/todos")
    assert tabs[0].var("entry") == ""
