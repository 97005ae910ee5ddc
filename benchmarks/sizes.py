"""A list and a write of a kind by the API, with 1,000 of its items and with 100,000."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

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
"""How many times as long a list or a write may take with 100 times the items."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A kind to measure: its routes, some items by account, and the bodies they are patched by."""

    title: str
    path: str
    write: str
    some: str
    bodies: Sequence[Mapping[str, Any]]

    def ids(self, account: SeededAccount) -> Sequence[UUID]:
        return getattr(account, self.some)


def measure(kind: Sized, installation: Installation, umbra: Server, plan: Plan) -> Section:
    """A list of 100 and a write over 8 connections; the rounds of the sizes are interleaved."""
    requests = {
        (work, size): requests_of(kind, umbra, installation.accounts[size])
        for work, requests_of in (("list", _lists), ("write", _writes))
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
        f"{kind.title}, answers a second over {CONNECTIONS} connections",
        (kind.title, f"List of {LIST_LIMIT}", kind.write),
        [
            (f"{size:,}", f"{rates['list', size]:,.0f}", f"{rates['write', size]:,.0f}")
            for size in (FEW, MANY)
        ],
        [
            Goal(f"{kind.title}, {work} at {MANY:,} to one at {FEW:,}", _ratio(rates, work), MOST)
            for work in ("list", "write")
        ],
    )


def _ratio(rates: dict[tuple[str, int], float], work: str) -> float:
    return rates[work, FEW] / rates[work, MANY]


def _rate(umbra: Server, requests: list[list[bytes]], seconds: float) -> float:
    return load.drive(umbra.port, requests, seconds=seconds, connections=CONNECTIONS).rate


def _lists(kind: Sized, umbra: Server, account: SeededAccount) -> list[list[bytes]]:
    mark = "&" if "?" in kind.path else "?"
    path = f"{kind.path}{mark}limit={LIST_LIMIT}"
    return [[load.request("GET", path, port=umbra.port, token=account.token)]]


def _writes(kind: Sized, umbra: Server, account: SeededAccount) -> list[list[bytes]]:
    """For each connection, requests that change an item of its own, to and fro."""
    path = kind.path.partition("?")[0]
    return [
        [
            load.request(
                "PATCH",
                f"{path}/{item_id}",
                port=umbra.port,
                token=account.token,
                body=json.dumps(body).encode(),
            )
            for body in kind.bodies
        ]
        for item_id in kind.ids(account)[:CONNECTIONS]
    ]
