"""Identifiers that sort by creation time (UUID version 7, RFC 9562 section 5.7)."""

from __future__ import annotations

import os
import time
from uuid import UUID

from umbra.core.errors import NotFound

_RANDOM_BITS = 74


def new_id() -> UUID:
    """A new UUIDv7: 48 bits of Unix milliseconds, then random bits.

    Generated in Python because PostgreSQL has `uuidv7()` only from version 18 on.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10)) & ((1 << _RANDOM_BITS) - 1)
    high, low = random >> 62, random & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def id_from(text: str) -> UUID:
    """`text` parsed as an id. Raises NotFound if it is not a UUID, since no item has that id."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
