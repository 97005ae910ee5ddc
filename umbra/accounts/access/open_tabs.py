"""The open tabs of each session in this process: ends, locks and unlocks them with the session.

A tab is identified by Reflex's client token, which is not a secret and authenticates nothing.
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
from uuid import UUID, uuid4

import reflex as rx
from reflex_base.constants import RouteVar
from reflex_base.event import Event
from reflex_base.event.context import EventContext

from umbra.accounts.access.tab_redirect import TabRedirectState, lock_path, reset_state_tree
from umbra.accounts.sessions import sessions
from umbra.accounts.sessions.sessions import LiveSession
from umbra.core.actor import Actor
from umbra.database import database

if TYPE_CHECKING:
    from reflex.app import App

_log = logging.getLogger(__name__)

CHECK_SECONDS = 1.0
"""Seconds between two checks whether a session with open tabs has expired."""

IDLE_CHECK_EVERY = 5
"""Sessions without activity are locked at every fifth check."""

RECONCILE_EVERY = 60
"""The database is asked which sessions are still live at every sixtieth check."""

on_tab_opened: list[Callable[[str, Actor], None]] = []
"""Callbacks, called with a tab's client token and its actor when the tab is assigned to it."""

on_tab_closed: list[Callable[[str], None]] = []
"""Callbacks, called with a tab's client token when the tab no longer belongs to a session."""

sockets: dict[str, str | None] = {}
"""The session digest in the handshake of each tab's open socket, None without a session."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The page that a tab shows: its path, and an id that each visit of a page has of its own."""

    path: str
    visit: str


_NO_PAGE = ShownPage("", "")


@dataclass(slots=True)
class _OpenTabs:
    expires_at: datetime
    owner_id: UUID
    tokens: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _LockedTab:
    session_id: UUID
    owner_id: UUID


_tabs_of_sessions: dict[UUID, _OpenTabs] = {}
_session_of: dict[str, UUID] = {}
_pages: dict[str, ShownPage] = {}
_returned: dict[str, str] = {}
"""The visit that each tab showed when its page connected again after a lost connection."""

_locked_tabs: dict[str, _LockedTab] = {}
"""The tabs whose session is locked: reset, and assigned to no account until it is unlocked."""


def add(token: str, live: LiveSession, page: str) -> None:
    """Records that a tab belongs to the session `live`, or waits for it to be unlocked.

    `page` is the path that the tab reports to show.
    """
    session_id = live.actor.session_id
    if not live.is_open:
        remove(token)
        _locked_tabs[token] = _LockedTab(session_id, live.actor.owner_id)
        return
    shown = _pages.get(token)
    if _session_of.get(token) != session_id:
        _open(token, live)
    if shown is None or shown.path != page:
        shown = ShownPage(page, uuid4().hex)
    _pages[token] = shown


def _open(token: str, live: LiveSession) -> None:
    session_id = live.actor.session_id
    remove(token)
    _session_of[token] = session_id
    _tabs_of_sessions.setdefault(
        session_id, _OpenTabs(live.expires_at, live.actor.owner_id)
    ).tokens.add(token)
    for callback in on_tab_opened:
        callback(token, live.actor)


def remove(token: str) -> None:
    """Removes a tab whose socket or session has ended."""
    _locked_tabs.pop(token, None)
    _pages.pop(token, None)
    _returned.pop(token, None)
    session_id = _session_of.pop(token, None)
    if session_id is None:
        return
    opened = _tabs_of_sessions[session_id]
    opened.tokens.discard(token)
    if not opened.tokens:
        del _tabs_of_sessions[session_id]
    for callback in on_tab_closed:
        callback(token)


def note_connection(token: str, *, again: bool) -> None:
    """Records whether the page of a tab connected `again`, or was opened. Comes after `add`."""
    if again and token in _pages:
        _returned[token] = _pages[token].visit
    else:
        _returned.pop(token, None)


def take_return(token: str) -> bool:
    """Whether the page that the tab shows connected again: it still has what it showed.

    Once for each time, and not for a page that was opened after another one had connected again.
    """
    visit = _returned.pop(token, None)
    return visit is not None and visit == page_of(token).visit


def page_of(token: str) -> ShownPage:
    """The page that a tab showed at its last event; without a path for an unknown tab."""
    return _pages.get(token, _NO_PAGE)


async def end_tabs_of_session(app: App, session_id: UUID) -> None:
    """Resets every tab of a session in this process and redirects it to the lock screen."""
    for token in tabs_of(session_id):
        remove(token)
        async with _reset_tab(app, token, session_id) as redirect:
            if redirect is not None:
                shown = redirect._get_root_state().router_data.get(RouteVar.ORIGIN)
                redirect.must_leave = lock_path(str(shown or "/"))


async def lock_tabs_of_session(app: App, session_id: UUID) -> None:
    """Resets and locks every tab of a session in this process. Each stays at its address."""
    opened = _tabs_of_sessions.get(session_id)
    for token in tabs_of(session_id):
        already = _locked_tabs.get(token)
        remove(token)
        if locked := already or (opened and _LockedTab(session_id, opened.owner_id)):
            _locked_tabs[token] = locked
        async with _reset_tab(app, token, session_id) as redirect:
            if redirect is not None:
                redirect.locked = True


async def open_tabs_of_session(app: App, session_id: UUID) -> None:
    """Reloads the tabs of an unlocked session in this process, each through the event guard."""
    for token in tabs_of(session_id):
        for event in Event.from_event_type(rx.State.hydrate_and_load()):
            with app.set_contexts():
                await app.event_processor.enqueue(token, event)


def tabs_of(session_id: UUID) -> tuple[str, ...]:
    """Returns the client tokens of a session's tabs in this process, locked ones included."""
    opened = _tabs_of_sessions.get(session_id)
    locked = [token for token, one in _locked_tabs.items() if one.session_id == session_id]
    return (*(opened.tokens if opened else ()), *locked)


def locked_tabs_of(owner_id: UUID) -> tuple[str, ...]:
    """Returns the client tokens of the owner's locked tabs in this process."""
    return tuple(token for token, one in _locked_tabs.items() if one.owner_id == owner_id)


def all_locked_tabs() -> tuple[str, ...]:
    """Returns the client tokens of this process's locked tabs."""
    return tuple(_locked_tabs)


@asynccontextmanager
async def _reset_tab(
    app: App, token: str, session_id: UUID
) -> AsyncIterator[TabRedirectState | None]:
    """Resets a tab's state and yields its redirect state, or None for another session's tab."""
    stop_events(app, token)
    async with app.modify_state(rx.BaseStateToken(ident=token, cls=TabRedirectState)) as state:
        root = state._get_root_state()
        redirect = await root.get_state(TabRedirectState)
        if redirect._session_id not in {str(session_id), ""}:
            yield None
            return
        await reset_state_tree(root)
        redirect._session_id = ""
        yield redirect


async def reconcile_with_database(app: App) -> None:
    """Brings the open tabs in line with the database, in case a notification was lost.

    Removes tabs without a socket, ends those of ended sessions, and locks or unlocks those whose
    session is locked or unlocked in the database.
    """
    for token in (*_session_of, *_locked_tabs):
        if token not in sockets:
            remove(token)
    locked = frozenset(one.session_id for one in _locked_tabs.values())
    known = frozenset(_tabs_of_sessions) | locked
    alive = await sessions.alive(known)
    for session_id in known:
        status = alive.get(session_id)
        if status is None:
            await end_tabs_of_session(app, session_id)
        elif status == "locked" and session_id in _tabs_of_sessions:
            await lock_tabs_of_session(app, session_id)
        elif status == "open" and session_id in locked:
            await open_tabs_of_session(app, session_id)


async def watch_sessions(app: App) -> None:
    """Runs as a background task: ends the tabs of expired sessions and locks idle ones.

    Also reconciles the open tabs with the database at intervals.
    """
    checks = 0
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        checks += 1
        try:
            await _check_sessions(app, checks)
        except Exception as error:  # the task must not stop: expired sessions would stay open
            _log.warning("Open sessions could not be checked (%s).", type(error).__name__)


async def _check_sessions(app: App, checks: int) -> None:
    now = database().clock.now()
    expired = any(opened.expires_at <= now for opened in _tabs_of_sessions.values())
    if _tabs_of_sessions and checks % IDLE_CHECK_EVERY == 0:
        for session_id in await sessions.lock_idle(frozenset(_tabs_of_sessions)):
            await lock_tabs_of_session(app, session_id)
    if (_tabs_of_sessions or _locked_tabs) and (expired or checks % RECONCILE_EVERY == 0):
        await reconcile_with_database(app)


def stop_events(app: App, token: str) -> None:
    """Cancels a tab's running events, except the present one, before its state is reassigned.

    A background handler could otherwise write one account's data into a state that belongs to
    another account by then.
    """
    processor = app._event_processor
    for task in tuple(processor._tasks.values()) if processor else ():
        if task is not asyncio.current_task() and _tab_of(task) == token:
            task.cancel()


def _tab_of(task: asyncio.Task[None]) -> str:
    """Returns the client token of the event that a task handles, from Reflex's event context."""
    if sys.version_info < (3, 12):
        return task._event_ctx.token  # pyright: ignore[reportAttributeAccessIssue]
    return task.get_context().run(EventContext.get).token
