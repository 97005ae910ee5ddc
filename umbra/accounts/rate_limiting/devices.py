"""Device cookies: a browser that signed in before has a rate limit of its own.

So failed attempts from other browsers don't lock it out (OWASP, "Slow down online guessing
attacks with device cookies"). The cookie does not authenticate the browser. It is valid until
the account's password changes, and an account has at most `MOST_KNOWN` known browsers, so that
collected cookies allow no further guesses.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlmodel import col

from umbra.accounts.models import KnownDevice, Throttle
from umbra.accounts.primitives.keys import mac
from umbra.accounts.rate_limiting import throttle
from umbra.database import Transaction

LIFETIME = timedelta(days=365)
MOST_KNOWN = 10
"""Known browsers per account. A further one replaces the one that signed in longest ago."""

_NONCE_BYTES, _SIGNATURE_BYTES = 16, 32
_ID_END = 16
_NONCE_END = _ID_END + _NONCE_BYTES
_EXPIRY_END = _NONCE_END + 8
_LENGTH = _EXPIRY_END + _SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Device:
    """A browser known to an account. `nonce` identifies its rate-limit bucket."""

    account_id: UUID
    nonce: bytes
    expires_at: datetime

    def cookie(self) -> str:
        """The value of the device cookie, signed by an HMAC."""
        body = self.account_id.bytes + self.nonce + int(self.expires_at.timestamp()).to_bytes(8)
        return urlsafe_b64encode(body + mac("device", body)).decode()


def new_device(account_id: UUID, now: datetime) -> Device:
    """A new device with a random nonce. It expires a year after `now`."""
    expires_at = (now + LIFETIME).replace(microsecond=0)
    return Device(account_id, secrets.token_bytes(_NONCE_BYTES), expires_at)


async def known_device(
    tx: Transaction, cookie: str | None, account_id: UUID | None
) -> Device | None:
    """The device of a valid cookie, if it is still one of the account's known browsers.

    The database is read only for a cookie that was signed for this account, so that the
    response time does not reveal whether a user name exists.
    """
    device = signed_device(cookie, account_id, tx.now)
    if device is None:
        return None
    row = await tx.first(select(col(KnownDevice.account_id)).where(*_is(device)))
    return device if row is not None else None


async def remember(tx: Transaction, account_id: UUID, cookie: str | None = None) -> Device:
    """Records a sign-in of a browser: of the known device of its cookie, or of a new one.

    The caller has locked the account's row, so that concurrent sign-ins store no more than
    `MOST_KNOWN` devices.
    """
    known = await known_device(tx, cookie, account_id)
    if known is not None:
        await tx.execute(update(KnownDevice).where(*_is(known)).values(seen_at=tx.now))
        return known
    device = new_device(account_id, tx.now)
    row = {
        "account_id": account_id,
        "nonce_hash": _digest(device.nonce),
        "seen_at": tx.now,
        "expires_at": device.expires_at,
    }
    await tx.execute(insert(KnownDevice), row)
    await _delete_oldest(tx, device)
    return device


async def _delete_oldest(tx: Transaction, newest: Device) -> None:
    """Deletes all devices of the account but `newest` and the `MOST_KNOWN` - 1 seen last."""
    _, is_newest = _is(newest)
    others = (col(KnownDevice.account_id) == newest.account_id, ~is_newest)
    last_seen_first = col(KnownDevice.seen_at).desc(), col(KnownDevice.nonce_hash)
    found = select(col(KnownDevice.nonce_hash)).where(*others).order_by(*last_seen_first)
    over = found.offset(MOST_KNOWN - 1)
    await tx.execute(delete(KnownDevice).where(*others, col(KnownDevice.nonce_hash).in_(over)))


async def forget_all(tx: Transaction, account_id: UUID) -> None:
    """Deletes the account's known browsers and their rate-limit counters.

    Called when the account's password or PIN changes.
    """
    await tx.execute(delete(KnownDevice).where(col(KnownDevice.account_id) == account_id))
    await throttle.clear(
        tx, col(Throttle.account_id) == account_id, col(Throttle.kind).in_(throttle.DEVICE_KINDS)
    )


def signed_device(cookie: str | None, account_id: UUID | None, now: datetime) -> Device | None:
    """The device of a cookie with a valid signature, for this account and not expired."""
    if cookie is None or account_id is None:
        return None
    try:
        raw = urlsafe_b64decode(cookie.encode("ascii"))
    except (Error, ValueError):
        return None
    body, signature = raw[:_EXPIRY_END], raw[_EXPIRY_END:]
    if len(raw) != _LENGTH or not hmac.compare_digest(mac("device", body), signature):
        return None
    seconds = int.from_bytes(body[_NONCE_END:_EXPIRY_END])
    expires_at = datetime.fromtimestamp(seconds, tz=now.tzinfo)
    if body[:_ID_END] != account_id.bytes or expires_at <= now:
        return None
    return Device(account_id, body[_ID_END:_NONCE_END], expires_at)


def _is(device: Device) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        col(KnownDevice.account_id) == device.account_id,
        col(KnownDevice.nonce_hash) == _digest(device.nonce),
    )


def _digest(nonce: bytes) -> bytes:
    return hashlib.sha256(nonce).digest()
