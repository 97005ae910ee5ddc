"""Locations by the API: a list and a write with 1,000 of them and with 100,000."""

from __future__ import annotations

import json
from collections import defaultdict
from statistics import median

from benchmarks import load
from benchmarks.installation import Installation
from benchmarks.plan import CONNECTIONS, Plan
from benchmarks.report import Goal, Section
from benchmarks.seed import SeededAccount
from benchmarks.servers import Server

FEW, MANY = 1_000, 100_000
LIST_LIMIT = 100
WARM_UP_SECONDS = 1.0
MOST = 1.5
"""How many times as long a list or a write may take with 100 times the locations."""


def measure(installation: Installation, umbra: Server, plan: Plan) -> Section:
    """A list of 100 and a patch over 8 connections; the rounds of the sizes are interleaved."""
    requests = {
        (work, size): requests_of(umbra, installation.accounts[size])
        for work, requests_of in (("list", _lists), ("write", _patches))
        for size in (FEW, MANY)
    }
    rounds: dict[tuple[str, int], list[float]] = defaultdict(list)
    for sent in requests.values():
        _rate(umbra, sent, WARM_UP_SECONDS)
    for _ in range(plan.api_rounds):
        for key, sent in requests.items():
            rounds[key].append(_rate(umbra, sent, plan.api_seconds))
    rates = {key: median(found) for key, found in rounds.items()}
    return Section(
        f"Locations, answers a second over {CONNECTIONS} connections",
        ("Locations", f"List of {LIST_LIMIT}", "Write"),
        [
            (f"{size:,}", f"{rates['list', size]:,.0f}", f"{rates['write', size]:,.0f}")
            for size in (FEW, MANY)
        ],
        [
            Goal(f"Locations, {work} at {MANY:,} to one at {FEW:,}", _ratio(rates, work), MOST)
            for work in ("list", "write")
        ],
    )


def _ratio(rates: dict[tuple[str, int], float], work: str) -> float:
    return rates[work, FEW] / rates[work, MANY]


def _rate(umbra: Server, requests: list[list[bytes]], seconds: float) -> float:
    return load.drive(umbra.port, requests, seconds=seconds, connections=CONNECTIONS).rate


def _lists(umbra: Server, account: SeededAccount) -> list[list[bytes]]:
    path = f"/api/locations?limit={LIST_LIMIT}"
    return [[load.request("GET", path, port=umbra.port, token=account.token)]]


def _patches(umbra: Server, account: SeededAccount) -> list[list[bytes]]:
    """For each connection, requests that change the name of a location of its own."""
    return [
        [
            load.request(
                "PATCH",
                f"/api/locations/{location_id}",
                port=umbra.port,
                token=account.token,
                body=json.dumps({"name": name}).encode(),
            )
            for name in ("Bakery by the bridge", "Bakery at the corner")
        ]
        for location_id in account.some_locations[:CONNECTIONS]
    ]
