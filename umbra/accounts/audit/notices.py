"""What an account has not seen of its own log, and should: one notice for each change.

A notice is shown at the next sign-in and in every open tab, but not to the browser that
made the change. Whoever acts on the way in has no session yet; what they did there follows
them from step to step into the session that comes of it.
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
"""What its account is told of, beside sign-ins in a new browser: each action with its result."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """An entry of the log that its account has not seen."""

    id: UUID
    at: datetime
    action: str
    result: str
    address: str
    user_agent: str
    detail: dict[str, Any]


def is_notable(action: str, result: str, detail: Mapping[str, Any]) -> bool:
    """Whether an entry of the log is worth a notice."""
    return (action, result) in NOTABLE or "new_browser" in detail


async def create_notice(
    tx: Transaction, entry_id: UUID, account_id: UUID, made_by: bytes | None
) -> None:
    """Makes an entry of the log a notice for its account."""
    await tx.execute(
        insert(Notice), {"entry_id": entry_id, "account_id": account_id, "made_by": made_by}
    )


async def follow(
    tx: Transaction, account_id: UUID, before: tuple[bytes | None, ...], now: bytes
) -> None:
    """What a browser did when it was known by `before` was done by whom it is known as `now`."""
    known = [digest for digest in before if digest is not None]
    if known:
        await tx.execute(
            update(Notice)
            .where(col(Notice.account_id) == account_id, col(Notice.made_by).in_(known))
            .values(made_by=now)
        )


async def unseen(tx: Transaction, actor: Actor) -> list[Unseen]:
    """The entries that the actor's account has not seen, the latest first.

    What was done through the actor's own session is no news to it.
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
        .where(_is_news_to(actor))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(MOST_SHOWN)
    )
    return [Unseen(*row) for row in rows]


async def dismiss(tx: Transaction, actor: Actor, entry_id: UUID) -> None:
    """Notes that the account has seen a notice. NotFound."""
    gone = await tx.execute(
        delete(Notice).where(_is_news_to(actor), col(Notice.entry_id) == entry_id)
    )
    if gone.rowcount != 1:
        raise NotFound()


async def dismiss_all(tx: Transaction, actor: Actor) -> None:
    """Notes that the account has seen all its notices."""
    await tx.execute(delete(Notice).where(_is_news_to(actor)))


def _is_news_to(actor: Actor) -> ColumnElement[bool]:
    own = (
        select(col(Session.token_hash)).where(col(Session.id) == actor.session_id).scalar_subquery()
    )
    by_others = col(Notice.made_by).is_distinct_from(func.coalesce(own, b""))
    return (col(Notice.account_id) == actor.account_id) & by_others
