"""The trash of all kinds: lists what was deleted in the last 30 days, and restores it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Integer, Uuid, bindparam, select, tuple_, union_all

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction
from umbra.items import writing
from umbra.items.kind import ITEM, Kind, trashed
from umbra.kinds import KINDS

KEPT_FOR = timedelta(days=30)


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


_ROWS = union_all(*(trashed(kind) for kind in KINDS)).subquery("trash")
_IN_TIME = select(_ROWS).where(
    _ROWS.c.deleted_at > bindparam("horizon", type_=DateTime(timezone=True))
)
_LATEST = _IN_TIME.order_by(_ROWS.c.deleted_at.desc(), _ROWS.c.id.desc()).limit(
    bindparam("limit", type_=Integer())
)
_LATEST_AFTER = _LATEST.where(
    tuple_(_ROWS.c.deleted_at, _ROWS.c.id)
    < tuple_(bindparam("instant", type_=DateTime(timezone=True)), bindparam("id", type_=Uuid()))
)
_ONE = _IN_TIME.where(_ROWS.c.id == ITEM)


async def list_trash(
    tx: Transaction, actor: Actor, *, after: Cursor | None = None, limit: int
) -> Window[TrashRow]:
    """The items in the trash, last deleted first. InvalidInput at `cursor`."""
    values = {"owner": actor.owner_id, "horizon": tx.now - KEPT_FOR, "limit": limit + 1}
    statement = _LATEST
    if after is not None:
        statement = _LATEST_AFTER
        values |= _place(after)
    rows = [TrashRow(*row) for row in await tx.all(statement, values)]
    return Window(rows[:limit], has_before=after is not None, has_after=len(rows) > limit)


async def restore(tx: Transaction, actor: Actor, item_id: UUID) -> Restored:
    """Restores an item. NotFound if it was not deleted in the last 30 days."""
    horizon = tx.now - KEPT_FOR
    found = await tx.first(_ONE, {"owner": actor.owner_id, "item": item_id, "horizon": horizon})
    if found is None:
        raise NotFound
    row: Any = await writing.restore(tx, actor, _kind(found.kind), item_id, horizon)
    return Restored(found.kind, row.id, row.version, found.title)


def _kind(name: str) -> Kind[Any]:
    return next(kind for kind in KINDS if kind.name == name)


def cursor_of(row: TrashRow) -> Cursor:
    """The place of `row` in the trash."""
    return Cursor("trash", (row.deleted_at.isoformat(), str(row.id)))


def _place(cursor: Cursor) -> dict[str, object]:
    try:
        instant, item_id = cursor.keys
        if cursor.order != "trash":
            raise ValueError
        at = datetime.fromisoformat(str(instant)).astimezone(UTC)
        return {"instant": at, "id": UUID(str(item_id))}
    except (ValueError, OverflowError):
        raise InvalidInput.at(
            "cursor", "Is not a place in this list. Start again without a cursor."
        ) from None
