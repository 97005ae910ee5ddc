"""Accounts as an admin looks through them: by a word, by a state, a window at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlmodel import col

from umbra.accounts.models import Account, TotpSecret
from umbra.accounts.names import username_key
from umbra.admin.service import IS_USABLE_ADMIN, AccountRow, accounts_asked
from umbra.core.errors import NotFound
from umbra.core.paging import Window
from umbra.database import Transaction

Only = Literal["all", "admins", "no_second_factor", "pending", "disabled"]

WINDOW = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts to show: those with `text` in a name, and `only` some of these."""

    text: str = ""
    only: Only = "all"


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """An account, and when it was last there; None: never."""

    account: AccountRow
    last_seen_at: datetime | None


async def find(
    tx: Transaction, wanted: Wanted, *, after: str = "", before: str = "", limit: int = WINDOW
) -> Window[SeenAccount]:
    """Up to `limit` accounts by name: the first ones, or those `after` or `before` a user name."""
    key = col(Account.username_key)
    place = key < username_key(before) if before else key > username_key(after)
    asked = (
        accounts_asked(tx.now).where(_fits(wanted), place).order_by(key.desc() if before else key)
    )
    rows = await tx.all(asked.limit(limit + 1))
    found, more = [_account(row) for row in rows[:limit]], len(rows) > limit
    if before:
        return Window(found[::-1], has_before=more, has_after=True)
    return Window(found, has_before=bool(after), has_after=more)


async def count(tx: Transaction, wanted: Wanted) -> int:
    """How many accounts fit."""
    return await tx.scalar(select(func.count()).select_from(Account).where(_fits(wanted)))


async def get(tx: Transaction, account_id: UUID) -> SeenAccount:
    """One account. NotFound."""
    row = await tx.first(accounts_asked(tx.now).where(col(Account.id) == account_id))
    if row is None:
        raise NotFound()
    return _account(row)


async def is_last_admin(tx: Transaction, account_id: UUID) -> bool:
    """Whether nobody else could run the house, so that this one has to stay."""
    rows = await tx.all(select(col(Account.id)).where(IS_USABLE_ADMIN).limit(2))
    return [row.id for row in rows] == [account_id]


def _account(row: Any) -> SeenAccount:
    account = AccountRow(*row)
    return SeenAccount(account, account.last_seen)


def _fits(wanted: Wanted) -> ColumnElement[bool]:
    return and_(_has(wanted.text), _is(wanted.only))


def _has(text: str) -> ColumnElement[bool]:
    if not text:
        return true()
    return or_(
        col(Account.username_key).contains(username_key(text), autoescape=True),
        func.lower(col(Account.display_name)).contains(text.lower(), autoescape=True),
    )


def _is(only: Only) -> ColumnElement[bool]:
    has_factor = select(TotpSecret).where(col(TotpSecret.account_id) == col(Account.id)).exists()
    return {
        "all": true(),
        "admins": col(Account.role) == "admin",
        "no_second_factor": ~has_factor,
        "pending": or_(col(Account.password_change_pending), col(Account.mfa_enforce_pending)),
        "disabled": col(Account.disabled_at).is_not(None),
    }[only]
