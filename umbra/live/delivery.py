"""Hands changes to the open tabs, as ordinary events that pass the guard like any other."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import reflex as rx
from reflex_base.event import Event

from umbra.live import tabs
from umbra.live.changes import BroadcastChange, Change, SessionChange

GATHERING = 0.02
"""Seconds in which the changes of one transaction (a bulk edit, say) are gathered to one event."""

MOST_IDS = 60
"""More changed ids than this in one gathering, and a tab is told to look at everything again."""


Versions = dict[str, int]
"""The ids of what changed, each with the version it has now (0: gone, or a kind without)."""

Subscriber = Callable[[Versions], Any]
"""An event handler of a state; calling it makes the event."""


@dataclass(slots=True)
class Delivery:
    """Brings the changes one process's listener hears to its tabs.

    `subscribers` holds, by kind, the event handlers that take `versions: dict[str, int]`;
    an empty one says that anything of the kind may have changed. Who shows those versions
    already need not look: so a tab stays quiet at the echo of what it did itself.
    """

    app: rx.App
    on_session: Callable[[SessionChange], Awaitable[None]]
    subscribers: dict[str, list[Subscriber]] = field(default_factory=dict)
    _gathered: dict[UUID, dict[str, Versions]] = field(default_factory=dict)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def on_change(self, change: Change) -> None:
        if isinstance(change, SessionChange):
            await self.on_session(change)
            return
        if isinstance(change, BroadcastChange):
            for tab in tabs.all_tabs():
                await self._tell(tab, change.kind, {})
            return
        if not tabs.of_owner(change.owner_id):
            return
        if change.owner_id not in self._gathered:
            self._gathered[change.owner_id] = defaultdict(dict)
            self._start(self._deliver_soon(change.owner_id))
        self._gathered[change.owner_id][change.kind][change.id] = change.version

    async def on_new_day(self, owner_id: UUID) -> None:
        """Tells the owner's tabs, as a change of the kind "day", that it is another day there."""
        for tab in tabs.of_owner(owner_id):
            await self._tell(tab, "day", {})

    async def on_gap(self) -> None:
        """Lets every tab look again: something may have been missed."""
        for tab in tabs.all_tabs():
            for kind in self.subscribers:
                await self._tell(tab, kind, {})

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver_soon(self, owner_id: UUID) -> None:
        await asyncio.sleep(GATHERING)
        for kind, versions in self._gathered.pop(owner_id).items():
            named = versions if len(versions) <= MOST_IDS else {}
            for tab in tabs.of_owner(owner_id):
                await self._tell(tab, kind, named)

    async def _tell(self, tab: str, kind: str, versions: Versions) -> None:
        namespace = self.app.event_namespace
        if namespace is None or tab not in namespace.token_to_sid:
            tabs.forget(tab)
            return
        for handler in self.subscribers.get(kind, ()):
            for event in Event.from_event_type(handler(versions)):
                with self.app.set_contexts():
                    await self.app.event_processor.enqueue(tab, event)
