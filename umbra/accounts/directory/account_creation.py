"""A new account, with all that its owner begins with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import KnownAccount
from umbra.accounts.models import Account
from umbra.accounts.primitives.usernames import look_alike, username_key
from umbra.core.errors import Conflict
from umbra.database import Transaction, enter

TAKEN = "This name is taken. Choose another."
LOOKS_TAKEN = "This looks like a name that is taken. Choose another."

Birth = Callable[[Transaction, UUID, str | None], Awaitable[None]]
births: list[Birth] = []
"""What every owner begins with: called with the owner's id and the time zone its browser
guessed, within the transaction that makes the owner and behind its wall. The composition
root fills this, since settings and items are floors above."""


async def admit(tx: Transaction, account: KnownAccount, time_zone: str | None = None) -> None:
    """Writes a new account, its owner, and what that begins with.

    Conflict at `username` for a taken name. Newcomers wait for each other, so that of two
    whose names look alike one gets in.
    """
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext("umbra.names"))))
    await refuse_taken(tx, account.username)
    owner_id = await accounts.create(tx, account)
    if owner_id is None:
        raise Conflict(TAKEN, "username")
    await enter(tx.connection, owner_id)
    for birth in births:
        await birth(tx, owner_id, time_zone)


async def refuse_taken(tx: Transaction, username: str) -> None:
    """Conflict at `username` for a name that somebody has, or that looks like one (UTS #39)."""
    names = [row.username for row in await tx.all(select(col(Account.username)))]
    other = look_alike(username, names)
    if other is not None:
        same = username_key(other) == username_key(username)
        raise Conflict(TAKEN if same else LOOKS_TAKEN, "username")
