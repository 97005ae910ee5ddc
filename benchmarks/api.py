"""The API under load: UMBRA's routes, the usual route, and the database alone (pgbench)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from statistics import median

from benchmarks import load, pgbench
from benchmarks.installation import Installation
from benchmarks.plan import CONNECTIONS, Plan
from benchmarks.report import Goal, Section
from benchmarks.seed import SeededAccount
from benchmarks.servers import Server

SIZE = 1_000
LIST_LIMIT = 100
WARM_UP_SECONDS = 1.0
Rate = Callable[[float], float]
"""Runs a load for the given number of seconds; returns the answers per second."""


def measure(installation: Installation, umbra: Server, usual: Server, plan: Plan) -> Section:
    """A list of 100 and a toggle over 8 connections, each with session lookup and RLS."""
    rates = _measured(_runners(installation, umbra, usual), plan)
    rows = [
        (who, f"{rates[who, 'list']:,.0f}", f"{rates[who, 'toggle']:,.0f}")
        for who in ("UMBRA", "usual route", "pgbench")
    ]
    rows.append(("a route that does nothing", f"{rates['empty', 'list']:,.0f}", ""))
    return Section(
        f"The API, answers a second over {CONNECTIONS} connections",
        ("Who", f"List of {LIST_LIMIT}", "Toggle"),
        rows,
        [
            _goal(rates, "list", 2.0),
            _goal(rates, "toggle", 1.0),
        ],
    )


def _goal(rates: dict[tuple[str, str], float], work: str, bound: float) -> Goal:
    ratio = rates["UMBRA", work] / rates["usual route", work]
    return Goal(f"API {work}, to the usual route", ratio, bound, at_least=True)


def _measured(runners: dict[tuple[str, str], Rate], plan: Plan) -> dict[tuple[str, str], float]:
    """The median rate of each runner; their rounds are interleaved."""
    for run in runners.values():
        run(WARM_UP_SECONDS)
    rounds: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(plan.api_rounds):
        for key, run in runners.items():
            rounds[key].append(run(plan.api_seconds))
    return {key: median(rates) for key, rates in rounds.items()}


def _runners(
    installation: Installation, umbra: Server, usual: Server
) -> dict[tuple[str, str], Rate]:
    account = installation.accounts[SIZE]
    runners: dict[tuple[str, str], Rate] = {}
    for who, server in (("UMBRA", umbra), ("usual route", usual)):
        runners[who, "list"] = partial(_rate, server.port, _lists(server, account))
        runners[who, "toggle"] = partial(_rate, server.port, _toggles(server, account))
    for work in ("list", "toggle"):
        runners["pgbench", work] = partial(_pgbench_rate, installation, work, account)
    nothing = [[load.request("GET", "/empty", port=usual.port, token=account.token)]]
    runners["empty", "list"] = partial(_rate, usual.port, nothing)
    return runners


def _rate(port: int, requests: list[list[bytes]], seconds: float) -> float:
    return load.drive(port, requests, seconds=seconds, connections=CONNECTIONS).rate


def _pgbench_rate(
    installation: Installation, work: pgbench.Work, account: SeededAccount, seconds: float
) -> float:
    return pgbench.drive(
        installation.database_url, work, account, seconds=seconds, connections=CONNECTIONS
    )


def _lists(server: Server, account: SeededAccount) -> list[list[bytes]]:
    path = f"/api/todos?limit={LIST_LIMIT}"
    return [[load.request("GET", path, port=server.port, token=account.token)]]


def _toggles(server: Server, account: SeededAccount) -> list[list[bytes]]:
    """For each connection, requests that complete and reopen a todo of its own."""
    return [
        [
            load.request(
                "PATCH",
                f"/api/todos/{todo_id}/toggle",
                port=server.port,
                token=account.token,
                body=json.dumps({"completed": completed}).encode(),
            )
            for completed in (True, False)
        ]
        for todo_id in account.some_ids[:CONNECTIONS]
    ]
