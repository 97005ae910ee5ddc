"""How the owner wall binds the database's user: by a role it works as, or by FORCE.

A role is the better way, and the usual one. Where the user of `DATABASE_URL` may make none,
the tables bind their very owner (FORCE ROW LEVEL SECURITY). Migrations know the first way
alone: here their words are put into the second, and the wall is lifted while they run,
since under it an owner's UPDATE touches nothing, in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from umbra.database import FORCED_ROLE
from umbra.runtime.postgres_home import StartError
from umbra.runtime.role import APP_ROLE

SEES_THE_WHOLE_HOUSE = "-c umbra.whole_house=yes"
"""The option under which a copy of everything may be read past a wall by FORCE."""

_BYPASSES = text("SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user")

_EACH = """
DO $$
DECLARE walled regclass;
BEGIN
    FOR walled IN SELECT oid FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relrowsecurity
    LOOP
        {acts}
    END LOOP;
END $$;
"""

_LIFT = _EACH.format(acts="EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', walled);")

_BY_FORCE = _EACH.format(
    acts="""EXECUTE format('ALTER POLICY owner_wall ON %s TO PUBLIC', walled);
        EXECUTE format('DROP POLICY IF EXISTS whole_house ON %s', walled);
        EXECUTE format('CREATE POLICY whole_house ON %s FOR SELECT'
            ' USING (current_setting(''umbra.whole_house'', true) = ''yes'')', walled);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);"""
)

_BY_ROLE = _EACH.format(
    acts="""EXECUTE format('ALTER POLICY owner_wall ON %s TO umbra_app', walled);
        EXECUTE format('DROP POLICY IF EXISTS whole_house ON %s', walled);"""
)

_GRANTS = """
DO $$
DECLARE past_the_wall regprocedure;
BEGIN
    GRANT USAGE ON SCHEMA public TO umbra_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO umbra_app;
    REVOKE UPDATE, DELETE ON audit_log FROM umbra_app;
    REVOKE ALL ON alembic_version FROM umbra_app;
    FOR past_the_wall IN SELECT oid FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prosecdef
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO umbra_app', past_the_wall);
    END LOOP;
END $$;
"""

_NAMES_THE_ROLE = re.compile(r"\b(TO|FROM) umbra_app\b")


def has_role(connection: Connection) -> bool:
    """Makes the role ready where the database's user may; False where it may not.

    Raises StartError when no wall would bind that user at all.
    """
    try:
        with connection.begin_nested():
            connection.execute(text(APP_ROLE))
    except DBAPIError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        if connection.scalar(_BYPASSES):
            raise StartError(
                "The database user may make no role and passes every wall (BYPASSRLS)."
                " As an administrator, take that from it: ALTER ROLE ... NOBYPASSRLS;"
            ) from None
        return False
    return True


def is_forced(connection: Connection) -> bool:
    """Whether the wall binds by FORCE."""
    return bool(connection.scalar(FORCED_ROLE))


@contextmanager
def lifted(connection: Connection) -> Iterator[None]:
    """The wall out of the way of migrations, and back in the way this user can have it.

    Within the caller's transaction: nobody else ever sees it lifted.
    """
    by_role, was_forced = has_role(connection), is_forced(connection)
    if was_forced:
        connection.execute(text(_LIFT))
    if by_role:
        yield
        if was_forced:
            connection.execute(text(_BY_ROLE))
            connection.execute(text(_GRANTS))
        return
    event.listen(connection, "before_cursor_execute", _of_the_user, retval=True)
    yield
    event.remove(connection, "before_cursor_execute", _of_the_user)
    connection.execute(text(_BY_FORCE))


def without_the_role(statements: str) -> str:
    """What is granted to the role, granted to the database's user instead."""
    return _NAMES_THE_ROLE.sub(r"\1 CURRENT_USER", statements)


def _of_the_user(
    _connection: object, _cursor: object, statement: str, parameters: Any, *_: object
) -> tuple[str, Any]:
    return without_the_role(statement), parameters
