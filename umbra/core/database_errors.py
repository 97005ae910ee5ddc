"""Tells connection errors (PostgreSQL can't be reached) from errors of a statement."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

_AWAY_STATES = frozenset({"57P01", "57P02", "57P03", "53300"})
"""SQLSTATEs of a server that shuts down, crashed, is starting, or has no free connection slot."""

_CONNECTION_EXCEPTIONS = "08"
"""The SQLSTATE class "connection exception": connections that can't be opened or were lost."""


def database_is_away(error: BaseException | None) -> bool:
    """Whether `error`, or an error that it was raised from, means that there is no connection.

    A connection that fails before the server answers has no SQLSTATE (PostgreSQL 18 manual,
    appendix A, lists the others).
    """
    while error is not None:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return True
        if isinstance(error, NoFreeConnection):
            return True
        if isinstance(error, psycopg.OperationalError) and _is_connection_error(error.sqlstate):
            return True
        error = error.__cause__
    return False


def _is_connection_error(sqlstate: str | None) -> bool:
    return (
        sqlstate is None or sqlstate in _AWAY_STATES or sqlstate.startswith(_CONNECTION_EXCEPTIONS)
    )
