"""What goes into the trash with an item, and comes back with it: its parts and its children.

A part of an item is no item itself. A child is one, of the same or another kind; `deleted_with`
names the item it went with, so that a restore brings back those, and not what was in the trash
before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Update, Uuid, any_, bindparam, null, update
from sqlalchemy.sql.dml import ReturningUpdate

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items import hooks
from umbra.items.kind import AT, OWNER, Child, Kind, parts_of, written

_IDS: ColumnElement[Any] = any_(bindparam("ids", type_=ARRAY(Uuid())))


async def delete_what_follows(
    tx: Transaction, actor: Actor, kind: Kind[Any], ids: Sequence[UUID]
) -> None:
    """Puts the parts and the children of items that were deleted into the trash."""
    await _move_parts(tx, actor, kind, ids, tx.now)
    for child in kind.children:
        await tx.execute(_delete(child), {"owner": actor.owner_id, "ids": list(ids), "at": tx.now})


async def restore_what_follows(
    tx: Transaction, actor: Actor, kind: Kind[Any], ids: Sequence[UUID]
) -> None:
    """Restores the parts of items that were restored, and the children that went with them.

    Then calls the hooks of the kinds, first that of the items.
    """
    await _move_parts(tx, actor, kind, ids, None)
    await hooks.restored(tx, actor, kind.name, ids)
    for child in kind.children:
        values = {"owner": actor.owner_id, "ids": list(ids), "at": tx.now}
        back = (await tx.execute(_restore(child), values)).scalars().all()
        if back:
            await hooks.restored(tx, actor, child.kind, back)


async def _move_parts(
    tx: Transaction,
    actor: Actor,
    kind: Kind[Any],
    ids: Sequence[UUID],
    deleted_at: datetime | None,
) -> None:
    if kind.part_of_item is None:
        return
    values = {"owner": actor.owner_id, "ids": list(ids), "at": tx.now, "gone": deleted_at}
    await tx.execute(_parts_follow(kind), values)


@cache
def _parts_follow(kind: Kind[Any]) -> Update:
    gone = bindparam("gone", type_=kind.table.c.deleted_at.type)
    return update(kind.table).where(parts_of(kind)).values(deleted_at=gone, **written(kind.table))


@cache
def _delete(child: Child) -> Update:
    table = child.table.c
    return (
        update(child.table)
        .where(table.owner_id == OWNER, child.of == _IDS, table.deleted_at.is_(None))
        .values(deleted_at=AT, deleted_with=child.of, **written(child.table))
    )


@cache
def _restore(child: Child) -> ReturningUpdate[Any]:
    table = child.table.c
    return (
        update(child.table)
        .where(table.owner_id == OWNER, table.deleted_with == _IDS)
        .values(deleted_at=None, deleted_with=null(), **written(child.table))
        .returning(table.id)
    )
