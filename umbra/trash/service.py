"""The trash of all kinds: what was deleted in the last 30 days, restored or deleted for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Integer,
    Select,
    Subquery,
    Uuid,
    bindparam,
    func,
    select,
    tuple_,
    union_all,
)

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound
from umbra.core.paging import Cursor, Window, keys_of, read_id, read_instant
from umbra.database import Transaction, lock_ordering, lock_ordering_of
from umbra.items import erasing, writing
from umbra.items.kind import HORIZON, ITEM, Kind, horizon, trashed
from umbra.kinds import KINDS
from umbra.tags import service as tags

Kinds = tuple[Kind[Any], ...]


@dataclass(frozen=True, slots=True)
class TrashRow:
    """An item in the trash."""

    kind: str
    id: UUID
    version: int
    title: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored item, with its new version."""

    kind: str
    id: UUID
    version: int
    title: str


async def list_trash(
    tx: Transaction,
    actor: Actor,
    *,
    kind: str | None = None,
    after: Cursor | None = None,
    limit: int,
) -> Window[TrashRow]:
    """The items in the trash, last deleted first; with `kind`, those of that kind.

    InvalidInput at `kind` and at `cursor`.
    """
    values = {"owner": actor.owner_id, "horizon": horizon(tx.now), "limit": limit + 1}
    if after is not None:
        values |= _place(after)
    statement = _latest(_kinds_named(kind), after is not None)
    rows = [TrashRow(*row) for row in await tx.all(statement, values)]
    return Window(rows[:limit], has_before=after is not None, has_after=len(rows) > limit)


async def count_trash(tx: Transaction, actor: Actor) -> dict[str, int]:
    """The number of items in the trash, by the name of the kind; a kind without any is left out."""
    values = {"owner": actor.owner_id, "horizon": horizon(tx.now)}
    return {row.kind: row.number for row in await tx.all(_counts(KINDS), values)}


async def restore(tx: Transaction, actor: Actor, item_id: UUID) -> Restored:
    """Restores an item. NotFound if it was not deleted in the last 30 days.

    Conflict for a person who was merged into someone who was merged further since.
    """
    await lock_ordering(tx, actor)
    found = await _find(tx, actor, item_id)
    row: Any = await writing.restore(tx, actor, _kind(found.kind), item_id)
    return Restored(found.kind, row.id, row.version, found.title)


async def delete_for_good(
    tx: Transaction, actor: Actor, item_id: UUID, version: int | None = None
) -> TrashRow:
    """Deletes an item in the trash for good, and the tags that no other item has.

    NotFound if it was not deleted in the last 30 days; StaleVersion when `version` is given and
    the item has another by now.
    """
    await lock_ordering(tx, actor)
    found = await _find(tx, actor, item_id)
    await erasing.erase(tx, actor, _kind(found.kind), item_id, version)
    await tags.delete_unused(tx, actor.owner_id)
    return found


async def empty_trash(tx: Transaction, actor: Actor, kind: str | None = None) -> int:
    """Deletes everything in the trash for good, or all of a kind; returns how many.

    InvalidInput at `kind`.
    """
    chosen = _kinds_named(kind)
    await lock_ordering(tx, actor)
    erased = 0
    for each in chosen:
        erased += await erasing.erase_all(tx, actor.owner_id, each)
    if erased:
        await tags.delete_unused(tx, actor.owner_id)
    return erased


async def purge(tx: Transaction, owner_id: UUID) -> None:
    """Deletes for good what the owner deleted more than 30 days ago. Cleanup calls this."""
    if await tx.first(_expired(KINDS), {"owner": owner_id, "horizon": horizon(tx.now)}) is None:
        return
    await lock_ordering_of(tx, owner_id)
    for kind in KINDS:
        await erasing.erase_expired(tx, owner_id, kind)
    await tags.delete_unused(tx, owner_id)


def cursor_of(row: TrashRow) -> Cursor:
    """The place of `row` in the trash."""
    return Cursor("trash", (row.deleted_at.isoformat(), str(row.id)))


async def _find(tx: Transaction, actor: Actor, item_id: UUID) -> TrashRow:
    values = {"owner": actor.owner_id, "item": item_id, "horizon": horizon(tx.now)}
    row = await tx.first(_one(KINDS), values)
    if row is None:
        raise NotFound
    return TrashRow(*row)


def _kind(name: str) -> Kind[Any]:
    return next(kind for kind in KINDS if kind.name == name)


def _kinds_named(name: str | None) -> Kinds:
    """All kinds for None, or the one of that name. InvalidInput at `kind`."""
    chosen = KINDS if name is None else tuple(kind for kind in KINDS if kind.name == name)
    if not chosen:
        known = ", ".join(kind.name for kind in KINDS)
        raise InvalidInput.at("kind", f"Must be one of: {known}.")
    return chosen


def _rows(kinds: Kinds) -> Subquery:
    return union_all(*(trashed(kind) for kind in kinds)).subquery("trash")


@lru_cache
def _latest(kinds: Kinds, after: bool) -> Select[*tuple[Any, ...]]:
    rows = _rows(kinds)
    statement = (
        select(rows)
        .where(rows.c.deleted_at > HORIZON)
        .order_by(rows.c.deleted_at.desc(), rows.c.id.desc())
        .limit(bindparam("limit", type_=Integer()))
    )
    if not after:
        return statement
    instant = bindparam("instant", type_=DateTime(timezone=True))
    place = tuple_(instant, bindparam("id", type_=Uuid()))
    return statement.where(tuple_(rows.c.deleted_at, rows.c.id) < place)


@lru_cache
def _counts(kinds: Kinds) -> Select[*tuple[Any, ...]]:
    rows = _rows(kinds)
    counted = select(rows.c.kind, func.count().label("number"))
    return counted.where(rows.c.deleted_at > HORIZON).group_by(rows.c.kind)


@lru_cache
def _one(kinds: Kinds) -> Select[*tuple[Any, ...]]:
    rows = _rows(kinds)
    return select(rows).where(rows.c.id == ITEM, rows.c.deleted_at > HORIZON)


@lru_cache
def _expired(kinds: Kinds) -> Select[*tuple[Any, ...]]:
    rows = _rows(kinds)
    return select(rows.c.id).where(rows.c.deleted_at <= HORIZON).limit(1)


def _place(cursor: Cursor) -> dict[str, object]:
    instant, item_id = keys_of(cursor, "trash", read_instant, read_id)
    return {"instant": instant, "id": item_id}
