"""The routes of the house as a process of its own, on a database that is there already.

`python -m tests.runtime.api_process PORT`; the settings come by the environment. No page is
built for it, and it hashes cheaply.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from tests.runtime.processes import free_port
from umbra import database as door
from umbra.accounts.primitives import hashing
from umbra.accounts.primitives.keys import ensure_key_check
from umbra.config import settings
from umbra.database import Database, transaction
from umbra.runtime.migrations import ROOT

SECRET, SETUP_CODE = "a-secret-for-tests-only-of-good-length", "let-me-set-up-this-server"
CHEAPEST = 4


async def serve(port: int) -> None:
    from umbra.umbra import api

    url = settings().database_url
    assert url is not None
    door.use(Database(url))
    hashing.use(hashing.Hasher(CHEAPEST))
    async with transaction() as tx:
        await ensure_key_check(tx)
    await Server(
        api, port=port, interface=Interfaces.ASGINL, log_level=LogLevels.error, websockets=False
    ).serve()


@contextmanager
def serving_process(url: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Such a process, once it answers, and its address; killed at the end."""
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
        yield process, _once_it_answers(process, f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


def _once_it_answers(process: subprocess.Popen[bytes], address: str) -> str:
    while process.poll() is None:
        try:
            if httpx.get(f"{address}/api/health/live").is_success:
                return address
        except httpx.TransportError:
            continue
    raise RuntimeError("The process ended before it answered.")


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
