"""UMBRA itself, served as `make run` serves it, on the benchmark's database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.house import House
from benchmarks.servers import Server, free_port, running


@contextmanager
def running_umbra(house: House) -> Iterator[Server]:
    """The production server; its pages have to be built already (`python -m umbra build`)."""
    port = free_port()
    environment = {
        **settings_of(house),
        "UMBRA_PORT": str(port),
        "UMBRA_LOG_LEVEL": "warning",
        "UMBRA_TRUSTED_PROXY_HOPS": "1",  # so that a flood may come from many addresses
    }
    command = [sys.executable, "-m", "umbra", "run"]
    ready = "/api/health/ready"
    with running("umbra", command, environment, house.folder, port, ready) as server:
        yield server


def settings_of(house: House) -> dict[str, str]:
    """Where the commands of `python -m umbra` find the house."""
    return {
        "DATABASE_URL": house.database_url,
        "UMBRA_DATABASE_DIRECT_URL": house.database_url,
        "UMBRA_DATA": str(house.folder / "umbra"),
    }
