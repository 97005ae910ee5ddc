"""The house is open for as long as the server runs, however the server was started."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from umbra.config import settings
from umbra.database import Database, use
from umbra.runtime.prepare import prepared


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Prepares the house, opens the process's database, and closes both at the end.

    Under `python -m umbra run` all is prepared already and this joins it; under plain
    `reflex run` it is the one who does it.
    """
    with ExitStack() as stack:
        addresses = await asyncio.to_thread(stack.enter_context, prepared(settings()))
        database = Database(addresses.pooled, direct_url=addresses.direct)
        use(database)
        try:
            yield
        finally:
            use(None)
            await database.close()
            await asyncio.to_thread(stack.close)
