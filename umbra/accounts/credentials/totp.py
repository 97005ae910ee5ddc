"""TOTP, time-based one-time passwords (RFC 6238): six digits, 30 seconds, SHA-1.

These are the defaults that every authenticator app supports. The secret has 160 random bits and
is stored encrypted (AES-256-GCM with a derived, numbered key; the account's id is the associated
data). A code is valid for its time step, the one before and the one after, by the server's
clock, and only if its time step is later than the last one used.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Literal
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp.totp import TOTP
from sqlalchemy import delete, insert, select, update
from sqlmodel import col

from umbra.accounts.models import BackupCode, TotpSecret
from umbra.accounts.primitives.keys import key
from umbra.database import Transaction

SECRET_BYTES = 20
STEP_SECONDS = 30
TOLERATED_STEPS = 1
CLOCK_SKEW_STEPS = 20
"""Clock skew, in time steps (10 minutes), up to which the error names the device's clock."""

UseResult = Literal["used", "replayed", "late", "wrong"]
"""Result of a code: valid and now used; the code that was used last; a code of the last
10 minutes; or none of these."""
ISSUER = "UMBRA"
KEY_NUMBER = 1
_NONCE_BYTES = 12
_CODE = re.compile(r"[0-9]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A TOTP secret for an authenticator app: as base32, as `otpauth://` URI, and as QR code."""

    secret: str
    otpauth_uri: str
    qr_svg: str


def new_secret(account_id: UUID) -> bytes:
    """Generates a secret, encrypted for its account."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    encrypted = AESGCM(key("totp", KEY_NUMBER)).encrypt(
        nonce, secrets.token_bytes(SECRET_BYTES), account_id.bytes
    )
    return bytes([KEY_NUMBER]) + nonce + encrypted


def enrolment(account_id: UUID, username: str, encrypted: bytes) -> Enrolment:
    """Decrypts a secret for display. The QR code is dark on light in every theme."""
    secret = _decrypted(account_id, encrypted)
    uri = TOTP(secret, name=username, issuer=ISSUER).provisioning_uri()
    return Enrolment(secret, uri, _qr_svg(uri))


def matching_step(
    account_id: UUID, encrypted: bytes, code: str, now: datetime, last_step: int = -1
) -> int | None:
    """Returns the valid time step after `last_step` that `code` belongs to, or None."""
    steps = _steps_around(now, -TOLERATED_STEPS, TOLERATED_STEPS)
    return next(
        (s for s in _matching_steps(account_id, encrypted, code, steps) if s > last_step), None
    )


def matches_within_clock_skew(account_id: UUID, encrypted: bytes, code: str, now: datetime) -> bool:
    """Returns whether `code` belongs to a time step within 10 minutes of `now`, past or future.

    Only for a secret that was just shown to the caller: an attacker must not learn which code
    will become valid.
    """
    return bool(
        _matching_steps(
            account_id, encrypted, code, _steps_around(now, -CLOCK_SKEW_STEPS, CLOCK_SKEW_STEPS)
        )
    )


def _current_step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def _steps_around(now: datetime, first: int, last: int) -> range:
    return range(_current_step(now) + first, _current_step(now) + last + 1)


def _matching_steps(account_id: UUID, encrypted: bytes, code: str, steps: range) -> list[int]:
    """Returns those of `steps` that `code` belongs to; each is compared in constant time."""
    digits = re.sub(r"[\s-]", "", code)
    if not _CODE.fullmatch(digits):
        return []
    generator = TOTP(_decrypted(account_id, encrypted), interval=STEP_SECONDS)
    return [s for s in steps if hmac.compare_digest(generator.generate_otp(s), digits)]


async def use_code(tx: Transaction, account_id: UUID, code: str) -> UseResult:
    """Uses `code` if it is valid and was not used before: replay protection (RFC 6238, 5.2)."""
    row = await tx.first(
        select(col(TotpSecret.secret), col(TotpSecret.last_step)).where(
            col(TotpSecret.account_id) == account_id
        )
    )
    if row is None:
        return "wrong"
    encrypted, last_step = tuple(row)
    step = matching_step(account_id, encrypted, code, tx.now, last_step)
    if step is None:
        past = _matching_steps(
            account_id, encrypted, code, _steps_around(tx.now, -CLOCK_SKEW_STEPS, TOLERATED_STEPS)
        )
        oldest = _current_step(tx.now) - TOLERATED_STEPS
        if last_step in past and last_step >= oldest:
            return "replayed"
        return "late" if any(s < oldest for s in past) else "wrong"
    used = await tx.execute(
        update(TotpSecret)
        .where(col(TotpSecret.account_id) == account_id, col(TotpSecret.last_step) < step)
        .values(last_step=step)
    )
    return "used" if used.rowcount == 1 else "replayed"


async def turn_on(tx: Transaction, account_id: UUID, encrypted: bytes, step: int) -> None:
    """Stores `encrypted` as the account's second factor.

    `step` is the time step of the code that confirmed it: that code counts as used.
    """
    await tx.execute(
        insert(TotpSecret),
        {"account_id": account_id, "secret": encrypted, "last_step": step, "confirmed_at": tx.now},
    )


async def turn_off(tx: Transaction, account_id: UUID) -> bool:
    """Deletes the second factor and its backup codes. Returns whether there was one."""
    await tx.execute(delete(BackupCode).where(col(BackupCode.account_id) == account_id))
    deleted = await tx.execute(delete(TotpSecret).where(col(TotpSecret.account_id) == account_id))
    return deleted.rowcount == 1


async def confirmed_at(tx: Transaction, account_id: UUID) -> datetime | None:
    """Returns when the account turned its second factor on, or None."""
    return await tx.scalar(
        select(col(TotpSecret.confirmed_at)).where(col(TotpSecret.account_id) == account_id)
    )


def _qr_svg(text: str) -> str:
    import qrcode  # imported here, because it imports Pillow
    from qrcode.image.svg import SvgPathFillImage

    svg = BytesIO()
    qrcode.make(text, image_factory=SvgPathFillImage, border=4).save(svg)
    return svg.getvalue().decode().partition("?>")[2].strip()


def _decrypted(account_id: UUID, encrypted: bytes) -> str:
    number, nonce, rest = (
        encrypted[0],
        encrypted[1 : 1 + _NONCE_BYTES],
        encrypted[1 + _NONCE_BYTES :],
    )
    secret = AESGCM(key("totp", number)).decrypt(nonce, rest, account_id.bytes)
    return b32encode(secret).decode()
