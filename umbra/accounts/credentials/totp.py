"""One-time codes by time (RFC 6238): six digits, 30 seconds, SHA-1, as every app knows them.

The secret has 160 random bits and is kept encrypted (AES-256-GCM with a derived, numbered
key, bound to its account). A code counts one step back and one forward, by the server's
clock, and only if its step is later than the last one used.
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

import qrcode
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp.totp import TOTP
from qrcode.image.svg import SvgPathFillImage
from sqlalchemy import delete, insert, select, update
from sqlmodel import col

from umbra.accounts.models import BackupCode, TotpSecret
from umbra.accounts.primitives.keys import key
from umbra.database import Transaction

SECRET_BYTES = 20
STEP_SECONDS = 30
TOLERANCE = 1
CLOCK_STEPS = 20
"""How many steps (10 minutes) a device's clock may be off for the message to say so."""

Use = Literal["used", "replayed", "late", "wrong"]
"""What came of a code: it was right and is used now; it is the one that was used last; it is one
of the last 10 minutes; or it is none of these."""
ISSUER = "UMBRA"
KEY_NUMBER = 1
_NONCE_BYTES = 12
_CODE = re.compile(r"[0-9]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs, shown once: as text, as a link, as a picture."""

    secret: str
    otpauth_uri: str
    qr_svg: str


def new_secret(account_id: UUID) -> bytes:
    """A fresh secret, encrypted for its account."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key("totp", KEY_NUMBER)).encrypt(
        nonce, secrets.token_bytes(SECRET_BYTES), account_id.bytes
    )
    return bytes([KEY_NUMBER]) + nonce + sealed


def enrolment(account_id: UUID, username: str, sealed: bytes) -> Enrolment:
    """The secret as its owner sees it, dark modules on a light ground in any theme."""
    secret = _opened(account_id, sealed)
    uri = TOTP(secret, name=username, issuer=ISSUER).provisioning_uri()
    return Enrolment(secret, uri, _picture(uri))


def matching_step(
    account_id: UUID, sealed: bytes, code: str, now: datetime, last_step: int = -1
) -> int | None:
    """The time step after `last_step` that `code` is right for, if any."""
    steps = _steps(now, -TOLERANCE, TOLERANCE)
    return next((s for s in _right(account_id, sealed, code, steps) if s > last_step), None)


def is_of_another_time(account_id: UUID, sealed: bytes, code: str, now: datetime) -> bool:
    """Whether `code` is right within 10 minutes of now, before or after.

    Only for a secret that the caller was just shown: whoever guesses must not learn which code
    counts in a while.
    """
    return bool(_right(account_id, sealed, code, _steps(now, -CLOCK_STEPS, CLOCK_STEPS)))


def _current(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def _steps(now: datetime, first: int, last: int) -> range:
    return range(_current(now) + first, _current(now) + last + 1)


def _right(account_id: UUID, sealed: bytes, code: str, steps: range) -> list[int]:
    """Those of `steps` that `code` is right for; each is compared in constant time."""
    digits = re.sub(r"[\s-]", "", code)
    if not _CODE.fullmatch(digits):
        return []
    generator = TOTP(_opened(account_id, sealed), interval=STEP_SECONDS)
    return [s for s in steps if hmac.compare_digest(generator.generate_otp(s), digits)]


async def use_code(tx: Transaction, account_id: UUID, code: str) -> Use:
    """Uses `code` up if it is right and was not used before (RFC 6238, 5.2)."""
    row = await tx.first(
        select(col(TotpSecret.secret), col(TotpSecret.last_step)).where(
            col(TotpSecret.account_id) == account_id
        )
    )
    if row is None:
        return "wrong"
    sealed, last_step = tuple(row)
    step = matching_step(account_id, sealed, code, tx.now, last_step)
    if step is None:
        past = _right(account_id, sealed, code, _steps(tx.now, -CLOCK_STEPS, TOLERANCE))
        near = _current(tx.now) - TOLERANCE
        if last_step in past and last_step >= near:
            return "replayed"
        return "late" if any(one < near for one in past) else "wrong"
    used = await tx.execute(
        update(TotpSecret)
        .where(col(TotpSecret.account_id) == account_id, col(TotpSecret.last_step) < step)
        .values(last_step=step)
    )
    return "used" if used.rowcount == 1 else "replayed"


async def turn_on(tx: Transaction, account_id: UUID, sealed: bytes, step: int) -> None:
    """Makes `sealed` the account's second factor; the step that confirmed it is used."""
    await tx.execute(
        insert(TotpSecret),
        {"account_id": account_id, "secret": sealed, "last_step": step, "confirmed_at": tx.now},
    )


async def turn_off(tx: Transaction, account_id: UUID) -> bool:
    """Forgets the second factor and its backup codes; tells whether there was one."""
    await tx.execute(delete(BackupCode).where(col(BackupCode.account_id) == account_id))
    gone = await tx.execute(delete(TotpSecret).where(col(TotpSecret.account_id) == account_id))
    return gone.rowcount == 1


async def confirmed_at(tx: Transaction, account_id: UUID) -> datetime | None:
    """Since when the account has a second factor, if it has one."""
    return await tx.scalar(
        select(col(TotpSecret.confirmed_at)).where(col(TotpSecret.account_id) == account_id)
    )


def _picture(text: str) -> str:
    drawn = BytesIO()
    qrcode.make(text, image_factory=SvgPathFillImage, border=4).save(drawn)
    return drawn.getvalue().decode().partition("?>")[2].strip()


def _opened(account_id: UUID, sealed: bytes) -> str:
    number, nonce, rest = sealed[0], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    opened = AESGCM(key("totp", number)).decrypt(nonce, rest, account_id.bytes)
    return b32encode(opened).decode()
