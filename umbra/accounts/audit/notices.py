"""Security notices: log entries that an account should see and has not seen yet.

A notice is shown at the next sign-in and in every open tab, except in the browser that made
the change. A change during sign-in has no session yet, so its notice is reassigned from
challenge to challenge and finally to the new session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlmodel import col

from umbra.accounts.models import AuditEntry, Notice, Session
from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.database import Transaction

MOST_SHOWN = 20

NOTABLE = frozenset(
    {
        ("password_changed", "ok"),
        ("pin_changed", "ok"),
        ("pin_removed", "ok"),
        ("totp_on", "ok"),
        ("totp_off", "ok"),
        ("totp", "warned"),
        ("backup_codes_made", "ok"),
        ("backup_code", "ok"),
        ("backup_code", "warned"),
        ("token_made", "ok"),
        ("session_ended", "throttled"),
        ("password_reset", "ok"),
        ("mfa_reset", "ok"),
        ("account_changed", "ok"),
    }
)
"""The actions and results that create a notice, besides sign-ins from a new browser."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """A log entry that its account has not seen. `at` is in UTC."""

    id: UUID
    at: datetime
    action: str
    result: str
    address: str
    user_agent: str
    detail: dict[str, Any]


def is_notable(action: str, result: str, detail: Mapping[str, Any]) -> bool:
    """Whether a log entry creates a notice."""
    return (action, result) in NOTABLE or "new_browser" in detail


async def create_notice(
    tx: Transaction, entry_id: UUID, account_id: UUID, made_by: bytes | None
) -> None:
    """Creates a notice of a log entry for its account."""
    await tx.execute(
        insert(Notice), {"entry_id": entry_id, "account_id": account_id, "made_by": made_by}
    )


async def reassign(
    tx: Transaction, account_id: UUID, old: tuple[bytes | None, ...], new: bytes
) -> None:
    """Changes the author of notices from the `old` digests of a browser to its `new` one."""
    old_digests = [digest for digest in old if digest is not None]
    if old_digests:
        await tx.execute(
            update(Notice)
            .where(col(Notice.account_id) == account_id, col(Notice.made_by).in_(old_digests))
            .values(made_by=new)
        )


async def unseen(tx: Transaction, actor: Actor) -> list[Unseen]:
    """The entries that the actor's account has not seen, the latest first.

    Changes made through the actor's own session are left out.
    """
    rows = await tx.all(
        select(
            col(AuditEntry.id),
            col(AuditEntry.at),
            col(AuditEntry.action),
            col(AuditEntry.result),
            col(AuditEntry.address),
            col(AuditEntry.user_agent),
            col(AuditEntry.detail),
        )
        .join(Notice, col(Notice.entry_id) == col(AuditEntry.id))
        .where(_is_shown_to(actor))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(MOST_SHOWN)
    )
    return [Unseen(*row) for row in rows]


async def dismiss(tx: Transaction, actor: Actor, entry_id: UUID) -> None:
    """Marks a notice as seen. Raises NotFound if the actor has no such notice."""
    gone = await tx.execute(
        delete(Notice).where(_is_shown_to(actor), col(Notice.entry_id) == entry_id)
    )
    if gone.rowcount != 1:
        raise NotFound()


async def dismiss_all(tx: Transaction, actor: Actor) -> None:
    """Marks all notices of the account as seen, except those hidden from this session."""
    await tx.execute(delete(Notice).where(_is_shown_to(actor)))


def _is_shown_to(actor: Actor) -> ColumnElement[bool]:
    own_digest = (
        select(col(Session.token_hash)).where(col(Session.id) == actor.session_id).scalar_subquery()
    )
    by_others = col(Notice.made_by).is_distinct_from(func.coalesce(own_digest, b""))
    return (col(Notice.account_id) == actor.account_id) & by_others
