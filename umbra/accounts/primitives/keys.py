"""Every key of the house, derived from its one secret (HKDF-SHA-256, RFC 5869).

A key has a purpose and a number, so that one may be changed without the others and old
material says which key it was made with. The secret is not in the database; a check
derived from it is, and a wrong secret stops the start with a sentence.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from umbra.accounts.models import Instance
from umbra.config import ConfigurationError, secret_key
from umbra.database import Transaction

Purpose = Literal["password", "pin", "backup_code", "totp", "throttle", "device", "key-check"]
KEY_BYTES = 32


def key(purpose: Purpose, number: int = 1) -> bytes:
    """The 32 bytes for `purpose`, derived from the configured secret."""
    return _derive(secret_key(), purpose, number)


def mac(purpose: Purpose, *parts: bytes, number: int = 1) -> bytes:
    """HMAC-SHA-256 over `parts`, each preceded by its length, with the key for `purpose`."""
    framed = b"".join(len(part).to_bytes(4) + part for part in parts)
    return hmac.digest(key(purpose, number), framed, "sha256")


async def hold_key(tx: Transaction) -> None:
    """Keeps the key check in an empty house, and compares it in any other.

    ConfigurationError when the secret is not the one the house was begun with: with
    another, no password would ever match again.
    """
    check = mac("key-check", b"umbra")
    await tx.execute(insert(Instance).on_conflict_do_nothing(), {"id": 1, "key_check": check})
    kept = await tx.scalar(select(col(Instance.key_check)))
    if not hmac.compare_digest(kept, check):
        raise ConfigurationError(
            "UMBRA_SECRET_KEY is not the secret this database was begun with. "
            "Bring back the old one, or its file `secret-key` in the data folder."
        )


@lru_cache(maxsize=32)
def _derive(secret: bytes, purpose: Purpose, number: int) -> bytes:
    info = f"umbra/{purpose}/{number}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)
