"""What the admins ask of everybody: one row, its defaults where nobody chose."""

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
    """The policy. What it tightens holds from the next sign-in on.

    `mfa_required_from` (a day in UTC): from then on a live session without a second factor
    has to set one up too. `auto_lock_max_minutes`: no one's settings lock later than that.
    """

    registration_open: bool = False
    mfa_required: bool = False
    mfa_required_from: date | None = None
    pin_allowed: bool = True
    session_days: int = 30
    auto_lock_max_minutes: int | None = None
    password_min_length: int = 12

    def locks_after(self, chosen: int | None) -> int | None:
        """After how many minutes sessions lock whose account chose `chosen`. None: never."""
        return min((one for one in (chosen, self.auto_lock_max_minutes) if one), default=None)


_FIELDS = tuple(asdict(Rules()))
_READ = select(*(col(getattr(Policy, name)) for name in _FIELDS))


async def read(tx: Transaction) -> Rules:
    """The rules as they are."""
    row = await tx.first(_READ)
    return Rules(*row) if row else Rules()


async def write(tx: Transaction, rules: Rules) -> None:
    """Puts `rules`, which have been checked, in the place of those there were."""
    values = asdict(rules)
    await tx.execute(
        insert(Policy)
        .values(id=1, **values)
        .on_conflict_do_update(index_elements=[col(Policy.id)], set_=values)
    )


def second_factor_is_due(today: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the account of a statement may not go on without a second factor."""
    asked = select(
        and_(col(Policy.mfa_required), col(Policy.mfa_required_from) <= today)
    ).scalar_subquery()
    has_one = select(col(TotpSecret.account_id)).where(
        col(TotpSecret.account_id) == col(Account.id)
    )
    return and_(func.coalesce(asked, False), ~has_one.exists())
