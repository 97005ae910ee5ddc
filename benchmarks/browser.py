"""Measurements in the browser: Chromium over CDP, timed inside the page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.seed import SeededAccount
from benchmarks.servers import Server
from benchmarks.traffic import Traffic

ROW = "li[data-row]"
SHOWN = f"{ROW}, [data-entry]"
"""A row of a list, or an entry of the calendar; as in `in_page/watch_load.js`."""
TICK = ".tick"
MILLISECONDS_TO_ANSWER = 30_000
_SCRIPTS = Path(__file__).parent / "in_page"
TOGGLE = (_SCRIPTS / "toggle.js").read_text()
TIME_MOVE = (_SCRIPTS / "time_move.js").read_text()
TIME_MAP = (_SCRIPTS / "time_map.js").read_text()
"""Functions that time what is done in a page; see the files."""
_CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Toggles:
    """Toggles in one page, each timed from the click to the row with the confirmed version."""

    milliseconds: tuple[float, ...]
    bytes_a_toggle: float
    rows: int


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """A page load with an empty cache; times in milliseconds from the navigation's start.

    `main_thread` is the processor time of the page's main thread in milliseconds, which other
    work on the machine does not lengthen; `scripts` is the part of it in scripts.
    """

    received_bytes: float
    first_contentful_paint: float
    largest_contentful_paint: float
    first_row: float | None
    main_thread: float
    scripts: float
    rows: int

    @property
    def kilobytes(self) -> float:
        return self.received_bytes / 1000


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of UMBRA_CHROMIUM, or the system's, in headless mode."""
    executable = os.environ.get("UMBRA_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def signed_in(browser: Browser, server: Server, account: SeededAccount | None) -> BrowserContext:
    """A new browser profile with `account`'s session cookie, if there is one."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    if account is not None:
        context.add_cookies(
            [
                {
                    "name": "umbra_session",
                    "value": account.token,
                    "url": server.address,
                    "httpOnly": True,
                    "sameSite": "Lax",
                }
            ]
        )
    return context


def open_todos(context: BrowserContext, server: Server, path: str) -> Page:
    """A new tab at `path` that shows its rows."""
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS_TO_ANSWER)
    page.goto(server.address + path)
    page.wait_for_selector(ROW)
    return page


def measure_toggles(
    browser: Browser, server: Server, account: SeededAccount, path: str, *, count: int, warm_up: int
) -> Toggles:
    """Toggles rows of the page one after the other, each twice."""
    context = signed_in(browser, server, account)
    try:
        page = open_todos(context, server, path)
        page.evaluate(TOGGLE, {"row": ROW, "tick": TICK, "count": warm_up})
        traffic = Traffic(page)
        times = page.evaluate(TOGGLE, {"row": ROW, "tick": TICK, "count": count})
        return Toggles(tuple(times), traffic.both_ways / count, page.locator(ROW).count())
    finally:
        context.close()


def load_once(
    browser: Browser, server: Server, account: SeededAccount | None, path: str
) -> FirstLoad:
    """One load with a new profile; when signed in, it waits for the rows."""
    context = signed_in(browser, server, account)
    try:
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS_TO_ANSWER)
        page.add_init_script(path=_SCRIPTS / "watch_load.js")
        traffic = Traffic(page)
        work = _MainThread(page)
        page.goto(server.address + path)
        if account is not None:
            page.wait_for_selector(SHOWN)
        paints: dict[str, Any] = page.evaluate("() => window.umbraLoad.settled()")
        return FirstLoad(
            traffic.received,
            paints["firstContentfulPaint"],
            paints["largestContentfulPaint"],
            paints["firstRow"],
            *work.milliseconds(),
            page.locator(ROW).count(),
        )
    finally:
        context.close()


class _MainThread:
    """Counts the processor time of a page's main thread from now on."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def milliseconds(self) -> tuple[float, float]:
        """Processor time in milliseconds: in total, and in scripts."""
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        seconds = {metric["name"]: metric["value"] for metric in metrics}
        return seconds["TaskDuration"] * 1000, seconds["ScriptDuration"] * 1000
