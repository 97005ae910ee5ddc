"""A new account, with all that its owner begins with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from umbra.accounts import known
from umbra.accounts.known import KnownAccount
from umbra.core.errors import Conflict
from umbra.database import Transaction, enter

TAKEN = "This name is taken. Choose another."

Birth = Callable[[Transaction, UUID, str | None], Awaitable[None]]
births: list[Birth] = []
"""What every owner begins with: called with the owner's id and the time zone its browser
guessed, within the transaction that makes the owner and behind its wall. The composition
root fills this, since settings and items are floors above."""


async def admit(tx: Transaction, account: KnownAccount, time_zone: str | None = None) -> None:
    """Writes a new account, its owner, and what that begins with. Conflict: a taken name."""
    owner_id = await known.create(tx, account)
    if owner_id is None:
        raise Conflict(TAKEN, "username")
    await enter(tx.connection, owner_id)
    for birth in births:
        await birth(tx, owner_id, time_zone)
