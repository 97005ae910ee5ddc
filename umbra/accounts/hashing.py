"""Hashing of passwords, PINs and backup codes: slow on purpose, and never on the event loop.

A secret goes through HMAC-SHA-256 with a derived key, so that a stolen dump alone can't
be searched and bcrypt's 72 bytes don't matter, then through bcrypt (OWASP Password
Storage cheat sheet, ASVS 5.0 appendix C). Stored as the key's number, `$`, and bcrypt's
own text.
"""

from __future__ import annotations

import asyncio
import os
import sys
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Literal, TypeVar

import bcrypt

from umbra.accounts.keys import mac
from umbra.core.errors import TooManyAttempts

T = TypeVar("T")
Kind = Literal["password", "pin", "backup_code"]

PRODUCTION_COST = 12
KEY_NUMBER = 1
MOST_WAITING = 200
MOST_AT_WORK = 4
"""Strangers' attempts that ask the database and hash at the same time; the others wait for it
in line and hold nothing."""

_NICENESS = 10
"""How far hashing steps back behind what answers whoever is in."""

_SECONDS_TO_COME_BACK = 10
_TEXT_AFTER_COST = 53
"""bcrypt writes 22 characters of salt and 31 of hash."""


class Hasher:
    """A few threads that hash, and a bounded queue before them.

    `cost` is bcrypt's; 12 takes about a quarter of a second a hash. When `MOST_WAITING`
    are in the queue the next is refused with TooManyAttempts, so that a flood of
    sign-ins holds neither memory nor the event loop.
    """

    def __init__(self, cost: int = PRODUCTION_COST, threads: int | None = None) -> None:
        self.cost = cost
        self._threads = ThreadPoolExecutor(
            threads or max(1, (os.cpu_count() or 2) // 2),
            thread_name_prefix="umbra-hash",
            initializer=_step_back,
        )
        self._waiting = self._in_line = 0
        self._at_work = asyncio.Semaphore(MOST_AT_WORK)
        self._nobodys = f"{KEY_NUMBER}$$2b${cost:02}${'.' * _TEXT_AFTER_COST}"

    @asynccontextmanager
    async def place_in_line(self) -> AsyncIterator[None]:
        """For what any stranger may ask for: waits for its turn. TooManyAttempts when too many do.

        Taken before anything is asked of the database, so that a flood does not stand between
        the database and whoever is in.
        """
        if self._in_line >= MOST_WAITING:
            raise TooManyAttempts(_SECONDS_TO_COME_BACK)
        self._in_line += 1
        try:
            async with self._at_work:
                yield
        finally:
            self._in_line -= 1

    async def hash(self, kind: Kind, secret: str) -> str:
        """What to store for `secret`, which has been checked and normalised."""
        return await self._run(lambda: self._hashed(kind, secret))

    async def matches(self, kind: Kind, secret: str, stored: str | None) -> bool:
        """Whether `secret` is the one stored; as slow when nothing is stored."""
        return await self._run(lambda: self._compared(kind, secret, stored))

    def is_outdated(self, stored: str) -> bool:
        """Whether a stored hash is cheaper than today's, or made with an older key."""
        number, _, text = stored.partition("$")
        return int(number) != KEY_NUMBER or int(text.split("$")[2]) < self.cost

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _hashed(self, kind: Kind, secret: str) -> str:
        text = bcrypt.hashpw(_peppered(kind, secret, KEY_NUMBER), bcrypt.gensalt(self.cost))
        return f"{KEY_NUMBER}${text.decode()}"

    def _compared(self, kind: Kind, secret: str, stored: str | None) -> bool:
        number, _, text = (stored or self._nobodys).partition("$")
        right = bcrypt.checkpw(_peppered(kind, secret, int(number)), text.encode())
        return right and stored is not None

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= MOST_WAITING:
            raise TooManyAttempts(_SECONDS_TO_COME_BACK)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


def _step_back() -> None:
    """Lets every other thread go first, where a thread can be told so alone."""
    if sys.platform == "linux":
        os.nice(_NICENESS)


def _peppered(kind: Kind, secret: str, number: int) -> bytes:
    """44 bytes of base64 without a NUL, whatever the secret's length."""
    return b64encode(mac(kind, secret.encode("utf-8", "surrogatepass"), number=number))


_hasher: Hasher | None = None


def use(hasher: Hasher | None) -> None:
    """Makes `hasher` the one this process hashes with (None: production's, when needed)."""
    global _hasher
    _hasher = hasher


def hasher() -> Hasher:
    """The process's hasher."""
    global _hasher
    if _hasher is None:
        _hasher = Hasher()
    return _hasher
