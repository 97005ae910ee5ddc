"""The audit log: every sign-in attempt and every security change.

An entry has the time, account, origin, method and result (ASVS 5.0 16.2.2, 16.3.1), and never
a secret. It does not hold a typed name that does not exist either, since people type passwords
into the wrong field.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import insert

from umbra.accounts.audit import notices
from umbra.accounts.models import AuditEntry
from umbra.core.ids import new_id
from umbra.database import Transaction

Action = Literal[
    "setup",
    "sign_in",
    "sign_out",
    "session_ended",
    "sessions_ended",
    "lock",
    "unlock",
    "confirm",
    "totp",
    "backup_code",
    "totp_on",
    "totp_off",
    "backup_codes_made",
    "password_changed",
    "pin_changed",
    "pin_removed",
    "policy_changed",
    "account_made",
    "account_changed",
    "account_deleted",
    "password_reset",
    "mfa_reset",
    "lockout_lifted",
    "invite_made",
    "invite_ended",
    "token_made",
    "token_ended",
    "log_exported",
    "tokens_ended",
]
Result = Literal["ok", "refused", "throttled", "warned"]

LONGEST_USER_AGENT = 400
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """The origin of a request: client address, user agent, device cookie, and the digests of the
    session and challenge cookies."""

    address: str
    user_agent: str = ""
    device: str | None = None
    session_digest: bytes | None = None
    challenge_digest: bytes | None = None


COMMAND_LINE = Caller(address="command line")
"""The caller of `python -m umbra` on the server itself."""


async def record(
    tx: Transaction,
    action: Action,
    result: Result,
    caller: Caller,
    account_id: UUID | None = None,
    **detail: str | int | bool,
) -> None:
    """Writes an entry, logs the same line, and creates a notice if the account should see it."""
    agent, entry_id = caller.user_agent[:LONGEST_USER_AGENT], new_id()
    await tx.execute(
        insert(AuditEntry),
        {
            "id": entry_id,
            "at": tx.now,
            "account_id": account_id,
            "action": action,
            "result": result,
            "address": caller.address,
            "user_agent": agent,
            "detail": detail,
        },
    )
    if account_id is not None and notices.is_notable(action, result, detail):
        made_by = caller.session_digest or caller.challenge_digest
        await notices.create_notice(tx, entry_id, account_id, made_by)
    _log.info("%s %s account=%s from=%s %s", action, result, account_id, caller.address, detail)
