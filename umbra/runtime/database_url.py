"""The database's addresses: those of the configured PostgreSQL, or of the embedded one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from umbra.config import Settings, settings
from umbra.runtime.embedded import running


@dataclass(frozen=True, slots=True)
class Addresses:
    """`pooled` may lead through a connection pooler; `direct` never does.

    Migrations, LISTEN and advisory locks need `direct`.
    """

    pooled: str
    direct: str


@contextmanager
def reachable(chosen: Settings | None = None) -> Iterator[Addresses]:
    """The database's addresses; the embedded server, if used, runs until the block ends.

    Raises `umbra.runtime.postgres_home.StartError` when the embedded server cannot run.
    """
    chosen = chosen or settings()
    if chosen.database_url:
        yield Addresses(chosen.database_url, chosen.database_direct_url or chosen.database_url)
        return
    with running(chosen.data) as cluster:
        yield Addresses(cluster.url(), cluster.url())


UNKNOWN_HOST = (
    "The host in the database's address can't be found. If it is a part of the password, "
    "percent-encode the password: `@` is `%40`, `/` is `%2F`, `:` is `%3A`, `#` is `%23`, "
    "`?` is `%3F`, `%` is `%25`, a space is `%20`."
)
_UNRESOLVED = re.compile(r"resolve host|translate host name|name or service not known", re.I)


def without_host(message: str) -> str:
    """`message`, or UNKNOWN_HOST if it names a host that could not be resolved.

    That host may be a part of a password that contains an unencoded `@`.
    """
    return UNKNOWN_HOST if _UNRESOLVED.search(message) else message


def database_error_message(error: SQLAlchemyError) -> str:
    """PostgreSQL's error message and hint, without the statement and the address."""
    cause = getattr(error, "orig", None)
    if not isinstance(cause, psycopg.Error):
        return "The database can't be used."
    message = cause.diag.message_primary or str(cause).strip().splitlines()[0]
    hint = f" {cause.diag.message_hint}" if cause.diag.message_hint else ""
    return without_host(f"Database error: {message}{hint}")
