"""Events: the month by the service; lists and moves by the API, also next to the usual route.

No route answers a month, so `month` is called in this process, each time in a transaction of its
own with the settings of the application, and its days are written as JSON.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

import orjson
from sqlalchemy import create_engine, text

from benchmarks import load
from benchmarks.installation import Installation
from benchmarks.plan import CONNECTIONS, Plan
from benchmarks.report import Goal, Section
from benchmarks.seed import SeededAccount
from benchmarks.seed_events import FEW, FULL_MONTH, MANY, QUIET_MONTH, VIEW_DAYS, ZONE
from benchmarks.servers import Server
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.events import whole
from umbra.events.month import month
from umbra.recurrence import patterns, series

LIST_LIMIT = 100
WARM_UP_SECONDS = 1.0
WARM_UP_MONTHS = 5

Key = tuple[str, str, int]
"""Who answers, what is done, and with how many events."""


@dataclass(frozen=True, slots=True)
class View:
    """A month of an account; `is_cold` empties the memory of expanded rules before each."""

    account: SeededAccount
    first: date
    is_cold: bool = False


def measure_months(installation: Installation, plan: Plan) -> Section:
    """The median time of six weeks, the first 8 events of each day; the rounds are interleaved."""
    calendars = installation.calendars
    views = {
        "1,000 single events": View(calendars.few, FULL_MONTH),
        "20 single events of 200,000": View(calendars.many, QUIET_MONTH),
        "2,000 single events of 200,000": View(calendars.many, FULL_MONTH),
        "1,000 daily series, ten years old": View(calendars.daily, FULL_MONTH),
        "200 different rules, known": View(calendars.different, FULL_MONTH),
        "200 different rules, never expanded": View(calendars.different, FULL_MONTH, is_cold=True),
    }
    times = asyncio.run(_times(installation.database_url, views, plan.months))
    single = times["1,000 single events"]
    return Section(
        "A month of events",
        ("In the month", "Median ms"),
        [(name, f"{found * 1000:.1f}") for name, found in times.items()],
        [
            Goal(
                "Month with 2,000 of 200,000 events to one with 20",
                times["2,000 single events of 200,000"] / times["20 single events of 200,000"],
                2.5,
            ),
            Goal(
                "Month with 1,000 daily series to one with 1,000 single events",
                times["1,000 daily series, ten years old"] / single,
                3,
            ),
            Goal(
                "Month with 200 rules never expanded to one with 1,000 single events",
                times["200 different rules, never expanded"] / single,
                5,
            ),
        ],
    )


async def _times(url: str, views: dict[str, View], rounds: int) -> dict[str, float]:
    """The median of seconds by view."""
    database = Database(url)
    found: dict[str, list[float]] = defaultdict(list)
    try:
        for number in range(WARM_UP_MONTHS + rounds):
            for name, view in views.items():
                seconds = await _month(database, view)
                if number >= WARM_UP_MONTHS:
                    found[name].append(seconds)
    finally:
        await database.close()
    return {name: median(seconds) for name, seconds in found.items()}


async def _month(database: Database, view: View) -> float:
    if view.is_cold:
        for cached in _CACHED:
            cached.cache_clear()
    actor = Actor(new_id(), view.account.owner_id, "member", new_id())
    last = view.first + timedelta(days=VIEW_DAYS - 1)
    begin = time.perf_counter()
    async with database.transaction(actor) as tx:
        days = await month(tx, actor, view.first, last, ZONE)
    orjson.dumps(days)
    return time.perf_counter() - begin


_CACHED = (
    patterns.plan_of,
    patterns.day_mask,
    series.last_start,
    whole.stored_rule,
)
"""What is kept of rules between two views."""


def measure_routes(installation: Installation, umbra: Server, usual: Server, plan: Plan) -> Section:
    """A list of 100 and a move over 8 connections; all rounds are interleaved."""
    calendars = installation.calendars
    sizes = {FEW: calendars.few, MANY: calendars.many}
    requests = {
        (who, work, size): requests_of(server, installation.database_url, account)
        for who, server in (("UMBRA", umbra), ("usual route", usual))
        for work, requests_of in (("list", _lists), ("move", _moves))
        for size, account in sizes.items()
    }
    rates = _rates({"UMBRA": umbra, "usual route": usual}, requests, plan)
    return Section(
        f"Events, answers a second over {CONNECTIONS} connections",
        ("Who", "Events", f"List of {LIST_LIMIT}", "Move"),
        [
            (
                who,
                f"{size:,}",
                f"{rates[who, 'list', size]:,.0f}",
                f"{rates[who, 'move', size]:,.0f}",
            )
            for who in ("UMBRA", "usual route")
            for size in sizes
        ],
        [
            *(
                Goal(
                    f"Events, {work} at {MANY:,} to one at {FEW:,}",
                    rates["UMBRA", work, FEW] / rates["UMBRA", work, MANY],
                    1.5,
                )
                for work in ("list", "move")
            ),
            *(
                Goal(
                    f"Events, {work}, to the usual route",
                    rates["UMBRA", work, FEW] / rates["usual route", work, FEW],
                    bound,
                    at_least=True,
                )
                for work, bound in (("list", 2), ("move", 1))
            ),
        ],
    )


def _rates(
    servers: dict[str, Server], requests: dict[Key, list[list[bytes]]], plan: Plan
) -> dict[Key, float]:
    def rate(key: Key, seconds: float) -> float:
        port = servers[key[0]].port
        return load.drive(port, requests[key], seconds=seconds, connections=CONNECTIONS).rate

    rounds: dict[Key, list[float]] = defaultdict(list)
    for key in requests:
        rate(key, WARM_UP_SECONDS)
    for _ in range(plan.api_rounds):
        for key in requests:
            rounds[key].append(rate(key, plan.api_seconds))
    return {key: median(found) for key, found in rounds.items()}


def _lists(server: Server, _: str, account: SeededAccount) -> list[list[bytes]]:
    path = f"/api/events?limit={LIST_LIMIT}"
    return [[load.request("GET", path, port=server.port, token=account.token)]]


def _moves(server: Server, url: str, account: SeededAccount) -> list[list[bytes]]:
    """For each connection, requests that move an event of its own by an hour and back."""
    return [
        [
            load.request(
                "PATCH",
                f"/api/events/{event_id}",
                port=server.port,
                token=account.token,
                body=json.dumps(
                    {
                        "start": f"{start + timedelta(hours=by):%Y-%m-%dT%H:%M:%SZ}",
                        "end": f"{start + timedelta(hours=by + 1):%Y-%m-%dT%H:%M:%SZ}",
                    }
                ).encode(),
            )
            for by in (1, 0)
        ]
        for event_id, start in _some_events(url, account)
    ]


def _some_events(url: str, account: SeededAccount) -> list[tuple[UUID, datetime]]:
    """An event for each connection, in the middle of the full month."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT id, start_key FROM calendar_events WHERE owner_id = :owner"
                " AND start_key >= :day ORDER BY start_key, id LIMIT :count"
            ),
            {
                "owner": account.owner_id,
                "day": FULL_MONTH + timedelta(days=VIEW_DAYS // 2),
                "count": CONNECTIONS,
            },
        ).all()
    engine.dispose()
    return [(row.id, row.start_key) for row in found]
