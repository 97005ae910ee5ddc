"""Which open tab belongs to which owner, in this process.

A cache filled by the guard at every event it lets through: that a tab stands here
gives it nothing, each event it receives passes the guard again.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from umbra.core.actor import Actor

_owner_of: dict[str, UUID] = {}
_tabs_of: defaultdict[UUID, set[str]] = defaultdict(set)


def register(tab: str, actor: Actor) -> None:
    """Notes that `tab` (Reflex's client token) now shows things of the actor's owner."""
    if _owner_of.get(tab) == actor.owner_id:
        return
    forget(tab)
    _owner_of[tab] = actor.owner_id
    _tabs_of[actor.owner_id].add(tab)


def forget(tab: str) -> None:
    owner_id = _owner_of.pop(tab, None)
    if owner_id is not None:
        _tabs_of[owner_id].discard(tab)
        if not _tabs_of[owner_id]:
            del _tabs_of[owner_id]


def of_owner(owner_id: UUID) -> frozenset[str]:
    return frozenset(_tabs_of.get(owner_id, ()))


def owners() -> frozenset[UUID]:
    """The owners who have a tab open here."""
    return frozenset(_tabs_of)


def all_tabs() -> frozenset[str]:
    return frozenset(_owner_of)
