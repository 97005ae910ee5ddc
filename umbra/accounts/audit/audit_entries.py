"""Reading the audit log: an account's own entries, or all entries for an admin.

Keyset pagination, the latest first. Entries of the same instant keep the order in which they
were written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlmodel import col

from umbra.accounts.audit.audit_log import Action, Result
from umbra.accounts.models import Account, AuditEntry
from umbra.core.errors import InvalidInput
from umbra.core.paging import Cursor
from umbra.database import Transaction

ORDER = "log"
_LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the audit log: time (UTC), account, action, result and origin."""

    id: UUID
    at: datetime
    account_id: UUID | None
    username: str | None
    action: str
    result: str
    address: str
    user_agent: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogPart:
    """Entries, the latest first, and the cursor of the next page (None on the last page)."""

    rows: Sequence[LogEntry]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """A filter for entries: at `since` or later, and before `until`. None matches any value."""

    account_id: UUID | None = None
    action: Action | None = None
    result: Result | None = None
    address: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The SQL conditions of the filter."""
        entry = AuditEntry
        found = [
            col(getattr(entry, name)) == value
            for name in ("account_id", "action", "result", "address")
            if (value := getattr(self, name)) is not None
        ]
        if self.since is not None:
            found.append(col(entry.at) >= self.since)
        if self.until is not None:
            found.append(col(entry.at) < self.until)
        return found


async def read(
    tx: Transaction, wanted: AuditFilter, *, after: Cursor | None, limit: int
) -> LogPart:
    """Up to `limit` entries after a cursor. Raises InvalidInput at `cursor` for a foreign one."""
    query = statement(wanted)
    if after is not None:
        position = tuple_(col(AuditEntry.at), col(AuditEntry.number))
        query = query.where(position < tuple_(*_position_of(after)))
    found = await tx.all(query.limit(limit + 1))
    entries = [LogEntry(*row[1:]) for row in found[:limit]]
    if len(found) <= limit:
        return LogPart(entries, None)
    number, last = found[limit - 1][0], entries[-1]
    return LogPart(entries, Cursor(ORDER, (last.at.isoformat(), number)))


def statement(wanted: AuditFilter) -> Select[*tuple[Any, ...]]:
    """Selects the matching entries in the log's order; the first column is the number."""
    return (
        select(
            col(AuditEntry.number),
            col(AuditEntry.id),
            col(AuditEntry.at),
            col(AuditEntry.account_id),
            col(Account.username),
            col(AuditEntry.action),
            col(AuditEntry.result),
            col(AuditEntry.address),
            col(AuditEntry.user_agent),
            col(AuditEntry.detail),
        )
        .outerjoin(Account, col(Account.id) == col(AuditEntry.account_id))
        .where(*wanted.conditions())
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.number).desc())
    )


def _position_of(cursor: Cursor) -> tuple[datetime, int]:
    """The instant and the number of a cursor. Raises InvalidInput at `cursor`."""
    match (cursor.order, *cursor.keys):
        case (order, str(text), int(number)) if order == ORDER and 0 <= number <= _LARGEST_NUMBER:
            try:
                at = datetime.fromisoformat(text)
            except ValueError:
                pass
            else:
                if at.tzinfo is not None:
                    return at, number
    raise InvalidInput.at("cursor", "Not a cursor of this list. Use `next` of the previous page.")
