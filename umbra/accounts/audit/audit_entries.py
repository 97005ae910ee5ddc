"""The log of the way in, as it is read: one's own, or an admin's look at everybody's.

The latest first; what happened at one instant, in the order it was written, so that a
clock that was set back shuffles nothing. A page begins where the one before ended.
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
    """One sign-in, refusal or change: when, whose, what, from where, with what result."""

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
    """Entries, the latest first, and where to go on."""

    rows: Sequence[LogEntry]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries: of `since` and later, and before `until`; what is None is any."""

    account_id: UUID | None = None
    action: Action | None = None
    result: Result | None = None
    address: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a row has to be."""
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
    """Up to `limit` entries from a place on. InvalidInput at `cursor`."""
    asked = statement(wanted)
    if after is not None:
        place = tuple_(col(AuditEntry.at), col(AuditEntry.number))
        asked = asked.where(place < tuple_(*_place(after)))
    found = await tx.all(asked.limit(limit + 1))
    entries = [LogEntry(*row[1:]) for row in found[:limit]]
    if len(found) <= limit:
        return LogPart(entries, None)
    number, last = found[limit - 1][0], entries[-1]
    return LogPart(entries, Cursor(ORDER, (last.at.isoformat(), number)))


def statement(wanted: AuditFilter) -> Select[*tuple[Any, ...]]:
    """The wanted entries in their order, each after its number."""
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


def _place(cursor: Cursor) -> tuple[datetime, int]:
    """The instant and the number a cursor of this list stands at."""
    match (cursor.order, *cursor.keys):
        case (order, str(text), int(number)) if order == ORDER and 0 <= number <= _LARGEST_NUMBER:
            try:
                at = datetime.fromisoformat(text)
            except ValueError:
                pass
            else:
                if at.tzinfo is not None:
                    return at, number
    raise InvalidInput.at("cursor", "Is not a cursor of this list. Take `next` from the page.")
