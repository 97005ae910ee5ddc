"""Sessions: one signed-in browser each, identified by a random token.

Every sign-in creates a new token, and no token from a client is adopted, which prevents session
fixation. The database stores the token's SHA-256 (a token has 256 random bits, so no slower
hash is needed, ASVS 5.0 7.2.3). A session expires a fixed number of days after sign-in (set by
the policy, at most 30, not sliding). It locks when it was idle for the owner's auto-lock time.
A session from the future is invalid: the clock was set back, so its age is unknown.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal
from uuid import UUID

import orjson
from sqlalchemy import (
    ColumnElement,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlmodel import col

from umbra.accounts import policy
from umbra.accounts.models import Account, Owner, Session
from umbra.core.actor import Actor
from umbra.core.clock import latest
from umbra.core.errors import NotAllowed, NotFound
from umbra.core.ids import new_id
from umbra.database import Transaction, database, transaction

SessionState = Literal["open", "locked", "due"]
"""The state of a live session. "due": its account has to set up a second factor first."""

ADMINS_ONLY = "Only admins can do this."
TOKEN_BYTES = 32
CHANNEL = "umbra"

_LOOK_UP = (
    select(
        col(Session.id),
        col(Session.account_id),
        col(Owner.id),
        col(Account.role),
        col(Session.expires_at),
        col(Session.locked_at),
        col(Session.touched_at),
        func.auto_lock_minutes(col(Owner.id)),
        col(Session.proved_at),
        policy.second_factor_is_due(bindparam("today")),
    )
    .join(Account, col(Account.id) == col(Session.account_id))
    .join(Owner, col(Owner.account_id) == col(Session.account_id))
    .where(
        col(Session.token_hash) == bindparam("digest"),
        col(Session.expires_at) > bindparam("now"),
        col(Session.created_at) <= bindparam("latest"),
        col(Account.disabled_at).is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that has neither ended nor expired, of an account that is not disabled.

    `locks_at`: when it locks unless it is touched; None: never by itself. `proved_at`: its last
    reauthentication. `mfa_due`: its account has to set up a second factor before it goes on.
    """

    actor: Actor
    expires_at: datetime
    touched_at: datetime
    locks_at: datetime | None
    locked: bool
    proved_at: datetime | None
    mfa_due: bool

    @property
    def is_open(self) -> bool:
        """Whether the session can act for its account: not locked, no second factor due."""
        return not self.locked and not self.mfa_due


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just created. `token` goes into the cookie and nowhere else."""

    id: UUID
    token: str
    expires_at: datetime
    lifetime: timedelta


@dataclass(frozen=True, slots=True)
class OwnSession:
    """The data of a session that its account can see."""

    id: UUID
    created_at: datetime
    expires_at: datetime
    touched_at: datetime
    address: str
    user_agent: str
    current: bool


def digest(token: str) -> bytes:
    """The SHA-256 of a token, which the database stores."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


async def look_up(token_digest: bytes) -> LiveSession | None:
    """The live session of a token's digest, read in one statement. None if there is none.

    A session that was idle for too long is locked here, and stays locked if its auto-lock time
    is raised later.
    """
    opened = database()
    now = opened.clock.now()
    values = {"digest": token_digest, "now": now, "latest": latest(now), "today": now.date()}
    row = await opened.fetch_one(_LOOK_UP, values)
    if row is None:
        return None
    session_id, account_id, owner_id, role, expires_at, locked_at, touched_at, *rest = tuple(row)
    minutes, proved_at, mfa_due = rest
    locks_at = None if minutes is None else touched_at + timedelta(minutes=minutes)
    idle = locks_at is not None and (locks_at <= now or touched_at > latest(now))
    if idle and locked_at is None:
        async with transaction() as tx:
            await lock(tx, session_id)
    return LiveSession(
        Actor(account_id, owner_id, role, session_id),
        expires_at,
        touched_at,
        locks_at,
        locked_at is not None or idle,
        proved_at,
        mfa_due,
    )


async def lock(tx: Transaction, session_id: UUID) -> bool:
    """Locks a session in all its tabs. Returns whether it was unlocked before."""
    return await _changes_one_row(
        tx,
        update(Session)
        .where(col(Session.id) == session_id, col(Session.locked_at).is_(None))
        .values(locked_at=tx.now),
    )


async def unlock(tx: Transaction, session_id: UUID) -> bool:
    """Unlocks a session. Returns whether it was locked before."""
    return await _changes_one_row(
        tx,
        update(Session)
        .where(col(Session.id) == session_id, col(Session.locked_at).is_not(None))
        .values(locked_at=None, touched_at=tx.now),
    )


async def touch(tx: Transaction, session_id: UUID) -> None:
    """Records activity, which delays the auto-lock. Does not unlock a locked session."""
    await tx.execute(
        update(Session)
        .where(col(Session.id) == session_id, col(Session.locked_at).is_(None))
        .values(touched_at=tx.now)
    )


async def record_reauthentication(tx: Transaction, session_id: UUID) -> None:
    """Records that a secret of the account was verified now (recent reauthentication)."""
    await tx.execute(update(Session).where(col(Session.id) == session_id).values(proved_at=tx.now))


async def lock_idle(session_ids: frozenset[UUID]) -> list[UUID]:
    """Locks those of `session_ids` that were idle for their auto-lock time. Returns those."""
    async with transaction() as tx:
        limit = func.make_interval(0, 0, 0, 0, 0, func.auto_lock_minutes(col(Owner.id)))
        rows = await tx.all(
            update(Session)
            .where(
                col(Session.id).in_(session_ids),
                col(Session.locked_at).is_(None),
                col(Owner.account_id) == col(Session.account_id),
                or_(
                    col(Session.touched_at) + limit <= tx.now,
                    limit.is_not(None) & (col(Session.touched_at) > latest(tx.now)),
                ),
            )
            .values(locked_at=tx.now)
            .returning(col(Session.id))
        )
    return [row.id for row in rows]


async def alive(session_ids: frozenset[UUID]) -> dict[UUID, SessionState]:
    """Those of `session_ids` that `look_up` would still find, with their states."""
    async with transaction() as tx:
        due = policy.second_factor_is_due(literal(tx.now.date()))
        rows = await tx.all(
            select(
                col(Session.id),
                case(
                    (col(Session.locked_at).is_not(None), "locked"), (due, "due"), else_="open"
                ).label("state"),
            )
            .join(Account, col(Account.id) == col(Session.account_id))
            .where(
                col(Session.id).in_(session_ids),
                is_live(tx.now),
                col(Account.disabled_at).is_(None),
            )
        )
    return {row.id: row.state for row in rows}


async def begin(
    tx: Transaction, account_id: UUID, address: str, user_agent: str, proved_at: datetime
) -> NewSession:
    """Creates a session with a new token; a client's token is never adopted (session fixation).

    `proved_at`: when a secret was last verified during this sign-in.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    lifetime = timedelta(days=(await policy.read(tx)).session_days)
    begun = NewSession(new_id(), token, tx.now + lifetime, lifetime)
    await tx.execute(
        insert(Session),
        {
            "id": begun.id,
            "account_id": account_id,
            "token_hash": digest(token),
            "created_at": tx.now,
            "expires_at": begun.expires_at,
            "touched_at": tx.now,
            "proved_at": proved_at,
            "address": address,
            "user_agent": user_agent,
        },
    )
    return begun


def is_live(now: datetime) -> ColumnElement[bool]:
    """SQL condition: the session is neither expired nor from the future."""
    return and_(col(Session.expires_at) > now, col(Session.created_at) <= latest(now))


async def is_open(tx: Transaction, session_id: UUID) -> bool:
    """Whether a session is live and not locked."""
    row = await tx.first(select(col(Session.id)).where(col(Session.id) == session_id, _is_open(tx)))
    return row is not None


async def require_admin(tx: Transaction, session_id: UUID) -> None:
    """Raises NotAllowed unless a session is live, not locked, and its account is an admin now."""
    row = await tx.first(
        select(col(Session.id))
        .join(Account, col(Account.id) == col(Session.account_id))
        .where(
            col(Session.id) == session_id,
            _is_open(tx),
            col(Account.role) == "admin",
            col(Account.disabled_at).is_(None),
        )
    )
    if row is None:
        raise NotAllowed(ADMINS_ONLY)


async def list_own(tx: Transaction, actor: Actor) -> list[OwnSession]:
    """The actor's live sessions, the newest first."""
    return await list_of(tx, actor.account_id, actor.session_id)


async def list_of(tx: Transaction, account_id: UUID, own: UUID) -> list[OwnSession]:
    """The live sessions of an account, the newest first. `own` is the session of the caller."""
    rows = await tx.all(
        select(
            col(Session.id),
            col(Session.created_at),
            col(Session.expires_at),
            col(Session.touched_at),
            col(Session.address),
            col(Session.user_agent),
        )
        .where(
            col(Session.account_id) == account_id,
            is_live(tx.now),
        )
        .order_by(col(Session.created_at).desc(), col(Session.id).desc())
    )
    return [OwnSession(*row, current=row[0] == own) for row in rows]


async def end_own(tx: Transaction, actor: Actor, session_id: UUID) -> None:
    """Ends one of the actor's sessions. Raises NotFound for another account's."""
    ended = await _end(
        tx, col(Session.id) == session_id, col(Session.account_id) == actor.account_id
    )
    if not ended:
        raise NotFound()


async def end_others(tx: Transaction, actor: Actor) -> int:
    """Ends all sessions of the actor except the current one. Returns their number."""
    return len(
        await _end(
            tx,
            col(Session.account_id) == actor.account_id,
            col(Session.id) != actor.session_id,
        )
    )


async def end_all(tx: Transaction, account_id: UUID) -> int:
    """Ends every session of an account. Returns their number."""
    return len(await _end(tx, col(Session.account_id) == account_id))


async def end(tx: Transaction, session_id: UUID) -> None:
    """Ends one session, of any account."""
    await _end(tx, col(Session.id) == session_id)


async def end_by_digest(tx: Transaction, token_digest: bytes) -> UUID | None:
    """Ends the session of a token. Returns its account's id, or None if there was no session."""
    ended = await _end(tx, col(Session.token_hash) == token_digest)
    return ended[0] if ended else None


async def _end(tx: Transaction, *which: ColumnElement[bool]) -> list[UUID]:
    """Deletes sessions and notifies every process (NOTIFY), in the same transaction."""
    rows = await tx.all(
        delete(Session).where(*which).returning(col(Session.id), col(Session.account_id))
    )
    for row in rows:
        message = orjson.dumps({"session": str(row[0]), "event": "ended"}).decode()
        await tx.execute(select(func.pg_notify(CHANNEL, message)))
    return [row.account_id for row in rows]


def _is_open(tx: Transaction) -> ColumnElement[bool]:
    return and_(is_live(tx.now), col(Session.locked_at).is_(None))


async def _changes_one_row(tx: Transaction, change: Update) -> bool:
    return (await tx.execute(change)).rowcount == 1
