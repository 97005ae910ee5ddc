"""Accounts as the way in sees them: found by name, with what may open them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlmodel import col

from umbra.accounts.models import Account, Owner, TotpSecret
from umbra.accounts.primitives.usernames import username_key
from umbra.accounts.sessions.outcomes import AccountView, Method
from umbra.core.actor import Role
from umbra.core.clock import latest
from umbra.core.ids import new_id
from umbra.database import Transaction

ONE_TIME_FOR = timedelta(hours=24)
"""How long a password that was given out is good."""


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account with its hashes: never leaves `accounts/`."""

    id: UUID
    username: str
    display_name: str
    role: Role
    password_hash: str | None = None
    pin_hash: str | None = None
    disabled: bool = False
    password_is_short: bool = False
    password_expires_at: datetime | None = None
    password_change_pending: bool = False
    mfa_enforce_pending: bool = False
    has_totp: bool = False

    def view(self) -> AccountView:
        return AccountView(self.id, self.username, self.display_name, self.role)

    def opened_by(self, kind: Method, now: datetime) -> str | None:
        """The hash that a secret of `kind` may open a session with at this time, if any.

        A PIN does so only for an account that has no password.
        """
        if self.disabled:
            return None
        if kind == "password":
            return None if self._password_is_over(now) else self.password_hash
        return self.pin_hash if self.password_hash is None else None

    def _password_is_over(self, now: datetime) -> bool:
        """Whether the password was one given out, and longer ago than it is good for."""
        until = self.password_expires_at
        return until is not None and (until <= now or until - ONE_TIME_FOR > latest(now))

    def unlocked_by(self, kind: Method) -> str | None:
        """The hash that a secret of `kind` may open a locked session with, if any."""
        return self.password_hash if kind == "password" else self.pin_hash


async def find_by_name(tx: Transaction, username: str) -> AccountRecord | None:
    """The account whose name has the same normal form."""
    return _account(await tx.first(_who(col(Account.username_key) == username_key(username))))


async def find_the_only_one(tx: Transaction) -> AccountRecord | None:
    """The account of a house that has just one."""
    rows = await tx.all(_who(literal_column("true")).limit(2))
    return _account(rows[0]) if len(rows) == 1 else None


async def has_password(tx: Transaction) -> bool:
    """Whether any account is opened by a password, and not all by a PIN."""
    one = select(col(Account.id)).where(col(Account.password_hash).is_not(None))
    return bool(await tx.scalar(select(one.exists())))


async def find(tx: Transaction, account_id: UUID) -> AccountRecord | None:
    """The account as it is now."""
    return _account(await tx.first(_who(col(Account.id) == account_id)))


async def lock_account(tx: Transaction, account_id: UUID) -> AccountRecord | None:
    """The account as it is now, held against changes to the end of the transaction."""
    return _account(await tx.first(_who(col(Account.id) == account_id).with_for_update(of=Account)))


async def create(tx: Transaction, account: AccountRecord) -> UUID | None:
    """Writes a new account and its owner; gives the owner's id, None for a taken name."""
    made = await tx.scalar(
        insert_or_not(Account)
        .on_conflict_do_nothing(index_elements=[col(Account.username_key)])
        .returning(col(Account.id)),
        {
            "id": account.id,
            "username": account.username,
            "username_key": username_key(account.username),
            "display_name": account.display_name,
            "role": account.role,
            "password_hash": account.password_hash,
            "pin_hash": account.pin_hash,
            "password_expires_at": account.password_expires_at,
            "password_change_pending": account.password_change_pending,
            "mfa_enforce_pending": account.mfa_enforce_pending,
            "created_at": tx.now,
        },
    )
    if made is None:
        return None
    owner_id = new_id()
    await tx.execute(insert(Owner), {"id": owner_id, "account_id": account.id})
    return owner_id


async def store_hash(tx: Transaction, account_id: UUID, kind: Method, hashed: str) -> None:
    """Stores what a password or PIN is compared with from now on."""
    column = {"password": "password_hash", "pin": "pin_hash"}[kind]
    await update_account(tx, account_id, **{column: hashed})


async def update_account(tx: Transaction, account_id: UUID, **values: object) -> None:
    """Writes columns of an account that the caller holds."""
    await tx.execute(update(Account).where(col(Account.id) == account_id).values(**values))


_HAS_TOTP = select(col(TotpSecret.account_id)).where(col(TotpSecret.account_id) == col(Account.id))


def _who(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(
        col(Account.id),
        col(Account.username),
        col(Account.display_name),
        col(Account.role),
        col(Account.password_hash),
        col(Account.pin_hash),
        col(Account.disabled_at).is_not(None),
        col(Account.password_is_short),
        col(Account.password_expires_at),
        col(Account.password_change_pending),
        col(Account.mfa_enforce_pending),
        _HAS_TOTP.exists(),
    ).where(which)


def _account(row: Row[Any] | None) -> AccountRecord | None:
    return AccountRecord(*row) if row is not None else None
