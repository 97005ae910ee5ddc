"""Labels of the audit log for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ACTIONS: Mapping[str, str] = {
    "setup": "Server set up",
    "sign_in": "Sign-in",
    "sign_out": "Sign-out",
    "session_ended": "Session ended",
    "sessions_ended": "Sessions ended",
    "lock": "Locked",
    "unlock": "Unlock",
    "confirm": "Reauthentication",
    "totp": "Second factor code",
    "backup_code": "Backup code",
    "totp_on": "Second factor turned on",
    "totp_off": "Second factor turned off",
    "backup_codes_made": "Backup codes created",
    "password_changed": "Password changed",
    "pin_changed": "PIN changed",
    "pin_removed": "PIN removed",
    "policy_changed": "Policy changed",
    "account_made": "Account created",
    "account_changed": "Account changed",
    "account_deleted": "Account deleted",
    "password_reset": "Password reset",
    "mfa_reset": "Second factor reset",
    "lockout_lifted": "Lockout lifted",
    "invite_made": "Invitation created",
    "invite_ended": "Invitation revoked",
    "token_made": "API token created",
    "token_ended": "API token revoked",
    "log_exported": "Log exported",
    "tokens_ended": "API tokens revoked",
}
"""The heading of each action."""

RESULTS: Mapping[str, str] = {
    "ok": "Done",
    "refused": "Refused",
    "throttled": "Rate limited",
    "warned": "Warning",
}

TONES: Mapping[str, str] = {"refused": "danger", "throttled": "warning", "warned": "warning"}
"""The tone of a result's chip. A result without a tone gets no chip."""

_METHODS = {
    "password": "with a password",
    "pin": "with a PIN",
    "totp": "with a code",
    "backup_code": "with a backup code",
    "registration": "by registration",
}
_FIELDS = {
    "role": "role",
    "disabled": "enabled or disabled",
    "mfa_enforce_pending": "second factor required at the next sign-in",
    "registration_open": "registration",
    "mfa_required": "second factor required for everyone",
    "mfa_required_from": "second factor deadline",
    "pin_allowed": "PINs",
    "session_days": "session length",
    "auto_lock_max_minutes": "longest auto-lock time",
    "password_min_length": "minimum password length",
}


def detail_words(detail: Mapping[str, Any]) -> list[str]:
    """Short texts for the details of an entry. Who did it (`by`) is not among them."""
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
        words.append(f"{failures} failures in a row")
    words += [
        str(detail[name]) for name in ("name", "network", "scope", "format") if name in detail
    ]
    return words
