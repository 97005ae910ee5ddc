"""Key derivation: every key of this installation, by HKDF-SHA-256 (RFC 5869) from its one secret.

Each key has a purpose and a number, so that one key can be changed without the others and
stored material names the key it was made with. The secret itself is not in the database. A
check value derived from it is, and a wrong secret stops the start with a message.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import LargeBinary, column, select, table
from sqlalchemy.dialects.postgresql import insert

from umbra.accounts.models import Instance
from umbra.config import ConfigurationError, secret_key
from umbra.database import Transaction

Purpose = Literal["password", "pin", "backup_code", "totp", "throttle", "device", "key-check"]
KEY_BYTES = 32
INSTANCE_TABLE = str(Instance.__tablename__)


def key(purpose: Purpose, number: int = 1) -> bytes:
    """The 32-byte key for `purpose`, derived from the configured secret."""
    return _derive(secret_key(), purpose, number)


def mac(purpose: Purpose, *parts: bytes, number: int = 1) -> bytes:
    """HMAC-SHA-256 over `parts`, each prefixed with its length, with the key for `purpose`."""
    framed = b"".join(len(part).to_bytes(4) + part for part in parts)
    return hmac.digest(key(purpose, number), framed, "sha256")


async def ensure_key_check(tx: Transaction, instance_table: str = INSTANCE_TABLE) -> None:
    """Stores the key check value in a new database, and compares it in any other.

    `instance_table`: the table that holds it; a database of an older schema has another name
    for it. Raises ConfigurationError when the configured secret is not the one the database
    was created with: with another secret no password would ever match again.
    """
    instance = table(instance_table, column("id"), column("key_check", LargeBinary))
    check = mac("key-check", b"umbra")
    await tx.execute(insert(instance).on_conflict_do_nothing(), {"id": 1, "key_check": check})
    stored = await tx.scalar(select(instance.c.key_check))
    if not hmac.compare_digest(stored, check):
        raise ConfigurationError(
            "UMBRA_SECRET_KEY is not the secret this database was created with. "
            "Restore the old secret, or its file `secret-key` in the data folder."
        )


@lru_cache(maxsize=32)
def _derive(secret: bytes, purpose: Purpose, number: int) -> bytes:
    info = f"umbra/{purpose}/{number}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)
