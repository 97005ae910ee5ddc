"""The state of the admin overview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.accounts.directory.lockouts import Lockout
from umbra.admin import overview
from umbra.admin.overview import Overview, Pending
from umbra.admin.service import AccountRow
from umbra.admin.state.address import AccountsAddress
from umbra.admin.state.feedback import ActionFeedback
from umbra.admin.words import AccountIdentity, account_identity, last_seen, last_seen_sentence
from umbra.core.moments import Now, within
from umbra.database import transaction
from umbra.preferences.service import now_of
from umbra.ui.toasts import toast

SHOWN_PER_LIST = 6

ATTEMPT_LABELS = {
    "password": "Password attempts",
    "pin": "PIN attempts",
    "confirm": "Reauthentication attempts",
    "code": "Second-factor codes",
    "address": "All attempts from this address",
}


class AccountLine(AccountIdentity):
    """An account as shown in a list; `href`: the URL of its panel."""

    about: str
    href: str


class LockoutLine(TypedDict):
    """A lockout as shown in the list; `account_id` or `network`: whose lockout to lift."""

    id: str
    subject: str
    about: str
    account_id: str
    network: str


class WarningLine(TypedDict):
    """A finding of `doctor`. `is_severe`: the installation does not work as promised."""

    text: str
    is_severe: bool


class OverviewState(ActionFeedback, rx.State):
    """The overview. Each list holds the first few rows; its count is the total."""

    loaded: rx.Field[bool] = rx.field(False)
    accounts: rx.Field[int] = rx.field(0)
    signed_in: rx.Field[list[AccountLine]] = rx.field(default_factory=list)
    signed_in_count: rx.Field[int] = rx.field(0)
    without_factor: rx.Field[list[AccountLine]] = rx.field(default_factory=list)
    without_factor_count: rx.Field[int] = rx.field(0)
    pending: rx.Field[list[AccountLine]] = rx.field(default_factory=list)
    pending_count: rx.Field[int] = rx.field(0)
    invites: rx.Field[int] = rx.field(0)
    lockouts: rx.Field[list[LockoutLine]] = rx.field(default_factory=list)
    warnings: rx.Field[list[WarningLine]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        await self._read()

    @rx.event
    async def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Handles the result of lifting a lockout."""
        if await self._show_result_in_toast(status, name, detail):
            await toast(self, "Lockout lifted")
        await self._read()

    async def _read(self) -> None:
        actor = current_actor()
        found = await overview.read_overview()
        async with transaction(actor) as tx:
            now = await now_of(tx, actor)
        self._show(found, now)
        self.loaded = True

    def _show(self, found: Overview, now: Now) -> None:
        signed_in = sorted(
            (account for account in found.accounts if account.sessions and account.last_seen),
            key=lambda account: str(account.last_seen),
            reverse=True,
        )
        without_ids = set(found.without_second_factor)
        without_factor = [account for account in found.accounts if account.id in without_ids]
        self.accounts = len(found.accounts)
        self.signed_in = [
            _account_line(one, _session_summary(one, now)) for one in signed_in[:SHOWN_PER_LIST]
        ]
        self.signed_in_count = len(signed_in)
        self.without_factor = [
            _account_line(one, last_seen_sentence(one, now))
            for one in without_factor[:SHOWN_PER_LIST]
        ]
        self.without_factor_count = len(without_factor)
        self.pending = _pending_lines(found.accounts, found.pending, now)
        self.pending_count = len(found.pending)
        self.invites = len(found.invites)
        self.lockouts = [_lockout(one, now) for one in found.lockouts]
        self.warnings = [
            {"text": finding.words, "is_severe": finding.level == "wrong"}
            for finding in found.warnings
        ]


def _account_line(account: AccountRow, about: str) -> AccountLine:
    return {
        **account_identity(account),
        "about": about,
        "href": AccountsAddress(open=str(account.id)).url(),
    }


def _session_summary(account: AccountRow, now: Now) -> str:
    browsers = f"{account.sessions} browser{'' if account.sessions == 1 else 's'}"
    return f"{browsers}, last seen {within(last_seen(account, now))}"


def _pending_lines(
    accounts: Sequence[AccountRow], pending: Sequence[Pending], now: Now
) -> list[AccountLine]:
    by_id = {account.id: account for account in accounts}
    return [
        {
            **_account_line(by_id[one.account_id], _pending_label(one, now)),
            "id": f"{one.account_id}-{one.what}",
        }
        for one in pending[:SHOWN_PER_LIST]
    ]


def _pending_label(pending: Pending, now: Now) -> str:
    if pending.what == "mfa_setup":
        return "Must set up a second factor at the next sign-in"
    if pending.until is None:
        return "Must choose a new password at the next sign-in"
    return f"Has a one-time password, valid until {within(now.moment(pending.until))}"


def _lockout(lockout: Lockout, now: Now) -> LockoutLine:
    until = "lifted" if lockout.until is None else within(now.moment(lockout.until))
    account_id = str(lockout.account_id or "")
    browser = ", in browsers that have signed in before" if lockout.known_browser else ""
    return {
        "id": f"{account_id}{lockout.network or ''}-{lockout.what}-{lockout.known_browser}",
        "subject": lockout.username or lockout.network or "",
        "about": f"{ATTEMPT_LABELS[lockout.what]} are blocked until {until}{browser}",
        "account_id": account_id,
        "network": lockout.network or "",
    }
