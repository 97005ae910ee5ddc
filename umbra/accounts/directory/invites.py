"""Invitations: each creates one account, once, within 72 hours.

The token has 256 random bits, and only its digest is stored. The link carries it in the
fragment (behind `#`), which no server on the way receives or logs.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory import accounts
from umbra.accounts.models import Account, AuditEntry, Invite
from umbra.accounts.primitives.usernames import username_key
from umbra.accounts.sessions.sessions import TOKEN_BYTES, digest
from umbra.core.actor import Actor
from umbra.core.clock import latest
from umbra.core.errors import Conflict, NotFound, RegistrationClosed, TooManyAttempts
from umbra.core.ids import new_id
from umbra.database import Transaction

LIFETIME = timedelta(hours=72)
MOST_A_DAY = 20


@dataclass(frozen=True, slots=True)
class InviteRow:
    """An invitation as an admin sees it.

    `username`: the only name it can be used for, if any. `made_by`: the user name of its creator.
    """

    id: UUID
    username: str | None
    made_by: str
    created_at: datetime
    expires_at: datetime

    def is_for(self, username: str) -> bool:
        """Whether an account of this name can be created with it."""
        return self.username is None or username_key(self.username) == username_key(username)


@dataclass(frozen=True, slots=True)
class NewInvite:
    """An invitation just created. Its token is shown only now."""

    id: UUID
    username: str | None
    created_at: datetime
    expires_at: datetime
    token: str
    path: str


async def make(tx: Transaction, actor: Actor, username: str | None, caller: Caller) -> NewInvite:
    """Creates an invitation.

    Raises TooManyAttempts after `MOST_A_DAY` in 24 hours, including revoked ones, and Conflict
    while every account signs in by PIN.
    """
    if not await accounts.has_password(tx):
        raise Conflict("Set a password for your account before you invite others.")
    day_ago = tx.now - timedelta(days=1)
    made_today = await tx.scalar(
        select(func.count()).where(
            col(AuditEntry.account_id) == actor.account_id,
            col(AuditEntry.action) == "invite_made",
            col(AuditEntry.at) > day_ago,
        )
    )
    if made_today >= MOST_A_DAY:
        raise TooManyAttempts(int(timedelta(hours=1).total_seconds()))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = NewInvite(new_id(), username, tx.now, tx.now + LIFETIME, token, f"/lock#invite={token}")
    await tx.execute(
        insert(Invite),
        {
            "id": made.id,
            "token_hash": digest(token),
            "username": made.username,
            "made_by": actor.account_id,
            "created_at": made.created_at,
            "expires_at": made.expires_at,
        },
    )
    await audit_log.record(tx, "invite_made", "ok", caller, actor.account_id)
    return made


async def list_open(tx: Transaction) -> list[InviteRow]:
    """The invitations that can still be used, the newest first."""
    rows = await tx.all(
        _select_open(tx.now).order_by(col(Invite.created_at).desc(), col(Invite.id).desc())
    )
    return [InviteRow(*row) for row in rows]


async def revoke(tx: Transaction, actor: Actor, invite_id: UUID, caller: Caller) -> None:
    """Revokes an unused invitation. Raises NotFound for any other."""
    deleted = await tx.execute(
        delete(Invite).where(col(Invite.id) == invite_id, col(Invite.used_at).is_(None))
    )
    if deleted.rowcount != 1:
        raise NotFound()
    await audit_log.record(tx, "invite_ended", "ok", caller, actor.account_id)


async def end_all_of(tx: Transaction, account_id: UUID) -> None:
    """Revokes the unused invitations of an account."""
    await tx.execute(
        delete(Invite).where(col(Invite.made_by) == account_id, col(Invite.used_at).is_(None))
    )


async def find(tx: Transaction, token: str) -> InviteRow | None:
    """The invitation that can be used now with this token, if any."""
    row = await tx.first(_select_open(tx.now).where(col(Invite.token_hash) == digest(token)))
    return InviteRow(*row) if row else None


async def use(tx: Transaction, token: str) -> None:
    """Consumes an invitation. Of several concurrent calls one succeeds; the others raise
    RegistrationClosed."""
    used = await tx.execute(
        update(Invite)
        .where(col(Invite.token_hash) == digest(token), _is_open(tx.now))
        .values(used_at=tx.now)
    )
    if used.rowcount != 1:
        raise RegistrationClosed()


def _select_open(now: datetime) -> Select[*tuple[Any, ...]]:
    """Selects the columns of `InviteRow` for the invitations that can be used now."""
    creator = aliased(Account)
    return (
        select(
            col(Invite.id),
            col(Invite.username),
            col(creator.username),
            col(Invite.created_at),
            col(Invite.expires_at),
        )
        .join(creator, col(creator.id) == col(Invite.made_by))
        .where(_is_open(now))
    )


def _is_open(now: datetime) -> ColumnElement[bool]:
    """SQL condition: the invitation can be used. It is unused, not expired, and its creator is
    an active admin."""
    creator_is_admin = select(col(Account.id)).where(
        col(Account.id) == col(Invite.made_by),
        col(Account.role) == "admin",
        col(Account.disabled_at).is_(None),
    )
    return and_(
        col(Invite.used_at).is_(None),
        col(Invite.expires_at) > now,
        col(Invite.created_at) <= latest(now),
        creator_is_admin.exists(),
    )
