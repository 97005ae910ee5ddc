"""The effect of a member who keeps the hasher busy on the sign-in of another account.

Eight connections of one account send, without pauses, all requests that hash: reauthentication,
a new PIN, new backup codes, and a sign-in with the right password. Meanwhile another account
signs in repeatedly from another address.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from statistics import median, quantiles

import httpx

from benchmarks import load
from benchmarks.installation import Installation
from benchmarks.plan import Plan
from benchmarks.report import Goal, Section
from benchmarks.seed import SeededAccount
from benchmarks.servers import ROOT, Server
from benchmarks.umbra_server import settings_of

CONNECTIONS = 8
WARM_UP = 3
REST = 0.1
"""Seconds between two sign-ins."""

PASSWORD = "four green apples fell"
PINS = ("830164", "271950")
BUSY_ADDRESS, OTHER_ADDRESS = "10.200.0.1", "10.201.0.1"


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in account with the password `PASSWORD`."""

    username: str
    token: str


def measure(installation: Installation, umbra: Server, plan: Plan) -> Section:
    """The time of a sign-in alone, and beside the busy member."""
    busy, other = (
        _signed_in(installation, umbra, installation.accounts[size]) for size in (100, 1_000)
    )
    quiet, beside = asyncio.run(_sign_ins(umbra, busy, other, plan.sign_ins))
    return Section(
        "A member who keeps the hasher busy",
        ("A sign-in", "Median ms", "p95 ms"),
        [
            ("alone", f"{median(quiet):.0f}", f"{_p95(quiet):.0f}"),
            (
                f"beside {CONNECTIONS} connections of a member",
                f"{median(beside):.0f}",
                f"{_p95(beside):.0f}",
            ),
        ],
        [
            Goal(
                "Time (p95) of a sign-in beside a member who keeps hashing, to a quiet one",
                _p95(beside) / _p95(quiet),
                3.0,
            )
        ],
    )


def _signed_in(installation: Installation, umbra: Server, account: SeededAccount) -> Member:
    """Sets the account's password to `PASSWORD` and signs it in."""
    command = [sys.executable, "-m", "umbra", "accounts", "reset-password", account.username]
    environment = {**os.environ, **settings_of(installation)}
    finished = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    one_time_password = finished.stdout.split()[-1]
    headers = {"X-Umbra-Request": "1", "X-Forwarded-For": BUSY_ADDRESS}
    with httpx.Client(base_url=umbra.address, headers=headers) as client:
        login = {"username": account.username, "password": one_time_password}
        client.post("/api/auth/login", json=login).raise_for_status()
        new = {"new_password": PASSWORD}
        client.post("/api/auth/password/forced-change", json=new).raise_for_status()
        return Member(account.username, client.cookies["umbra_session"])


async def _sign_ins(
    umbra: Server, busy: Member, other: Member, number: int
) -> tuple[list[float], list[float]]:
    """Times of the other account's sign-ins in milliseconds: alone, and beside the busy member."""
    connection = await load.Connection.to(umbra.port)
    signing_in = _sign_in(umbra, other.username, OTHER_ADDRESS)
    await _timed(connection, signing_in, WARM_UP)
    quiet = await _timed(connection, signing_in, number)
    flood = [
        asyncio.create_task(_keep_asking(umbra, _asked_for(umbra, busy, turn)))
        for turn in range(CONNECTIONS)
    ]
    await asyncio.sleep(1)
    beside = await _timed(connection, signing_in, number)
    for task in flood:
        task.cancel()
    for task in flood:
        with suppress(asyncio.CancelledError):
            await task
    connection.close()
    return quiet, beside


async def _timed(connection: load.Connection, request: bytes, number: int) -> list[float]:
    took = []
    for _ in range(number):
        started = time.perf_counter()
        await connection.ask(request)
        took.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(REST)
    return took


async def _keep_asking(umbra: Server, requests: Iterator[bytes]) -> None:
    connection = await load.Connection.to(umbra.port)
    try:
        for request in requests:
            await connection.ask(request, expected=None)
    finally:
        connection.close()


def _asked_for(umbra: Server, member: Member, first: int) -> Iterator[bytes]:
    """All requests that hash, in an endless cycle that begins with number `first`."""
    reauthentication = _request(
        umbra, "POST", "/api/auth/confirm", member.token, {"password": PASSWORD}
    )
    codes = _request(umbra, "POST", "/api/auth/totp/backup-codes", member.token, {})
    pins = [
        _request(umbra, "PUT", "/api/settings/pin", member.token, {"new_pin": pin}) for pin in PINS
    ]
    sign_in = _sign_in(umbra, member.username, BUSY_ADDRESS)
    requests = [reauthentication, codes, pins[0], sign_in, pins[1]]
    first %= len(requests)
    return cycle(requests[first:] + requests[:first])


def _sign_in(umbra: Server, username: str, address: str) -> bytes:
    body = {"username": username, "password": PASSWORD}
    return _request(umbra, "POST", "/api/auth/login", "", body, address)


def _request(
    umbra: Server,
    method: str,
    path: str,
    token: str,
    body: dict[str, str],
    address: str = BUSY_ADDRESS,
) -> bytes:
    headers = (f"X-Forwarded-For: {address}",)
    text = json.dumps(body).encode()
    return load.request(method, path, port=umbra.port, token=token, body=text, headers=headers)


def _p95(milliseconds: list[float]) -> float:
    return quantiles(milliseconds, n=20, method="inclusive")[-1]
