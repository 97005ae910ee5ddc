"""Projects by the API: the grid with 50 of them and with 5,000, a move on a board."""

from __future__ import annotations

import json
from collections import defaultdict
from statistics import median

from benchmarks import load
from benchmarks.installation import Installation
from benchmarks.plan import CONNECTIONS, Plan
from benchmarks.report import Goal, Section
from benchmarks.seed_projects import Projects
from benchmarks.servers import Server

LIST_LIMIT = 50
WARM_UP_SECONDS = 1.0
MOST_OF_GRID, MOST_OF_MOVE = 1.5, 2
"""How many times as long the grid, or a move, may take with 100 (40) times as many."""


def measure(installation: Installation, umbra: Server, plan: Plan) -> Section:
    """A page of the grid and moves over 8 connections; the rounds of the sizes are interleaved."""
    few, many = installation.projects
    requests = {
        (work, seeded.projects): requests_of(umbra, seeded)
        for work, requests_of in (("grid", _grid), ("move", _moves))
        for seeded in (few, many)
    }
    rounds: dict[tuple[str, int], list[float]] = defaultdict(list)
    for sent in requests.values():
        _rate(umbra, sent, WARM_UP_SECONDS)
    for _ in range(plan.api_rounds):
        for key, sent in requests.items():
            rounds[key].append(_rate(umbra, sent, plan.api_seconds))
    rates = {key: median(found) for key, found in rounds.items()}

    def ratio(work: str) -> float:
        return rates[work, few.projects] / rates[work, many.projects]

    return Section(
        f"Projects, answers a second over {CONNECTIONS} connections",
        ("Projects", f"Grid of {LIST_LIMIT} with progress", "Tasks on the board", "Move"),
        [
            (
                f"{one.projects:,}",
                f"{rates['grid', one.projects]:,.0f}",
                f"{one.board:,}",
                f"{rates['move', one.projects]:,.0f}",
            )
            for one in (few, many)
        ],
        [
            Goal(
                f"Project grid at {many.projects:,} to one at {few.projects:,}",
                ratio("grid"),
                MOST_OF_GRID,
            ),
            Goal(
                f"Move on a board of {many.board:,} tasks to one of {few.board:,}",
                ratio("move"),
                MOST_OF_MOVE,
            ),
        ],
    )


def _rate(umbra: Server, requests: list[list[bytes]], seconds: float) -> float:
    return load.drive(umbra.port, requests, seconds=seconds, connections=CONNECTIONS).rate


def _grid(umbra: Server, seeded: Projects) -> list[list[bytes]]:
    path = f"/api/projects?limit={LIST_LIMIT}"
    return [[load.request("GET", path, port=umbra.port, token=seeded.account.token)]]


def _moves(umbra: Server, seeded: Projects) -> list[list[bytes]]:
    """For each connection, requests that move a card of its own down the column and back."""
    others = seeded.cards[1:]  # the page's benchmark drags the first one to another column
    own, neighbours = others[:CONNECTIONS], others[CONNECTIONS : 2 * CONNECTIONS]
    return [
        [
            load.request(
                "PATCH",
                f"/api/tasks/{card}",
                port=umbra.port,
                token=seeded.account.token,
                body=json.dumps({side: str(neighbour)}).encode(),
            )
            for side in ("after", "before")
        ]
        for card, neighbour in zip(own, neighbours, strict=True)
    ]
