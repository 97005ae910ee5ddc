"""The numbers of a list's sections, kept right without counting at every change."""

from __future__ import annotations

import asyncio
from typing import Any

import reflex as rx

COUNT_AT_ONCE = 2_000
"""Up to so many todos, counting anew is cheap enough to do within the event."""

COUNTING_PAUSE = 2.0
"""Seconds between two countings of a longer list, however much changes meanwhile."""


class Recounting(rx.State, mixin=True):
    """`counts` holds how many todos stand in each section.

    Acts of this tab change it by what they did, and only what came from elsewhere has it
    counted anew. Counting takes time with every todo there is: no act of a person waits for it.
    """

    counts: rx.Field[dict[str, int]] = rx.field(default_factory=dict)

    _counting: bool = False

    @rx.event(background=True)
    async def recount(self) -> None:
        """Counts a long list anew, a while after it changed elsewhere."""
        async with self:
            if self._counting:
                return
            self._counting = True
        await asyncio.sleep(COUNTING_PAUSE)
        async with self:
            self._counting = False
            await self._fetch_counts()

    async def _count_again(self) -> Any:
        """Counts now, or gives the event that will."""
        if sum(self.counts.values()) > COUNT_AT_ONCE:
            return type(self).recount
        await self._fetch_counts()
        return None

    async def _fetch_counts(self) -> None:
        raise NotImplementedError

    def _count(self, section: str, by: int) -> None:
        if by:
            self.counts = {**self.counts, section: max(0, self.counts.get(section, 0) + by)}
