"""What an admin sees first: who is in, what is missing, what waits, what is wrong."""

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
"""Who has something to say about this installation. The composition root fills this, since
the runtime, which knows the machine, knows no feature and no feature knows it."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What an account does at its next sign-in. `until`: how long its password is good."""

    account_id: UUID
    username: str
    what: Literal["password_change", "mfa_setup"]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The house at a glance.

    `without_second_factor`: the accounts that may enter and have none. `warnings`: what
    `doctor` has to say, the worst first.
    """

    accounts: Sequence[AccountRow]
    without_second_factor: Sequence[UUID]
    pending: Sequence[Pending]
    invites: Sequence[InviteRow]
    lockouts: Sequence[Lockout]
    warnings: Sequence[Finding]


async def read_overview() -> Overview:
    """The house as it is now."""
    warnings = [finding for one in checks for finding in await one()]
    async with transaction() as tx:
        accounts = await list_accounts(tx)
        enabled = [account for account in accounts if not account.disabled]
        return Overview(
            accounts=accounts,
            without_second_factor=[one.id for one in enabled if not one.has_second_factor],
            pending=[waiting for account in enabled for waiting in _pending(account)],
            invites=await invites.list_open(tx),
            lockouts=await lockouts.in_force(tx),
            warnings=sorted(warnings, key=lambda finding: finding.level, reverse=True),
        )


def _pending(account: AccountRow) -> list[Pending]:
    waiting = []
    if account.password_change_pending:
        until = account.password_expires_at
        waiting.append(Pending(account.id, account.username, "password_change", until))
    if account.mfa_enforce_pending and not account.has_second_factor:
        waiting.append(Pending(account.id, account.username, "mfa_setup", None))
    return waiting
