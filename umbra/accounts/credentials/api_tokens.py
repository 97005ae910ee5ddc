"""API tokens: what a program calls with, in place of a cookie.

256 random bits behind a prefix that scanners know them by; only the digest is kept. A
token reads, or reads and writes; it reaches what its owner keeps, and nothing about the
way in. It does not lock, and ends when it is revoked, expires, or its account may not enter.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlmodel import col

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory.own_account import lock_own_account
from umbra.accounts.models import Account, ApiToken, Owner
from umbra.accounts.sessions import sessions
from umbra.accounts.sessions.sessions import TOKEN_BYTES, digest
from umbra.core.actor import Actor
from umbra.core.errors import Conflict, InvalidInput, NotFound
from umbra.core.ids import new_id
from umbra.database import Transaction, database, transaction

PREFIX = "umbra_"
MOST = 100
USE_STEP = timedelta(minutes=1)

Scope = Literal["read", "write"]

_LOOK_UP = (
    select(
        col(ApiToken.id),
        col(ApiToken.account_id),
        col(Owner.id),
        col(Account.role),
        col(ApiToken.scope),
        policy.second_factor_is_due(bindparam("today")),
        col(ApiToken.last_used_at),
    )
    .join(Account, col(Account.id) == col(ApiToken.account_id))
    .join(Owner, col(Owner.account_id) == col(ApiToken.account_id))
    .where(
        col(ApiToken.token_hash) == bindparam("digest"),
        or_(col(ApiToken.expires_at).is_(None), col(ApiToken.expires_at) > bindparam("now")),
        col(Account.disabled_at).is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class LiveToken:
    """A token that counts now. `mfa_due`: not until its account has a second factor."""

    actor: Actor
    scope: Scope
    mfa_due: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as its owner sees it: all but the token."""

    id: UUID
    name: str
    scopes: Sequence[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made: its text is told this once."""

    id: UUID
    name: str
    scopes: Sequence[Scope]
    created_at: datetime
    expires_at: datetime | None
    token: str


async def look_up(token: str) -> LiveToken | None:
    """The live token that this text is, in one statement; its use is noted once a minute."""
    opened = database()
    now = opened.clock.now()
    values = {"digest": digest(token), "now": now, "today": now.date()}
    row = await opened.fetch_one(_LOOK_UP, values)
    if row is None:
        return None
    token_id, account_id, owner_id, role, scope, mfa_due, used_at = tuple(row)
    if used_at is None or now - used_at >= USE_STEP:
        await _note_use(token_id)
    return LiveToken(Actor(account_id, owner_id, role, token_id), scope, mfa_due)


async def _note_use(token_id: UUID) -> None:
    async with transaction() as tx:
        await tx.execute(
            update(ApiToken).where(col(ApiToken.id) == token_id).values(last_used_at=tx.now)
        )


async def make(
    tx: Transaction,
    actor: Actor,
    name: str,
    scope: Scope,
    expires_at: datetime | None,
    caller: Caller,
) -> NewToken:
    """A fresh token. InvalidInput for an end that is over; Conflict after a hundred."""
    if expires_at is not None and expires_at <= tx.now:
        raise InvalidInput.at("expires_at", "Is over already. Choose a later time.")
    await lock_own_account(tx, actor)
    if len(await list_own(tx, actor)) >= MOST:
        raise Conflict(f"There are {MOST} tokens already. End one you don't need.")
    token, token_id = PREFIX + secrets.token_urlsafe(TOKEN_BYTES), new_id()
    await tx.execute(
        insert(ApiToken),
        {
            "id": token_id,
            "account_id": actor.account_id,
            "name": name,
            "scope": scope,
            "token_hash": digest(token),
            "created_at": tx.now,
            "expires_at": expires_at,
        },
    )
    await audit_log.record(tx, "token_made", "ok", caller, actor.account_id, scope=scope)
    return NewToken(token_id, name, _scopes(scope), tx.now, expires_at, token)


async def list_own(tx: Transaction, actor: Actor) -> list[TokenRow]:
    """The actor's tokens, the newest first, those that expired too."""
    rows = await tx.all(
        select(
            col(ApiToken.id),
            col(ApiToken.name),
            col(ApiToken.scope),
            col(ApiToken.created_at),
            col(ApiToken.expires_at),
            col(ApiToken.last_used_at),
        )
        .where(col(ApiToken.account_id) == actor.account_id)
        .order_by(col(ApiToken.id).desc())
    )
    return [TokenRow(row[0], row[1], _scopes(row[2]), *row[3:]) for row in rows]


async def end(tx: Transaction, actor: Actor, token_id: UUID, caller: Caller) -> None:
    """Ends one of the actor's tokens; its next call is refused. NotFound."""
    gone = await tx.execute(
        delete(ApiToken).where(
            col(ApiToken.id) == token_id, col(ApiToken.account_id) == actor.account_id
        )
    )
    if gone.rowcount != 1:
        raise NotFound()
    await audit_log.record(tx, "token_ended", "ok", caller, actor.account_id)


async def end_all(tx: Transaction, actor: Actor, caller: Caller) -> None:
    """Ends all of the actor's tokens."""
    ended = await tx.execute(delete(ApiToken).where(col(ApiToken.account_id) == actor.account_id))
    if ended.rowcount:
        await audit_log.record(
            tx, "tokens_ended", "ok", caller, actor.account_id, tokens=ended.rowcount
        )


async def end_all_else(tx: Transaction, actor: Actor, caller: Caller, *, end_tokens: bool) -> None:
    """Ends the actor's other sessions after a change of its secrets, and its tokens if told so."""
    await sessions.end_others(tx, actor)
    if end_tokens:
        await end_all(tx, actor, caller)


def _scopes(scope: Scope) -> tuple[Scope, ...]:
    return (scope,)
