"""Websocket security: who may open a socket, how much it may send, and which frames are valid.

Three parts. `HandshakeFilter` checks the handshake (allowed Origin, well-formed tab token,
limits on sockets). `PacketFilter` parses and rate-limits frames. `ValidatedNamespace` replaces
Reflex's event namespace: it passes on events that match a handler, and drops the others
without logging their content, which may include what the user typed.
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
_PASSED_HEADERS = ("host", "origin")
_ALL_ANONYMOUS = "all anonymous sockets"
_CLIENT_ERROR_TYPES = frozenset({"state_update_processing_error", "dispatch_missing"})
_HOUR = 3600.0
_MAX_ORIGIN_LENGTH = 120
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one socket, one account and one address (promise 55 in docs/security.md).

    An address is an IPv4 address or an IPv6 /64 network. A socket is anonymous if its handshake
    carried no live session.
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
    """ASGI middleware that refuses handshakes with a wrong Origin or tab token, or over a limit.

    Anonymous handshakes are rate-limited per address. The number of open sockets is limited per
    account, per anonymous address, and for all anonymous addresses together. A refused handshake
    is answered 403 before the socket is accepted.
    """

    def __init__(self, app: ASGIApp, limits: Limits | None = None) -> None:
        self._app = app
        self._limits = limits or Limits.configured()
        burst = self._limits.handshakes_per_minute
        self._anonymous_handshakes = TokenBuckets(burst, burst / 60)
        self._open: Counter[Hashable] = Counter()
        self._refused_origins = RefusedOrigins()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if headers.get("origin") not in settings().origins:
            self._refused_origins.log(headers.get("origin"))
            await _refuse(send)
            return
        if not _has_tab_token(scope):
            await _refuse(send)
            return
        live = await _session_or_none_in_outage(headers)
        if live is not None:
            counted = {live.actor.account_id: self._limits.sockets_per_account}
            await self._serve_within_limits(counted, scope, receive, send)
            return
        network = network_of(client_address(scope, settings().trusted_proxy_hops))
        if not self._anonymous_handshakes.take(network):
            await _refuse(send)
            return
        counted = {
            network: self._limits.anonymous_sockets_per_address,
            _ALL_ANONYMOUS: self._limits.anonymous_sockets,
        }
        await self._serve_within_limits(
            counted, {**scope, ANONYMOUS_NETWORK: network}, receive, send
        )

    async def _serve_within_limits(
        self, counted: Mapping[Any, int], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Serves the socket and counts it for each key of `counted`.

        Refuses it if the number of open sockets of a key has reached its value in `counted`.
        """
        if any(self._open[key] >= limit for key, limit in counted.items()):
            await _refuse(send)
            return
        self._open.update(counted.keys())
        try:
            await self._app(scope, receive, send)
        finally:
            self._open.subtract(counted.keys())
            for key in counted:
                if not self._open[key]:
                    del self._open[key]


class RefusedOrigins:
    """Logs the Origin of refused handshakes, so that an operator can find a wrong public URL.

    Any client can send any Origin. So each is logged at most once an hour, at most ten an hour in
    all, truncated, and without control characters that a terminal would interpret.
    """

    def __init__(self) -> None:
        self._each = TokenBuckets(1, 1 / _HOUR)
        self._all = TokenBucket(10, 10 / _HOUR)

    def log(self, origin: str | None) -> None:
        shown = _printable(origin) if origin else "unknown (no Origin header)"
        if self._each.take(shown) and self._all.take():
            _log.warning(
                "Refused a websocket from the origin %s. If this is the address where browsers"
                " open UMBRA, set UMBRA_PUBLIC_URL to it and restart.",
                shown,
            )


def _printable(origin: str) -> str:
    shown = origin[:_MAX_ORIGIN_LENGTH]
    return "".join(char if char.isascii() and char.isprintable() else "?" for char in shown)


class ValidatedNamespace(EventNamespace):
    """Reflex's event namespace, with validation of every packet and event."""

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Accepts from a client only "event", "client_error" and "ping".

        "connect" and "disconnect" are accepted from the Socket.IO server alone: a client's packet
        named "connect" would otherwise reach `on_connect` with a forged environment.
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
            return lambda: self._disconnect(sid)
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
        """Links the tab to the socket, after resetting a state that belongs to another session."""
        digest = _session_digest(self._environment(sid))
        if token not in self._token_manager.token_to_socket:
            open_tabs.sockets[token] = digest
            await event_guard.reset_tab_of_another_session(self.app, token)
        await super().link_token_to_sid(sid, token, update_state=update_state)
        open_tabs.sockets[self.sid_to_token[sid]] = digest

    async def on_event(self, sid: str, data: Any) -> None:
        event = validate_event(data)
        if event is None:
            _log.debug("Dropped an event that matches no handler")
            return
        await super().on_event(sid, event)

    async def on_client_error(self, sid: str, data: Any = None) -> None:
        """Logs the kind of an error that a page reports, never the text that it sends."""
        kind = data.get("error_type") if isinstance(data, dict) else None
        if kind in _CLIENT_ERROR_TYPES:
            await super().on_client_error(sid, {"error_type": kind, "message": "in the page"})

    def _build_static_router_data(self, sid: str, environ: dict[str, Any]) -> dict[str, Any]:
        """Returns the router data of this socket's events, without cookies or credentials.

        The cookie header is replaced by the digest of the session token. The event guard looks
        up the session by the digest, which can't be used to sign in.
        """
        data = super()._build_static_router_data(sid, environ)
        sent = data[RouteVar.HEADERS]
        kept = {name: sent[name] for name in _PASSED_HEADERS if name in sent}
        digest = _session_digest(environ)
        data[RouteVar.HEADERS] = {**kept, event_guard.SESSION_HEADER: digest} if digest else kept
        data[RouteVar.CLIENT_IP] = ""
        return data

    async def _disconnect(self, sid: str) -> None:
        token = self.sid_to_token.get(sid)
        if token is not None:
            open_tabs.remove(token)
            open_tabs.sockets.pop(token, None)
            outage.remove(token)
        cleanup = self.on_disconnect(sid)
        if cleanup is not None:
            await asyncio.wait([cleanup])

    def _is_connected(self, sid: str) -> bool:
        return self.server is not None and self.server.manager.is_connected(sid, self.namespace)

    def _environment(self, sid: str) -> Any:
        """Returns the environment object of the handshake, which no packet can forge."""
        return self.server.get_environ(sid, self.namespace) if self.server else None


def install(app: rx.App, limits: Limits | None = None) -> None:
    """Replaces the app's event namespace by `ValidatedNamespace` and adds the `PacketFilter`.

    RuntimeError for an app without a websocket.
    """
    chosen = limits or Limits.configured()
    own, server = app.event_namespace, app.sio
    if own is None or server is None:
        raise RuntimeError("The app has no websocket to protect.")
    checked = ValidatedNamespace(own.namespace, app)
    app._event_namespace = checked
    server.register_namespace(checked)
    server.eio.max_http_buffer_size = chosen.frame_bytes
    PacketFilter(server, own.namespace, chosen.frame_rates).install()


def _session_digest(environ: dict[str, Any]) -> str | None:
    """The hex digest of the session token in a handshake's cookies."""
    token = read_cookie(Headers(scope=environ["asgi.scope"]).get("cookie", ""), SESSION)
    return sessions.digest(token).hex() if token else None


async def _session_or_none_in_outage(headers: Headers) -> sessions.LiveSession | None:
    """Returns the live session of a handshake, or None while the database can't be reached.

    Such a socket counts as anonymous, and the event guard refuses its events until the database
    answers.
    """
    try:
        return await session_of(headers)
    except Exception as error:
        if not database_is_away(error):
            raise
        return None


def _has_tab_token(scope: Scope) -> bool:
    """Whether the query has exactly one well-formed tab token and no Engine.IO session id.

    Engine.IO would log an unknown session id (`sid`) as the client sent it.
    """
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    tokens = asked.get("token", [])
    return len(tokens) == 1 and _TOKEN.fullmatch(tokens[0]) is not None and "sid" not in asked


async def _refuse(send: Send) -> None:
    await send({"type": "websocket.close", "code": 1008, "reason": ""})
