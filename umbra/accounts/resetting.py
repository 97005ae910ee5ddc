"""What an admin, or whoever runs the house, does for an account that can't get in."""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import timedelta

from sqlmodel import col

from umbra.accounts import audit, challenges, known, second_step, sessions, throttle, totp
from umbra.accounts.audit import Caller
from umbra.accounts.hashing import hasher
from umbra.accounts.known import KnownAccount
from umbra.accounts.models import Throttle
from umbra.database import Transaction

ONE_TIME_FOR = timedelta(hours=24)
_RANDOM_BYTES = 10


def one_time_password() -> str:
    """A password to be said on the telephone: 80 random bits in groups of four."""
    text = b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


async def hashed(password: str) -> str:
    """What to keep of a password that is given out."""
    return await hasher().hash("password", password)


async def give_password(
    tx: Transaction, account: KnownAccount, password_hash: str, caller: Caller
) -> None:
    """Makes a password the account's for 24 hours, to be changed at once. All sessions end."""
    await known.change(
        tx,
        account.id,
        password_hash=password_hash,
        password_is_short=False,
        password_expires_at=tx.now + ONE_TIME_FOR,
        password_change_pending=True,
    )
    await _end_everything(tx, account)
    await audit.note(tx, "password_reset", "ok", caller, account.id)


async def forget_second_factor(tx: Transaction, account: KnownAccount, caller: Caller) -> None:
    """Turns the account's second factor off, backup codes and all. All sessions end."""
    await totp.turn_off(tx, account.id)
    await _end_everything(tx, account)
    await throttle.forget(tx, col(Throttle.bucket) == second_step.bucket_of(account.id).key)
    await audit.note(tx, "mfa_reset", "ok", caller, account.id)


async def _end_everything(tx: Transaction, account: KnownAccount) -> None:
    await challenges.end_all(tx, account.id)
    await sessions.end_all(tx, account.id)
