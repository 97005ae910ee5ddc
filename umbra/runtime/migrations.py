"""Schema migrations with Alembic: upgrade, and the state of a database."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

from umbra.runtime.postgres_home import StartError

ROOT = Path(__file__).resolve().parents[2]


def upgrade(url: str) -> None:
    """Migrates the database at `url` to the newest schema. Idempotent.

    Raises StartError, without any change, if the database is newer than this code.
    """
    refuse_newer(url)
    config = configuration()
    config.attributes["url"] = url
    command.upgrade(config, "head")


def refuse_newer(url: str) -> None:
    """Raises StartError if the database was migrated by a newer version of UMBRA."""
    unknown = [revision for revision in revisions(url) if not knows(revision)]
    if unknown:
        raise StartError(
            f"The database is newer than this version of UMBRA (its revision is {unknown[0]})."
            " Update UMBRA, or restore a backup made by this version."
        )


def knows(revision: str) -> bool:
    """Whether this code contains the migration `revision`."""
    scripts = ScriptDirectory.from_config(configuration())
    return any(script.revision == revision for script in scripts.walk_revisions())


def revisions(url: str) -> tuple[str, ...]:
    """The current Alembic revisions of the database at `url`; empty if it was never migrated."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads()


def is_current(url: str) -> bool:
    """Whether the database at `url` has the newest schema."""
    return revisions(url) == (newest(),)


def newest() -> str:
    """The newest revision (head) in this code."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    assert head is not None
    return head


def configuration() -> Config:
    return Config(ROOT / "alembic.ini")
