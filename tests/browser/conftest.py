"""Fixtures of the browser tests: Chromium, the production build, an embedded PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.browser.chromium import launch
from tests.browser.server import Person, Server, running_server
from tests.temporary_folders import data_folder

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

TIMEOUT = 10_000
"""Timeout in milliseconds for what is expected, long enough for a busy machine."""

expect.set_options(timeout=TIMEOUT)

_EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of (4\d\d|503)"
    r"|Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
    r"|WebSocket connection to .* failed: .*net::ERR_INTERNET_DISCONNECTED"
    r"|WebSocket connection to .* failed: .*Unexpected response code: 403"
    r"|Ignored attempt to cancel a touchmove event with cancelable=false"
)
"""Refused requests and lost connections belong to many tests; what the browser itself writes
about them to the console is not an error of the page."""


class Visit(Protocol):
    """Opens a page in a new browser context, or as another tab in the context of `beside`."""

    def __call__(
        self,
        path: str = "/",
        person: Person | None = None,
        *,
        dark: bool = False,
        phone: bool = False,
        beside: Page | None = None,
    ) -> Page: ...


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    with data_folder() as folder, running_server(folder) as server:
        yield server


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def server(shared_server: Server) -> Server:
    """A running server without accounts."""
    shared_server.empty()
    return shared_server


@pytest.fixture
def alice(server: Server) -> Person:
    """The first account, an admin, with one session."""
    return server.set_up()


@pytest.fixture
def visit(server: Server, browser: Browser) -> Iterator[Visit]:
    """Opens pages and waits until they are ready; fails at the end if one reported an error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not _EXPECTED.match(message.text):
            errors.append(message.text)

    def open_page(
        path: str = "/",
        person: Person | None = None,
        *,
        dark: bool = False,
        phone: bool = False,
        beside: Page | None = None,
    ) -> Page:
        if beside is None:
            contexts.append(_context(browser, server, person, dark=dark, phone=phone))
        page = beside.context.new_page() if beside else contexts[-1].new_page()
        page.on("console", on_console)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(server.url + path)
        expect(page.locator("html[data-ready]")).to_be_attached(timeout=15_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def _context(
    browser: Browser, server: Server, person: Person | None, *, dark: bool, phone: bool
) -> BrowserContext:
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP,  # pyright: ignore[reportArgumentType]
        has_touch=phone,
        is_mobile=phone,
        color_scheme="dark" if dark else "light",
        timezone_id="Europe/Lisbon",
        locale="en-GB",
        reduced_motion="reduce",
    )
    context.set_default_timeout(TIMEOUT)
    if person:
        context.add_cookies(
            [
                {
                    "name": "umbra_session",
                    "value": person.session,
                    "url": server.url,
                    "httpOnly": True,
                }
            ]
        )
    return context
