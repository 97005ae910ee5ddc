"""A new account, with all that its owner begins with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.models import Account
from umbra.accounts.primitives.usernames import first_confusable, username_key
from umbra.core.errors import Conflict
from umbra.database import Transaction, enter

USERNAME_TAKEN = "This name is taken. Choose another."
USERNAME_CONFUSABLE = "This looks like a name that is taken. Choose another."

AccountCreatedHook = Callable[[Transaction, UUID, str | None], Awaitable[None]]
on_account_created: list[AccountCreatedHook] = []
"""What every owner begins with: called with the owner's id and the time zone its browser
guessed, within the transaction that makes the owner and behind its wall. The composition
root fills this, since settings and items are floors above."""


async def create_account(
    tx: Transaction, account: AccountRecord, time_zone: str | None = None
) -> None:
    """Writes a new account, its owner, and what that begins with.

    Conflict at `username` for a taken name. Newcomers wait for each other, so that of two
    whose names look alike one gets in.
    """
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext("umbra.names"))))
    await refuse_taken_username(tx, account.username)
    owner_id = await accounts.create(tx, account)
    if owner_id is None:
        raise Conflict(USERNAME_TAKEN, "username")
    await enter(tx.connection, owner_id)
    for birth in on_account_created:
        await birth(tx, owner_id, time_zone)


async def refuse_taken_username(tx: Transaction, username: str) -> None:
    """Conflict at `username` for a name that somebody has, or that looks like one (UTS #39)."""
    names = [row.username for row in await tx.all(select(col(Account.username)))]
    other = first_confusable(username, names)
    if other is not None:
        same = username_key(other) == username_key(username)
        raise Conflict(USERNAME_TAKEN if same else USERNAME_CONFUSABLE, "username")
