"""The owner wall (row-level security) in its two modes: by role, or forced.

By role is the normal mode: transactions run as `umbra_app`. Where the user of `DATABASE_URL`
can't create roles, row-level security is applied to the tables' owner itself (FORCE ROW LEVEL
SECURITY). Migrations are written for the role. In forced mode this module rewrites their
statements, and suspends row-level security while they run, because an owner's UPDATE would
silently change no rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from umbra.database import FORCED_MODE
from umbra.runtime.postgres_home import StartError
from umbra.runtime.role import APP_ROLE

READ_ALL_ROWS = "-c umbra.whole_house=yes"
"""The session option that makes all rows readable in forced mode, for a backup."""

_BYPASSES = text("SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user")

_FOR_EACH_TABLE = """
DO $$
DECLARE walled regclass;
BEGIN
    FOR walled IN SELECT oid FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relrowsecurity
    LOOP
        {statements}
    END LOOP;
END $$;
"""

_SUSPEND = _FOR_EACH_TABLE.format(
    statements="EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', walled);"
)

_SET_FORCED_MODE = _FOR_EACH_TABLE.format(
    statements="""EXECUTE format('ALTER POLICY owner_wall ON %s TO PUBLIC', walled);
        EXECUTE format('DROP POLICY IF EXISTS whole_house ON %s', walled);
        EXECUTE format('CREATE POLICY whole_house ON %s FOR SELECT'
            ' USING (current_setting(''umbra.whole_house'', true) = ''yes'')', walled);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);"""
)

_SET_ROLE_MODE = _FOR_EACH_TABLE.format(
    statements="""EXECUTE format('ALTER POLICY owner_wall ON %s TO umbra_app', walled);
        EXECUTE format('DROP POLICY IF EXISTS whole_house ON %s', walled);"""
)

_GRANTS = """
DO $$
DECLARE definer_function regprocedure;
BEGIN
    GRANT USAGE ON SCHEMA public TO umbra_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO umbra_app;
    REVOKE UPDATE, DELETE ON audit_log FROM umbra_app;
    REVOKE ALL ON alembic_version FROM umbra_app;
    FOR definer_function IN SELECT oid FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prosecdef
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO umbra_app', definer_function);
    END LOOP;
END $$;
"""

_GRANTEE = re.compile(r"\b(TO|FROM) umbra_app\b")


def ensure_role(connection: Connection) -> bool:
    """Creates the role and makes the database user a member; False if that user can't.

    Raises StartError if row-level security would not apply to that user at all (BYPASSRLS).
    """
    try:
        with connection.begin_nested():
            connection.execute(text(APP_ROLE))
    except DBAPIError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        if connection.scalar(_BYPASSES):
            raise StartError(
                "The database user can't create roles, and it bypasses row-level security"
                " (BYPASSRLS). Run as an administrator: ALTER ROLE ... NOBYPASSRLS;"
            ) from None
        return False
    return True


def is_forced(connection: Connection) -> bool:
    """Whether row-level security is in forced mode."""
    return bool(connection.scalar(FORCED_MODE))


@contextmanager
def suspended(connection: Connection) -> Iterator[None]:
    """Suspends row-level security for migrations, then sets the mode this user can have.

    Runs within the caller's transaction, so other transactions never see it suspended.
    """
    by_role, was_forced = ensure_role(connection), is_forced(connection)
    if was_forced:
        connection.execute(text(_SUSPEND))
    if by_role:
        yield
        if was_forced:
            connection.execute(text(_SET_ROLE_MODE))
            connection.execute(text(_GRANTS))
        return
    event.listen(connection, "before_cursor_execute", _rewrite_grantee, retval=True)
    yield
    event.remove(connection, "before_cursor_execute", _rewrite_grantee)
    connection.execute(text(_SET_FORCED_MODE))


def without_role(statements: str) -> str:
    """`statements` with the database user (CURRENT_USER) as grantee instead of the role."""
    return _GRANTEE.sub(r"\1 CURRENT_USER", statements)


def _rewrite_grantee(
    _connection: object, _cursor: object, statement: str, parameters: Any, *_: object
) -> tuple[str, Any]:
    return without_role(statement), parameters
