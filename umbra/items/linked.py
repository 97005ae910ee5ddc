"""The people and locations that items name: found by a text, named by id, and made by a name.

Kinds don't import each other: the composition root gives them, see `umbra.kinds.register_kinds`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items import reading
from umbra.items.filtering import EVERYTHING, matching
from umbra.items.kind import Kind

MOST_FOUND = 30

LinkedKind = Literal["person", "location"]


@dataclass(frozen=True, eq=False)
class Linked:
    """A kind whose items others name, sorted by `name`; `make` creates one of a name."""

    kind: Kind[Any]
    make: Callable[[Transaction, Actor, str], Awaitable[Any]]


_linked: dict[str, Linked] = {}


def use_linked(kinds: Iterable[Linked]) -> None:
    """Sets the kinds of `LinkedKind`. Every process that serves pages calls this."""
    _linked.clear()
    _linked.update((one.kind.name, one) for one in kinds)


async def find_linked(
    tx: Transaction, actor: Actor, kind: LinkedKind, text: str
) -> Sequence[tuple[UUID, str]]:
    """The first 30 items by name that have the words of `text`, as id and name."""
    found = _linked[kind].kind
    filtered = await matching(tx, found, text) if text.strip() else EVERYTHING
    window = await reading.window(tx, actor, found, filtered, "name", limit=MOST_FOUND)
    return [(row.id, _name(found, row)) for row in window.rows]


async def names_of(
    tx: Transaction, actor: Actor, kind: LinkedKind, ids: Sequence[UUID]
) -> dict[UUID, str]:
    """The names of those of the items `ids` that are there and not in the trash."""
    if not ids:
        return {}
    found = _linked[kind].kind
    return {row.id: _name(found, row) for row in await reading.by_ids(tx, actor, found, ids)}


async def make_linked(
    tx: Transaction, actor: Actor, kind: LinkedKind, name: str
) -> tuple[UUID, str]:
    """Creates an item that has only a name; its id and name. InvalidInput at `name`."""
    one = _linked[kind]
    row = await one.make(tx, actor, name)
    return row.id, _name(one.kind, row)


def _name(kind: Kind[Any], row: Any) -> str:
    return getattr(row, kind.title.name)
