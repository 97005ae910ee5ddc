"""Ten codes that stand in for the second factor, each once.

A code is a digit that says which one it is, and 80 random bits in base32: the digit is no
secret, and makes one try cost one hash. Kept as HMAC-SHA-256 and bcrypt, like a password.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from base64 import b32encode
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import col

from umbra.accounts.hashing import hasher
from umbra.accounts.models import BackupCode
from umbra.database import Transaction

COUNT = 10
RANDOM_BYTES = 10
GROUP = 4
_FORM = re.compile(r"[0-9][A-Z2-7]{16}", re.ASCII)


def new_codes() -> list[str]:
    """Ten fresh codes as they are shown: `3-ABCD-EFGH-IJKL-MNOP`."""
    return [_shown(selector, secrets.token_bytes(RANDOM_BYTES)) for selector in range(COUNT)]


async def hashed(codes: list[str]) -> list[str]:
    """What to keep of `codes`, in their order."""
    return list(
        await asyncio.gather(*(hasher().hash("backup_code", normal(code)) for code in codes))
    )


async def replace(tx: Transaction, account_id: UUID, hashes: list[str]) -> None:
    """Makes `hashes` the account's codes; those it had are void."""
    await tx.execute(delete(BackupCode).where(col(BackupCode.account_id) == account_id))
    await tx.execute(
        insert(BackupCode),
        [
            {"account_id": account_id, "selector": selector, "code_hash": text}
            for selector, text in enumerate(hashes)
        ],
    )


async def left(tx: Transaction, account_id: UUID) -> int:
    """How many codes the account has not used."""
    return await tx.scalar(
        select(func.count()).where(
            col(BackupCode.account_id) == account_id, col(BackupCode.used_at).is_(None)
        )
    )


async def stored(tx: Transaction, account_id: UUID, code: str) -> str | None:
    """What is kept of the unused code that `code` says it is."""
    text = normal(code)
    if not _FORM.fullmatch(text):
        return None
    return await tx.scalar(
        select(col(BackupCode.code_hash)).where(
            col(BackupCode.account_id) == account_id,
            col(BackupCode.selector) == int(text[0]),
            col(BackupCode.used_at).is_(None),
        )
    )


async def use(tx: Transaction, account_id: UUID, code_hash: str) -> bool:
    """Uses up a code that matched; of many at once, one does."""
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


def normal(code: str) -> str:
    """A code as it is hashed, however its letters and dashes were typed."""
    return re.sub(r"[\s-]", "", code).upper()


def _shown(selector: int, random: bytes) -> str:
    text = b32encode(random).decode()
    groups = [text[start : start + GROUP] for start in range(0, len(text), GROUP)]
    return "-".join([str(selector), *groups])
