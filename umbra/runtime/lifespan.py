"""The house is open for as long as the server runs, however the server was started."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from umbra.config import settings
from umbra.database import Database, use
from umbra.runtime.lockfile import lock_owner
from umbra.runtime.logs import write_logs
from umbra.runtime.prepare import has_accounts, prepared
from umbra.runtime.welcome import first_in_this_start, welcome


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Prepares the house, opens the process's database, and closes both at the end.

    Under `python -m umbra run` all is prepared already and this joins it; under plain
    `reflex run` it is the one who does it.
    """
    write_logs(settings().log_level)
    _end_with_the_parent()
    with ExitStack() as stack:
        addresses = await asyncio.to_thread(stack.enter_context, prepared(settings()))
        database = Database(addresses.pooled, direct_url=addresses.direct)
        use(database)
        try:
            await _announce(addresses.pooled)
            yield
        finally:
            use(None)
            await database.close()
            await asyncio.to_thread(stack.close)


async def _announce(url: str) -> None:
    """Prints address and setup link once a start, unless `python -m umbra run` does that."""
    chosen = settings()
    holds = lock_owner(chosen.data)
    if holds and holds[0] == os.getpid() and first_in_this_start(chosen.data):
        print(welcome(chosen, empty=not await has_accounts(url)), flush=True)


def _end_with_the_parent() -> None:
    """A worker whose server was killed stops too, instead of keeping port and database."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait_and_stop() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait_and_stop, name="parent-watch", daemon=True).start()
