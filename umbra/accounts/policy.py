"""The policy: the rules that admins set for all accounts. One row, or the defaults."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from umbra.accounts.models import Account, Policy, TotpSecret
from umbra.database import Transaction


@dataclass(frozen=True, slots=True)
class Rules:
    """The policy. A stricter rule applies from the next sign-in on.

    `mfa_required_from` (a day in UTC): from then on a live session without a second factor
    has to set one up too. `auto_lock_max_minutes`: the longest auto-lock time an account can
    choose.
    """

    registration_open: bool = False
    mfa_required: bool = False
    mfa_required_from: date | None = None
    pin_allowed: bool = True
    session_days: int = 30
    auto_lock_max_minutes: int | None = None
    password_min_length: int = 12

    def locks_after(self, chosen: int | None) -> int | None:
        """The auto-lock time in minutes of an account that chose `chosen`. None: never."""
        limits = (chosen, self.auto_lock_max_minutes)
        return min((minutes for minutes in limits if minutes), default=None)


_FIELDS = tuple(asdict(Rules()))
_READ = select(*(col(getattr(Policy, name)) for name in _FIELDS))


async def read(tx: Transaction) -> Rules:
    """The current policy."""
    row = await tx.first(_READ)
    return Rules(*row) if row else Rules()


async def write(tx: Transaction, rules: Rules) -> None:
    """Stores `rules`, which have been validated, by an upsert."""
    values = asdict(rules)
    await tx.execute(
        insert(Policy)
        .values(id=1, **values)
        .on_conflict_do_update(index_elements=[col(Policy.id)], set_=values)
    )


def second_factor_is_due(today: ColumnElement[Any]) -> ColumnElement[bool]:
    """SQL condition: the statement's account has to set up a second factor before it goes on.

    `today`: the current day in UTC.
    """
    required = select(
        and_(col(Policy.mfa_required), col(Policy.mfa_required_from) <= today)
    ).scalar_subquery()
    has_totp = select(col(TotpSecret.account_id)).where(
        col(TotpSecret.account_id) == col(Account.id)
    )
    return and_(func.coalesce(required, False), ~has_totp.exists())
