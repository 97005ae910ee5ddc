"""Accounts as sign-in needs them: found by name, with their password and PIN hashes."""

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

ONE_TIME_PASSWORD_LIFETIME = timedelta(hours=24)
"""How long a one-time password is valid."""


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account with its hashes. Must not leave `accounts/`."""

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
        """The hash that sign-in by `kind` compares with now; None if it can't be used.

        A PIN signs in only to an account that has no password.
        """
        if self.disabled:
            return None
        if kind == "password":
            return None if self._password_is_expired(now) else self.password_hash
        return self.pin_hash if self.password_hash is None else None

    def _password_is_expired(self, now: datetime) -> bool:
        """Whether the password is a one-time password that has expired."""
        until = self.password_expires_at
        return until is not None and (
            until <= now or until - ONE_TIME_PASSWORD_LIFETIME > latest(now)
        )

    def unlocked_by(self, kind: Method) -> str | None:
        """The hash that unlocking with a secret of `kind` compares with, if any."""
        return self.password_hash if kind == "password" else self.pin_hash


async def find_by_name(tx: Transaction, username: str) -> AccountRecord | None:
    """The account whose user name has the same normal form."""
    return _account(
        await tx.first(_select_accounts(col(Account.username_key) == username_key(username)))
    )


async def find_sole_account(tx: Transaction) -> AccountRecord | None:
    """The account, if there is exactly one."""
    rows = await tx.all(_select_accounts(literal_column("true")).limit(2))
    return _account(rows[0]) if len(rows) == 1 else None


async def has_password(tx: Transaction) -> bool:
    """Whether any account has a password. False if all of them sign in by PIN."""
    with_password = select(col(Account.id)).where(col(Account.password_hash).is_not(None))
    return bool(await tx.scalar(select(with_password.exists())))


async def find(tx: Transaction, account_id: UUID) -> AccountRecord | None:
    """The account with this id."""
    return _account(await tx.first(_select_accounts(col(Account.id) == account_id)))


async def lock_account(tx: Transaction, account_id: UUID) -> AccountRecord | None:
    """The account with this id, its row locked to the end of the transaction
    (SELECT ... FOR UPDATE)."""
    return _account(
        await tx.first(_select_accounts(col(Account.id) == account_id).with_for_update(of=Account))
    )


async def create(tx: Transaction, account: AccountRecord) -> UUID | None:
    """Inserts an account and its owner. Returns the owner's id, or None for a taken name."""
    inserted = await tx.scalar(
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
    if inserted is None:
        return None
    owner_id = new_id()
    await tx.execute(insert(Owner), {"id": owner_id, "account_id": account.id})
    return owner_id


async def store_hash(tx: Transaction, account_id: UUID, kind: Method, hashed: str) -> None:
    """Stores the hash of a new password or PIN."""
    column = {"password": "password_hash", "pin": "pin_hash"}[kind]
    await update_account(tx, account_id, **{column: hashed})


async def update_account(tx: Transaction, account_id: UUID, **values: object) -> None:
    """Updates columns of an account whose row the caller has locked."""
    await tx.execute(update(Account).where(col(Account.id) == account_id).values(**values))


_HAS_TOTP = select(col(TotpSecret.account_id)).where(col(TotpSecret.account_id) == col(Account.id))


def _select_accounts(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
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
