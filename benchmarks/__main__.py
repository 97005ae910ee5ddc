"""`python -m benchmarks [quick|full]`: every figure of docs/performance.md, in one run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks import api, flood, loads, member, memory, report, toggles
from benchmarks.browser import chromium
from benchmarks.house import House, seeded_house
from benchmarks.peer_page.build import ensure_built
from benchmarks.peers import running_page, running_usual_route
from benchmarks.plan import PLANS, Plan
from benchmarks.report import Section
from benchmarks.servers import Server
from benchmarks.umbra_server import running_umbra
from umbra.runtime.frontend import build_pages


@dataclass(frozen=True, slots=True)
class Bench:
    """All that runs while the figures are taken."""

    house: House
    umbra: Server
    page: Server
    usual: Server


def main() -> None:
    asked = _arguments()
    plan = PLANS[asked.mode]
    with _bench() as bench:
        sections, browser_version = _measured(bench, plan)
        text = report.render(sections, asked.mode, browser_version, bench.house.postgresql)
    print(text)
    if asked.write:
        report.write(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("mode", nargs="?", choices=tuple(PLANS), default="quick")
    parser.add_argument("--write", action="store_true", help="put the figures into the document")
    return parser.parse_args()


@contextmanager
def _bench() -> Iterator[Bench]:
    build_pages(_say)
    _say("Building the hand-written page.")
    ensure_built()
    _say("Starting PostgreSQL and seeding it.")
    with seeded_house() as house:
        _say("Starting UMBRA and its peers.")
        with (
            running_umbra(house) as umbra,
            running_page(house.database_url, house.folder) as page,
            running_usual_route(house.database_url, house.folder) as usual,
        ):
            yield Bench(house, umbra, page, usual)


def _measured(bench: Bench, plan: Plan) -> tuple[list[Section], str]:
    """Every section, and the browser's version. Memory comes first, on a server just started."""
    with chromium() as browser:
        _say("Memory with 1 and 20 tabs.")
        tabs = memory.measure(browser, bench.house, bench.umbra)
        _say("Toggles in the page.")
        ticks = toggles.measure(browser, bench.house, bench.umbra, bench.page, plan)
        _say("First loads.")
        first = loads.measure(browser, bench.house, bench.umbra, bench.page, plan)
        version = browser.version
    _say("The API under load.")
    routes = api.measure(bench.house, bench.umbra, bench.usual, plan)
    _say("A flood of sign-ins.")
    flooded = flood.measure(bench.house, bench.umbra, plan)
    _say("A member who keeps the hasher busy.")
    beside = member.measure(bench.house, bench.umbra, plan)
    return [ticks, first, tabs, routes, flooded, beside], version


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
