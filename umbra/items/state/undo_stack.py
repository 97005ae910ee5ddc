"""The acts of a tab over all kinds, for pages that show several: the last one is undone first.

Each kind registers how one of its journal entries is undone (`register_undo`). Undo works under
optimistic locking, so an act that others changed since is refused with a reason.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import NotFound, StaleVersion, UmbraError
from umbra.database import Transaction, transaction
from umbra.items.state.changing import CHANGED_SINCE, MOST_ACTS, UNDONE
from umbra.ui.toasts import dismiss_toast, toast

Entry = Any
"""A journal entry of a kind: a value that its `undo` takes."""

AfterUndo = Callable[[Entry], Entry]
"""Makes an earlier entry of the same kind expect the versions that an undo left."""

Undo = Callable[[Transaction, Actor, Entry], Awaitable[AfterUndo]]
Follow = Callable[[rx.State], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class _Undoing:
    undo: Undo
    follow: Follow | None


_kinds: dict[str, _Undoing] = {}


def register_undo(kind: str, undo: Undo, follow: Follow | None = None) -> None:
    """Makes `undo(tx, actor, entry)` known for the entries of a kind.

    It gives back the state before the act and returns what makes the earlier entries of the kind
    fit again. It raises StaleVersion or NotFound, and changes nothing, if that is not possible.
    `follow(state)` is called after the commit, with the state whose handler is running; what it
    returns are further events.
    """
    _kinds[kind] = _Undoing(undo, follow)


@dataclass(frozen=True, slots=True)
class KindAct:
    """An act, and the toast that offers to undo it (empty: none)."""

    number: int
    label: str
    toast_id: str
    kind: str
    entry: Entry


class UndoStack(rx.State):
    """The last 20 acts of the tab that were not undone yet."""

    _acts: list[KindAct] = []
    _number: int = 0

    @rx.event
    async def undo(self) -> Any:
        """Undoes the last act of this tab that was not undone yet."""
        return await self._undo(self._acts[-1]) if self._acts else None

    @rx.event
    async def undo_act(self, number: int) -> Any:
        """Undoes the act that a toast offers."""
        act = next((one for one in self._acts if one.number == number), None)
        if act is None:
            await toast(self, UNDONE)
            return None
        return await self._undo(act)

    async def _remember(self, label: str, kind: str, entry: Entry, *, quiet: bool = False) -> None:
        """Keeps an act for undo and, unless `quiet`, offers that in a toast that says `label`.

        `kind` is a name given to `register_undo`.
        """
        self._number += 1
        toast_id = ""
        if not quiet:
            toast_id = await toast(
                self, label, action_label="Undo", on_action=UndoStack.undo_act(self._number)
            )
        act = KindAct(self._number, label, toast_id, kind, entry)
        self._acts = [*self._acts, act][-MOST_ACTS:]

    async def _undo(self, act: KindAct) -> Any:
        self._acts = [one for one in self._acts if one.number != act.number]
        await dismiss_toast(self, act.toast_id)
        known, actor = _kinds[act.kind], current_actor()
        try:
            async with transaction(actor) as tx:
                after = await known.undo(tx, actor, act.entry)
        except (StaleVersion, NotFound):
            await toast(self, CHANGED_SINCE, tone="danger")
            return None
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return None
        self._acts = [
            replace(one, entry=after(one.entry)) if one.kind == act.kind else one
            for one in self._acts
        ]
        await toast(self, f"Undone: {act.label}")
        return None if known.follow is None else await known.follow(self)
