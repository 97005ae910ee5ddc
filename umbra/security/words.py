"""What one's own security says: pure, from what the services found and the reader's own time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict

from umbra.accounts.audit.audit_entries import LogEntry
from umbra.accounts.audit.notices import Unseen
from umbra.accounts.audit.user_agents import agent_words
from umbra.accounts.audit.words import ACTIONS, RESULTS, TONES, detail_words
from umbra.accounts.credentials.api_tokens import Scope, TokenRow
from umbra.accounts.sessions.sessions import OwnSession
from umbra.core.moments import Now, within
from umbra.core.text import listed

SCOPES: dict[Scope, str] = {"read": "Reads", "write": "Reads and writes"}
TOKEN_LIFETIMES = ((30, "30 days"), (90, "90 days"), (365, "A year"))
"""How long a token may live, in days, beside without end."""

NOTICE_TITLES = {
    ("password_changed", "ok"): "Your password was changed",
    ("pin_changed", "ok"): "Your PIN was changed",
    ("pin_removed", "ok"): "Your PIN was taken away",
    ("totp_on", "ok"): "Your second factor was turned on",
    ("totp_off", "ok"): "Your second factor was turned off",
    ("totp", "warned"): "Wrong codes, three in a row. Somebody may know your password",
    ("backup_codes_made", "ok"): "You have new backup codes",
    ("backup_code", "ok"): "A backup code was used to sign in",
    ("backup_code", "warned"): "Wrong codes, three in a row. Somebody may know your password",
    ("token_made", "ok"): "An API token was made",
    ("sign_in", "ok"): "Your {secret} was entered correctly in a new browser",
    ("session_ended", "throttled"): "Wrong tries, five in a row, at a locked session. It ended",
    ("password_reset", "ok"): "Your password was reset by whoever runs the house",
    ("mfa_reset", "ok"): "Your second factor was reset by whoever runs the house",
    ("account_changed", "ok"): "Your account was changed by an admin",
}

SECRET_LABELS = {"password": "password", "pin": "PIN"}


class SessionCard(TypedDict):
    """A session as the page shows it."""

    id: str
    device: str
    seen: str
    begun: str
    current: bool


class TokenCard(TypedDict):
    """A token as the page shows it."""

    id: str
    name: str
    scope: str
    used: str
    ends: str
    over: bool


class LogCard(TypedDict):
    """An entry of the log as the page shows it."""

    id: str
    title: str
    about: str
    when: str
    result: str
    tone: str


class NoticeCard(TypedDict):
    """A notice as every page shows it."""

    id: str
    title: str
    about: str


def session_card(session: OwnSession, now: Now) -> SessionCard:
    return {
        "id": str(session.id),
        "device": agent_words(session.user_agent),
        "seen": listed(session.address, within(now.moment(session.touched_at))),
        "begun": f"signed in {within(now.moment(session.created_at))}",
        "current": session.current,
    }


def token_card(token: TokenRow, now: Now, instant: datetime) -> TokenCard:
    used = token.last_used_at
    over = token.expires_at is not None and token.expires_at <= instant
    return {
        "id": str(token.id),
        "name": token.name,
        "scope": SCOPES[token.scopes[0]],
        "used": f"last used {within(now.moment(used))}" if used else "never used",
        "ends": _expiry_label(token.expires_at, now, over=over),
        "over": over,
    }


def _expiry_label(expires_at: datetime | None, now: Now, *, over: bool) -> str:
    if expires_at is None:
        return "never ends"
    return f"{'ended' if over else 'ends'} {within(now.moment(expires_at))}"


def log_card(entry: LogEntry, now: Now) -> LogCard:
    where = [agent_words(entry.user_agent)] if entry.user_agent else []
    plain = entry.result not in TONES
    return {
        "id": str(entry.id),
        "title": ACTIONS.get(entry.action, entry.action),
        "about": listed(*detail_words(entry.detail), *where, entry.address),
        "when": now.moment(entry.at),
        "result": "" if plain else RESULTS.get(entry.result, entry.result),
        "tone": TONES.get(entry.result, "neutral"),
    }


def notice_card(notice: Unseen, now: Now) -> NoticeCard:
    where = [agent_words(notice.user_agent)] if notice.user_agent else []
    return {
        "id": str(notice.id),
        "title": f"{_notice_title(notice)}.",
        "about": listed(now.moment(notice.at), *where, notice.address),
    }


def _notice_title(notice: Unseen) -> str:
    """What a notice says. A right secret in a new browser may have been all that was right there:
    whether its second factor failed is not known yet when it is noted."""
    secret = SECRET_LABELS.get(str(notice.detail.get("method")), "password")
    return NOTICE_TITLES[(notice.action, notice.result)].format(secret=secret)


def lifetimes(instant: datetime) -> list[tuple[str, str]]:
    """The ends that a token made at `instant` may have: as sent, and in words."""
    ends = [
        ((instant + timedelta(days=days)).isoformat(), words) for days, words in TOKEN_LIFETIMES
    ]
    return [*ends, ("", "It never ends")]
