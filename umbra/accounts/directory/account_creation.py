"""Account creation, with the initial data of the new account's owner."""

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
from umbra.database import Transaction, set_owner

USERNAME_TAKEN = "This name is taken. Choose another."
USERNAME_CONFUSABLE = "This name looks like one that is taken. Choose another."

AccountCreatedHook = Callable[[Transaction, UUID, str | None], Awaitable[None]]
on_account_created: list[AccountCreatedHook] = []
"""Hooks that write the initial data of a new owner. Each is called with the owner's id and the
browser's time zone, within the creating transaction and behind the owner wall (row-level
security). The composition root fills this list, since settings and items are layers above."""


async def create_account(
    tx: Transaction, account: AccountRecord, time_zone: str | None = None
) -> None:
    """Creates an account, its owner and the owner's initial data.

    Raises Conflict at `username` for a taken or confusable name. An advisory lock serializes
    account creation, so that of two concurrent confusable names only one is created.
    """
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext("umbra.names"))))
    await refuse_taken_username(tx, account.username)
    owner_id = await accounts.create(tx, account)
    if owner_id is None:
        raise Conflict(USERNAME_TAKEN, "username")
    await set_owner(tx.connection, owner_id)
    for hook in on_account_created:
        await hook(tx, owner_id, time_zone)


async def refuse_taken_username(tx: Transaction, username: str) -> None:
    """Raises Conflict at `username` for a name that is taken or confusable (UTS #39)."""
    names = [row.username for row in await tx.all(select(col(Account.username)))]
    existing = first_confusable(username, names)
    if existing is not None:
        same = username_key(existing) == username_key(username)
        raise Conflict(USERNAME_TAKEN if same else USERNAME_CONFUSABLE, "username")
