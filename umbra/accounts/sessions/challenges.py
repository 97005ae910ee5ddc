"""Challenges: the stored rows of open sign-in steps.

A challenge is identified by an HttpOnly cookie and, for API clients, additionally by a token in
the body. Both have 256 random bits, and only their digests are stored. A challenge is valid for
its own step, once, for a few minutes.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlmodel import col

from umbra.accounts.models import Challenge
from umbra.accounts.primitives.sign_in_steps import Step
from umbra.accounts.sessions.sessions import TOKEN_BYTES, digest
from umbra.core.clock import latest
from umbra.core.errors import StepOver
from umbra.core.ids import new_id
from umbra.database import Transaction

LIFETIMES: dict[Step, timedelta] = {
    "totp": timedelta(minutes=5),
    "password_change": timedelta(minutes=15),
    "mfa_setup": timedelta(minutes=15),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """The credentials of a challenge: its cookie's digest, and its token where one was sent."""

    cookie_digest: bytes | None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class NewChallenge:
    """A challenge just created. `cookie` goes into the cookie and nowhere else."""

    step: Step
    token: str
    cookie: str
    lifetime: timedelta


@dataclass(frozen=True, slots=True)
class OpenChallenge:
    """A challenge that can still be passed. `pending_totp` is an encrypted secret.

    `proved_at`: when the secret before this step was verified. Later steps and the session
    inherit it.
    """

    id: UUID
    account_id: UUID
    step: Step
    expires_at: datetime
    proved_at: datetime
    pending_totp: bytes | None


async def begin(
    tx: Transaction,
    account_id: UUID,
    step: Step,
    replaced: bytes | None,
    proved_at: datetime,
) -> NewChallenge:
    """Creates a challenge for a browser and deletes its old one.

    `replaced`: the cookie digest of the old challenge, if any. `proved_at`: when the password,
    PIN or one-time code before this step was verified.
    """
    if replaced is not None:
        await tx.execute(delete(Challenge).where(col(Challenge.cookie_hash) == replaced))
    token, cookie = (secrets.token_urlsafe(TOKEN_BYTES) for _ in range(2))
    begun = NewChallenge(step, token, cookie, LIFETIMES[step])
    await tx.execute(
        insert(Challenge),
        {
            "id": new_id(),
            "account_id": account_id,
            "kind": step,
            "token_hash": digest(token),
            "cookie_hash": digest(cookie),
            "expires_at": tx.now + begun.lifetime,
            "proved_at": proved_at,
        },
    )
    return begun


async def of_browser(tx: Transaction, cookie_digest: bytes | None) -> OpenChallenge | None:
    """The open challenge of the browser with this cookie, if any."""
    found = await _find(tx, cookie_digest)
    return found[0] if found else None


async def find(tx: Transaction, step: Step, credentials: Proof) -> OpenChallenge:
    """The open challenge of these credentials for this step. Raises StepOver if there is none."""
    found = await _find(tx, credentials.cookie_digest)
    if found is None or found[0].step != step:
        raise StepOver()
    token, (challenge, token_hash) = credentials.token, found
    if token is not None and not hmac.compare_digest(digest(token), token_hash):
        raise StepOver()
    return challenge


async def spend(tx: Transaction, challenge: OpenChallenge) -> None:
    """Consumes a challenge. Of several concurrent calls one succeeds; the others raise StepOver."""
    deleted = await tx.execute(delete(Challenge).where(col(Challenge.id) == challenge.id))
    if deleted.rowcount != 1:
        raise StepOver()


async def store_pending_totp(tx: Transaction, challenge: OpenChallenge, secret: bytes) -> None:
    """Stores the encrypted TOTP secret that this challenge shows until it ends."""
    await tx.execute(
        update(Challenge).where(col(Challenge.id) == challenge.id).values(pending_totp=secret)
    )


async def end_all(tx: Transaction, account_id: UUID, step: Step | None = None) -> None:
    """Deletes the open challenges of an account, or those of one step."""
    of_account = col(Challenge.account_id) == account_id
    which = of_account if step is None else of_account & (col(Challenge.kind) == step)
    await tx.execute(delete(Challenge).where(which))


async def _find(tx: Transaction, cookie_digest: bytes | None) -> tuple[OpenChallenge, bytes] | None:
    if cookie_digest is None:
        return None
    row = await tx.first(
        select(
            col(Challenge.id),
            col(Challenge.account_id),
            col(Challenge.kind),
            col(Challenge.expires_at),
            col(Challenge.proved_at),
            col(Challenge.pending_totp),
            col(Challenge.token_hash),
        ).where(col(Challenge.cookie_hash) == cookie_digest, col(Challenge.expires_at) > tx.now)
    )
    if row is None:
        return None
    *columns, token_hash = tuple(row)
    challenge_id, account_id, step, *rest = columns
    opened = OpenChallenge(challenge_id, account_id, cast(Step, step), *rest)
    if opened.expires_at - LIFETIMES[opened.step] > latest(tx.now):
        return None
    return opened, token_hash
