"""The worker of alerts in a process of its own, on the database of DATABASE_URL."""

from __future__ import annotations

import asyncio

from umbra.alerts.worker import work
from umbra.config import settings
from umbra.database import Database, use
from umbra.kinds import register_kinds


async def main() -> None:
    url = settings().database_url
    assert url is not None
    use(Database(url))
    register_kinds()
    await work()


if __name__ == "__main__":
    asyncio.run(main())
