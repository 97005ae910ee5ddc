"""Token buckets in memory: rate limits that one process can count alone (websocket frames,
handshakes)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

_MOST_KEYS = 10_000


class TokenBucket:
    """A token bucket: allows `burst` events at once and `per_second` on average after that."""

    __slots__ = ("_filled_at", "_left", "_now", "burst", "per_second")

    def __init__(
        self, burst: float, per_second: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.burst, self.per_second, self._now = burst, per_second, now
        self._left, self._filled_at = float(burst), now()

    def take(self) -> bool:
        """Takes one token. Returns False if none is left."""
        now = self._now()
        self._left = min(self.burst, self._left + (now - self._filled_at) * self.per_second)
        self._filled_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class TokenBuckets:
    """One token bucket per key. The least recently used are dropped, so memory is bounded."""

    def __init__(
        self, burst: float, per_second: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._per_second, self._now = burst, per_second, now
        self._buckets: OrderedDict[Hashable, TokenBucket] = OrderedDict()

    def take(self, key: Hashable) -> bool:
        bucket = self._buckets.pop(key, None) or TokenBucket(
            self._burst, self._per_second, self._now
        )
        self._buckets[key] = bucket
        if len(self._buckets) > _MOST_KEYS:
            self._buckets.popitem(last=False)
        return bucket.take()
