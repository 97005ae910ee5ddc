"""Backup codes (recovery codes): ten single-use codes in place of a TOTP code.

A code is a digit, its selector, and 80 random bits in base32. The selector is not secret; it
makes an attempt cost one comparison. Codes are stored as HMAC-SHA-256 with a key that is not
in the database: 2^80 codes are too many to try, and without the key a database dump can't be
searched at all, so a slow hash would add nothing. Codes stored as bcrypt by earlier versions
stay valid until they are used or replaced.
"""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from base64 import b32encode, b64encode
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import col

from umbra.accounts.models import BackupCode
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.primitives.keys import mac
from umbra.database import Transaction

CODE_COUNT = 10
RANDOM_BYTES = 10
GROUP_LENGTH = 4
KEY_NUMBER = 2
"""Number of the derived HMAC key. Key 1 belongs to the codes stored as bcrypt."""

_METHOD = "hmac-sha256"
_NORMALIZED = re.compile(r"[0-9][A-Z2-7]{16}", re.ASCII)
LONGEST_PASTED = 400
_PASTED = re.compile(
    r"(?:.*?[\W_])?([0-9OIL](?:[\W_]*[A-Z0-8]){16})(?:[\W_].*)?", re.ASCII | re.DOTALL
)
_AS_DIGITS = str.maketrans("OIL", "011")
_AS_LETTERS = str.maketrans("018", "OIB")


def new_codes() -> list[str]:
    """Generates ten codes in the form shown to the user: `3-ABCD-EFGH-IJKL-MNOP`."""
    return [
        _formatted(selector, secrets.token_bytes(RANDOM_BYTES)) for selector in range(CODE_COUNT)
    ]


def hashes_of(account_id: UUID, codes: list[str]) -> list[str]:
    """Returns the hashes to store for an account's `codes`, in the same order.

    Format: key number, `$`, method, `$`, HMAC in base64. The account's id is part of the HMAC,
    so a hash is valid for this account only.
    """
    return [_hash_of(account_id, code, KEY_NUMBER) for code in codes]


async def matches(account_id: UUID, code: str, stored: str | None) -> bool:
    """Returns whether `code` matches the hash `stored`, in constant time; False for None.

    A bcrypt hash is compared in the account's queue slot at the hasher: TooManyAttempts if
    the queue is full.
    """
    if stored is None:
        return False
    number, method, _ = stored.split("$", 2)
    if method == _METHOD:
        return hmac.compare_digest(_hash_of(account_id, code, int(number)), stored)
    async with hasher().account_slot(account_id):
        return await hasher().matches("backup_code", normalized(code), stored)


async def replace(tx: Transaction, account_id: UUID, hashes: list[str]) -> None:
    """Replaces all of the account's codes by `hashes`."""
    await tx.execute(delete(BackupCode).where(col(BackupCode.account_id) == account_id))
    await tx.execute(
        insert(BackupCode),
        [
            {"account_id": account_id, "selector": selector, "code_hash": text}
            for selector, text in enumerate(hashes)
        ],
    )


async def unused_count(tx: Transaction, account_id: UUID) -> int:
    """Returns how many of the account's codes are unused."""
    return await tx.scalar(
        select(func.count()).where(
            col(BackupCode.account_id) == account_id, col(BackupCode.used_at).is_(None)
        )
    )


async def unused_hash(tx: Transaction, account_id: UUID, code: str) -> str | None:
    """Returns the stored hash of the unused code with the selector of `code`, or None."""
    text = normalized(code)
    if not _NORMALIZED.fullmatch(text):
        return None
    return await tx.scalar(
        select(col(BackupCode.code_hash)).where(
            col(BackupCode.account_id) == account_id,
            col(BackupCode.selector) == int(text[0]),
            col(BackupCode.used_at).is_(None),
        )
    )


async def mark_used(tx: Transaction, account_id: UUID, code_hash: str) -> bool:
    """Marks a matched code as used. Of several concurrent calls, one returns True."""
    used = await tx.execute(
        update(BackupCode)
        .where(
            col(BackupCode.account_id) == account_id,
            col(BackupCode.code_hash) == code_hash,
            col(BackupCode.used_at).is_(None),
        )
        .values(used_at=tx.now)
    )
    return used.rowcount == 1


async def was_used(tx: Transaction, account_id: UUID, code: str) -> bool:
    """Returns whether `code` is a used code of the account.

    Codes stored as bcrypt are not compared, since that would cost a slow hash.
    """
    text = normalized(code)
    if not _NORMALIZED.fullmatch(text):
        return False
    stored = await tx.scalar(
        select(col(BackupCode.code_hash)).where(
            col(BackupCode.account_id) == account_id,
            col(BackupCode.selector) == int(text[0]),
            col(BackupCode.used_at).is_not(None),
        )
    )
    if stored is None or stored.split("$", 2)[1] != _METHOD:
        return False
    return hmac.compare_digest(_hash_of(account_id, code, int(stored.split("$", 1)[0])), stored)


def normalized(code: str) -> str:
    """Returns a typed or pasted code in the form that is hashed: `3ABCDEFGHIJKLMNOP`.

    Accepts full-width letters, any kind of dash, space or line break, lower case, a list number
    or checkbox before the code, and text after it. Base32 has no 0, 1 and 8 (RFC 4648, 6), so
    they are read as O, I and B; the selector's O, I and L are read as 0 and 1. Text without a
    code in it is returned in upper case without spaces and hyphens.
    """
    text = unicodedata.normalize("NFKC", code[:LONGEST_PASTED]).upper()
    match = _PASTED.fullmatch(text)
    if match is None:
        return re.sub(r"[\s-]", "", code).upper()
    letters = re.sub(r"[\W_]", "", match[1])
    return letters[0].translate(_AS_DIGITS) + letters[1:].translate(_AS_LETTERS)


def _hash_of(account_id: UUID, code: str, number: int) -> str:
    text = normalized(code).encode("utf-8", "surrogatepass")
    tag = mac("backup_code", account_id.bytes, text, number=number)
    return f"{number}${_METHOD}${b64encode(tag).decode()}"


def _formatted(selector: int, random: bytes) -> str:
    text = b32encode(random).decode()
    groups = [text[start : start + GROUP_LENGTH] for start in range(0, len(text), GROUP_LENGTH)]
    return "-".join([str(selector), *groups])
