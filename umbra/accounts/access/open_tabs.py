"""Which tabs of this process a session has open, and how they end with it.

A tab is known by Reflex's client token, which is no secret and proves nothing.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import reflex as rx
from reflex_base.constants import RouteVar
from reflex_base.event import Event
from reflex_base.event.context import EventContext

from umbra.accounts.access.tab_redirect import GateState, empty, lock_path
from umbra.accounts.sessions import sessions
from umbra.accounts.sessions.sessions import LiveSession
from umbra.core.actor import Actor
from umbra.database import database

if TYPE_CHECKING:
    from reflex.app import App

_log = logging.getLogger(__name__)

EXPIRY_STEP = 1.0
"""Seconds between two looks at the clock for sessions that expire while tabs are open."""

IDLE_EVERY = 5
"""Every so many looks, sessions that nobody touched for as long as they may are locked."""

SWEEP_EVERY = 60
"""Every so many looks the database is asked which sessions still live."""

on_tab_opened: list[Callable[[str, Actor], None]] = []
"""Called with a tab's client token and its actor when the tab becomes that actor's."""

on_tab_closed: list[Callable[[str], None]] = []
"""Called with a tab's client token when the tab stops being anybody's."""

sockets: dict[str, str | None] = {}
"""The session digest that the open socket of each tab came with; None: it came without."""


@dataclass(slots=True)
class _OpenTabs:
    expires_at: datetime
    tokens: set[str] = field(default_factory=set)


_of_sessions: dict[UUID, _OpenTabs] = {}
_session_of: dict[str, UUID] = {}
_waiting_for: dict[str, UUID] = {}
"""The tabs whose session is locked: emptied, and anybody's until it is opened again."""


def remember(token: str, live: LiveSession) -> None:
    """Notes that a tab shows what `live`'s account may see, or waits until it may again."""
    session_id = live.actor.session_id
    if not live.is_open:
        forget(token)
        _waiting_for[token] = session_id
        return
    if _session_of.get(token) == session_id:
        return
    forget(token)
    _session_of[token] = session_id
    _of_sessions.setdefault(session_id, _OpenTabs(live.expires_at)).tokens.add(token)
    for told in on_tab_opened:
        told(token, live.actor)


def forget(token: str) -> None:
    """Takes a tab off the lists: its socket is gone, or its session."""
    _waiting_for.pop(token, None)
    session_id = _session_of.pop(token, None)
    if session_id is None:
        return
    opened = _of_sessions[session_id]
    opened.tokens.discard(token)
    if not opened.tokens:
        del _of_sessions[session_id]
    for told in on_tab_closed:
        told(token)


async def end_tabs_of_session(app: App, session_id: UUID) -> None:
    """Empties every tab of this process that a session filled, and sends it to the lock."""
    for token in tabs_of(session_id):
        forget(token)
        async with _emptied(app, token, session_id) as gate:
            if gate is not None:
                shown = gate._get_root_state().router_data.get(RouteVar.ORIGIN)
                gate.must_leave = lock_path(str(shown or "/"))


async def lock_tabs_of_session(app: App, session_id: UUID) -> None:
    """Empties every tab of this process that a session filled; each stays where it is."""
    for token in tabs_of(session_id):
        forget(token)
        _waiting_for[token] = session_id
        async with _emptied(app, token, session_id) as gate:
            if gate is not None:
                gate.locked = True


async def open_tabs_of_session(app: App, session_id: UUID) -> None:
    """Lets the tabs of a session that was locked load their pages again, by the guard."""
    for token in tabs_of(session_id):
        for event in Event.from_event_type(rx.State.hydrate_and_load()):
            with app.set_contexts():
                await app.event_processor.enqueue(token, event)


def tabs_of(session_id: UUID) -> tuple[str, ...]:
    """The tabs of this process that a session fills, or would if it were not locked."""
    opened = _of_sessions.get(session_id)
    waiting = [token for token, waits in _waiting_for.items() if waits == session_id]
    return (*(opened.tokens if opened else ()), *waiting)


@asynccontextmanager
async def _emptied(app: App, token: str, session_id: UUID) -> AsyncIterator[GateState | None]:
    """A tab's gate after its state was emptied; None when it is another session's by now."""
    stop_events(app, token)
    async with app.modify_state(rx.BaseStateToken(ident=token, cls=GateState)) as state:
        root = state._get_root_state()
        gate = await root.get_state(GateState)
        if gate._session_id not in {str(session_id), ""}:
            yield None
            return
        await empty(root)
        gate._session_id = ""
        yield gate


async def reconcile_with_database(app: App) -> None:
    """Does what a notice that got lost would have: forgets lost tabs, ends those of dead
    sessions, locks and opens those that the database knows as locked or open."""
    for token in (*_session_of, *_waiting_for):
        if token not in sockets:
            forget(token)
    known = frozenset(_of_sessions) | frozenset(_waiting_for.values())
    alive = await sessions.alive(known)
    waiting = frozenset(_waiting_for.values())
    for session_id in known:
        standing = alive.get(session_id)
        if standing is None:
            await end_tabs_of_session(app, session_id)
        elif standing == "locked" and session_id in _of_sessions:
            await lock_tabs_of_session(app, session_id)
        elif standing == "open" and session_id in waiting:
            await open_tabs_of_session(app, session_id)


async def watch(app: App) -> None:
    """Runs for ever: ends the tabs of each session as it expires, or was missed to end.

    Those of a session that nobody touched for too long are locked.
    """
    looks = 0
    while True:
        await asyncio.sleep(EXPIRY_STEP)
        looks += 1
        try:
            await _look_at_the_clock(app, looks)
        except Exception as error:  # nothing may end the watch: it ends sessions
            _log.warning("Open sessions could not be checked (%s).", type(error).__name__)


async def _look_at_the_clock(app: App, looks: int) -> None:
    now = database().clock.now()
    expired = any(opened.expires_at <= now for opened in _of_sessions.values())
    if _of_sessions and looks % IDLE_EVERY == 0:
        for session_id in await sessions.lock_idle(frozenset(_of_sessions)):
            await lock_tabs_of_session(app, session_id)
    if (_of_sessions or _waiting_for) and (expired or looks % SWEEP_EVERY == 0):
        await reconcile_with_database(app)


def stop_events(app: App, token: str) -> None:
    """Cancels what still runs for a tab, the present event apart: its state changes hands.

    A handler in the background would otherwise write what it found for one account into
    a state that is another's by then.
    """
    processor = app._event_processor
    for task in tuple(processor._tasks.values()) if processor else ():
        if task is not asyncio.current_task() and _tab_of(task) == token:
            task.cancel()


def _tab_of(task: asyncio.Task[None]) -> str:
    """The client token of the event that a task handles (where Reflex keeps it)."""
    if sys.version_info < (3, 12):
        return task._event_ctx.token  # pyright: ignore[reportAttributeAccessIssue]
    return task.get_context().run(EventContext.get).token
