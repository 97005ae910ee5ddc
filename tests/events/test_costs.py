"""What reading costs: statements do not grow with the events, steps of the engine are bounded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

import pytest
from httpx import AsyncClient

from tests.events.helpers import delete, make, patch
from tests.recurrence.kit import NEVER, Steps
from umbra.core.actor import Actor
from umbra.database import Database, Transaction
from umbra.events import occurrences, service
from umbra.events.fields import EventFilter
from umbra.events.month import month

FIRST, LAST = date(2026, 6, 1), date(2026, 7, 12)
RANGE = EventFilter(start=FIRST, end=LAST)
NINE = datetime(2026, 6, 2, 9)
Read = Callable[[Transaction, Actor], Awaitable[Any]]

READS: dict[str, Read] = {
    "a month": lambda tx, actor: month(tx, actor, FIRST, LAST, "Europe/Berlin"),
    "a list": lambda tx, actor: service.list_window(tx, actor, EventFilter(), "start", limit=200),
    "a list in a range": lambda tx, actor: service.list_window(
        tx, actor, RANGE, "start", limit=200
    ),
    "occurrences": lambda tx, actor: occurrences.list_occurrences(tx, actor, RANGE, limit=200),
}


MOST_STATEMENTS = {"a month": 2, "a list": 1, "a list in a range": 5, "occurrences": 9}
"""Occurrences read exceptions once for each of the windows, which grow fourfold from a day."""


async def fill(database: Database, actor: Actor, times: int) -> None:
    """Single, long and all-day events and series with exceptions, each `times`."""
    rules = ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY;COUNT=9")
    for number in range(times):
        await make(database, actor, start=NINE, end=NINE, tags=[f"tag {number}"])
        await make(database, actor, start=date(2026, 6, 2), end=date(2026, 9, 1))
        for rule in rules:
            series = await make(database, actor, start=NINE, end=NINE, rrule=rule, tags=["sport"])
            await patch(database, actor, series, NINE, "this", title="Run")
        series = await make(database, actor, start=NINE, end=NINE, rrule="FREQ=DAILY")
        await delete(database, actor, series, NINE, "this")


@pytest.mark.parametrize("name", READS)
async def test_the_number_of_statements_does_not_grow_with_the_events(
    database: Database, alice: Actor, statements: list[str], name: str
) -> None:
    sent = []
    for times in (1, 6):
        await fill(database, alice, times)
        async with database.transaction(alice) as tx:
            statements.clear()
            assert await READS[name](tx, alice)
            sent.append(list(statements))
    assert set(sent[0]) == set(sent[1])
    assert len(sent[1]) <= len(sent[0]) <= MOST_STATEMENTS[name]


@pytest.mark.parametrize("rule", [rule for rule in NEVER if "HOURLY" not in rule])
async def test_a_rule_that_never_happens_is_refused_after_bounded_steps(
    as_alice: AsyncClient, steps: Steps, rule: str
) -> None:
    body = {"title": "Yoga", "start": "2026-06-01", "end": "2026-06-02", "rrule": rule}
    answered = await as_alice.post("/api/events", json=body)
    assert [error["field"] for error in answered.json()["errors"]] == ["rrule"]
    assert 0 < steps.count <= 20_000


async def test_a_range_without_an_occurrence_is_answered_after_few_steps(
    as_alice: AsyncClient, steps: Steps
) -> None:
    body = {"title": "Yoga", "start": "1904-02-29", "end": "1904-03-01", "rrule": "FREQ=YEARLY"}
    assert (await as_alice.post("/api/events", json=body)).status_code == 201
    steps.count = 0
    for query in ("expand=true&start=2097-01-01&end=2103-01-01", "start=2097-01-01&end=2103-01-01"):
        answered = await as_alice.get(f"/api/events?{query}")
        assert answered.json()["items"] == []
    assert 0 < steps.count <= 100
