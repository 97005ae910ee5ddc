"""The websocket's hygiene: who may open one, how much it may send, and what is a frame.

Three pieces. `HandshakeFilter` stands before the handshake (an Origin of our own, a sane tab
token, not too many sockets). `Frames` reads what arrives, not too often. `ValidatedNamespace`
takes the place of Reflex's event namespace: it hands on what fits a handler and drops the
rest without a word to the log, since what was typed may be in it.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import reflex as rx
from reflex.app import EventNamespace
from reflex_base.constants import RouteVar
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from umbra.accounts.access import event_guard, open_tabs, outage
from umbra.accounts.access.cookies import SESSION, read_cookie
from umbra.accounts.access.event_schema import validate_event
from umbra.accounts.access.packet_filter import ANONYMOUS_NETWORK, FrameRates, PacketFilter
from umbra.accounts.access.route_auth import session_of
from umbra.accounts.primitives.client_address import client_address, network_of
from umbra.accounts.rate_limiting.token_bucket import TokenBucket, TokenBuckets
from umbra.accounts.sessions import sessions
from umbra.config import settings
from umbra.core.database_errors import database_is_away

EVENT_PATH = "/_event"
_TOKEN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KEPT_HEADERS = ("host", "origin")
_ALL_ANONYMOUS = "all anonymous sockets"
_KNOWN_REPORTS = frozenset({"state_update_processing_error", "dispatch_missing"})
_HOUR = 3600.0
_LONGEST_ORIGIN = 120
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one socket, one account and one address may do (promise 55).

    An address is an IPv4 address or an IPv6 /64. Anonymous is a socket whose handshake came
    without a live session.
    """

    frame_bytes: int = 128 * 1024
    events_per_second: float = 20
    event_burst: int = 60
    sockets_per_account: int = 50
    handshakes_per_minute: int = 10
    anonymous_sockets: int = 200
    anonymous_sockets_per_address: int = 20
    anonymous_events_per_second: float = 10

    @classmethod
    def configured(cls) -> Limits:
        chosen = settings()
        return cls(
            frame_bytes=chosen.frame_bytes,
            events_per_second=chosen.events_per_second,
            event_burst=chosen.event_burst,
            sockets_per_account=chosen.sockets_per_account,
            handshakes_per_minute=chosen.handshakes_per_minute,
            anonymous_sockets=chosen.anonymous_sockets,
            anonymous_sockets_per_address=chosen.anonymous_sockets_per_address,
            anonymous_events_per_second=chosen.anonymous_events_per_second,
        )

    @property
    def frame_rates(self) -> FrameRates:
        return FrameRates(
            self.event_burst, self.events_per_second, self.anonymous_events_per_second
        )


class HandshakeFilter:
    """Refuses handshakes: foreign or no Origin, a strange token, too many.

    An address without a live session may open few a minute. An account, an address without a
    session, and all of those together hold a bounded number at once. A refused handshake is
    answered 403 before anything is accepted.
    """

    def __init__(self, app: ASGIApp, limits: Limits | None = None) -> None:
        self._app = app
        self._limits = limits or Limits.configured()
        burst = self._limits.handshakes_per_minute
        self._strangers = TokenBuckets(burst, burst / 60)
        self._open: Counter[Hashable] = Counter()
        self._refused_origins = RefusedOrigins()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if headers.get("origin") not in settings().origins:
            self._refused_origins.note(headers.get("origin"))
            await _refuse(send)
            return
        if not _has_tab_token(scope):
            await _refuse(send)
            return
        live = await _session_if_known(headers)
        if live is not None:
            most = {live.actor.account_id: self._limits.sockets_per_account}
            await self._let_in(most, scope, receive, send)
            return
        network = network_of(client_address(scope, settings().trusted_proxy_hops))
        if not self._strangers.take(network):
            await _refuse(send)
            return
        most = {
            network: self._limits.anonymous_sockets_per_address,
            _ALL_ANONYMOUS: self._limits.anonymous_sockets,
        }
        await self._let_in(most, {**scope, ANONYMOUS_NETWORK: network}, receive, send)

    async def _let_in(
        self, most: Mapping[Any, int], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Serves one more socket of each holder in `most`, unless one holds its most already."""
        if any(self._open[holder] >= bound for holder, bound in most.items()):
            await _refuse(send)
            return
        self._open.update(most.keys())
        try:
            await self._app(scope, receive, send)
        finally:
            self._open.subtract(most.keys())
            for holder in most:
                if not self._open[holder]:
                    del self._open[holder]


class RefusedOrigins:
    """Writes the origins of refused pages to the log, for an operator whose own it is.

    Anybody can send any origin: each is written at most once an hour, ten of them at most, cut
    off and without characters that a terminal would act on.
    """

    def __init__(self) -> None:
        self._each = TokenBuckets(1, 1 / _HOUR)
        self._all = TokenBucket(10, 10 / _HOUR)

    def note(self, origin: str | None) -> None:
        shown = _printable(origin) if origin else "unknown (no Origin header)"
        if self._each.take(shown) and self._all.take():
            _log.warning(
                "Refused a websocket of the origin %s. If that is where browsers open UMBRA,"
                " set UMBRA_PUBLIC_URL to it and restart.",
                shown,
            )


def _printable(origin: str) -> str:
    shown = origin[:_LONGEST_ORIGIN]
    return "".join(one if one.isascii() and one.isprintable() else "?" for one in shown)


class ValidatedNamespace(EventNamespace):
    """Reflex's event namespace behind checks of every frame."""

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Lets a client send its few kinds of packets, and only the server the others.

        A packet named "connect" would otherwise reach `on_connect` with a made-up
        environment in it.
        """
        handler = await self._handler_for(event, args)
        return await handler() if handler else None

    async def _handler_for(
        self, event: str, args: tuple[Any, ...]
    ) -> Callable[[], Awaitable[Any]] | None:
        sid, rest = str(args[0]), args[1:]
        if event == "connect" and rest[:1] and rest[0] is self._environment(sid):
            return lambda: self.on_connect(sid, *rest)
        if event == "disconnect" and not self._is_connected(sid):
            return lambda: self._leave(sid)
        if not self._is_connected(sid):
            return None
        if event == "event" and len(rest) == 1:
            return lambda: self.on_event(sid, rest[0])
        if event == "client_error" and len(rest) == 1:
            return lambda: self.on_client_error(sid, rest[0])
        if event == "ping" and not rest:
            return lambda: self.on_ping(sid)
        return None

    async def link_token_to_sid(self, sid: str, token: str, *, update_state: bool = True) -> None:
        """Links the tab, after its state is emptied where it was another session's."""
        digest = _session_digest(self._environment(sid))
        if token not in self._token_manager.token_to_socket:
            open_tabs.sockets[token] = digest
            await event_guard.reset_tab_of_another_session(self.app, token)
        await super().link_token_to_sid(sid, token, update_state=update_state)
        open_tabs.sockets[self.sid_to_token[sid]] = digest

    async def on_event(self, sid: str, data: Any) -> None:
        event = validate_event(data)
        if event is None:
            _log.debug("A frame that fits no handler was dropped")
            return
        await super().on_event(sid, event)

    async def on_client_error(self, sid: str, data: Any = None) -> None:
        """Notes that a page had trouble: what kind, never the words it sends."""
        kind = data.get("error_type") if isinstance(data, dict) else None
        if kind in _KNOWN_REPORTS:
            await super().on_client_error(sid, {"error_type": kind, "message": "in the page"})

    def _build_static_router_data(self, sid: str, environ: dict[str, Any]) -> dict[str, Any]:
        """What events of this socket know of its handshake: no cookie, no credential.

        In place of the cookies stands the digest of the session token, which the guard
        looks up and which opens nothing.
        """
        data = super()._build_static_router_data(sid, environ)
        sent = data[RouteVar.HEADERS]
        kept = {name: sent[name] for name in _KEPT_HEADERS if name in sent}
        digest = _session_digest(environ)
        data[RouteVar.HEADERS] = {**kept, event_guard.SESSION_HEADER: digest} if digest else kept
        data[RouteVar.CLIENT_IP] = ""
        return data

    async def _leave(self, sid: str) -> None:
        token = self.sid_to_token.get(sid)
        if token is not None:
            open_tabs.forget(token)
            open_tabs.sockets.pop(token, None)
            outage.forget(token)
        cleanup = self.on_disconnect(sid)
        if cleanup is not None:
            await asyncio.wait([cleanup])

    def _is_connected(self, sid: str) -> bool:
        return self.server is not None and self.server.manager.is_connected(sid, self.namespace)

    def _environment(self, sid: str) -> Any:
        """The handshake's own environment object, which no packet can imitate."""
        return self.server.get_environ(sid, self.namespace) if self.server else None


def install(app: rx.App, limits: Limits | None = None) -> None:
    """Puts the checked namespace in the place of the app's own."""
    chosen = limits or Limits.configured()
    own, server = app.event_namespace, app.sio
    if own is None or server is None:
        raise RuntimeError("The app has no websocket to guard.")
    checked = ValidatedNamespace(own.namespace, app)
    app._event_namespace = checked
    server.register_namespace(checked)
    server.eio.max_http_buffer_size = chosen.frame_bytes
    PacketFilter(server, own.namespace, chosen.frame_rates).install()


def _session_digest(environ: dict[str, Any]) -> str | None:
    """The hex digest of the session token in a handshake's cookies."""
    token = read_cookie(Headers(scope=environ["asgi.scope"]).get("cookie", ""), SESSION)
    return sessions.digest(token).hex() if token else None


async def _session_if_known(headers: Headers) -> sessions.LiveSession | None:
    """The live session of a handshake; none where the database can't be reached.

    Such a socket counts as a stranger's, and the guard refuses its events until it is known.
    """
    try:
        return await session_of(headers)
    except Exception as error:
        if not database_is_away(error):
            raise
        return None


def _has_tab_token(scope: Scope) -> bool:
    """Whether the handshake names one tab, and no earlier session of Engine.IO's.

    One that it does not know, whatever it is called, would be written to the log.
    """
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    tokens = asked.get("token", [])
    return len(tokens) == 1 and _TOKEN.fullmatch(tokens[0]) is not None and "sid" not in asked


async def _refuse(send: Send) -> None:
    await send({"type": "websocket.close", "code": 1008, "reason": ""})
