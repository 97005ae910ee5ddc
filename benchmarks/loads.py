"""The first load of a page, with an empty cache."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Browser

from benchmarks.browser import FirstLoad, load_once
from benchmarks.installation import Installation
from benchmarks.plan import Plan
from benchmarks.report import Goal, Section
from benchmarks.servers import Server

SIZE = 1_000
MOST_KILOBYTES = 250
WARM_UP = 1
COLUMNS = (
    "Page",
    "KB on the wire",
    "FCP ms",
    "LCP ms",
    "First row ms",
    "Rows",
    "Main thread, CPU ms",
    "of it scripts",
)


def measure(
    browser: Browser, installation: Installation, umbra: Server, peer: Server, plan: Plan
) -> Section:
    """UMBRA's lock screen and todo page, and the hand-written todo page for comparison."""
    account = installation.accounts[SIZE]
    visits = {
        "UMBRA, lock screen": (umbra, None, "/lock"),
        "UMBRA, todos": (umbra, account, "/todos"),
        "hand-written, todos": (peer, account, f"/?limit={SIZE}"),
    }
    rounds = [
        {page: load_once(browser, *visit) for page, visit in visits.items()}
        for _ in range(WARM_UP + plan.loads)
    ][WARM_UP:]
    loads = {page: _median([loaded[page] for loaded in rounds]) for page in visits}
    ours, peers = loads["UMBRA, todos"], loads["hand-written, todos"]
    return Section(
        f"First load, {SIZE:,} todos",
        COLUMNS,
        [(page, *_row(load)) for page, load in loads.items()],
        [
            Goal("First load of the todo page", ours.kilobytes, MOST_KILOBYTES, "KB"),
            Goal(
                "First load of the lock screen",
                loads["UMBRA, lock screen"].kilobytes,
                MOST_KILOBYTES,
                "KB",
            ),
            Goal(
                "Largest paint of the todo page to the hand-written page's",
                ours.largest_contentful_paint / peers.largest_contentful_paint,
                1.0,
            ),
        ],
    )


def _median(loads: list[FirstLoad]) -> FirstLoad:
    first_rows = [load.first_row for load in loads if load.first_row is not None]
    return FirstLoad(
        median(load.received_bytes for load in loads),
        median(load.first_contentful_paint for load in loads),
        median(load.largest_contentful_paint for load in loads),
        median(first_rows) if first_rows else None,
        median(load.main_thread for load in loads),
        median(load.scripts for load in loads),
        loads[-1].rows,
    )


def _row(load: FirstLoad) -> tuple[str, ...]:
    return (
        f"{load.kilobytes:.0f}",
        f"{load.first_contentful_paint:.0f}",
        f"{load.largest_contentful_paint:.0f}",
        "" if load.first_row is None else f"{load.first_row:.0f}",
        f"{load.rows:,}",
        f"{load.main_thread:.0f}",
        f"{load.scripts:.0f}",
    )
