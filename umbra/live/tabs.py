"""The registry of this process's open tabs, by owner.

The event guard adds a tab at every event that it authorizes. Being registered grants a tab
nothing: the guard checks each event that is delivered to it again.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from umbra.core.actor import Actor

_owner_of: dict[str, UUID] = {}
_tabs_of: defaultdict[UUID, set[str]] = defaultdict(set)


def register(tab: str, actor: Actor) -> None:
    """Registers `tab` (Reflex's client token) for the actor's owner, and no other owner."""
    if _owner_of.get(tab) == actor.owner_id:
        return
    unregister(tab)
    _owner_of[tab] = actor.owner_id
    _tabs_of[actor.owner_id].add(tab)


def unregister(tab: str) -> None:
    """Removes `tab` from the registry. Idempotent."""
    owner_id = _owner_of.pop(tab, None)
    if owner_id is not None:
        _tabs_of[owner_id].discard(tab)
        if not _tabs_of[owner_id]:
            del _tabs_of[owner_id]


def of_owner(owner_id: UUID) -> frozenset[str]:
    """The owner's tabs in this process."""
    return frozenset(_tabs_of.get(owner_id, ()))


def owners() -> frozenset[UUID]:
    """The owners who have a tab open here."""
    return frozenset(_tabs_of)


def all_tabs() -> frozenset[str]:
    return frozenset(_owner_of)
