"""The app's lifespan: everything a worker process needs, however the server was started."""

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
from umbra.runtime.welcome import is_first_announcement, welcome


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Prepares the server, opens this process's connection pool, and closes both at the end.

    Under `python -m umbra run` the parent process has prepared everything; under plain
    `reflex run` this lifespan does.
    """
    write_logs(settings().log_level)
    _stop_with_parent()
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
    """Prints the address and the setup link once per start.

    Not under `python -m umbra run`, which prints them itself.
    """
    chosen = settings()
    owner = lock_owner(chosen.data)
    if owner and owner[0] == os.getpid() and is_first_announcement(chosen.data):
        print(welcome(chosen, empty=not await has_accounts(url)), flush=True)


def _stop_with_parent() -> None:
    """Stops a worker when its parent was killed, so that it does not hold port and database."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait_and_stop() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait_and_stop, name="parent-watch", daemon=True).start()
