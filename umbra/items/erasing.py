"""Deletes items in the trash for good. Rows that link to them, and parts of them, go with them
(ON DELETE CASCADE).

The caller holds `umbra.database.lock_ordering`, and then deletes the tags that no item has.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, Select, delete, select
from sqlalchemy.sql.dml import ReturningDelete

from umbra.core.actor import Actor
from umbra.core.errors import NotFound, StaleVersion
from umbra.database import Transaction
from umbra.items.kind import (
    HORIZON,
    ITEM,
    OWNER,
    Kind,
    as_expected,
    by_itself,
    horizon,
    restorable,
)


async def erase(
    tx: Transaction, actor: Actor, kind: Kind[Any], item_id: UUID, version: int | None = None
) -> None:
    """Deletes one item that can still be restored.

    NotFound; StaleVersion when `version` is given and the item has another by now.
    """
    which = {"owner": actor.owner_id, "item": item_id, "horizon": horizon(tx.now)}
    if await tx.first(_erase(kind), {**which, "expected": version}) is not None:
        return
    current = await tx.scalar(_version(kind), which)
    raise NotFound if current is None else StaleVersion(current)


async def erase_all(tx: Transaction, owner_id: UUID, kind: Kind[Any]) -> int:
    """Deletes all items of the kind in the owner's trash; returns their number."""
    return (await tx.execute(_erase_all(kind), {"owner": owner_id})).rowcount


async def erase_expired(tx: Transaction, owner_id: UUID, kind: Kind[Any]) -> int:
    """Deletes the items that can no longer be restored; returns their number."""
    values = {"owner": owner_id, "horizon": horizon(tx.now)}
    return (await tx.execute(_erase_expired(kind), values)).rowcount


@cache
def _erase(kind: Kind[Any]) -> ReturningDelete[Any]:
    table = kind.table.c
    one = (table.owner_id == OWNER, table.id == ITEM, restorable(kind))
    return delete(kind.table).where(*one, as_expected(kind)).returning(table.id)


@cache
def _version(kind: Kind[Any]) -> Select[*tuple[Any, ...]]:
    table = kind.table.c
    return select(table.version).where(table.owner_id == OWNER, table.id == ITEM, restorable(kind))


@cache
def _erase_all(kind: Kind[Any]) -> Delete:
    table = kind.table.c
    in_trash = (table.deleted_at.is_not(None), *by_itself(kind))
    return delete(kind.table).where(table.owner_id == OWNER, *in_trash)


@cache
def _erase_expired(kind: Kind[Any]) -> Delete:
    table = kind.table.c
    expired = (table.deleted_at <= HORIZON, *by_itself(kind))
    return delete(kind.table).where(table.owner_id == OWNER, *expired)
