"""The log in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ACTIONS: Mapping[str, str] = {
    "setup": "House set up",
    "sign_in": "Sign-in",
    "sign_out": "Sign-out",
    "session_ended": "Session ended",
    "sessions_ended": "Sessions ended",
    "lock": "Locked",
    "unlock": "Unlock",
    "confirm": "Proof of identity",
    "totp": "Code of the second factor",
    "backup_code": "Backup code",
    "totp_on": "Second factor turned on",
    "totp_off": "Second factor turned off",
    "backup_codes_made": "New backup codes",
    "password_changed": "Password changed",
    "pin_changed": "PIN changed",
    "pin_removed": "PIN removed",
    "policy_changed": "Policy changed",
    "account_made": "Account made",
    "account_changed": "Account changed",
    "account_deleted": "Account deleted",
    "password_reset": "Password reset",
    "mfa_reset": "Second factor reset",
    "lockout_lifted": "Lockout lifted",
    "invite_made": "Invitation made",
    "invite_ended": "Invitation ended",
    "token_made": "API token made",
    "token_ended": "API token ended",
    "log_exported": "Log exported",
    "tokens_ended": "API tokens ended",
}
"""Each action as a heading says it."""

RESULTS: Mapping[str, str] = {
    "ok": "Done",
    "refused": "Refused",
    "throttled": "Had to wait",
    "warned": "Warning",
}

TONES: Mapping[str, str] = {"refused": "danger", "throttled": "warning", "warned": "warning"}
"""In which tone a result is shown; one that is not named needs no showing."""

_METHODS = {
    "password": "with a password",
    "pin": "with a PIN",
    "totp": "with a code",
    "backup_code": "with a backup code",
    "registration": "as somebody new",
}
_FIELDS = {
    "role": "role",
    "disabled": "disabled or not",
    "mfa_enforce_pending": "second factor at the next sign-in",
    "registration_open": "registration",
    "mfa_required": "second factor for everybody",
    "mfa_required_from": "day of the second factor",
    "pin_allowed": "PINs",
    "session_days": "length of sessions",
    "auto_lock_max_minutes": "longest time to the lock",
    "password_min_length": "shortest password",
}


def detail_words(detail: Mapping[str, Any]) -> list[str]:
    """What an entry says beyond its action, a few words each. Who did it (`by`) is not in it."""
    words = []
    if detail.get("method") in _METHODS:
        words.append(_METHODS[detail["method"]])
    if "new_browser" in detail:
        words.append("in a new browser")
    if detail.get("fields"):
        named = str(detail["fields"]).split(",")
        words.append(", ".join(_FIELDS.get(name, name) for name in named))
    if isinstance(count := detail.get("count"), int):
        words.append(f"{count} session{'' if count == 1 else 's'}")
    if isinstance(tokens := detail.get("tokens"), int):
        words.append(f"{tokens} token{'' if tokens == 1 else 's'}")
    if isinstance(failures := detail.get("failures"), int):
        words.append(f"{failures} in a row")
    words += [
        str(detail[name]) for name in ("name", "network", "scope", "format") if name in detail
    ]
    return words
