"""Toggles of one todo by the API, timed one by one."""

from __future__ import annotations

import asyncio
import json
import time
from statistics import quantiles

from benchmarks import load
from benchmarks.seed import SeededAccount
from benchmarks.servers import Server

REST = 0.01
"""Seconds between two toggles, since a user does not toggle without pauses."""


async def timed(connection: load.Connection, requests: list[bytes], number: int) -> list[float]:
    """Milliseconds of each of `number` requests, which take turns."""
    took = []
    for turn in range(number):
        started = time.perf_counter()
        await connection.ask(requests[turn % len(requests)])
        took.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(REST)
    return took


def toggle(umbra: Server, account: SeededAccount, done: bool) -> bytes:
    """A request that completes or reopens a todo of the account."""
    path = f"/api/todos/{account.some_ids[0]}/toggle"
    body = json.dumps({"completed": done}).encode()
    return load.request("PATCH", path, port=umbra.port, token=account.token, body=body)


def p95(milliseconds: list[float]) -> float:
    return quantiles(milliseconds, n=20)[-1]
