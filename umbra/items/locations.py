"""The location that an item of any kind may be at, by its column `location_id`.

The table of locations is known by the column's foreign key alone: kinds don't import each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, or_, select

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.database import Transaction
from umbra.items.kind import ITEM, OWNER, Kind

_IDS: ColumnElement[Any] = any_(bindparam("ids", type_=ARRAY(Uuid())))


async def check_location(
    tx: Transaction,
    actor: Actor,
    kind: Kind[Any],
    location_id: UUID | None,
    item_id: UUID | None = None,
    field: str = "location_id",
) -> None:
    """InvalidInput at `field` for a location that the owner does not have, or has in the trash.

    One in the trash may stay with the item `item_id` that has it already, so that an item can be
    sent back as it was read.
    """
    if location_id is None:
        return
    values = {"owner": actor.owner_id, "ids": [location_id], "item": item_id}
    if await tx.first(_usable(kind), values) is None:
        raise InvalidInput.at(field, "Is not one of your locations.")


async def existing_locations(
    tx: Transaction, actor: Actor, kind: Kind[Any], ids: Iterable[UUID]
) -> set[UUID]:
    """Those of the locations `ids` that were not deleted for good."""
    values = {"owner": actor.owner_id, "ids": list(ids)}
    return set((await tx.execute(_found(kind), values)).scalars())


async def without_gone_location(
    tx: Transaction, actor: Actor, kind: Kind[Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Former `values` by column for undo: a location that was deleted for good since is none."""
    location_id = values.get("location_id")
    if location_id is None or await existing_locations(tx, actor, kind, [location_id]):
        return dict(values)
    return {**values, "location_id": None}


@cache
def _found(kind: Kind[Any]) -> Select[UUID]:
    locations = _locations(kind)
    return select(locations.id).where(locations.owner_id == OWNER, locations.id == _IDS)


@cache
def _usable(kind: Kind[Any]) -> Select[UUID]:
    table, locations = kind.table.c, _locations(kind)
    kept = select(table.id).where(
        table.owner_id == OWNER, table.id == ITEM, table.location_id == locations.id
    )
    return _found(kind).where(or_(locations.deleted_at.is_(None), kept.exists()))


def _locations(kind: Kind[Any]) -> Any:
    [key] = kind.table.c.location_id.foreign_keys
    return key.column.table.c
