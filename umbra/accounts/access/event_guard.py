"""The one door for events: who acts, looked up before every event, deny by default.

Anybody can send any registered event over a websocket, and a tab's state is only a
cache under a token that is no secret. So before each event, hydration and background
events included, the session behind the websocket's cookie is looked up; a state filled
by another session is emptied before anything of it is sent; and what is not in
`PUBLIC_HANDLERS` is refused to whoever is not signed in, what stands in a `AdminsOnly`
state to whoever is no admin.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import reflex as rx
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.constants import RouteVar
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from umbra.accounts.access import open_tabs, outage
from umbra.accounts.access.tab_redirect import (
    GateState,
    empty,
    is_public_page,
    local_path,
    lock_path,
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
        "umbra.accounts.lock_screen.state.LockState.time_out",
        "umbra.accounts.lock_screen.state.LockState.weigh_name",
    }
)
"""Reviewed: `module.Class.handler` of what a stranger's tab may ask for.

Hydration sends a stranger the empty state alone: the guard empties it first.
"""

NEVER = frozenset({"setvar", "update_vars_internal"})
"""Handlers that Reflex adds and nothing here needs: they write variables by name."""

PAGE_LOADS = frozenset({"hydrate", "hydrate_and_load", "on_load_internal"})

SESSION_HEADER = "cookie"
"""Where the socket leaves the digest of the session token, in place of the cookies.

Reflex never sends this header to the page, and what stands here opens nothing.
"""

_actor: ContextVar[Actor | None] = ContextVar("umbra_actor", default=None)
_names: dict[str, str] = {}


def current_actor() -> Actor:
    """Who sent the event being handled. NotAuthenticated when nobody is signed in."""
    actor = _actor.get()
    if actor is None:
        raise NotAuthenticated()
    return actor


class AdminsOnly(rx.State, mixin=True):
    """A state of admins alone: its handlers are refused to everybody else.

    Whoever stops being an admin has the whole state of their tabs emptied, so nothing that
    such a handler read stays.
    """


class EventGuard(Middleware):
    """Stands before every event; add it to the app at index 0."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        root = state._get_root_state()
        router = EventContext.get().router_data or root.router_data
        token = EventContext.get().token
        try:
            live = await _session_behind(token, router)
        except Exception as error:
            if not database_is_away(error):
                raise
            _actor.set(None)
            return outage.refuse(token)
        await outage.reload_if_refused(app, token)
        actor = live.actor if live and live.is_open else None
        _actor.set(actor)
        gate = await root.get_state(GateState)
        turned = _has_another_role(gate, live)
        gate = await _claim(app, token, root, live)
        handler = event.name.rpartition(".")[2]
        allowed = handler not in NEVER and may_send(actor, event.name)
        if handler in PAGE_LOADS or not allowed:
            _show_the_way(gate, live, router)
        if turned and handler not in PAGE_LOADS:
            gate.must_leave, allowed = local_path(_shown(router)), False
        if live is not None:
            open_tabs.remember(token, live)
        if handler == "on_load_internal" and _is_kept_out(gate, router):
            allowed = False
        return None if allowed else await _nothing_but_the_gate(root)


def may_send(actor: Actor | None, event_name: str) -> bool:
    """Whether this event may be sent by `actor`, None being a stranger."""
    if actor is None:
        return is_public(event_name)
    return actor.role == "admin" or not is_for_admins(event_name)


def is_for_admins(event_name: str) -> bool:
    """Whether only admins may send this event."""
    owners = RegistrationContext.get().event_handlers[event_name].states
    return any(issubclass(owner, AdminsOnly) for owner in owners)


def is_public(event_name: str) -> bool:
    """Whether a stranger may send this event."""
    return full_name(event_name) in PUBLIC_HANDLERS


def full_name(event_name: str) -> str:
    """`module.Class.handler` of a registered event, as `PUBLIC_HANDLERS` writes it."""
    name = _names.get(event_name)
    if name is None:
        registered = RegistrationContext.get().event_handlers[event_name]
        owner = registered.states[0]
        name = f"{owner.__module__}.{owner.__qualname__}.{event_name.rpartition('.')[2]}"
        _names[event_name] = name
    return name


async def reset_tab_of_another_session(app: App, token: str) -> None:
    """Empties a tab's state before a socket of another session may hear from it.

    Where the database can't say whose socket it is, the state is emptied as for a stranger's.
    """
    try:
        live = await _session_behind(token, {})
    except Exception as error:
        if not database_is_away(error):
            raise
        live = None
    key = rx.BaseStateToken(ident=token, cls=GateState)
    async with app.state_manager.modify_state(key) as state:
        await _claim(app, token, state._get_root_state(), live)


async def _session_behind(token: str, router: dict[str, Any]) -> LiveSession | None:
    """The session, locked or not, of the socket that is open for a tab now.

    An event that was sent over an earlier socket, or by the house itself, counts as sent
    over this one; without one, the handshake it came with counts.
    """
    came_with = (router.get(RouteVar.HEADERS) or {}).get(SESSION_HEADER)
    digest = open_tabs.sockets.get(token, came_with)
    return await sessions.look_up(bytes.fromhex(digest)) if digest else None


async def _claim(app: App, token: str, root: BaseState, live: LiveSession | None) -> GateState:
    """The tab's gate, after the state is emptied if another session had filled it.

    A session that may not go on, locked ones included, fills nothing.
    """
    gate = await root.get_state(GateState)
    whose = str(live.actor.session_id) if live and live.is_open else ""
    role = live.actor.role if live and live.is_open else ""
    if (gate._session_id, gate._role) != (whose, role):
        if gate._session_id is not None:
            open_tabs.forget(token)
            open_tabs.stop_events(app, token)
            await empty(root)
        gate._session_id, gate._role = whose, role
    return gate


def _has_another_role(gate: GateState, live: LiveSession | None) -> bool:
    """Whether the account of the session that filled a tab was made something else since."""
    if live is None or not live.is_open or gate._session_id != str(live.actor.session_id):
        return False
    return gate._role != live.actor.role


def _show_the_way(gate: GateState, live: LiveSession | None, router: dict[str, Any]) -> None:
    """Sends a stranger's tab to the lock screen, unless it is there; locks a locked one's."""
    locked = live is not None and live.locked
    stays = locked or (live is not None and live.is_open) or is_public_page(_shown(router))
    where = "" if stays else lock_path(_shown(router))
    if gate.must_leave != where:
        gate.must_leave = where
    if gate.locked != locked:
        gate.locked = locked


def _is_kept_out(gate: GateState, router: dict[str, Any]) -> bool:
    """Whether the page that a tab shows must not load its things."""
    return bool(gate.must_leave) or (gate.locked and not is_public_page(_shown(router)))


def _shown(router: dict[str, Any]) -> str:
    return str(router.get(RouteVar.ORIGIN) or "/")


async def _nothing_but_the_gate(root: BaseState) -> StateUpdate:
    """What a refused event answers: the defaults where the state was emptied, and the gate."""
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta)
