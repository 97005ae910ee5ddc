"""What the admin pages say: pure, from what the services found and the reader's own time."""

from __future__ import annotations

from typing import TypedDict

from umbra.admin.service import AccountRow
from umbra.core.moments import Now, within
from umbra.ui.avatar import initials

NEVER_SEEN = "Never signed in"


class StatusChip(TypedDict):
    """A state in a word, with the tone it is shown in."""

    word: str
    tone: str


class AccountIdentity(TypedDict):
    """How an account is known at a glance."""

    id: str
    name: str
    initials: str


class AccountCard(AccountIdentity):
    """An account as a line of the list shows it."""

    username: str
    states: list[StatusChip]
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
        "states": status_chips(account),
        "seen": last_seen_sentence(account, now),
        "is_you": str(account.id) == you,
        "href": href,
    }


def last_seen(account: AccountRow, now: Now) -> str:
    return now.moment(account.last_seen) if account.last_seen else NEVER_SEEN


def last_seen_sentence(account: AccountRow, now: Now) -> str:
    """The same as a sentence of its own."""
    return f"Seen {within(last_seen(account, now))}" if account.last_seen else NEVER_SEEN


def status_chips(account: AccountRow) -> list[StatusChip]:
    """What is worth knowing of an account at a glance, the gravest first."""
    states: list[StatusChip] = []
    if account.disabled:
        states.append({"word": "Disabled", "tone": "danger"})
    if account.role == "admin":
        states.append({"word": "Admin", "tone": "accent"})
    if account.password_change_pending:
        states.append({"word": "New password pending", "tone": "warning"})
    if account.has_second_factor:
        states.append({"word": "Second factor", "tone": "success"})
    elif account.mfa_enforce_pending:
        states.append({"word": "Second factor pending", "tone": "warning"})
    else:
        states.append({"word": "No second factor", "tone": "neutral"})
    return states
