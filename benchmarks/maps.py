"""The map of locations: from the switch to the map until all places are painted."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

import httpx
from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.browser import MILLISECONDS_TO_ANSWER, ROW, TIME_MAP, signed_in
from benchmarks.installation import Installation
from benchmarks.plan import Plan
from benchmarks.report import Goal, Section
from benchmarks.seed import SeededAccount
from benchmarks.servers import Server
from benchmarks.traffic import Traffic

FEW, MANY = 50, 5_000
CATEGORY = "Fifty"
WARM_UP = 2


def measure(browser: Browser, installation: Installation, umbra: Server, plan: Plan) -> Section:
    """Maps of 50 and of 5,000 places of one account, switched to in turns."""
    account = installation.accounts[MANY]
    _choose_few(umbra, account)
    contexts = [signed_in(browser, umbra, account) for _ in range(2)]
    try:
        few = _Map.opened(contexts[0], f"{umbra.address}/locations?category={CATEGORY}", FEW)
        many = _Map.opened(contexts[1], f"{umbra.address}/locations", MANY)
        for number in range(WARM_UP + plan.toggles_a_round // 2):
            for one in (few, many):
                one.paint(counts=number >= WARM_UP)
    finally:
        for context in contexts:
            context.close()
    return Section(
        "The map of locations",
        ("Places", "From list to painted map, median ms", "KB received"),
        [
            (f"{one.places:,}", f"{median(one.milliseconds):.1f}", f"{median(one.kilobytes):,.0f}")
            for one in (few, many)
        ],
        [
            Goal(
                f"Map of {MANY:,} places to one of {FEW}",
                median(many.milliseconds) / median(few.milliseconds),
                2,
            )
        ],
    )


@dataclass
class _Map:
    """A tab with the location page, and the times of its switches to a map of so many places."""

    page: Page
    traffic: Traffic
    places: int
    milliseconds: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)

    @classmethod
    def opened(cls, context: BrowserContext, address: str, places: int) -> _Map:
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS_TO_ANSWER)
        page.goto(address)
        return cls(page, Traffic(page), places)

    def paint(self, *, counts: bool) -> None:
        """Switches to the map, and back to the list."""
        self.page.bring_to_front()
        self.page.wait_for_selector(ROW)
        before = self.traffic.received
        milliseconds = float(self.page.evaluate(TIME_MAP, self.places))
        if counts:
            self.milliseconds.append(milliseconds)
            self.kilobytes.append((self.traffic.received - before) / 1000)
        self.page.get_by_role("radio", name="List").check()
        self.page.wait_for_selector(".location-map", state="detached")


def _choose_few(umbra: Server, account: SeededAccount) -> None:
    """Gives 50 locations a category, by which they are filtered."""
    ids = [str(one) for one in account.some_locations]
    answer = httpx.post(
        f"{umbra.address}/api/bulk",
        json={"kind": "location", "ids": ids, "action": "patch", "fields": {"category": CATEGORY}},
        cookies={"umbra_session": account.token},
        headers={"X-Umbra-Request": "1"},
    )
    answer.raise_for_status()
