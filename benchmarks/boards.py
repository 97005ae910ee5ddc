"""A board in the page: dragging a card to the next column, and when another browser shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from playwright.sync_api import Browser, Locator, Page

from benchmarks.browser import MILLISECONDS_TO_ANSWER, TIME_MOVE, signed_in
from benchmarks.installation import Installation
from benchmarks.plan import Plan
from benchmarks.report import Goal, Section
from benchmarks.seed_projects import Projects
from benchmarks.servers import Server
from benchmarks.traffic import Traffic

COLUMNS = ("todo", "doing")
WARM_UP_MOVES = 2
MOST_BYTES = 3_000

WATCH = """(card) => {
  const columnOf = () => {
    const shown = document.querySelector(`[data-card="${card}"]`);
    return shown?.closest("[data-column]").dataset.column;
  };
  window.umbraSeen = new Promise((resolve) => {
    const before = columnOf();
    new MutationObserver((_, observer) => {
      if (columnOf() === before) return;
      observer.disconnect();
      resolve(Date.now());
    }).observe(document.body, { subtree: true, childList: true });
  });
}"""
"""Makes `umbraSeen` resolve to the time at which a card is in another column."""


@dataclass(frozen=True, slots=True)
class Drags:
    """Medians of drags on one board: ms to the answer, bytes received; ms until seen elsewhere."""

    milliseconds: float
    received: float
    seen: tuple[float, ...]


def measure(browser: Browser, installation: Installation, umbra: Server, plan: Plan) -> Section:
    """Boards of 50 and of 2,000 tasks, each shown by two browsers."""
    small, large = installation.projects
    drags = {seeded.board: _drags(browser, umbra, seeded, plan) for seeded in (small, large)}
    few, many = drags[small.board], drags[large.board]
    return Section(
        "The board in the page",
        ("Tasks", "Drag, median ms", "Bytes of a drag", "Seen elsewhere, p95 ms"),
        [
            (
                f"{size:,}",
                f"{found.milliseconds:.1f}",
                f"{found.received:,.0f}",
                f"{_p95(found.seen):.0f}",
            )
            for size, found in drags.items()
        ],
        [
            Goal(
                f"Drag on a board of {large.board:,} to one of {small.board}",
                many.milliseconds / few.milliseconds,
                2,
            ),
            Goal(
                f"Bytes of a drag on a board of {large.board:,}", many.received, MOST_BYTES, "bytes"
            ),
        ],
    )


def _drags(browser: Browser, umbra: Server, seeded: Projects, plan: Plan) -> Drags:
    here, elsewhere = (signed_in(browser, umbra, seeded.account) for _ in range(2))
    try:
        page, other = (_open(context.new_page(), umbra, seeded) for context in (here, elsewhere))
        traffic = Traffic(page)
        card = str(seeded.cards[0])
        times, received, seen = [], [], []
        for number in range(WARM_UP_MOVES + plan.toggles_a_round // 2):
            target = page.locator(f'[data-column="{COLUMNS[(number + 1) % 2]}"]')
            before = traffic.received
            other.evaluate(WATCH, card)
            milliseconds, dropped = _drag(page, page.locator(f'[data-card="{card}"]'), target)
            shown = float(other.evaluate("() => window.umbraSeen"))
            target.locator(f'[data-card="{card}"]').wait_for()
            if number >= WARM_UP_MOVES:
                times.append(milliseconds)
                received.append(traffic.received - before)
                seen.append(shown - dropped)
        return Drags(median(times), median(received), tuple(seen))
    finally:
        here.close()
        elsewhere.close()


def _open(page: Page, umbra: Server, seeded: Projects) -> Page:
    page.set_default_timeout(MILLISECONDS_TO_ANSWER)
    page.goto(f"{umbra.address}/tasks?project={seeded.project}")
    page.locator(f'[data-card="{seeded.cards[0]}"]').wait_for()
    return page


def _drag(page: Page, card: Locator, target: Locator) -> tuple[float, float]:
    """Drags a card to the top of a column; returns ms to the answer and the time of the drop."""
    start, end = card.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    page.evaluate(TIME_MOVE)
    page.mouse.move(start["x"] + 60, start["y"] + 16)
    page.mouse.down()
    page.mouse.move(start["x"] + 74, start["y"] + 20, steps=3)
    page.mouse.move(end["x"] + 80, end["y"] + 40, steps=5)
    dropped = float(page.evaluate("() => Date.now()"))
    page.mouse.up()
    return float(page.evaluate("() => window.umbraMove")), dropped


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
