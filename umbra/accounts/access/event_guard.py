"""Event authorization: looks up the session before every event and denies by default.

A client can send any registered event over a websocket, and a tab's state is only a cache whose
token is not a secret. So before each event, hydration and background events included, the guard
looks up the session of the websocket's cookie. It resets a state that belongs to another session
before any of it is sent. It refuses an anonymous caller every handler that is not in
`PUBLIC_HANDLERS`, and a caller who is not an admin every handler of an `AdminsOnly` state.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import reflex as rx
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.constants import RouteVar
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from umbra.accounts.access import open_tabs, outage
from umbra.accounts.access.tab_redirect import (
    TabRedirectState,
    is_public_page,
    local_path,
    lock_path,
    reset_state_tree,
)
from umbra.accounts.sessions import sessions
from umbra.accounts.sessions.sessions import LiveSession
from umbra.core.actor import Actor
from umbra.core.database_errors import database_is_away
from umbra.core.errors import NotAuthenticated

if TYPE_CHECKING:
    from reflex.app import App

PUBLIC_HANDLERS = frozenset(
    {
        "reflex.state.State.hydrate",
        "reflex.state.State.hydrate_and_load",
        "reflex.state.State.set_is_hydrated",
        "reflex.state.OnLoadInternalState.on_load_internal",
        "reflex.state.OnLoadInternalState.set_is_hydrated",
        "umbra.accounts.lock_screen.state.LockState.arrive",
        "umbra.accounts.lock_screen.state.LockState.choose_mode",
        "umbra.accounts.lock_screen.state.LockState.choose_way",
        "umbra.accounts.lock_screen.state.LockState.give_up",
        "umbra.accounts.lock_screen.state.LockState.hear",
        "umbra.accounts.lock_screen.state.LockState.look",
        "umbra.accounts.lock_screen.state.LockState.time_out",
        "umbra.accounts.lock_screen.state.LockState.weigh_name",
    }
)
"""Reviewed: `module.Class.handler` of the events that an anonymous tab may send.

Hydration sends an anonymous tab only the default state: the guard resets the state first.
"""

FORBIDDEN_HANDLERS = frozenset({"setvar", "update_vars_internal"})
"""Handlers that Reflex adds and UMBRA does not need: they write any variable by its name."""

PAGE_LOADS = frozenset({"hydrate", "hydrate_and_load", "on_load_internal"})

SESSION_HEADER = "cookie"
"""The router header in which the socket stores the digest of the session token, not the cookies.

Reflex never sends this header to the page, and the digest can't be used to sign in.
"""

when_locked: list[Callable[[Actor], Awaitable[bool]]] = []
"""Called before each event of a locked session: whether something is due that its tab may say.

That is one bit, and all that a locked tab learns about the account's data.
"""

_actor: ContextVar[Actor | None] = ContextVar("umbra_actor", default=None)
_names: dict[str, str] = {}


def current_actor() -> Actor:
    """Returns the actor of the event that is being handled. NotAuthenticated if anonymous."""
    actor = _actor.get()
    if actor is None:
        raise NotAuthenticated()
    return actor


class AdminsOnly(rx.State, mixin=True):
    """A state whose handlers only admins may call.

    When an account's role changes, the whole state of its tabs is reset, so that no data read by
    such a handler remains.
    """


class EventGuard(Middleware):
    """Reflex middleware that authorizes every event. Add it to the app at index 0."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        root = state._get_root_state()
        router = EventContext.get().router_data or root.router_data
        token = EventContext.get().token
        try:
            live = await _session_of_tab(token, router)
        except Exception as error:
            if not database_is_away(error):
                raise
            _actor.set(None)
            return outage.refuse(token)
        await outage.reload_if_refused(app, token)
        actor = live.actor if live and live.is_open else None
        _actor.set(actor)
        redirect = await root.get_state(TabRedirectState)
        role_changed = _role_has_changed(redirect, live)
        redirect = await _assign_tab(app, token, root, live)
        handler = event.name.rpartition(".")[2]
        allowed = handler not in FORBIDDEN_HANDLERS and may_send(actor, event.name)
        if handler in PAGE_LOADS or not allowed:
            _set_redirect(redirect, live, router)
        if role_changed and handler not in PAGE_LOADS:
            redirect.must_leave, allowed = local_path(_page_of(router)), False
        if live is not None:
            open_tabs.add(token, live, _path_of(router))
            if handler == "hydrate_and_load":
                # A page sends the hashes of its compiled state when it is opened, and only then.
                open_tabs.note_connection(token, again=event.payload.get("hashes") is None)
            if live.locked:
                await _tell_locked(redirect, live.actor)
        if handler == "on_load_internal" and _must_not_load(redirect, router):
            allowed = False
        return None if allowed else await _redirect_alone(root)


def may_send(actor: Actor | None, event_name: str) -> bool:
    """Whether `actor` may send this event. None is an anonymous caller."""
    if actor is None:
        return is_public(event_name)
    return actor.role == "admin" or not is_for_admins(event_name)


def is_for_admins(event_name: str) -> bool:
    """Whether only admins may send this event."""
    owners = RegistrationContext.get().event_handlers[event_name].states
    return any(issubclass(owner, AdminsOnly) for owner in owners)


def is_public(event_name: str) -> bool:
    """Whether an anonymous caller may send this event."""
    return full_name(event_name) in PUBLIC_HANDLERS


def full_name(event_name: str) -> str:
    """Returns `module.Class.handler` of a registered event, the form used in `PUBLIC_HANDLERS`."""
    name = _names.get(event_name)
    if name is None:
        registered = RegistrationContext.get().event_handlers[event_name]
        owner = registered.states[0]
        name = f"{owner.__module__}.{owner.__qualname__}.{event_name.rpartition('.')[2]}"
        _names[event_name] = name
    return name


async def reset_tab_of_another_session(app: App, token: str) -> None:
    """Resets a tab's state before a socket of another session may receive any of it.

    While the database can't be reached, the socket counts as anonymous and the state is reset.
    """
    try:
        live = await _session_of_tab(token, {})
    except Exception as error:
        if not database_is_away(error):
            raise
        live = None
    key = rx.BaseStateToken(ident=token, cls=TabRedirectState)
    async with app.state_manager.modify_state(key) as state:
        await _assign_tab(app, token, state._get_root_state(), live)


async def _session_of_tab(token: str, router: dict[str, Any]) -> LiveSession | None:
    """Returns the session, locked or not, of the socket that is open for a tab now, or None.

    An event that came over an earlier socket, or that the server enqueued, counts as sent over
    the present socket. Without an open socket, the handshake in `router` is used.
    """
    came_with = (router.get(RouteVar.HEADERS) or {}).get(SESSION_HEADER)
    digest = open_tabs.sockets.get(token, came_with)
    return await sessions.look_up(bytes.fromhex(digest)) if digest else None


async def _assign_tab(
    app: App, token: str, root: BaseState, live: LiveSession | None
) -> TabRedirectState:
    """Assigns the tab to the session, and resets its state if it belonged to another one.

    Returns the tab's redirect state. A session that is not open, for example locked, owns no
    state.
    """
    redirect = await root.get_state(TabRedirectState)
    owner_session = str(live.actor.session_id) if live and live.is_open else ""
    role = live.actor.role if live and live.is_open else ""
    if (redirect._session_id, redirect._role) != (owner_session, role):
        if redirect._session_id is not None:
            open_tabs.remove(token)
            open_tabs.stop_events(app, token)
            await reset_state_tree(root)
        redirect._session_id, redirect._role = owner_session, role
    return redirect


def _role_has_changed(redirect: TabRedirectState, live: LiveSession | None) -> bool:
    """Whether the role of the tab's account has changed since its state was loaded."""
    if live is None or not live.is_open or redirect._session_id != str(live.actor.session_id):
        return False
    return redirect._role != live.actor.role


def _set_redirect(
    redirect: TabRedirectState, live: LiveSession | None, router: dict[str, Any]
) -> None:
    """Redirects an anonymous tab to the lock screen, and marks the tab of a locked session."""
    locked = live is not None and live.locked
    stays = locked or (live is not None and live.is_open) or is_public_page(_page_of(router))
    where = "" if stays else lock_path(_page_of(router))
    if redirect.must_leave != where:
        redirect.must_leave = where
    if redirect.locked != locked:
        redirect.locked = locked


async def _tell_locked(redirect: TabRedirectState, actor: Actor) -> None:
    due = any([await asked(actor) for asked in when_locked])
    if redirect.reminder_due != due:
        redirect.reminder_due = due


def _must_not_load(redirect: TabRedirectState, router: dict[str, Any]) -> bool:
    """Whether the tab's page must not load its data."""
    return bool(redirect.must_leave) or (redirect.locked and not is_public_page(_page_of(router)))


def _page_of(router: dict[str, Any]) -> str:
    """Returns the path and query that the tab reports to show."""
    return str(router.get(RouteVar.ORIGIN) or "/")


def _path_of(router: dict[str, Any]) -> str:
    """Returns the path that the tab reports to show, without a slash at its end."""
    return urlsplit(_page_of(router)).path.rstrip("/") or "/"


async def _redirect_alone(root: BaseState) -> StateUpdate:
    """Returns the answer to a refused event: the redirect state, and the reset variables."""
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta)
