"""The counts of a list's sections, updated without counting at every change."""

from __future__ import annotations

import asyncio
from typing import Any

import reflex as rx

COUNT_AT_ONCE = 2_000
"""Up to so many items, counting again is cheap enough within the event."""

COUNTING_PAUSE = 2.0
"""Seconds between two counts of a longer list, a debounce of many changes."""


class Recounting(rx.State, mixin=True):
    """`counts` has the number of items in each section.

    Changes of this tab adjust it; only changes from elsewhere count again. Counting takes time
    with every item there is, so no user action waits for it.
    """

    counts: rx.Field[dict[str, int]] = rx.field(default_factory=dict)

    _counting: bool = False

    @rx.event(background=True)
    async def recount(self) -> None:
        """Counts a long list again, a while after it changed elsewhere."""
        async with self:
            if self._counting:
                return
            self._counting = True
        await asyncio.sleep(COUNTING_PAUSE)
        async with self:
            self._counting = False
            await self._fetch_counts()

    async def _count_again(self) -> Any:
        """Counts now, or returns the event that will."""
        if sum(self.counts.values()) > COUNT_AT_ONCE:
            return type(self).recount
        await self._fetch_counts()
        return None

    async def _fetch_counts(self) -> None:
        raise NotImplementedError

    def _count(self, section: str, by: int) -> None:
        """Adjusts the count of a section; not before all were counted."""
        if by and self.counts:
            self.counts = {**self.counts, section: max(0, self.counts.get(section, 0) + by)}
