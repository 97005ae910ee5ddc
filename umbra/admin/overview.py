"""The admin overview: sessions, missing second factors, pending steps, lockouts, warnings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from umbra.accounts.directory import invites, lockouts
from umbra.accounts.directory.invites import InviteRow
from umbra.accounts.directory.lockouts import Lockout
from umbra.admin.service import AccountRow, list_accounts
from umbra.core.findings import Finding
from umbra.database import transaction

OverviewCheck = Callable[[], Awaitable[list[Finding]]]
checks: list[OverviewCheck] = []
"""Checks of this installation, whose findings the overview shows as warnings. The composition
root registers them, because features must not import `umbra.runtime`, nor it them."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A step that an account has to take at its next sign-in.

    `until`: when its one-time password expires; None if it has none.
    """

    account_id: UUID
    username: str
    what: Literal["password_change", "mfa_setup"]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of this installation.

    `without_second_factor`: the enabled accounts that have none. `warnings`: the findings of
    `doctor`, most severe first.
    """

    accounts: Sequence[AccountRow]
    without_second_factor: Sequence[UUID]
    pending: Sequence[Pending]
    invites: Sequence[InviteRow]
    lockouts: Sequence[Lockout]
    warnings: Sequence[Finding]


async def read_overview() -> Overview:
    """The current state of this installation."""
    warnings = [finding for check in checks for finding in await check()]
    async with transaction() as tx:
        accounts = await list_accounts(tx)
        enabled = [account for account in accounts if not account.disabled]
        return Overview(
            accounts=accounts,
            without_second_factor=[
                account.id for account in enabled if not account.has_second_factor
            ],
            pending=[pending for account in enabled for pending in _pending(account)],
            invites=await invites.list_open(tx),
            lockouts=await lockouts.in_force(tx),
            warnings=sorted(warnings, key=lambda finding: finding.level, reverse=True),
        )


def _pending(account: AccountRow) -> list[Pending]:
    pending = []
    if account.password_change_pending:
        until = account.password_expires_at
        pending.append(Pending(account.id, account.username, "password_change", until))
    if account.mfa_enforce_pending and not account.has_second_factor:
        pending.append(Pending(account.id, account.username, "mfa_setup", None))
    return pending
