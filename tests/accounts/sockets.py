"""A browser tab's websocket, connected to the app in this process.

It implements Engine.IO and Socket.IO itself, so that a test can send what no proper client would,
and stores every frame that it receives.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import reflex as rx
from reflex.app import _ContextMiddleware
from reflex.state import BaseState
from starlette.types import ASGIApp, Message

from umbra.accounts.access import socket
from umbra.accounts.access.cookies import SESSION, cookie_name
from umbra.accounts.access.socket import Limits
from umbra.umbra import api, app

ORIGIN = "http://localhost:8000"
NAMESPACE = "/_event"
HYDRATE = "reflex___state____state.hydrate_and_load"
TIMEOUT = 20
_UPGRADE = ((b"connection", b"upgrade"), (b"upgrade", b"websocket"))


class Refused(Exception):
    """The handshake was not accepted."""


class Tab:
    """One tab: the frames that it received, and the state variables that it would show."""

    def __init__(self, token: str, path: str) -> None:
        self.token, self.path = token, path
        self.frames: list[str] = []
        self.state: dict[str, dict[str, Any]] = {}
        self.closed = False
        self._to_server: asyncio.Queue[Message] = asyncio.Queue()
        self._changed = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._accepted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def open(self, server: ASGIApp, headers: list[tuple[bytes, bytes]], query: str) -> None:
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": "/_event/",
            "raw_path": b"/_event/",
            "root_path": "",
            "query_string": query.encode(),
            "headers": headers,
            "client": ("192.0.2.1", 40000),
            "server": ("localhost", 8000),
            "subprotocols": [],
        }
        await self._to_server.put({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._serve(server, scope))
        if not await asyncio.wait_for(self._accepted, TIMEOUT):
            raise Refused
        await self.until(lambda: any(frame.startswith("0{") for frame in self.frames))

    async def _serve(self, server: ASGIApp, scope: dict[str, Any]) -> None:
        try:
            await server(scope, self._to_server.get, self._from_server)
        finally:
            await self._mark_closed()

    async def _from_server(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            self._accepted.set_result(True)
        elif message["type"] == "websocket.close":
            await self._mark_closed()
        elif message["type"] == "websocket.send":
            await self._receive(message.get("text") or "")

    async def _mark_closed(self) -> None:
        if not self._accepted.done():
            self._accepted.set_result(False)
        async with self._changed:
            self.closed = True
            self._changed.notify_all()

    async def _receive(self, frame: str) -> None:
        async with self._changed:
            self.frames.append(frame)
            prefix = f"42{NAMESPACE},"
            if frame.startswith(prefix):
                name, *rest = json.loads(frame.removeprefix(prefix))
                if name == "event" and rest:
                    for owner, changes in (rest[0].get("delta") or {}).items():
                        self.state.setdefault(owner, {}).update(changes)
            self._changed.notify_all()

    async def join(self, *, hydrate: bool = True) -> None:
        """Connects to the namespace as Reflex's page does, with its first event."""
        first = {"event": self.event(HYDRATE)} if hydrate else {}
        await self.raw(f"40{NAMESPACE},{json.dumps(first)}")
        await self.until(lambda: any(f.startswith(f"40{NAMESPACE},") for f in self.frames))

    def event(self, name: str, payload: dict[str, Any] | None = None) -> dict[str, Any]:
        route = {"pathname": self.path.partition("?")[0], "asPath": self.path}
        return {"name": name, "payload": payload or {}, "router_data": route}

    async def send(self, name: str, payload: dict[str, Any] | None = None) -> None:
        await self.packet("event", self.event(name, payload))

    async def packet(self, *arguments: Any) -> None:
        await self.raw(f"42{NAMESPACE},{json.dumps(arguments)}")

    async def raw(self, frame: str | bytes) -> None:
        kind = "text" if isinstance(frame, str) else "bytes"
        await self._to_server.put({"type": "websocket.receive", kind: frame})

    async def until(self, holds: Callable[[], bool]) -> None:
        """Waits until `holds` is true, checked after every received frame."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(holds), TIMEOUT)

    async def settle(self) -> None:
        """Waits until all events sent so far are handled. Events of a tab run in order."""
        before = len(self.frames)
        await self.send(HYDRATE)
        await self.until(
            lambda: any('"is_hydrated' in frame for frame in self.frames[before:]) or self.closed
        )

    def var(self, name: str, of: type[rx.State] | None = None) -> Any:
        """Returns the tab's value of the variable `name`, or None.

        `of` is its state, for a name that several states have.
        """
        field = f"{name}_rx_state_"
        states = self.state if of is None else {of.get_full_name()} & self.state.keys()
        found = [self.state[state][field] for state in states if field in self.state[state]]
        return found[0] if found else None

    async def leave(self) -> None:
        if self._task is None:
            return
        await self._to_server.put({"type": "websocket.disconnect", "code": 1001})
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(self._task, TIMEOUT)


class Browsers:
    """Opens tabs, and closes those that are still open at the end."""

    def __init__(self, server: ASGIApp) -> None:
        self._server = server
        self._tabs: list[Tab] = []

    async def tab(
        self,
        session: str | None = None,
        *,
        path: str = "/",
        token: str | None = None,
        join: bool = True,
        hydrate: bool = True,
        origin: str | None = ORIGIN,
        query: str | None = None,
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> Tab:
        """Opens a tab of a browser with the session token `session`, if any."""
        opened = Tab(token or str(uuid4()), path)
        sent = [(b"host", b"localhost:8000"), *_UPGRADE, *headers]
        if origin is not None:
            sent.append((b"origin", origin.encode()))
        if session is not None:
            sent.append((b"cookie", f"{cookie_name(SESSION)}={session}".encode()))
        query = query if query is not None else f"token={opened.token}"
        await opened.open(self._server, sent, f"EIO=4&transport=websocket&{query}")
        self._tabs.append(opened)
        if join:
            await opened.join(hydrate=hydrate)
            if hydrate:
                await opened.until(lambda: opened.var("must_leave") is not None)
        return opened

    async def close(self) -> None:
        for tab in self._tabs:
            await tab.leave()


async def kept_by(tab: Tab, owner: type[BaseState]) -> Any:
    """Returns the server's copy of a tab's state, underscore variables included."""
    root = await app.state_manager.get_state(rx.BaseStateToken(ident=tab.token, cls=owner))
    return await root._get_root_state().get_state(owner)


def whole_app() -> ASGIApp:
    """The routes, middleware and websocket as the composition root joins them, no front end."""
    if not any(getattr(route, "app", None) is app._api for route in api.routes):
        assert app._api is not None
        api.mount("", app._api)
    return _ContextMiddleware(api, app)


def _forget_another_loop(manager: Any) -> None:
    """Removes the state manager's task of an earlier test, whose event loop has ended."""
    task = getattr(manager, "_expiration_task", None)
    if task is not None and task.get_loop() is not asyncio.get_running_loop():
        manager._expiration_task = None


@asynccontextmanager
async def serving(limits: Limits | None = None) -> AsyncIterator[Browsers]:
    """Runs the app's event processor, without tabs and counts of earlier tests."""
    server = whole_app()
    api.middleware_stack = None
    socket.install(app, limits)
    _forget_another_loop(app.state_manager)
    async with app._setup_event_processor():
        browsers = Browsers(server)
        try:
            yield browsers
        finally:
            await browsers.close()
    await app.state_manager.close()
    states: dict[str, Any] = getattr(app.state_manager, "states", {})
    states.clear()
