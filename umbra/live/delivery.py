"""Delivers changes to the open tabs, as ordinary Reflex events that the event guard checks."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import reflex as rx
from reflex_base.event import Event

from umbra.accounts.access import open_tabs
from umbra.live import tabs
from umbra.live.changes import BroadcastChange, Change, SessionChange

BATCH_SECONDS = 0.02
"""Seconds for which changes are collected into one event, as of a bulk edit (debounce)."""

MOST_IDS = 60
"""Maximum number of ids in one event; with more changes, tabs reload everything they show."""


Versions = dict[str, int]
"""The ids of changed items with their new version (0: deleted, or a kind without versions)."""

Subscriber = Callable[[Versions], Any]
"""A Reflex event handler; calling it creates the event."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler that is called in the tabs that show the page at `path`; None: on any page.

    A tab that shows another page is not woken: it reads everything when it comes to this one.
    """

    handler: Subscriber
    path: str | None = None


def joined(*parts: Mapping[str, Sequence[Subscription]]) -> dict[str, list[Subscription]]:
    """The subscriptions of several features by kind."""
    kinds = {kind for part in parts for kind in part}
    return {kind: [one for part in parts for one in part.get(kind, ())] for kind in kinds}


@dataclass(slots=True)
class Delivery:
    """Delivers the changes that this process's listener receives to this process's tabs.

    `subscriptions` contains, by kind, the event handlers that take `versions: dict[str, int]`;
    an empty dictionary means that anything of the kind may have changed. A tab that already
    shows these versions does not read them again, as after a change it made itself.

    `when_locked` are events without arguments, by kind, for tabs whose session is locked: they
    are told that something changed, and the event guard decides what that is to them.
    """

    app: rx.App
    on_session: Callable[[SessionChange], Awaitable[None]]
    subscriptions: Mapping[str, Sequence[Subscription]] = field(default_factory=dict)
    when_locked: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    _batches: dict[UUID, dict[str, Versions]] = field(default_factory=dict)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def on_change(self, change: Change) -> None:
        if isinstance(change, SessionChange):
            await self.on_session(change)
            return
        if isinstance(change, BroadcastChange):
            for tab in tabs.all_tabs():
                await self._send(tab, change.kind, {})
            return
        if not (tabs.of_owner(change.owner_id) or open_tabs.locked_tabs_of(change.owner_id)):
            return
        if change.owner_id not in self._batches:
            self._batches[change.owner_id] = defaultdict(dict)
            self._start(self._deliver_batch(change.owner_id))
        self._batches[change.owner_id][change.kind][change.id] = change.version

    async def on_new_day(self, owner_id: UUID) -> None:
        """Tells the owner's tabs, as a change of the kind "day", that it is another day there."""
        for tab in tabs.of_owner(owner_id):
            await self._send(tab, "day", {})

    async def on_gap(self) -> None:
        """Makes all tabs reload, because changes may have been missed."""
        for tab in tabs.all_tabs():
            for kind in self.subscriptions:
                await self._send(tab, kind, {})
        for tab in open_tabs.all_locked_tabs():
            for call in self.when_locked.values():
                await self._enqueue(tab, call())

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver_batch(self, owner_id: UUID) -> None:
        await asyncio.sleep(BATCH_SECONDS)
        for kind, versions in self._batches.pop(owner_id).items():
            named = versions if len(versions) <= MOST_IDS else {}
            for tab in tabs.of_owner(owner_id):
                await self._send(tab, kind, named)
            if kind in self.when_locked:
                for tab in open_tabs.locked_tabs_of(owner_id):
                    await self._enqueue(tab, self.when_locked[kind]())

    async def _send(self, tab: str, kind: str, versions: Versions) -> None:
        if not self._is_connected(tab):
            # From both registries: the event guard registers a tab again only if it is in neither.
            open_tabs.remove(tab)
            return
        shown = open_tabs.page_of(tab).path
        for subscription in self.subscriptions.get(kind, ()):
            if subscription.path not in {None, shown}:
                continue
            await self._enqueue(tab, subscription.handler(versions))

    async def _enqueue(self, tab: str, call: Any) -> None:
        if self._is_connected(tab):
            for event in Event.from_event_type(call):
                with self.app.set_contexts():
                    await self.app.event_processor.enqueue(tab, event)

    def _is_connected(self, tab: str) -> bool:
        namespace = self.app.event_namespace
        return namespace is not None and tab in namespace.token_to_sid
