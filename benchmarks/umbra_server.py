"""UMBRA itself, started like `make run`, on the benchmark's database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.installation import Installation
from benchmarks.servers import Server, free_port, running


@contextmanager
def running_umbra(installation: Installation) -> Iterator[Server]:
    """The production server; its pages must be built before (`python -m umbra build`)."""
    port = free_port()
    environment = {
        **settings_of(installation),
        "UMBRA_PORT": str(port),
        "UMBRA_LOG_LEVEL": "warning",
        "UMBRA_TRUSTED_PROXY_HOPS": "1",  # so that requests can come from many addresses
    }
    command = [sys.executable, "-m", "umbra", "run"]
    ready = "/api/health/ready"
    with running("umbra", command, environment, installation.folder, port, ready) as server:
        yield server


def settings_of(installation: Installation) -> dict[str, str]:
    """The settings with which the commands of `python -m umbra` use this installation."""
    return {
        "DATABASE_URL": installation.database_url,
        "UMBRA_DATABASE_DIRECT_URL": installation.database_url,
        "UMBRA_DATA": str(installation.folder / "umbra"),
    }
