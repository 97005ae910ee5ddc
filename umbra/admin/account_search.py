"""Account search for admins: by text and by status, with keyset pagination over user names."""

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
    """Accounts whose user name or display name contains `text`, limited to the subset `only`."""

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
    """Up to `limit` accounts in the order of their user names (keyset pagination).

    Begins at the first account, or right `after` or `before` the given user name.
    """
    key = col(Account.username_key)
    position = key < username_key(before) if before else key > username_key(after)
    query = (
        select_account_rows(tx.now)
        .where(_matches(wanted), position)
        .order_by(key.desc() if before else key)
    )
    rows = await tx.all(query.limit(limit + 1))
    found, more = [AccountRow(*row) for row in rows[:limit]], len(rows) > limit
    if before:
        return Window(found[::-1], has_before=more, has_after=True)
    return Window(found, has_before=bool(after), has_after=more)


async def count(tx: Transaction, wanted: AccountFilter) -> int:
    """The number of matching accounts."""
    return await tx.scalar(select(func.count()).select_from(Account).where(_matches(wanted)))


async def is_last_admin(tx: Transaction, account_id: UUID) -> bool:
    """Whether this account is the only usable admin, so that it must not be removed."""
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
    """The id of the account with this user name, compared case-folded; None if there is none."""
    query = select(col(Account.id)).where(col(Account.username_key) == username_key(username))
    return await tx.scalar(query)


async def names_of(tx: Transaction, account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The user names of those of `account_ids` that still exist."""
    query = select(col(Account.id), col(Account.username)).where(col(Account.id).in_(account_ids))
    return {row.id: row.username for row in await tx.all(query)}
