"""`python -m benchmarks [quick|full]`: measures all figures of docs/performance.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks import (
    alerts,
    api,
    boards,
    calendar,
    events,
    flood,
    loads,
    maps,
    member,
    memory,
    people,
    projects,
    report,
    sizes,
    toggles,
)
from benchmarks.browser import chromium
from benchmarks.installation import Installation, seeded_installation
from benchmarks.locations import LOCATIONS
from benchmarks.peer_page.build import ensure_built
from benchmarks.peers import running_page, running_usual_route
from benchmarks.plan import PLANS, Plan
from benchmarks.reminders import REMINDERS
from benchmarks.report import Section
from benchmarks.servers import Server
from benchmarks.umbra_server import running_umbra
from umbra.runtime.frontend import build_pages


@dataclass(frozen=True, slots=True)
class Bench:
    """The installation and the running servers that are measured."""

    installation: Installation
    umbra: Server
    page: Server
    usual: Server


def main() -> None:
    arguments = _arguments()
    plan = PLANS[arguments.mode]
    with _bench() as bench:
        sections, browser_version = _measured(bench, plan)
        text = report.render(
            sections, arguments.mode, browser_version, bench.installation.postgresql
        )
    print(text)
    if arguments.write:
        report.write(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("mode", nargs="?", choices=tuple(PLANS), default="quick")
    parser.add_argument(
        "--write", action="store_true", help="write the figures to docs/performance.md"
    )
    return parser.parse_args()


@contextmanager
def _bench() -> Iterator[Bench]:
    build_pages(_report)
    _report("Building the hand-written page.")
    ensure_built()
    _report("Starting PostgreSQL and seeding it.")
    with seeded_installation() as installation:
        _report("Starting UMBRA and its peers.")
        with (
            running_umbra(installation) as umbra,
            running_page(installation.database_url, installation.folder) as page,
            running_usual_route(installation.database_url, installation.folder) as usual,
        ):
            yield Bench(installation, umbra, page, usual)


def _measured(bench: Bench, plan: Plan) -> tuple[list[Section], str]:
    """All sections, and the browser's version. Memory comes first, on a newly started server."""
    with chromium() as browser:
        _report("Measuring memory with 1 and 20 tabs.")
        tab_memory = memory.measure(browser, bench.installation, bench.umbra)
        _report("Measuring toggles in the page.")
        page_toggles = toggles.measure(browser, bench.installation, bench.umbra, bench.page, plan)
        _report("Measuring first loads.")
        first_loads = loads.measure(browser, bench.installation, bench.umbra, bench.page, plan)
        _report("Measuring the calendar.")
        month_page = calendar.measure(browser, bench.installation, bench.umbra, plan)
        _report("Measuring boards.")
        board_page = boards.measure(browser, bench.installation, bench.umbra, plan)
        _report("Measuring the map of locations.")
        world_map = maps.measure(browser, bench.installation, bench.umbra, plan)
        version = browser.version
    _report("Measuring the API under load.")
    routes = api.measure(bench.installation, bench.umbra, bench.usual, plan)
    _report("Measuring locations and reminders.")
    places, reminders = (
        sizes.measure(kind, bench.installation, bench.umbra, plan)
        for kind in (LOCATIONS, REMINDERS)
    )
    _report("Measuring projects.")
    grids = projects.measure(bench.installation, bench.umbra, plan)
    _report("Measuring people.")
    address_books = people.measure(bench.installation, bench.umbra, plan)
    _report("Measuring events.")
    months = events.measure_months(bench.installation, plan)
    moves = events.measure_routes(bench.installation, bench.umbra, bench.usual, plan)
    _report("Measuring alerts that fall due at once.")
    due_alerts = alerts.measure(bench.installation, bench.umbra, plan)
    _report("Measuring a flood of sign-ins.")
    sign_in_flood = flood.measure(bench.installation, bench.umbra, plan)
    _report("Measuring a member who keeps the hasher busy.")
    busy_member = member.measure(bench.installation, bench.umbra, plan)
    pages = [page_toggles, first_loads, tab_memory, routes]
    kinds = [
        places,
        reminders,
        grids,
        board_page,
        world_map,
        address_books,
        months,
        moves,
        month_page,
        due_alerts,
    ]
    return [*pages, *kinds, sign_in_flood, busy_member], version


def _report(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
