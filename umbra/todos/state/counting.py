"""What is read apart from the rows: the numbers beside the headings, the filters' choices."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

import reflex as rx

from umbra.accounts.guard import current_actor
from umbra.database import transaction
from umbra.todos import service
from umbra.todos.state.filters import Filters

COUNT_AT_ONCE = 2_000
"""Up to so many todos, counting anew is cheap enough to do within the event."""

COUNTING_PAUSE = 2.0
"""Seconds between two countings of a longer list, however much changes meanwhile."""


class Counting(Filters, mixin=True):
    """Counting takes time with every todo there is: no act of a person waits for it."""

    _counting: bool = False

    @rx.event(supersedes=True)
    async def count(self) -> None:
        """Counts the sections and reads the choices: the rows don't wait for them."""
        await self._fetch_counts()

    @rx.event(background=True)
    async def recount(self) -> None:
        """Counts a long list anew, a while after it changed elsewhere: counting costs."""
        async with self:
            if self._counting:
                return
            self._counting = True
        await asyncio.sleep(COUNTING_PAUSE)
        async with self:
            self._counting = False
            await self._fetch_counts()

    async def _count_again(self) -> Any:
        if sum(self.counts.values()) > COUNT_AT_ONCE:
            return type(self).recount
        await self._fetch_counts()
        return None

    async def _fetch_counts(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            found = await service.counts(tx, actor, self._filter(), self._today)
            await self._fetch_choices(tx, actor)
        self.counts = asdict(found)
