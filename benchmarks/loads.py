"""The first load of a page, into an empty cache."""

from __future__ import annotations

from playwright.sync_api import Browser

from benchmarks.browser import FirstLoad, measure_first_load
from benchmarks.house import House
from benchmarks.plan import Plan
from benchmarks.report import Goal, Section
from benchmarks.servers import Server

SIZE = 1_000
MOST_KILOBYTES = 250


def measure(browser: Browser, house: House, umbra: Server, peer: Server, plan: Plan) -> Section:
    """UMBRA's lock screen and todo page, and the hand-written todo page beside them."""
    resident = house.residents[SIZE]
    visits = {
        "UMBRA, lock screen": (umbra, None, "/"),
        "UMBRA, todos": (umbra, resident, "/todos"),
        "hand-written, todos": (peer, resident, f"/?limit={SIZE}"),
    }
    loads = {
        page: measure_first_load(browser, server, who, path, loads=plan.loads)
        for page, (server, who, path) in visits.items()
    }
    ours, peers = loads["UMBRA, todos"], loads["hand-written, todos"]
    return Section(
        f"First load, {SIZE:,} todos",
        ("Page", "KB on the wire", "FCP ms", "LCP ms", "First row ms", "Rows in the page"),
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


def _row(load: FirstLoad) -> tuple[str, ...]:
    return (
        f"{load.kilobytes:.0f}",
        f"{load.first_contentful_paint:.0f}",
        f"{load.largest_contentful_paint:.0f}",
        "" if load.first_row is None else f"{load.first_row:.0f}",
        f"{load.rows:,}",
    )
