"""The peers as running servers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks.servers import Server, running_app


def running_page(database_url: str, logs: Path) -> AbstractContextManager[Server]:
    """The hand-written page; its front end must be built before."""
    environment = {"DATABASE_URL": database_url}
    return running_app("page", "benchmarks.peer_page.app:app", environment, logs)


def running_usual_route(database_url: str, logs: Path) -> AbstractContextManager[Server]:
    """The usual route, and the route that does nothing."""
    environment = {"DATABASE_URL": database_url}
    return running_app("usual", "benchmarks.usual_route.app:app", environment, logs, "/empty")
