"""Token buckets in memory, for what a process can count alone: frames and handshakes."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

_MOST_KEYS = 10_000


class TokenBucket:
    """Lets `burst` through at once and `per_second` on average after that."""

    __slots__ = ("_filled_at", "_left", "_now", "burst", "per_second")

    def __init__(
        self, burst: float, per_second: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.burst, self.per_second, self._now = burst, per_second, now
        self._left, self._filled_at = float(burst), now()

    def take(self) -> bool:
        """Whether one more may pass now."""
        now = self._now()
        self._left = min(self.burst, self._left + (now - self._filled_at) * self.per_second)
        self._filled_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class TokenBuckets:
    """A bucket a key. The longest unused ones are forgotten, so memory stays bounded."""

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
