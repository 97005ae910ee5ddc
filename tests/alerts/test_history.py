"""The history: alerts that fired, the latest first, in pages. It is Wednesday, 4 March 2026,
09:30 UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from httpx import AsyncClient

from tests.reminders.test_api import create
from umbra.alerts import service
from umbra.alerts.rules import AlertRow, SourceId
from umbra.alerts.service import AlertFilter
from umbra.core.actor import Actor
from umbra.core.moments import Now
from umbra.database import Database
from umbra.reminders.state.history import alert_card

NOW = Now(datetime(2026, 3, 4, 9, 30, tzinfo=UTC), "Europe/Berlin")


async def test_what_fired_is_listed_the_latest_first_in_pages_without_what_is_planned(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    for day in (1, 2, 3, 3):
        await create(as_alice, title=f"Day {day}", remind_at=f"2026-03-0{day}T08:00:00Z")
    await create(as_alice, title="To come", remind_at="2026-03-09T08:00:00Z")
    found: list[str] = []
    after, sizes = None, []
    async with database.transaction(alice) as tx:
        while True:
            window = await service.list_window(
                tx, alice, AlertFilter(fired=True), after=after, limit=3, latest_first=True
            )
            found += [row.title for row in window.rows]
            sizes.append(len(window.rows))
            if not window.has_after:
                break
            after = service.cursor_of(window.rows[-1])
    assert (found, sizes) == (["Day 3", "Day 3", "Day 2", "Day 1"], [3, 1])


def test_a_line_says_when_an_alert_was_shown_and_what_became_of_it() -> None:
    at = datetime(2026, 3, 4, 8, tzinfo=UTC)
    item_id = uuid4()
    row = AlertRow(
        uuid4(), 1, SourceId("todo", item_id), "Milk", at, "snoozed", at, at, None, "email"
    )
    card = alert_card(row, NOW)
    assert card["href"] == f"/todos?open={item_id}"
    assert (card["when"], card["shown"], card["state"], card["open"]) == (
        "Today 09:00",
        "shown today 09:00 by email",
        "Snoozed until today 09:00",
        True,
    )
