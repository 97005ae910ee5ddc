"""Where `alembic` finds the database and what it compares with.

A caller in the program gives the address as the attribute `url`; from the command line the
settings say it, and the embedded PostgreSQL is joined or started for as long as it takes.
"""

from __future__ import annotations

import logging
from contextlib import nullcontext

from alembic import context
from sqlalchemy import create_engine, pool, text

from umbra.runtime import wall
from umbra.runtime.database_url import reachable
from umbra.runtime.role import APP_ROLE
from umbra.tables import metadata

MIGRATION_LOCK = 0x756D627261  # "umbra"


def migrate(url: str) -> None:
    """Runs what was asked for in one transaction; a second migration waits for the first."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.configure(
            connection=connection,
            target_metadata=metadata(),
            compare_server_default=True,
            transactional_ddl=True,
        )
        with wall.lifted(connection) if migrates() else nullcontext():
            context.run_migrations()


def migrates() -> bool:
    """Whether the schema is to change, or only to be looked at."""
    try:
        return bool(context.get_revision_argument())
    except KeyError:
        return False


def write_sql() -> None:
    """Prints the statements for an administrator who runs them by hand."""
    context.configure(dialect_name="postgresql", target_metadata=metadata(), literal_binds=True)
    with context.begin_transaction():
        context.execute(APP_ROLE)
        context.run_migrations()


given = context.config.attributes.get("url")
if context.config.cmd_opts is not None:
    logging.basicConfig(format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.INFO)

if context.is_offline_mode():
    write_sql()
elif given:
    migrate(given)
else:
    with reachable() as addresses:
        migrate(addresses.direct)
