"""Alembic's environment: the database's address and the tables' metadata.

UMBRA passes the address as the attribute `url`. On the command line it comes from the settings,
and the embedded PostgreSQL is started for the duration of the command if it is not running.
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
    """Runs the requested command in one transaction.

    An advisory lock makes a concurrent migration wait.
    """
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.configure(
            connection=connection,
            target_metadata=metadata(),
            compare_server_default=True,
            transactional_ddl=True,
        )
        with wall.suspended(connection) if changes_schema() else nullcontext():
            context.run_migrations()


def changes_schema() -> bool:
    """Whether the command changes the schema, or only reads it."""
    try:
        return bool(context.get_revision_argument())
    except KeyError:
        return False


def write_sql() -> None:
    """Prints the statements (offline mode), for an administrator who runs them manually."""
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
