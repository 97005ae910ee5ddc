"""Locking: the server sends no data of a locked session until it is unlocked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest
from reflex.utils.format import format_event_handler
from sqlalchemy import text

from tests.accounts.audit_rows import DiaryState
from tests.accounts.conftest import PASSWORD, SETUP_CODE, Browser, CountingHasher
from tests.accounts.sockets import Browsers, app, kept_by
from tests.accounts.test_event_guard import SECRET, handler
from tests.conftest import FrozenClock
from umbra.accounts import policy
from umbra.accounts.access import open_tabs
from umbra.accounts.lock_screen import LockState
from umbra.accounts.policy import Rules
from umbra.alerts.state import AlertsState
from umbra.alerts.worker import fire_due
from umbra.database import Database
from umbra.live.changes import SessionChange
from umbra.umbra import follow_session

WRITTEN_WHILE_LOCKED = "written while the session is locked"
PIN = "830164"
LOOK = format_event_handler(LockState.event_handlers["look"])
LOAD_ALERTS = format_event_handler(AlertsState.event_handlers["load"])
ARRIVE = format_event_handler(LockState.event_handlers["arrive"])


@pytest.fixture
async def home(browser: Browser) -> Browser:
    """A signed-in browser of alice, who set up this server."""
    await browser.set_up()
    return browser


@pytest.fixture
async def locked(home: Browser) -> Browser:
    await home.post("/api/auth/lock")
    return home


@pytest.fixture
async def watching(monkeypatch: pytest.MonkeyPatch, database: Database) -> AsyncIterator[None]:
    monkeypatch.setattr(open_tabs, "CHECK_SECONDS", 0.01)
    watch = asyncio.create_task(open_tabs.watch_sessions(app))
    yield
    watch.cancel()
    with suppress(asyncio.CancelledError):
        await watch


async def is_locked(browser: Browser) -> bool:
    return (await browser.get("/api/auth/status")).json()["locked"]


async def unlock(browser: Browser, password: str = PASSWORD) -> int:
    answer = await browser.post("/api/auth/unlock", json={"password": password})
    return answer.status_code


async def test_a_locked_session_may_only_read_its_status_unlock_and_sign_out(
    locked: Browser,
) -> None:
    refused = await locked.get("/api/todos")
    assert (refused.status_code, refused.json()["type"]) == (423, "/problems/locked")
    for path in ("/api/auth/login", "/api/auth/setup", "/api/auth/touch", "/api/auth/lock"):
        assert (await locked.post(path, json={})).status_code == 423, path
    status = (await locked.get("/api/auth/status")).json()
    assert (status["locked"], status["authenticated"], status["account"]) == (True, False, None)
    assert status["unlock"] == ["password"]
    assert (await locked.post("/api/auth/logout")).status_code == 204
    assert not await is_locked(locked)


async def test_the_password_unlocks_the_session(locked: Browser) -> None:
    assert await unlock(locked, "not the password") == 401
    assert (await locked.get("/api/todos")).status_code == 423
    assert await unlock(locked) == 204
    assert (await locked.get("/api/todos")).status_code == 200


async def test_a_pin_unlocks_the_session_if_the_account_has_one(
    locked: Browser, database: Database, hasher: CountingHasher
) -> None:
    stored = await hasher.hash("pin", PIN)
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET pin_hash = :stored"), {"stored": stored})
    assert (await locked.get("/api/auth/status")).json()["unlock"] == ["pin", "password"]
    assert (await locked.post("/api/auth/unlock", json={"pin": "830165"})).status_code == 401
    assert (await locked.post("/api/auth/unlock", json={"pin": PIN})).status_code == 204


async def test_five_wrong_pins_end_a_locked_session(browser: Browser) -> None:
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": PIN})
    await browser.post("/api/auth/lock")
    answers = [
        await browser.post("/api/auth/unlock", json={"pin": f"{number}30164"})
        for number in (1, 2, 3, 4, 5)
    ]
    assert {answer.status_code for answer in answers} == {401}
    kinds = [answer.json()["type"].rpartition("/")[2] for answer in answers]
    assert kinds == ["bad-credentials"] * 4 + ["not-signed-in"]
    assert (await browser.post("/api/auth/unlock", json={"pin": PIN})).status_code == 401
    assert (await browser.get("/api/todos")).status_code == 401
    assert (await browser.post("/api/auth/login", json={"pin": PIN})).status_code == 200


async def test_a_right_secret_resets_the_count_of_wrong_ones(locked: Browser) -> None:
    for _ in range(3):
        for _ in range(4):
            assert await unlock(locked, "wrong") == 401
        assert await unlock(locked) == 204
        await locked.post("/api/auth/lock")


async def test_two_hundred_parallel_wrong_attempts_reach_the_hasher_five_times(
    locked: Browser, hasher: CountingHasher
) -> None:
    before = hasher.compared
    await asyncio.gather(*(unlock(locked, "wrong") for _ in range(200)))
    assert hasher.compared - before == 5
    assert (await locked.get("/api/todos")).status_code == 401


async def test_other_sessions_stay_open_and_an_anonymous_caller_unlocks_nothing(
    locked: Browser,
) -> None:
    async with Browser() as phone, Browser() as stranger:
        await phone.sign_in()
        assert (await phone.get("/api/todos")).status_code == 200
        assert await unlock(stranger) == 401
        assert await is_locked(locked)


async def test_a_session_locks_after_the_inactivity_that_its_account_set(
    home: Browser, clock: FrozenClock
) -> None:
    await home.patch("/api/settings", json={"auto_lock_minutes": 10})
    clock.advance(minutes=10, seconds=-1)
    assert (await home.get("/api/auth/status")).json()["locks_in"] == 1
    assert (await home.get("/api/todos")).status_code == 200
    clock.advance(seconds=1)
    assert (await home.get("/api/todos")).status_code == 423


async def test_reading_does_not_keep_a_session_open_but_touching_and_changing_do(
    home: Browser, clock: FrozenClock
) -> None:
    for keep in (("POST", "/api/auth/touch", None), ("POST", "/api/todos", {"title": "Milk"})):
        clock.advance(minutes=14)
        assert (await home.get("/api/todos")).status_code == 200
        assert (await home.request(keep[0], keep[1], json=keep[2])).is_success
    clock.advance(minutes=14)
    assert (await home.get("/api/todos")).status_code == 200
    clock.advance(minutes=1)
    assert (await home.get("/api/todos")).status_code == 423


async def test_a_locked_session_stays_locked_whatever_is_set_later(
    home: Browser, clock: FrozenClock
) -> None:
    async with Browser() as phone:
        await phone.sign_in()
        clock.advance(minutes=14)
        await phone.post("/api/auth/touch")
        clock.advance(minutes=1)
        assert await is_locked(home)
        await phone.patch("/api/settings", json={"auto_lock_minutes": None})
        assert await is_locked(home)
        clock.advance(days=2)
        assert not await is_locked(phone)


async def test_the_policy_s_maximum_limits_a_longer_auto_lock_setting(
    home: Browser, database: Database, clock: FrozenClock
) -> None:
    await home.patch("/api/settings", json={"auto_lock_minutes": None})
    async with database.transaction() as tx:
        await policy.write(tx, Rules(auto_lock_max_minutes=5))
    clock.advance(minutes=5)
    assert await is_locked(home)


async def test_every_tab_of_a_locked_session_is_reset_in_place_and_reloads_after_unlocking(
    home: Browser, browsers: Browsers
) -> None:
    session = home.cookies["umbra_session"]
    tab, second = [await browsers.tab(session, path="/todos") for _ in range(2)]
    await tab.send(handler("write"), {"entry": SECRET})
    await tab.until(lambda: tab.var("entry") == SECRET)
    listed = (await home.get("/api/auth/sessions")).json()["items"]
    change = SessionChange(open_tabs._session_of[tab.token], "locked")
    assert str(change.session_id) == listed[0]["id"]
    await home.post("/api/auth/lock")
    await follow_session(change)
    for opened in (tab, second):
        await opened.until(lambda opened=opened: opened.var("locked") is True)
        assert (opened.var("must_leave"), opened.var("entry")) == ("", "")
    assert (await kept_by(tab, DiaryState))._draft == ""
    before = len(tab.frames)
    await tab.send(handler("write"), {"entry": WRITTEN_WHILE_LOCKED})
    await tab.settle()
    assert tab.var("locked") is True
    received = tab.frames[before:]
    assert not any(SECRET in frame or WRITTEN_WHILE_LOCKED in frame for frame in received)
    await unlock(home)
    await follow_session(SessionChange(change.session_id, "unlocked"))
    for opened in (tab, second):
        await opened.until(lambda opened=opened: opened.var("locked") is False)
    await tab.send(handler("write"), {"entry": "back"})
    await tab.until(lambda: tab.var("entry") == "back")


async def test_a_tab_that_missed_the_notification_is_still_locked_and_unlocked(
    home: Browser, browsers: Browsers
) -> None:
    tab = await browsers.tab(home.cookies["umbra_session"], path="/todos")
    await home.post("/api/auth/lock")
    await open_tabs.reconcile_with_database(app)
    await tab.until(lambda: tab.var("locked") is True)
    await open_tabs.reconcile_with_database(app)
    await tab.settle()
    assert tab.var("locked") is True
    await unlock(home)
    await open_tabs.reconcile_with_database(app)
    await tab.until(lambda: tab.var("locked") is False)


async def test_a_locked_tab_reloads_after_a_status_report_and_the_server_decides(
    home: Browser, browsers: Browsers
) -> None:
    tab = await browsers.tab(home.cookies["umbra_session"], path="/todos")
    await home.post("/api/auth/lock")
    await open_tabs.reconcile_with_database(app)
    await tab.until(lambda: tab.var("locked") is True)
    await tab.send(ARRIVE, {"standing": {"authenticated": True}})
    await tab.settle()
    assert tab.var("locked") is True
    await unlock(home)
    await tab.send(ARRIVE, {"standing": {"authenticated": True}})
    await tab.until(lambda: tab.var("locked") is False)


async def test_a_tab_opened_while_the_session_is_locked_is_locked(
    locked: Browser, browsers: Browsers
) -> None:
    tab = await browsers.tab(locked.cookies["umbra_session"], path="/todos")
    assert (tab.var("locked"), tab.var("must_leave")) == (True, "")


async def test_a_locked_tab_learns_that_a_reminder_is_due_and_no_more(
    home: Browser, browsers: Browsers, clock: FrozenClock
) -> None:
    tab = await browsers.tab(home.cookies["umbra_session"], path="/todos")
    due = (clock.now() + timedelta(minutes=1)).isoformat()
    reminder = {"title": WRITTEN_WHILE_LOCKED, "remind_at": due}
    assert (await home.post("/api/reminders", json=reminder)).status_code == 201
    await home.post("/api/auth/lock")
    await open_tabs.reconcile_with_database(app)
    await tab.until(lambda: tab.var("locked") is True)
    await tab.send(LOOK, {})
    await tab.settle()
    assert tab.var("reminder_due") is False
    clock.advance(minutes=1)
    await fire_due()
    for name in (LOAD_ALERTS, LOOK):
        await tab.send(name, {})
    await tab.until(lambda: tab.var("reminder_due") is True)
    await tab.settle()
    assert not any(WRITTEN_WHILE_LOCKED in frame for frame in tab.frames)
    await unlock(home)
    await open_tabs.reconcile_with_database(app)
    await tab.until(lambda: tab.var("locked") is False)
    assert tab.var("reminder_due") is False


async def test_a_locked_tab_leaves_when_its_session_ends(
    locked: Browser, browsers: Browsers
) -> None:
    tab = await browsers.tab(locked.cookies["umbra_session"], path="/todos")
    session_id = open_tabs._locked_tabs[tab.token].session_id
    await locked.post("/api/auth/logout")
    await follow_session(SessionChange(session_id, "ended"))
    await tab.until(lambda: tab.var("must_leave") == "/lock?next=/todos")


async def test_an_idle_tab_is_reset_when_its_session_locks(
    home: Browser, browsers: Browsers, watching: None, clock: FrozenClock
) -> None:
    tab = await browsers.tab(home.cookies["umbra_session"])
    await tab.send(handler("write"), {"entry": SECRET})
    await tab.until(lambda: tab.var("entry") == SECRET)
    clock.advance(minutes=15)
    await tab.until(lambda: tab.var("locked") is True)
    assert tab.var("entry") == ""
