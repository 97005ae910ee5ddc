"""The line of a page's websocket, which can be cut with or without the house noticing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute

from tests.browser.conftest import PATIENCE

_EVENTS = re.compile(r"/_event/")
_AN_UPDATE = '42/_event,["event"'
"""How Socket.IO begins what the house tells a page."""

_ASKING = "/api/auth/status"
"""What the lock screen asks when its state came back blank."""


class Line:
    """Laid into a page by loading it anew."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._cut = False
        self._held: list[WebSocketRoute] = []
        self._ends: list[tuple[WebSocketRoute, WebSocketRoute]] = []
        self._heard = 0
        page.route_web_socket(_EVENTS, self._carry)
        page.reload()
        self._until(lambda: self._heard > 0)

    def lose(self, seconds: float, *, noticed: bool) -> None:
        """Cuts the line for so long, until the page, a lock screen, is itself again.

        Unless it is `noticed`, the house believes the old line to be whole, so that the page
        comes back as a tab nobody knows, with a blank state, and has to ask where it is.
        """
        self._cut = True
        for page_end, house_end in self._ends:
            page_end.close()
            if noticed:
                house_end.close()
        self._ends.clear()
        self.page.wait_for_timeout(seconds * 1000)  # how long the line is lost is what is tried
        self._heard = 0
        self._cut = False
        for page_end in self._held:
            self._join(page_end)
        self._held.clear()
        if not noticed:
            self.page.wait_for_event("response", lambda answer: _ASKING in answer.url)
            self._heard = 0
        self._until(lambda: self._heard > 0)

    def _carry(self, page_end: WebSocketRoute) -> None:
        """What is begun over a cut line hears nothing until the line is whole again."""
        if self._cut:
            self._held.append(page_end)
        else:
            self._join(page_end)

    def _join(self, page_end: WebSocketRoute) -> None:
        house_end = page_end.connect_to_server()
        house_end.on_message(lambda message: self._bring(page_end, message))
        # The house's end stays open when the page's closes: it is closed by `lose` alone.
        page_end.on_close(lambda _code, _reason: None)
        self._ends.append((page_end, house_end))

    def _bring(self, page_end: WebSocketRoute, message: str | bytes) -> None:
        page_end.send(message)
        self._heard += str(message).startswith(_AN_UPDATE)

    def _until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE / 1000
        while not holds():
            assert time.monotonic() < deadline, "The page did not come back."
            self.page.wait_for_timeout(20)  # lets the line be heard; a plain sleep would not
