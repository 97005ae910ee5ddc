"""Export of the audit log as a streamed file: only one page of entries is in memory.

Each page is read in a transaction of its own, so that a slow client holds no connection of
the connection pool. Each page also checks again that the actor is a signed-in admin.
"""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime
from io import StringIO
from typing import Literal

import orjson

from umbra.accounts.audit import audit_entries, audit_log
from umbra.accounts.audit.audit_entries import AuditFilter, LogEntry
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.sessions import sessions
from umbra.core.actor import Actor
from umbra.database import transaction

Format = Literal["csv", "jsonl"]

ROWS_PER_PAGE = 1000
COLUMNS = ("at", "account_id", "username", "action", "result", "address", "user_agent", "detail")
_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n")


async def export(
    actor: Actor, wanted: AuditFilter, kind: Format, caller: Caller
) -> AsyncIterator[bytes]:
    """The matching entries as chunks of UTF-8 text, latest first.

    NotAllowed, also between two chunks, if the actor's session is no longer an admin's.
    """
    encode = _ENCODERS[kind]
    async with transaction() as tx:
        await audit_log.record(tx, "log_exported", "ok", caller, actor.account_id, format=kind)
    if kind == "csv":
        yield _csv_lines([COLUMNS])
    after, more = None, True
    while more:
        async with transaction() as tx:
            await sessions.require_admin(tx, actor.session_id)
            part = await audit_entries.read(tx, wanted, after=after, limit=ROWS_PER_PAGE)
        yield encode(part.rows)
        after, more = part.after, part.after is not None


def _as_csv(entries: Sequence[LogEntry]) -> bytes:
    return _csv_lines([_cell(getattr(entry, name)) for name in COLUMNS] for entry in entries)


def _csv_lines(rows: Iterable[Iterable[str]]) -> bytes:
    """CSV lines (RFC 4180) with every cell quoted."""
    text = StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    """The text of a cell, prefixed so that no spreadsheet runs it as a formula
    (OWASP, "CSV Injection")."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    text = orjson.dumps(value).decode() if isinstance(value, dict) else str(value)
    return f"'{text}" if text.startswith(_FORMULA_PREFIXES) else text


def _as_json_lines(entries: Sequence[LogEntry]) -> bytes:
    return b"".join(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE) for entry in entries)


_ENCODERS: dict[Format, Callable[[Sequence[LogEntry]], bytes]] = {
    "csv": _as_csv,
    "jsonl": _as_json_lines,
}
