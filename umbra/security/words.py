"""Texts of the security page: pure functions of service results and the reader's time zone."""

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

SCOPES: dict[Scope, str] = {"read": "Read only", "write": "Read and write"}
TOKEN_LIFETIMES = ((30, "In 30 days"), (90, "In 90 days"), (365, "In a year"))
"""The lifetimes of a token in days, with their labels. A token may also never expire."""

NOTICE_TITLES = {
    ("password_changed", "ok"): "Your password was changed",
    ("pin_changed", "ok"): "Your PIN was changed",
    ("pin_removed", "ok"): "Your PIN was removed",
    ("totp_on", "ok"): "Your second factor was turned on",
    ("totp_off", "ok"): "Your second factor was turned off",
    ("totp", "warned"): "Three wrong codes were entered in a row. Someone may know your password",
    ("backup_codes_made", "ok"): "New backup codes were created",
    ("backup_code", "ok"): "A backup code was used to sign in",
    ("backup_code", "warned"): (
        "Three wrong codes were entered in a row. Someone may know your password"
    ),
    ("token_made", "ok"): "An API token was created",
    ("sign_in", "ok"): "Your {secret} was entered correctly in a new browser",
    ("session_ended", "throttled"): (
        "A locked session was signed out after five wrong attempts to unlock it"
    ),
    ("password_reset", "ok"): "Your password was reset by an admin",
    ("mfa_reset", "ok"): "Your second factor was reset by an admin",
    ("account_changed", "ok"): "Your account was changed by an admin",
}

SECRET_LABELS = {"password": "password", "pin": "PIN"}


class SessionCard(TypedDict):
    """A session as shown on the page."""

    id: str
    device: str
    seen: str
    created: str
    current: bool


class TokenCard(TypedDict):
    """An API token as shown on the page."""

    id: str
    name: str
    scope: str
    used: str
    expires: str
    is_expired: bool


class LogCard(TypedDict):
    """An audit log entry as shown on the page."""

    id: str
    title: str
    about: str
    when: str
    result: str
    tone: str


class NoticeCard(TypedDict):
    """A security notice as shown on every page."""

    id: str
    title: str
    about: str


def session_card(session: OwnSession, now: Now) -> SessionCard:
    return {
        "id": str(session.id),
        "device": agent_words(session.user_agent),
        "seen": listed(session.address, within(now.moment(session.touched_at))),
        "created": f"signed in {within(now.moment(session.created_at))}",
        "current": session.current,
    }


def token_card(token: TokenRow, now: Now, instant: datetime) -> TokenCard:
    used = token.last_used_at
    is_expired = token.expires_at is not None and token.expires_at <= instant
    return {
        "id": str(token.id),
        "name": token.name,
        "scope": SCOPES[token.scopes[0]],
        "used": f"last used {within(now.moment(used))}" if used else "never used",
        "expires": _expiry_label(token.expires_at, now, is_expired=is_expired),
        "is_expired": is_expired,
    }


def _expiry_label(expires_at: datetime | None, now: Now, *, is_expired: bool) -> str:
    if expires_at is None:
        return "never expires"
    return f"{'expired' if is_expired else 'expires'} {within(now.moment(expires_at))}"


def log_card(entry: LogEntry, now: Now) -> LogCard:
    where = [agent_words(entry.user_agent)] if entry.user_agent else []
    succeeded = entry.result not in TONES
    return {
        "id": str(entry.id),
        "title": ACTIONS.get(entry.action, entry.action),
        "about": listed(*detail_words(entry.detail), *where, entry.address),
        "when": now.moment(entry.at),
        "result": "" if succeeded else RESULTS.get(entry.result, entry.result),
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
    """The title of a notice. A sign-in from a new browser is reported as a correct secret only:
    when the notice is stored, the second factor has not been checked yet."""
    secret = SECRET_LABELS.get(str(notice.detail.get("method")), "password")
    return NOTICE_TITLES[(notice.action, notice.result)].format(secret=secret)


def lifetimes(instant: datetime) -> list[tuple[str, str]]:
    """The expiry choices of a token created at `instant`: (ISO 8601 instant, label) pairs.

    An empty instant: the token never expires.
    """
    choices = [
        ((instant + timedelta(days=days)).isoformat(), label) for days, label in TOKEN_LIFETIMES
    ]
    return [*choices, ("", "Never")]
