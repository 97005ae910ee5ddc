"""The log of the way in, as it is read: one's own, or an admin's look at everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from umbra.accounts.models import AuditEntry
from umbra.core.errors import InvalidInput, NotFound
from umbra.core.ids import id_from
from umbra.core.paging import Cursor
from umbra.database import Transaction

ORDER = "log"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One sign-in, refusal or change: when, whose, what, from where, with what result."""

    id: UUID
    at: datetime
    account_id: UUID | None
    action: str
    result: str
    address: str
    user_agent: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogPart:
    """Entries, the latest first, and where to go on."""

    rows: Sequence[LogEntry]
    after: Cursor | None


async def read(
    tx: Transaction, *, account_id: UUID | None, after: Cursor | None, limit: int
) -> LogPart:
    """Up to `limit` entries of an account (None: of all). InvalidInput at `cursor`."""
    statement = select(
        col(AuditEntry.id),
        col(AuditEntry.at),
        col(AuditEntry.account_id),
        col(AuditEntry.action),
        col(AuditEntry.result),
        col(AuditEntry.address),
        col(AuditEntry.user_agent),
        col(AuditEntry.detail),
    ).order_by(col(AuditEntry.id).desc())
    if account_id is not None:
        statement = statement.where(col(AuditEntry.account_id) == account_id)
    if after is not None:
        statement = statement.where(col(AuditEntry.id) < _place(after))
    found = [LogEntry(*row) for row in await tx.all(statement.limit(limit + 1))]
    rows = found[:limit]
    more = len(found) > limit
    return LogPart(rows, Cursor(ORDER, (str(rows[-1].id),)) if more else None)


def _place(cursor: Cursor) -> UUID:
    """The id a cursor of this list stands at."""
    match (cursor.order, *cursor.keys):
        case (order, str(text)) if order == ORDER:
            try:
                return id_from(text)
            except NotFound:
                pass
    raise InvalidInput.at("cursor", "Is not a cursor of this list. Take `next` from the page.")
