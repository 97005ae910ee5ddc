"""Texts of the admin pages: pure functions of service results and the reader's time zone."""

from __future__ import annotations

from typing import TypedDict

from umbra.admin.service import AccountRow
from umbra.core.moments import Now, within
from umbra.ui.avatar import initials

NEVER_SEEN = "Never signed in"


class StatusChip(TypedDict):
    """A status label and the tone of its chip."""

    label: str
    tone: str


class AccountIdentity(TypedDict):
    """The id, name and avatar initials of an account."""

    id: str
    name: str
    initials: str


class AccountCard(AccountIdentity):
    """An account as a row of the list shows it."""

    username: str
    chips: list[StatusChip]
    seen: str
    is_you: bool
    href: str


def account_identity(account: AccountRow) -> AccountIdentity:
    name = account.display_name or account.username
    return {"id": str(account.id), "name": name, "initials": initials(name)}


def account_card(account: AccountRow, you: str, href: str, now: Now) -> AccountCard:
    return {
        **account_identity(account),
        "username": account.username,
        "chips": status_chips(account),
        "seen": last_seen_sentence(account, now),
        "is_you": str(account.id) == you,
        "href": href,
    }


def last_seen(account: AccountRow, now: Now) -> str:
    return now.moment(account.last_seen) if account.last_seen else NEVER_SEEN


def last_seen_sentence(account: AccountRow, now: Now) -> str:
    """When the account was last active, as a sentence."""
    return f"Last seen {within(last_seen(account, now))}" if account.last_seen else NEVER_SEEN


def status_chips(account: AccountRow) -> list[StatusChip]:
    """The status labels of an account, most important first."""
    chips: list[StatusChip] = []
    if account.disabled:
        chips.append({"label": "Disabled", "tone": "danger"})
    if account.role == "admin":
        chips.append({"label": "Admin", "tone": "accent"})
    if account.password_change_pending:
        chips.append({"label": "Password change pending", "tone": "warning"})
    if account.has_second_factor:
        chips.append({"label": "Second factor", "tone": "success"})
    elif account.mfa_enforce_pending:
        chips.append({"label": "Second factor pending", "tone": "warning"})
    else:
        chips.append({"label": "No second factor", "tone": "neutral"})
    return chips
