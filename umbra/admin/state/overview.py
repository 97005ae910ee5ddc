"""The house at a glance."""

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
    "password": "Password tries",
    "pin": "PIN tries",
    "confirm": "Proofs of identity",
    "code": "Codes of the second factor",
    "address": "Everything from this address",
}


class AccountLine(AccountIdentity):
    """An account in a word; `href` opens it."""

    about: str
    href: str


class LockoutLine(TypedDict):
    """Tries that have to wait; `account_id` or `network` says what to lift."""

    id: str
    whose: str
    about: str
    account_id: str
    network: str


class WarningLine(TypedDict):
    """What is wrong with the house: `grave` where it is not what it promises."""

    words: str
    grave: bool


class OverviewState(ActionFeedback, rx.State):
    """The lists hold the first few; the counts say how many there are."""

    loaded: rx.Field[bool] = rx.field(False)
    accounts: rx.Field[int] = rx.field(0)
    inside: rx.Field[list[AccountLine]] = rx.field(default_factory=list)
    inside_count: rx.Field[int] = rx.field(0)
    bare: rx.Field[list[AccountLine]] = rx.field(default_factory=list)
    bare_count: rx.Field[int] = rx.field(0)
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
        """Takes what came of lifting a lockout."""
        if await self._show_result_in_toast(status, name, detail):
            await toast(self, "Lockout lifted")
        await self._read()

    async def _read(self) -> None:
        actor = current_actor()
        house = await overview.read_overview()
        async with transaction(actor) as tx:
            now = await now_of(tx, actor)
        self._show(house, now)
        self.loaded = True

    def _show(self, house: Overview, now: Now) -> None:
        inside = sorted(
            (one for one in house.accounts if one.sessions and one.last_seen),
            key=lambda one: str(one.last_seen),
            reverse=True,
        )
        without = set(house.without_second_factor)
        bare = [one for one in house.accounts if one.id in without]
        self.accounts = len(house.accounts)
        self.inside = [
            _account_line(one, _session_summary(one, now)) for one in inside[:SHOWN_PER_LIST]
        ]
        self.inside_count = len(inside)
        self.bare = [
            _account_line(one, last_seen_sentence(one, now)) for one in bare[:SHOWN_PER_LIST]
        ]
        self.bare_count = len(bare)
        self.pending = _pending_lines(house.accounts, house.pending, now)
        self.pending_count = len(house.pending)
        self.invites = len(house.invites)
        self.lockouts = [_lockout(one, now) for one in house.lockouts]
        self.warnings = [
            {"words": finding.message, "grave": finding.level == "wrong"}
            for finding in house.warnings
        ]


def _account_line(account: AccountRow, about: str) -> AccountLine:
    return {
        **account_identity(account),
        "about": about,
        "href": AccountsAddress(open=str(account.id)).url(),
    }


def _session_summary(account: AccountRow, now: Now) -> str:
    browsers = f"{account.sessions} browser{'' if account.sessions == 1 else 's'}"
    return f"{browsers}, seen {within(last_seen(account, now))}"


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


def _pending_label(waits: Pending, now: Now) -> str:
    if waits.what == "mfa_setup":
        return "Sets up a second factor at the next sign-in"
    if waits.until is None:
        return "Chooses a new password at the next sign-in"
    return f"Has a one-time password, good until {within(now.moment(waits.until))}"


def _lockout(lockout: Lockout, now: Now) -> LockoutLine:
    until = "for good" if lockout.until is None else f"until {within(now.moment(lockout.until))}"
    account_id = str(lockout.account_id or "")
    browser = " in a browser that was signed in before" if lockout.known_browser else ""
    return {
        "id": f"{account_id}{lockout.network or ''}-{lockout.what}-{lockout.known_browser}",
        "whose": lockout.username or lockout.network or "",
        "about": f"{ATTEMPT_LABELS[lockout.what]} wait {until}{browser}",
        "account_id": account_id,
        "network": lockout.network or "",
    }
