"""How this process reaches the house's database: the one it was told, or the embedded one."""

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
    """`pooled` may lead through a pooler; `direct` never does: migrations, LISTEN, locks."""

    pooled: str
    direct: str


@contextmanager
def reachable(chosen: Settings | None = None) -> Iterator[Addresses]:
    """The database's addresses, its embedded server running for as long as the block does.

    Raises `umbra.runtime.postgres_home.StartError` when the embedded server cannot run.
    """
    chosen = chosen or settings()
    if chosen.database_url:
        yield Addresses(chosen.database_url, chosen.database_direct_url or chosen.database_url)
        return
    with running(chosen.data) as cluster:
        yield Addresses(cluster.url(), cluster.url())


UNKNOWN_HOST = (
    "The host in the database's address is not known here. If it is a piece of the password, "
    "percent-encode the password: `@` is `%40`, `/` is `%2F`, `:` is `%3A`, `#` is `%23`, "
    "`?` is `%3F`, `%` is `%25`, a space is `%20`."
)
_UNRESOLVED = re.compile(r"resolve host|translate host name|name or service not known", re.I)


def without_host(said: str) -> str:
    """`said`, or a sentence of our own where it names a host that could not be resolved.

    That host may be a piece of a password that holds a bare `@`.
    """
    return UNKNOWN_HOST if _UNRESOLVED.search(said) else said


def trouble(error: SQLAlchemyError) -> str:
    """What PostgreSQL had against it, as a sentence or two; no statement, no address."""
    cause = getattr(error, "orig", None)
    if not isinstance(cause, psycopg.Error):
        return "The database could not be used."
    said = cause.diag.message_primary or str(cause).strip().splitlines()[0]
    hint = f" {cause.diag.message_hint}" if cause.diag.message_hint else ""
    return without_host(f"The database did not go along: {said}{hint}")
