"""A house to measure in: its own embedded PostgreSQL, migrated, with seeded residents."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.plan import SIZES
from benchmarks.seed import Resident, seed
from umbra.runtime import embedded, migrations


@dataclass(frozen=True, slots=True)
class House:
    """`residents` by the number of todos they keep; `folder` is thrown away at the end."""

    folder: Path
    database_url: str
    postgresql: str
    residents: dict[int, Resident]


@contextmanager
def seeded_house(sizes: tuple[int, ...] = SIZES) -> Iterator[House]:
    """A fresh house in a temporary folder, gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix="umbra-bench-"))
    try:
        with embedded.running(folder) as cluster:
            url = cluster.url()
            migrations.upgrade(url)
            engine = create_engine(url)
            residents = {size: seed(engine, f"keeper-of-{size}", size) for size in sizes}
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
                version = connection.execute(text("SHOW server_version")).scalar_one()
            engine.dispose()
            yield House(folder, url, version.split()[0], residents)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
