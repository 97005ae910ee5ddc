"""Account recovery by an admin or on the command line: one-time passwords and MFA resets."""

from __future__ import annotations

import secrets
from base64 import b32encode
from uuid import UUID

from sqlmodel import col

from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials import totp
from umbra.accounts.directory import accounts
from umbra.accounts.directory.account_creation import create_account
from umbra.accounts.directory.accounts import ONE_TIME_PASSWORD_LIFETIME, AccountRecord
from umbra.accounts.flows import second_factor
from umbra.accounts.models import Throttle
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.rate_limiting import devices, throttle
from umbra.accounts.sessions import challenges, sessions
from umbra.core.actor import Role
from umbra.core.ids import new_id
from umbra.database import Transaction

_RANDOM_BYTES = 10


def one_time_password() -> str:
    """Generates a password that is easy to dictate: 80 random bits, base32, groups of four."""
    text = b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


async def hash_password(password: str) -> str:
    """Returns the bcrypt hash of a one-time password."""
    return await hasher().hash("password", password)


async def hash_password_for(admin_id: UUID, password: str) -> str:
    """Hashes a one-time password in the queue slot of the admin's account. TooManyAttempts."""
    async with hasher().account_slot(admin_id):
        return await hash_password(password)


async def create_account_with_one_time_password(
    tx: Transaction, username: str, display_name: str | None, role: Role, password_hash: str
) -> UUID:
    """Creates an account with a one-time password and returns its id.

    The password expires after 24 hours and must be changed at the first sign-in. Conflict at
    `username` if the name is taken.
    """
    account = AccountRecord(
        id=new_id(),
        username=username,
        display_name=display_name or username,
        role=role,
        password_hash=password_hash,
        password_expires_at=tx.now + ONE_TIME_PASSWORD_LIFETIME,
        password_change_pending=True,
    )
    await create_account(tx, account)
    return account.id


async def issue_one_time_password(
    tx: Transaction, account: AccountRecord, password_hash: str, caller: Caller, **by: str
) -> None:
    """Sets a one-time password, valid for 24 hours, to be changed at the next sign-in.

    Ends all of the account's sessions and challenges and forgets its known devices.
    """
    await accounts.update_account(
        tx,
        account.id,
        password_hash=password_hash,
        password_is_short=False,
        password_expires_at=tx.now + ONE_TIME_PASSWORD_LIFETIME,
        password_change_pending=True,
    )
    await _end_sessions_and_challenges(tx, account)
    await devices.forget_all(tx, account.id)
    await audit_log.record(tx, "password_reset", "ok", caller, account.id, **by)


async def remove_second_factor(
    tx: Transaction, account: AccountRecord, caller: Caller, **by: str
) -> None:
    """Removes the account's second factor, backup codes and lockout. Ends all its sessions."""
    await totp.turn_off(tx, account.id)
    await _end_sessions_and_challenges(tx, account)
    await throttle.clear(tx, col(Throttle.bucket) == second_factor.codes_bucket(account.id).key)
    await audit_log.record(tx, "mfa_reset", "ok", caller, account.id, **by)


async def _end_sessions_and_challenges(tx: Transaction, account: AccountRecord) -> None:
    await challenges.end_all(tx, account.id)
    await sessions.end_all(tx, account.id)
