"""A page's websocket connection, which a test can interrupt with or without the server noticing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute

from tests.browser.conftest import TIMEOUT

_EVENTS = re.compile(r"/_event/")
_STATE_UPDATE = '42/_event,["event"'
"""The beginning of a Socket.IO packet with a state update."""

_STATUS_PATH = "/api/auth/status"
"""What the lock screen requests when its state is the initial one."""


class Connection:
    """Routes the page's websocket through the test; reloads the page for that."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._interrupted = False
        self._waiting: list[WebSocketRoute] = []
        self._pairs: list[tuple[WebSocketRoute, WebSocketRoute]] = []
        self._updates = 0
        page.route_web_socket(_EVENTS, self._route)
        page.reload()
        self._wait_until(lambda: self._updates > 0)

    def lose(self, seconds: float, *, noticed: bool) -> None:
        """Interrupts the connection for `seconds`; waits until the page has its state again.

        Unless `noticed`, the server keeps its side open, so that the page reconnects as an
        unknown tab with an initial state, and has to request its status. In that case the page
        must be a lock screen.
        """
        self.cut(noticed=noticed)
        self.page.wait_for_timeout(seconds * 1000)  # the duration of the loss is under test
        self.restore(noticed=noticed)

    def cut(self, *, noticed: bool = True) -> None:
        """Interrupts the connection until `restore`."""
        self._interrupted = True
        for page_side, server_side in self._pairs:
            page_side.close()
            if noticed:
                server_side.close()
        self._pairs.clear()

    def restore(self, *, noticed: bool = True) -> None:
        """Lets the page connect again; waits until it has its state, as `lose` does."""
        self._updates = 0
        self._interrupted = False
        for page_side in self._waiting:
            self._connect(page_side)
        self._waiting.clear()
        if not noticed:
            self.page.wait_for_event("response", lambda response: _STATUS_PATH in response.url)
            self._updates = 0
        self._wait_until(lambda: self._updates > 0)

    def _route(self, page_side: WebSocketRoute) -> None:
        """During an interruption, a new websocket waits until the connection is back."""
        if self._interrupted:
            self._waiting.append(page_side)
        else:
            self._connect(page_side)

    def _connect(self, page_side: WebSocketRoute) -> None:
        server_side = page_side.connect_to_server()
        server_side.on_message(lambda message: self._forward(page_side, message))
        # The server's side stays open when the page's side closes: only `lose` closes it.
        page_side.on_close(lambda _code, _reason: None)
        self._pairs.append((page_side, server_side))

    def _forward(self, page_side: WebSocketRoute, message: str | bytes) -> None:
        page_side.send(message)
        self._updates += str(message).startswith(_STATE_UPDATE)

    def _wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + TIMEOUT / 1000
        while not condition():
            assert time.monotonic() < deadline, "The page did not reconnect."
            self.page.wait_for_timeout(20)  # dispatches Playwright's events, unlike time.sleep
