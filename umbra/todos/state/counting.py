"""What is read apart from the rows: the counts of the headings, the options of the filters."""

from __future__ import annotations

from dataclasses import asdict

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.database import transaction
from umbra.todos import service
from umbra.todos.state.filters import Filters


class Counting(Filters, mixin=True):
    """Counts the todos that fit the filters."""

    @rx.event(supersedes=True)
    async def count(self) -> None:
        """Counts the sections and reads the options; the rows don't wait for them."""
        await self._fetch_counts()

    async def _fetch_counts(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            found = await service.counts(tx, actor, self._filter(), self._today)
            await self._fetch_choices(tx, actor)
        self.counts = asdict(found)
