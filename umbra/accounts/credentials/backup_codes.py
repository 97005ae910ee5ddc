"""Ten codes that stand in for the second factor, each once.

A code is a digit that says which one it is, and 80 random bits in base32: the digit is no
secret, and makes one try cost one comparison. Kept as HMAC-SHA-256 with a key that is not in
the database: nobody tries 2^80 codes, and without the key a dump can't be searched at all, so
a slow hash would add nothing. Codes that were kept as bcrypt stay good until they are used or
replaced.
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

COUNT = 10
RANDOM_BYTES = 10
GROUP = 4
KEY_NUMBER = 2
"""Key 1 is the one under bcrypt."""

_METHOD = "hmac-sha256"
_FORM = re.compile(r"[0-9][A-Z2-7]{16}", re.ASCII)
LONGEST_PASTED = 400
_PASTED = re.compile(
    r"(?:.*?[\W_])?([0-9OIL](?:[\W_]*[A-Z0-8]){16})(?:[\W_].*)?", re.ASCII | re.DOTALL
)
_AS_DIGITS = str.maketrans("OIL", "011")
_AS_LETTERS = str.maketrans("018", "OIB")


def new_codes() -> list[str]:
    """Ten fresh codes as they are shown: `3-ABCD-EFGH-IJKL-MNOP`."""
    return [_shown(selector, secrets.token_bytes(RANDOM_BYTES)) for selector in range(COUNT)]


def hashed(account_id: UUID, codes: list[str]) -> list[str]:
    """What to keep of an account's `codes`, in their order.

    Each is the key's number, `$`, the method, `$`, and the HMAC in base64; it is good for this
    account alone.
    """
    return [_kept(account_id, code, KEY_NUMBER) for code in codes]


async def matches(account_id: UUID, code: str, stored: str | None) -> bool:
    """Whether `code` is the one stored; False where nothing is stored.

    One that is kept as bcrypt takes the account's turn at the hasher: TooManyAttempts.
    """
    if stored is None:
        return False
    number, method, _ = stored.split("$", 2)
    if method == _METHOD:
        return hmac.compare_digest(_kept(account_id, code, int(number)), stored)
    async with hasher().account_slot(account_id):
        return await hasher().matches("backup_code", normal(code), stored)


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


async def was_used(tx: Transaction, account_id: UUID, code: str) -> bool:
    """Whether `code` is one of the account's that was used before. Codes kept as bcrypt are not
    compared: that would cost a slow hash."""
    text = normal(code)
    if not _FORM.fullmatch(text):
        return False
    kept = await tx.scalar(
        select(col(BackupCode.code_hash)).where(
            col(BackupCode.account_id) == account_id,
            col(BackupCode.selector) == int(text[0]),
            col(BackupCode.used_at).is_not(None),
        )
    )
    if kept is None or kept.split("$", 2)[1] != _METHOD:
        return False
    return hmac.compare_digest(_kept(account_id, code, int(kept.split("$", 1)[0])), kept)


def normal(code: str) -> str:
    """A code as it is hashed, in whichever form it was pasted.

    Full-width letters, any kind of dash, space or line break, lower case, a number or a box
    before it as in a list, and text after it are understood. Base32 has no 0, 1 and 8 (RFC 4648,
    6), so in their place O, I and B are read, and a digit where the first sign looks like one.
    What has no code in it is given back without spaces and dashes.
    """
    text = unicodedata.normalize("NFKC", code[:LONGEST_PASTED]).upper()
    found = _PASTED.fullmatch(text)
    if found is None:
        return re.sub(r"[\s-]", "", code).upper()
    letters = re.sub(r"[\W_]", "", found[1])
    return letters[0].translate(_AS_DIGITS) + letters[1:].translate(_AS_LETTERS)


def _kept(account_id: UUID, code: str, number: int) -> str:
    text = normal(code).encode("utf-8", "surrogatepass")
    tag = mac("backup_code", account_id.bytes, text, number=number)
    return f"{number}${_METHOD}${b64encode(tag).decode()}"


def _shown(selector: int, random: bytes) -> str:
    text = b32encode(random).decode()
    groups = [text[start : start + GROUP] for start in range(0, len(text), GROUP)]
    return "-".join([str(selector), *groups])
