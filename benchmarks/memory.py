"""The server's memory per open tab."""

from __future__ import annotations

import time

from playwright.sync_api import Browser

from benchmarks.browser import open_todos, signed_in
from benchmarks.installation import Installation
from benchmarks.plan import TABS
from benchmarks.report import Goal, Section
from benchmarks.servers import Server

SIZE = 1_000
MEBIBYTE = 2**20
SECONDS_TO_SETTLE = 15.0


def measure(browser: Browser, installation: Installation, umbra: Server) -> Section:
    """The server's memory with 0, 1 and 20 tabs that show the todo page."""
    memory = {0: _settled(umbra)}
    context = signed_in(browser, umbra, installation.accounts[SIZE])
    try:
        for tabs in range(1, TABS + 1):
            open_todos(context, umbra, "/todos")
            if tabs in (1, TABS):
                memory[tabs] = _settled(umbra)
    finally:
        context.close()
    a_tab = (memory[TABS] - memory[1]) / (TABS - 1) / MEBIBYTE
    rows = [(f"{tabs} open", f"{size / MEBIBYTE:.1f}") for tabs, size in memory.items()]
    return Section(
        "Memory of the server's processes (without PostgreSQL)",
        ("Tabs", "MiB"),
        [*rows, ("each further tab", f"{a_tab:.2f}")],
        [Goal("Memory of a further tab", a_tab, 1.0, "MiB")],
    )


def _settled(server: Server) -> int:
    """The memory in bytes once it is stable, or after SECONDS_TO_SETTLE."""
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    before = server.memory()
    while time.monotonic() < deadline:
        time.sleep(1)  # the interval in which the memory must not change
        now = server.memory()
        if abs(now - before) < MEBIBYTE // 10:
            return now
        before = now
    return before
