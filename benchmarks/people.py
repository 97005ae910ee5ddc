"""People by the API: a list, a search, a write with 1,000 and 100,000; a person with much."""

from __future__ import annotations

import json
from collections import defaultdict
from statistics import median
from uuid import UUID

from benchmarks import load
from benchmarks.installation import Installation
from benchmarks.plan import CONNECTIONS, Plan
from benchmarks.report import Goal, Section
from benchmarks.seed_people import FEW, FEW_TIES, MANY, MANY_TIES, AddressBook
from benchmarks.servers import Server

LIST_LIMIT = 100
WARM_UP_SECONDS = 1.0
MOST = 1.5
"""How many times as long a list, a search or a write may take with 100 times the people."""

MOST_TIED = 2.0
"""How many times as long a person may take to open who is tied to 1,000 times as much."""

Key = tuple[str, int]
Requests = list[list[bytes]]


def measure(installation: Installation, umbra: Server, plan: Plan) -> Section:
    """Over 8 connections; the rounds of everything compared are interleaved."""
    books = installation.people
    requests: dict[Key, Requests] = {
        (work, size): requests_of(umbra, books[size])
        for work, requests_of in (("list", _list), ("search", _search), ("write", _writes))
        for size in (FEW, MANY)
    }
    many = books[MANY]
    for ties, person_id in ((FEW_TIES, many.with_few), (MANY_TIES, many.with_many)):
        requests["open", ties] = _open(umbra, many, person_id)
    rates = _rates(umbra, requests, plan)
    works = ("list", "search", "write")
    return Section(
        f"People, answers a second over {CONNECTIONS} connections",
        ("", f"List of {LIST_LIMIT}", "Search", "Write", "Person with their time line"),
        [
            *(
                (f"{size:,} people", *(f"{rates[work, size]:,.0f}" for work in works), "")
                for size in (FEW, MANY)
            ),
            *(
                (f"tied to {ties:,} things", "", "", "", f"{rates['open', ties]:,.0f}")
                for ties in (FEW_TIES, MANY_TIES)
            ),
        ],
        [
            *(
                Goal(
                    f"People, {work} at {MANY:,} to one at {FEW:,}",
                    rates[work, FEW] / rates[work, MANY],
                    MOST,
                )
                for work in works
            ),
            Goal(
                f"A person tied to {MANY_TIES:,} things to one tied to {FEW_TIES}",
                rates["open", FEW_TIES] / rates["open", MANY_TIES],
                MOST_TIED,
            ),
        ],
    )


def _rates(umbra: Server, requests: dict[Key, Requests], plan: Plan) -> dict[Key, float]:
    rounds: dict[Key, list[float]] = defaultdict(list)
    for sent in requests.values():
        _rate(umbra, sent, WARM_UP_SECONDS)
    for _ in range(plan.api_rounds):
        for key, sent in requests.items():
            rounds[key].append(_rate(umbra, sent, plan.api_seconds))
    return {key: median(found) for key, found in rounds.items()}


def _rate(umbra: Server, requests: Requests, seconds: float) -> float:
    return load.drive(umbra.port, requests, seconds=seconds, connections=CONNECTIONS).rate


def _get(umbra: Server, book: AddressBook, path: str) -> bytes:
    return load.request("GET", path, port=umbra.port, token=book.account.token)


def _list(umbra: Server, book: AddressBook) -> Requests:
    return [[_get(umbra, book, f"/api/people?limit={LIST_LIMIT}")]]


def _search(umbra: Server, book: AddressBook) -> Requests:
    """By a number in another spelling, and by a name that one person has."""
    asked = ("0170%201000777", "klein%20777")
    return [[_get(umbra, book, f"/api/people?limit={LIST_LIMIT}&q={one}") for one in asked]]


def _writes(umbra: Server, book: AddressBook) -> Requests:
    """For each connection, requests that change the nickname of a person of its own."""
    return [
        [
            load.request(
                "PATCH",
                f"/api/people/{person_id}",
                port=umbra.port,
                token=book.account.token,
                body=json.dumps({"nickname": nickname}).encode(),
            )
            for nickname in ("Al", "Bo")
        ]
        for person_id in book.some_ids[:CONNECTIONS]
    ]


def _open(umbra: Server, book: AddressBook, person_id: UUID) -> Requests:
    """What a person's page asks for."""
    paths = ("", "/timeline", "/relationships")
    return [[_get(umbra, book, f"/api/people/{person_id}{path}") for path in paths]]
