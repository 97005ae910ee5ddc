"""The device cookie: a browser that signed in before keeps a throttle of its own.

So a stranger's failures don't lock it out (OWASP, "Slow down online guessing attacks
with device cookies"). It proves nothing else and opens nothing.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from umbra.accounts.keys import mac

LIFETIME = timedelta(days=365)
_NONCE_BYTES, _SIGNATURE_BYTES = 16, 32
_ID_END = 16
_NONCE_END = _ID_END + _NONCE_BYTES
_EXPIRY_END = _NONCE_END + 8
_LENGTH = _EXPIRY_END + _SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Device:
    """A browser known to an account. `nonce` keys its throttle."""

    account_id: UUID
    nonce: bytes
    expires_at: datetime

    def cookie(self) -> str:
        """The signed text that the browser keeps."""
        body = self.account_id.bytes + self.nonce + int(self.expires_at.timestamp()).to_bytes(8)
        return urlsafe_b64encode(body + mac("device", body)).decode()


def new_device(account_id: UUID, now: datetime) -> Device:
    expires_at = (now + LIFETIME).replace(microsecond=0)
    return Device(account_id, secrets.token_bytes(_NONCE_BYTES), expires_at)


def known_device(cookie: str | None, account_id: UUID | None, now: datetime) -> Device | None:
    """The device a cookie proves, when it is this account's and has not expired."""
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
