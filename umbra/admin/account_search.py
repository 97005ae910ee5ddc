"""Accounts as an admin looks through them: by a word, by a state, a window at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlmodel import col

from umbra.accounts.models import Account, TotpSecret
from umbra.accounts.primitives.usernames import username_key
from umbra.admin.service import IS_USABLE_ADMIN, AccountRow, select_account_rows
from umbra.core.paging import Window
from umbra.database import Transaction

AccountSubset = Literal["all", "admins", "no_second_factor", "pending", "disabled"]

WINDOW_SIZE = 50


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts to show: those with `text` in a name, and `only` some of these."""

    text: str = ""
    only: AccountSubset = "all"


async def find(
    tx: Transaction,
    wanted: AccountFilter,
    *,
    after: str = "",
    before: str = "",
    limit: int = WINDOW_SIZE,
) -> Window[AccountRow]:
    """Up to `limit` accounts by name: the first ones, or those `after` or `before` a user name."""
    key = col(Account.username_key)
    place = key < username_key(before) if before else key > username_key(after)
    asked = (
        select_account_rows(tx.now)
        .where(_matches(wanted), place)
        .order_by(key.desc() if before else key)
    )
    rows = await tx.all(asked.limit(limit + 1))
    found, more = [AccountRow(*row) for row in rows[:limit]], len(rows) > limit
    if before:
        return Window(found[::-1], has_before=more, has_after=True)
    return Window(found, has_before=bool(after), has_after=more)


async def count(tx: Transaction, wanted: AccountFilter) -> int:
    """How many accounts fit."""
    return await tx.scalar(select(func.count()).select_from(Account).where(_matches(wanted)))


async def is_last_admin(tx: Transaction, account_id: UUID) -> bool:
    """Whether nobody else could run the house, so that this one has to stay."""
    rows = await tx.all(select(col(Account.id)).where(IS_USABLE_ADMIN).limit(2))
    return [row.id for row in rows] == [account_id]


def _matches(wanted: AccountFilter) -> ColumnElement[bool]:
    return and_(_text_matches(wanted.text), _in_subset(wanted.only))


def _text_matches(text: str) -> ColumnElement[bool]:
    if not text:
        return true()
    return or_(
        col(Account.username_key).contains(username_key(text), autoescape=True),
        func.lower(col(Account.display_name)).contains(text.lower(), autoescape=True),
    )


def _in_subset(only: AccountSubset) -> ColumnElement[bool]:
    has_factor = select(TotpSecret).where(col(TotpSecret.account_id) == col(Account.id)).exists()
    return {
        "all": true(),
        "admins": col(Account.role) == "admin",
        "no_second_factor": ~has_factor,
        "pending": or_(col(Account.password_change_pending), col(Account.mfa_enforce_pending)),
        "disabled": col(Account.disabled_at).is_not(None),
    }[only]


async def id_of(tx: Transaction, username: str) -> UUID | None:
    """Whose user name this is."""
    asked = select(col(Account.id)).where(col(Account.username_key) == username_key(username))
    return await tx.scalar(asked)


async def names_of(tx: Transaction, account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The user names of those of `account_ids` that are still there."""
    asked = select(col(Account.id), col(Account.username)).where(col(Account.id).in_(account_ids))
    return {row.id: row.username for row in await tx.all(asked)}
