"""The effect of a flood of sign-ins on toggles of a signed-in account and on the server's memory.

Every attempt has an address of its own (the server trusts one proxy), so that no rate limit per
address refuses it, and each does the whole work of a sign-in.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from statistics import median

import psycopg

from benchmarks import load
from benchmarks.installation import Installation
from benchmarks.plan import Plan
from benchmarks.report import Goal, Section
from benchmarks.seed import SeededAccount
from benchmarks.servers import ROOT, Server
from benchmarks.toggling import p95, timed, toggle
from benchmarks.umbra_server import settings_of

SIZE = 1_000
SIGN_INS = 20
WAITING = 1_000
SECONDS_OF_WAITING = 3.0
TOO_MANY_REQUESTS, SECONDS_TO_RETRY = 429, 10.0
MEBIBYTE = 2**20
_numbers = count()


@dataclass(frozen=True, slots=True)
class Attempts:
    """Times of refused sign-ins in milliseconds, by the reason of the refusal."""

    unknown: list[float]
    wrong: list[float]
    disabled: list[float]

    def medians(self) -> dict[str, float]:
        return {
            "an unknown name": median(self.unknown),
            "a wrong password": median(self.wrong),
            "a disabled account": median(self.disabled),
        }


def measure(installation: Installation, umbra: Server, plan: Plan) -> Section:
    """Toggles beside 20 concurrent sign-ins, memory with 1,000, and the times of refusals."""
    account = installation.accounts[SIZE]
    quiet, flooded = asyncio.run(_toggles(umbra, account, plan.flood_toggles))
    before, most = asyncio.run(_memory(umbra))
    for size in (SIZE, 100):
        _reset_password(installation, installation.accounts[size])
    refused = asyncio.run(_refusals(installation, umbra, plan.refusals)).medians()
    gap = max(refused.values()) - min(refused.values())
    rows = [
        ("p95 of a toggle, quiet", f"{p95(quiet):.1f} ms"),
        (f"p95 of a toggle, {SIGN_INS} sign-ins at once", f"{p95(flooded):.1f} ms"),
        (f"Memory before, and with {WAITING:,} sign-ins waiting", f"{before:.0f}, {most:.0f} MiB"),
        *((f"Median refusal of {why}", f"{took:.1f} ms") for why, took in refused.items()),
    ]
    return Section(
        "A flood of sign-ins",
        ("What", "Measured"),
        rows,
        [
            Goal("p95 of a toggle beside 20 sign-ins", p95(flooded) / p95(quiet), 2.0),
            Goal("Memory that 1,000 waiting sign-ins add", most - before, 64.0, "MiB"),
            Goal(
                f"Gap between refusals' medians, {plan.refusals} of each kind",
                gap / min(refused.values()) * 100,
                10.0,
                "%",
            ),
        ],
    )


async def _toggles(
    umbra: Server, account: SeededAccount, number: int
) -> tuple[list[float], list[float]]:
    """Milliseconds of toggles, alone and beside the flood."""
    toggling = await load.Connection.to(umbra.port)
    requests = [toggle(umbra, account, done) for done in (True, False)]
    await timed(toggling, requests, number // 4)
    quiet = await timed(toggling, requests, number)
    flood = [asyncio.create_task(_keep_signing_in(umbra)) for _ in range(SIGN_INS)]
    await asyncio.sleep(1)
    flooded = await timed(toggling, requests, number)
    await _end(flood)
    toggling.close()
    return quiet, flooded


async def _memory(umbra: Server) -> tuple[float, float]:
    """The server's memory in MiB before, and the maximum while a thousand sign-ins wait."""
    before = umbra.memory() / MEBIBYTE
    flood = [asyncio.create_task(_keep_signing_in(umbra)) for _ in range(WAITING)]
    most, deadline = before, time.monotonic() + SECONDS_OF_WAITING
    while time.monotonic() < deadline:
        await asyncio.sleep(0.2)
        most = max(most, umbra.memory() / MEBIBYTE)
    await _end(flood)
    return before, most


async def _refusals(installation: Installation, umbra: Server, number: int) -> Attempts:
    """Refusals for each reason in turn, without rate limits."""
    known, disabled = (installation.accounts[size].username for size in (SIZE, 100))
    took = Attempts([], [], [])
    with psycopg.connect(
        installation.database_url.replace("+psycopg", ""), autocommit=True
    ) as database:
        database.execute("UPDATE accounts SET disabled_at = now() WHERE username = %s", [disabled])
        connection = await load.Connection.to(umbra.port)
        for turn in range(number):
            for name, times in (
                (f"nobody-{turn}", took.unknown),
                (known, took.wrong),
                (disabled, took.disabled),
            ):
                started = time.perf_counter()
                await connection.ask(_sign_in(umbra, name), expected=401)
                times.append((time.perf_counter() - started) * 1000)
            database.execute("DELETE FROM throttles")
        connection.close()
        database.execute("UPDATE accounts SET disabled_at = NULL")
    return took


def _reset_password(installation: Installation, account: SeededAccount) -> None:
    command = [sys.executable, "-m", "umbra", "accounts", "reset-password", account.username]
    environment = {**os.environ, **settings_of(installation)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


async def _keep_signing_in(umbra: Server) -> None:
    connection = await load.Connection.to(umbra.port)
    try:
        while True:
            name = f"unknown-{next(_numbers)}"
            if await connection.ask(_sign_in(umbra, name), expected=None) == TOO_MANY_REQUESTS:
                await asyncio.sleep(SECONDS_TO_RETRY)
    finally:
        connection.close()


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


def _sign_in(umbra: Server, name: str) -> bytes:
    """A sign-in from an address that was not used before."""
    number = next(_numbers)
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    body = json.dumps({"username": name, "password": "not the password"}).encode()
    return load.request(
        "POST",
        "/api/auth/login",
        port=umbra.port,
        token="",
        body=body,
        headers=(f"X-Forwarded-For: {address}",),
    )
