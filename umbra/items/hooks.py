"""Hooks of kinds into what is done to items of any kind. `umbra.kinds` registers them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from umbra.core.actor import Actor
from umbra.database import Transaction

AfterRestore = Callable[[Transaction, Actor, Sequence[UUID]], Awaitable[None]]
"""Called with the ids of items that were restored from the trash, in the same transaction."""

_after_restore: dict[str, AfterRestore] = {}


def use_hooks(after_restore: Mapping[str, AfterRestore]) -> None:
    """Sets the hooks, by the name of a kind. Every process that writes items calls this."""
    _after_restore.clear()
    _after_restore.update(after_restore)


async def restored(tx: Transaction, actor: Actor, kind: str, ids: Sequence[UUID]) -> None:
    """Calls the hook of the kind of that name for items that were restored, if it has one."""
    if kind in _after_restore:
        await _after_restore[kind](tx, actor, ids)
