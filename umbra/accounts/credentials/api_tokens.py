"""API tokens: bearer tokens with which a program calls the API in place of a session cookie.

A token has 256 random bits behind a prefix that secret scanners recognise; only its SHA-256
digest is stored. Its scope is `read` or `write` (read and write). It gives access to the
owner's items, not to sign-in or security settings. It never locks, and is valid until it is
revoked, expires, or its account is disabled.
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
MAX_TOKENS = 100
LAST_USE_PRECISION = timedelta(minutes=1)

Scope = Literal["read", "write"]

_SELECT_LIVE = (
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
    """A valid token. `mfa_due`: refused until its account has set up a second factor."""

    actor: Actor
    scope: Scope
    mfa_due: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as its owner sees it: everything except the token text."""

    id: UUID
    name: str
    scopes: Sequence[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just created. Only this result contains its text."""

    id: UUID
    name: str
    scopes: Sequence[Scope]
    created_at: datetime
    expires_at: datetime | None
    token: str


async def look_up(token: str) -> LiveToken | None:
    """Returns the valid token with this text, or None.

    One statement without a transaction; `last_used_at` is written at most once a minute.
    """
    opened = database()
    now = opened.clock.now()
    values = {"digest": digest(token), "now": now, "today": now.date()}
    row = await opened.fetch_one(_SELECT_LIVE, values)
    if row is None:
        return None
    token_id, account_id, owner_id, role, scope, mfa_due, used_at = tuple(row)
    if used_at is None or now - used_at >= LAST_USE_PRECISION:
        await _record_use(token_id)
    return LiveToken(Actor(account_id, owner_id, role, token_id), scope, mfa_due)


async def _record_use(token_id: UUID) -> None:
    async with transaction() as tx:
        await tx.execute(
            update(ApiToken).where(col(ApiToken.id) == token_id).values(last_used_at=tx.now)
        )


async def create(
    tx: Transaction,
    actor: Actor,
    name: str,
    scope: Scope,
    expires_at: datetime | None,
    caller: Caller,
) -> NewToken:
    """Creates a token for the actor.

    `expires_at`: time zone aware, None: never. InvalidInput if it has passed; Conflict if the
    account has MAX_TOKENS tokens.
    """
    if expires_at is not None and expires_at <= tx.now:
        raise InvalidInput.at("expires_at", "Has passed already. Choose a later time.")
    await lock_own_account(tx, actor)
    if len(await list_own(tx, actor)) >= MAX_TOKENS:
        raise Conflict(f"You have {MAX_TOKENS} tokens already. Revoke one you don't need.")
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
    """Returns the actor's tokens, expired ones included, newest first."""
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


async def revoke(tx: Transaction, actor: Actor, token_id: UUID, caller: Caller) -> None:
    """Revokes one of the actor's tokens: its next call is refused. NotFound for any other."""
    deleted = await tx.execute(
        delete(ApiToken).where(
            col(ApiToken.id) == token_id, col(ApiToken.account_id) == actor.account_id
        )
    )
    if deleted.rowcount != 1:
        raise NotFound()
    await audit_log.record(tx, "token_ended", "ok", caller, actor.account_id)


async def revoke_all(tx: Transaction, actor: Actor, caller: Caller) -> None:
    """Revokes all of the actor's tokens."""
    deleted = await tx.execute(delete(ApiToken).where(col(ApiToken.account_id) == actor.account_id))
    if deleted.rowcount:
        await audit_log.record(
            tx, "tokens_ended", "ok", caller, actor.account_id, tokens=deleted.rowcount
        )


async def end_other_access(
    tx: Transaction, actor: Actor, caller: Caller, *, end_tokens: bool
) -> None:
    """Ends the actor's other sessions after a change of its credentials.

    Revokes its tokens too if `end_tokens`.
    """
    await sessions.end_others(tx, actor)
    if end_tokens:
        await revoke_all(tx, actor, caller)


def _scopes(scope: Scope) -> tuple[Scope, ...]:
    return (scope,)
