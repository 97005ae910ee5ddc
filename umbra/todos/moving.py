"""Putting a todo next to another of its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
    update,
)

from umbra.core import rank
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound
from umbra.database import Transaction
from umbra.todos.columns import OWNER, TODO, TODOS
from umbra.todos.models import DAY
from umbra.todos.orders import day_or_last

Side = Literal["before", "after"]

_T = TODOS.c
_DAY: ColumnElement[date] = literal_column(DAY, Date())
_ITS_DAY = and_(
    _T.owner_id == OWNER,
    _T.deleted_at.is_(None),
    _T.completed_at.is_(None),
    day_or_last(bindparam("day", type_=Date())) == _DAY,
)
_PLACE = tuple_(_T.position, _T.id)
_NEIGHBOUR = tuple_(bindparam("position", type_=Text()), bindparam("neighbour", type_=Uuid()))

_PAIR = select(_T.id, _T.due_date, _T.position, _T.completed_at).where(
    _T.owner_id == OWNER,
    _T.deleted_at.is_(None),
    _T.id.in_([TODO, bindparam("neighbour", type_=Uuid())]),
)
_OTHERS = select(_T.position).where(_ITS_DAY, _T.id != TODO).limit(1)
_NEXT: dict[Side, Any] = {
    "before": _OTHERS.where(_PLACE < _NEIGHBOUR).order_by(_T.position.desc(), _T.id.desc()),
    "after": _OTHERS.where(_PLACE > _NEIGHBOUR).order_by(_T.position, _T.id),
}
_WHOLE_DAY = select(_T.id).where(_ITS_DAY).order_by(_T.position, _T.id)


@dataclass(frozen=True, slots=True)
class Move:
    """Where a todo is to go: to one side of `neighbour`, on `day` (its own where it says)."""

    side: Side
    neighbour: UUID
    changes_day: bool = False
    day: date | None = None


async def position_for(tx: Transaction, actor: Actor, todo_id: UUID, move: Move) -> str:
    """The rank that puts the todo there. The caller holds the arrangement.

    NotFound without the todo; InvalidInput at the side's name without the neighbour,
    or where it stands on another day.
    """
    position, day = await _neighbour(tx, actor, todo_id, move)
    found = await _gap(tx, actor, todo_id, move, position, day)
    if found is None:
        await _spread(tx, actor, day)
        position, day = await _neighbour(tx, actor, todo_id, move)
        found = await _gap(tx, actor, todo_id, move, position, day)
    assert found is not None, "ranks spread anew leave room"
    return found


async def _neighbour(
    tx: Transaction, actor: Actor, todo_id: UUID, move: Move
) -> tuple[str, date | None]:
    """The neighbour's rank, and the day both are to stand on."""
    values = {"owner": actor.owner_id, "todo": todo_id, "neighbour": move.neighbour}
    pair = {row.id: row for row in await tx.all(_PAIR, values)}
    if todo_id not in pair:
        raise NotFound
    if move.neighbour == todo_id:
        raise InvalidInput.at(move.side, "Can't be moved next to itself. Name another todo.")
    neighbour = pair.get(move.neighbour)
    if neighbour is None or neighbour.completed_at is not None:
        raise InvalidInput.at(move.side, "There is no open todo by that id.")
    day = move.day if move.changes_day else pair[todo_id].due_date
    if neighbour.due_date != day:
        raise InvalidInput.at(
            move.side,
            "Stands on another day. Change the due date too, or name one of the same day.",
        )
    return neighbour.position, day


async def _gap(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    move: Move,
    position: str,
    day: date | None,
) -> str | None:
    """A rank on that side of the neighbour, or None where the ranks have grown too close."""
    values = {
        "owner": actor.owner_id,
        "todo": todo_id,
        "neighbour": move.neighbour,
        "position": position,
        "day": day,
    }
    other = await tx.scalar(_NEXT[move.side], values)
    low, high = (other, position) if move.side == "before" else (position, other)
    if low is not None and low == high:
        return None
    found = rank.between(low, high)
    return found if len(found) <= rank.LONGEST else None


async def _spread(tx: Transaction, actor: Actor, day: date | None) -> None:
    """Ranks the open todos of a day anew, in the order they have."""
    values = {"owner": actor.owner_id, "day": day}
    ids: Sequence[UUID] = (await tx.execute(_WHOLE_DAY, values)).scalars().all()
    await tx.execute(
        _RANK_ANEW,
        {
            "owner": actor.owner_id,
            "ids": ids,
            "ranks": rank.spread(len(ids)),
            "at": tx.now,
        },
    )


_NEW = (
    func.unnest(bindparam("ids", type_=ARRAY(Uuid())), bindparam("ranks", type_=ARRAY(Text())))
    .table_valued("id", "rank")
    .render_derived()
)
_RANK_ANEW = (
    update(TODOS)
    .where(_T.owner_id == OWNER, _T.id == _NEW.c.id)
    .values(position=_NEW.c.rank, version=_T.version + 1, updated_at=bindparam("at"))
)
