"""Password and PIN hashing with bcrypt: slow on purpose, and never on the event loop.

A secret goes through HMAC-SHA-256 with a derived key (a pepper) and then through bcrypt
(OWASP Password Storage cheat sheet, ASVS 5.0 appendix C). The pepper makes a stolen dump
useless without the secret key, and removes bcrypt's limit of 72 bytes. A hash is stored as
the key's number, `$`, and bcrypt's own text. Old backup codes that are stored as bcrypt
hashes instead of an HMAC are compared here too.
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
MAX_QUEUED = 200
MAX_CONCURRENT_ATTEMPTS = 4
"""Anonymous attempts that use the database and hash at the same time. The others wait in the
queue and occupy neither a connection nor a thread."""

MAX_QUEUED_PER_NAME = 50
"""Attempts at one name from one address that can be in the queue."""

MAX_QUEUED_PER_ACCOUNT = 20
"""Requests of one signed-in account that can be in the queue."""

_NICENESS = 10
"""The nice value of the hashing threads, so that requests of signed-in accounts go first."""

_RETRY_AFTER_SECONDS = 10
_TEXT_AFTER_COST = 53
"""bcrypt writes 22 characters of salt and 31 of hash."""


class Queue:
    """A bounded, fair queue for work that hashes.

    At most `concurrency` slots are in use at the same time, and at most one per key: a caller
    with many requests waits for its own, and at most one of them is ahead of another caller's.
    The queue accepts `max_per_key` requests of one key and `MAX_QUEUED` in all.
    """

    def __init__(self, concurrency: int, max_per_key: int) -> None:
        self._concurrency = asyncio.Semaphore(concurrency)
        self._max_per_key = max_per_key
        self._key_locks: dict[Hashable, asyncio.Lock] = {}
        self._in_queue: Counter[Hashable] = Counter()

    @asynccontextmanager
    async def slot(self, key: Hashable) -> AsyncIterator[None]:
        """Waits for a slot for `key`. Raises TooManyAttempts if the queue is full."""
        full = self._in_queue.total() >= MAX_QUEUED
        if full or self._in_queue[key] >= self._max_per_key:
            raise TooManyAttempts(_RETRY_AFTER_SECONDS)
        self._in_queue[key] += 1
        try:
            async with self._key_locks.setdefault(key, asyncio.Lock()), self._concurrency:
                yield
        finally:
            self._in_queue[key] -= 1
            if not self._in_queue[key]:
                del self._in_queue[key], self._key_locks[key]


class Hasher:
    """A pool of hashing threads with two queues.

    Anonymous attempts wait in one queue and requests of known accounts in the other, so that
    neither starves the other.

    `cost` is the bcrypt cost; a hash at cost 12 takes about 250 ms. When `MAX_QUEUED`
    requests are in a queue, the next is refused with TooManyAttempts, so that a flood of
    sign-ins blocks neither memory nor the event loop.
    """

    def __init__(self, cost: int = PRODUCTION_COST, threads: int | None = None) -> None:
        self.cost = cost
        number = threads or max(1, (os.cpu_count() or 2) // 2)
        self._threads = ThreadPoolExecutor(
            number,
            thread_name_prefix="umbra-hash",
            initializer=_lower_thread_priority,
        )
        self._pending = 0
        self._attempts = Queue(MAX_CONCURRENT_ATTEMPTS, MAX_QUEUED_PER_NAME)
        self._requests = Queue(max(1, number // 2), MAX_QUEUED_PER_ACCOUNT)
        self._dummy_hash = f"{KEY_NUMBER}$$2b${cost:02}${'.' * _TEXT_AFTER_COST}"

    def queue_slot(self, key: Hashable) -> AbstractAsyncContextManager[None]:
        """A queue slot for an anonymous attempt. Raises TooManyAttempts if the queue is full.

        Acquire it before any database access, so that a flood does not take the database
        from signed-in accounts. `key`: the caller's address and the name of the attempt.
        """
        return self._attempts.slot(key)

    def account_slot(self, account_id: UUID) -> AbstractAsyncContextManager[None]:
        """A queue slot for a request of an authenticated account, one at a time per account.

        The requests of all accounts together use at most half of the threads, but at least
        one, so a sign-in waits for no more than that many. Acquire it before an attempt is
        charged and outside transactions. Raises TooManyAttempts if the queue is full.
        """
        return self._requests.slot(account_id)

    async def hash(self, kind: Kind, secret: str) -> str:
        """The hash to store for `secret`, which has been validated and normalised."""
        return await self._run(lambda: self._hashed(kind, secret))

    async def matches(self, kind: Kind, secret: str, stored: str | None) -> bool:
        """Whether `secret` matches the stored hash.

        Takes the same time when nothing is stored: a dummy hash is compared.
        """
        return await self._run(lambda: self._compared(kind, secret, stored))

    def is_outdated(self, stored: str) -> bool:
        """Whether a stored hash has a lower cost than today's, or was made with an older key."""
        number, _, text = stored.partition("$")
        return int(number) != KEY_NUMBER or int(text.split("$")[2]) < self.cost

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _hashed(self, kind: Kind, secret: str) -> str:
        text = bcrypt.hashpw(_peppered(kind, secret, KEY_NUMBER), bcrypt.gensalt(self.cost))
        return f"{KEY_NUMBER}${text.decode()}"

    def _compared(self, kind: Kind, secret: str, stored: str | None) -> bool:
        number, _, text = (stored or self._dummy_hash).partition("$")
        right = bcrypt.checkpw(_peppered(kind, secret, int(number)), text.encode())
        return right and stored is not None

    async def _run(self, work: Callable[[], T]) -> T:
        if self._pending >= MAX_QUEUED:
            raise TooManyAttempts(_RETRY_AFTER_SECONDS)
        self._pending += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._pending -= 1


def _lower_thread_priority() -> None:
    """Lowers the priority of the calling thread, on Linux, where that is possible per thread."""
    if sys.platform == "linux":
        os.nice(_NICENESS)


def _peppered(kind: Kind, secret: str, number: int) -> bytes:
    """The secret's HMAC as 44 bytes of base64: no NUL byte, whatever the secret's length."""
    return b64encode(mac(kind, secret.encode("utf-8", "surrogatepass"), number=number))


_hasher: Hasher | None = None


def use(hasher: Hasher | None) -> None:
    """Sets the hasher of this process. None: a production hasher is created when needed."""
    global _hasher
    _hasher = hasher


def hasher() -> Hasher:
    """The hasher of this process."""
    global _hasher
    if _hasher is None:
        _hasher = Hasher()
    return _hasher
