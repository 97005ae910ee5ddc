"""The locations an event can be at. Kinds don't import each other: the composition root gives it.

See `umbra.kinds.register_kinds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.database import Transaction
from umbra.items import reading
from umbra.items.filtering import EVERYTHING, matching
from umbra.items.kind import Kind

MOST_FOUND = 30

_kinds: list[Kind[Any]] = []


def use_locations(kind: Kind[Any]) -> None:
    """Makes `kind` the one whose items events can be at; it is sorted by `name`."""
    _kinds[:] = [kind]


async def find_locations(tx: Transaction, actor: Actor, text: str) -> Sequence[tuple[UUID, str]]:
    """The first 30 locations by name that have the words of `text`, as id and name."""
    [kind] = _kinds
    filtered = await matching(tx, kind, text) if text.strip() else EVERYTHING
    window = await reading.window(tx, actor, kind, filtered, "name", limit=MOST_FOUND)
    return [(row.id, _name(kind, row)) for row in window.rows]


async def name_of_location(tx: Transaction, actor: Actor, location_id: UUID | None) -> str:
    """The name of a location; empty for None and for one in the trash."""
    if location_id is None:
        return ""
    [kind] = _kinds
    try:
        return _name(kind, await reading.get(tx, actor, kind, location_id))
    except NotFound:
        return ""


def _name(kind: Kind[Any], row: Any) -> str:
    return getattr(row, kind.title.name)
