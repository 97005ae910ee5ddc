"""The time of a toggle in the page: from the click to the row with the confirmed version."""

from __future__ import annotations

from collections import defaultdict
from statistics import median, quantiles

from playwright.sync_api import Browser

from benchmarks.browser import Toggles, measure_toggles
from benchmarks.installation import Installation
from benchmarks.plan import Plan
from benchmarks.report import Goal, Section
from benchmarks.servers import Server

WARM_UP = 10
SIZES = (100, 1_000, 5_000, 100_000)
PEER_SIZE = 1_000


def measure(
    browser: Browser, installation: Installation, umbra: Server, peer: Server, plan: Plan
) -> Section:
    """UMBRA's page at every size, and the hand-written page with 1,000 rows for comparison."""
    runs: dict[tuple[str, int], list[Toggles]] = defaultdict(list)
    for _ in range(plan.toggle_rounds):
        for size in SIZES:
            runs["UMBRA", size].append(_toggles(browser, umbra, installation, size, "/todos", plan))
        path = f"/?limit={PEER_SIZE}"
        runs["hand-written", PEER_SIZE].append(
            _toggles(browser, peer, installation, PEER_SIZE, path, plan)
        )
    figures = {key: _Figures(rounds) for key, rounds in runs.items()}
    return Section(
        "A toggle in the page",
        ("Page", "Todos", "Rows in the page", "Median ms", "p95 ms", "Bytes"),
        [
            (page, f"{size:,}", *figure.row())
            for (page, size), figure in sorted(figures.items(), reverse=True)
        ],
        list(_goals(figures)),
    )


def _toggles(
    browser: Browser, server: Server, installation: Installation, size: int, path: str, plan: Plan
) -> Toggles:
    count = plan.toggles_a_round
    return measure_toggles(
        browser, server, installation.accounts[size], path, count=count, warm_up=WARM_UP
    )


class _Figures:
    """The combined figures of one page's rounds."""

    def __init__(self, rounds: list[Toggles]) -> None:
        times = [time for toggles in rounds for time in toggles.milliseconds]
        self.median = median(times)
        self.p95 = quantiles(times, n=20)[-1]
        self.bytes = sum(toggles.bytes_a_toggle for toggles in rounds) / len(rounds)
        self.rows = rounds[-1].rows

    def row(self) -> tuple[str, ...]:
        return (
            f"{self.rows:,}",
            f"{self.median:.1f}",
            f"{self.p95:.1f}",
            f"{self.bytes:,.0f}",
        )


def _goals(figures: dict[tuple[str, int], _Figures]) -> list[Goal]:
    few = figures["UMBRA", 100]
    pairs = [
        ("at 5,000 todos to one at 100", figures["UMBRA", 5_000], few, 1.3),
        ("at 100,000 todos to one at 100", figures["UMBRA", 100_000], few, 1.5),
        (
            "at 1,000 todos to the hand-written page's",
            figures["UMBRA", PEER_SIZE],
            figures["hand-written", PEER_SIZE],
            2.0,
        ),
    ]
    goals: list[Goal] = []
    for which, ours, other, bound in pairs:
        goals.append(Goal(f"Time of a toggle {which}", ours.median / other.median, bound))
        goals.append(Goal(f"Bytes of a toggle {which}", ours.bytes / other.bytes, bound))
    return goals
