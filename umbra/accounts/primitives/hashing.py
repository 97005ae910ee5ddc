"""Hashing of passwords and PINs: slow on purpose, and never on the event loop.

A secret goes through HMAC-SHA-256 with a derived key, so that a stolen dump alone can't
be searched and bcrypt's 72 bytes don't matter, then through bcrypt (OWASP Password
Storage cheat sheet, ASVS 5.0 appendix C). Stored as the key's number, `$`, and bcrypt's
own text. Backup codes made before they were kept as an HMAC are compared here too.
"""

from __future__ import annotations

import asyncio
import os
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Literal, TypeVar
from uuid import UUID

import bcrypt

from umbra.accounts.primitives.keys import mac
from umbra.core.errors import TooManyAttempts

T = TypeVar("T")
Kind = Literal["password", "pin", "backup_code"]

PRODUCTION_COST = 12
KEY_NUMBER = 1
MOST_WAITING = 200
MOST_AT_WORK = 4
"""Strangers' attempts that ask the database and hash at the same time; the others wait for it
in line and hold nothing."""

MOST_OF_ONE_NAME = 50
"""Attempts at one name from one address that may be in the queue."""

MOST_OF_ONE_ACCOUNT = 20
"""Requests of one signed-in account that may be in the queue."""

_NICENESS = 10
"""How far hashing steps back behind what answers whoever is in."""

_SECONDS_TO_COME_BACK = 10
_TEXT_AFTER_COST = 53
"""bcrypt writes 22 characters of salt and 31 of hash."""


class Queue:
    """A bounded queue of work that needs hashing, fair between those who ask for it.

    At most `at_work` are past it at the same time, and of one key one: who asks often waits
    for themselves, and at most one of their requests stands before anybody else's. Of one key
    at most `most_each` may be in it, and of all keys `MOST_WAITING`.
    """

    def __init__(self, at_work: int, most_each: int) -> None:
        self._at_work = asyncio.Semaphore(at_work)
        self._most_each = most_each
        self._turns: dict[Hashable, asyncio.Lock] = {}
        self._in_queue: Counter[Hashable] = Counter()

    @asynccontextmanager
    async def turn(self, key: Hashable) -> AsyncIterator[None]:
        """Waits for the turn of `key`. TooManyAttempts when too many wait already."""
        full = self._in_queue.total() >= MOST_WAITING
        if full or self._in_queue[key] >= self._most_each:
            raise TooManyAttempts(_SECONDS_TO_COME_BACK)
        self._in_queue[key] += 1
        try:
            async with self._turns.setdefault(key, asyncio.Lock()), self._at_work:
                yield
        finally:
            self._in_queue[key] -= 1
            if not self._in_queue[key]:
                del self._in_queue[key], self._turns[key]


class Hasher:
    """A few threads that hash, and two queues before them.

    Strangers' attempts wait in one, requests of accounts that are known in the other, so that
    neither kind starves the other.

    `cost` is bcrypt's; 12 takes about a quarter of a second a hash. When `MOST_WAITING`
    are in a queue the next is refused with TooManyAttempts, so that a flood of
    sign-ins holds neither memory nor the event loop.
    """

    def __init__(self, cost: int = PRODUCTION_COST, threads: int | None = None) -> None:
        self.cost = cost
        number = threads or max(1, (os.cpu_count() or 2) // 2)
        self._threads = ThreadPoolExecutor(
            number,
            thread_name_prefix="umbra-hash",
            initializer=_step_back,
        )
        self._waiting = 0
        self._attempts = Queue(MOST_AT_WORK, MOST_OF_ONE_NAME)
        self._requests = Queue(max(1, number // 2), MOST_OF_ONE_ACCOUNT)
        self._nobodys = f"{KEY_NUMBER}$$2b${cost:02}${'.' * _TEXT_AFTER_COST}"

    def queue_slot(self, key: Hashable) -> AbstractAsyncContextManager[None]:
        """For what any stranger may ask for: waits for its turn. TooManyAttempts when too many do.

        Taken before anything is asked of the database, so that a flood does not stand between
        the database and whoever is in. `key`: the address and the name that it is about.
        """
        return self._attempts.turn(key)

    def account_slot(self, account_id: UUID) -> AbstractAsyncContextManager[None]:
        """For what an account asks for that has shown a secret: one request at a time.

        Those of all accounts have half the threads at most, or one: a sign-in waits for as
        many of them and no more. Taken before an attempt is charged and outside transactions.
        TooManyAttempts when too many wait.
        """
        return self._requests.turn(account_id)

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
