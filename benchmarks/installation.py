"""The installation that is measured: embedded PostgreSQL, migrated, with seeded accounts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.plan import SIZES
from benchmarks.seed import SeededAccount, seed
from benchmarks.seed_events import Calendars, seed_calendars
from benchmarks.seed_people import AddressBook, seed_people
from benchmarks.seed_projects import Projects, seed_projects
from umbra.runtime import embedded, migrations


@dataclass(frozen=True, slots=True)
class Installation:
    """`accounts` by the number of their todos, `calendars` with events, `projects` few and many,
    `people` by the number of people; `folder` is removed at the end.
    """

    folder: Path
    database_url: str
    postgresql: str
    accounts: dict[int, SeededAccount]
    calendars: Calendars
    projects: tuple[Projects, Projects]
    people: dict[int, AddressBook]


@contextmanager
def seeded_installation(sizes: tuple[int, ...] = SIZES) -> Iterator[Installation]:
    """A new installation in a temporary folder, removed at the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="umbra-bench-"))
    try:
        with embedded.running(folder) as cluster:
            url = cluster.url()
            migrations.upgrade(url)
            engine = create_engine(url)
            accounts = {size: seed(engine, f"account-with-{size}", size) for size in sizes}
            calendars = seed_calendars(engine)
            projects = seed_projects(engine)
            people = seed_people(engine)
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
                version = connection.execute(text("SHOW server_version")).scalar_one()
            engine.dispose()
            postgresql = version.split()[0]
            yield Installation(folder, url, postgresql, accounts, calendars, projects, people)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
