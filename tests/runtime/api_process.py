"""The API in a process of its own, without pages, on an existing database.

Run as `python -m tests.runtime.api_process PORT`, with the settings in the environment. It
hashes with the lowest bcrypt cost.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from tests.runtime.processes import free_port
from umbra.accounts.primitives import hashing
from umbra.accounts.primitives.keys import ensure_key_check
from umbra.config import settings
from umbra.database import Database, transaction, use
from umbra.runtime.migrations import ROOT

SECRET, SETUP_CODE = "a-secret-for-tests-only-of-good-length", "let-me-set-up-this-server"
LOWEST_COST = 4


async def serve(port: int) -> None:
    from umbra.umbra import api

    url = settings().database_url
    assert url is not None
    use(Database(url))
    hashing.use(hashing.Hasher(LOWEST_COST))
    async with transaction() as tx:
        await ensure_key_check(tx)
    await Server(
        api, port=port, interface=Interfaces.ASGINL, log_level=LogLevels.error, websockets=False
    ).serve()


@contextmanager
def serving_process(url: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Starts the process; yields it and its address once it answers; kills it at the end."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.runtime.api_process", str(port)],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "UMBRA_SECRET_KEY": SECRET,
            "UMBRA_SETUP_CODE": SETUP_CODE,
            "UMBRA_PORT": str(port),
        },
    )
    try:
        yield process, _wait_until_it_answers(process, f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


def _wait_until_it_answers(process: subprocess.Popen[bytes], address: str) -> str:
    while process.poll() is None:
        try:
            if httpx.get(f"{address}/api/health/live").is_success:
                return address
        except httpx.TransportError:
            time.sleep(0.05)  # the process sends no event when it listens
    raise RuntimeError("The process ended before it answered.")


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
