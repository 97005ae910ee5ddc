"""Manual ordering: moves an item next to another of its group, by a rank between neighbours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Text,
    Uuid,
    bindparam,
    select,
    tuple_,
    update,
)

from umbra.core import rank
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound
from umbra.database import Transaction
from umbra.items.kind import ITEM, OWNER, Kind, present, text_by_id, written

Side = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """A column whose values part the items into groups, each with an order of its own.

    `matches` compares with a parameter; where an index is on an expression, by that expression.
    """

    column: Column[Any]
    matches: Callable[[ColumnElement[Any]], ColumnElement[bool]]


@dataclass(frozen=True, eq=False)
class ManualOrder:
    """How a kind is ordered manually: by `rank` within each group of `groups`, among `only`.

    `other_group` is the sentence for a neighbour of another group.
    """

    kind: Kind[Any]
    rank: Column[str]
    groups: tuple[Grouping, ...] = ()
    only: ColumnElement[bool] | None = None
    missing: str = "There is none by that id."
    other_group: str = "Stands in another group."


@dataclass(frozen=True, slots=True)
class Move:
    """Where an item is to go: to one side of `neighbour`.

    `group` has the values of grouping columns that are set in the same write.
    """

    side: Side
    neighbour: UUID
    group: Mapping[str, Any] = field(default_factory=dict)


def move_in(named: Mapping[str, Any], *groups: str) -> Move | None:
    """The move that a patch's changes name by `before` or `after`, if any."""
    group = {name: named[name] for name in groups if name in named}
    sides: tuple[Side, ...] = ("before", "after")
    for side in sides:
        if named.get(side) is not None:
            return Move(side, named[side], group)
    return None


async def rank_beside(
    tx: Transaction, actor: Actor, order: ManualOrder, item_id: UUID, move: Move
) -> str:
    """The rank that puts the item there. The caller holds `umbra.database.lock_ordering`.

    Where the ranks have grown too close, the items of the group get new ones first. NotFound
    without the item; InvalidInput at the side's name without the neighbour, or where it stands
    in another group.
    """
    neighbour, group = await _neighbour(tx, actor, order, item_id, move)
    found = await _gap(tx, actor, order, item_id, move, neighbour, group)
    if found is None:
        await _spread(tx, actor, order, group)
        neighbour, group = await _neighbour(tx, actor, order, item_id, move)
        found = await _gap(tx, actor, order, item_id, move, neighbour, group)
    assert found is not None, "new ranks leave room"
    return found


async def _neighbour(
    tx: Transaction, actor: Actor, order: ManualOrder, item_id: UUID, move: Move
) -> tuple[str, dict[str, Any]]:
    """The neighbour's rank, and the values of the group both are to stand in."""
    values = {"owner": actor.owner_id, "item": item_id, "neighbour": move.neighbour}
    pair = {row.id: row for row in await tx.all(_pair(order), values)}
    if item_id not in pair:
        raise NotFound
    if move.neighbour == item_id:
        raise InvalidInput.at(
            move.side, f"Can't be moved next to itself. Name another {order.kind.name}."
        )
    neighbour = pair.get(move.neighbour)
    if neighbour is None or not neighbour.ordered:
        raise InvalidInput.at(move.side, order.missing)
    names = [grouping.column.name for grouping in order.groups]
    group = {name: move.group.get(name, pair[item_id]._mapping[name]) for name in names}
    if any(neighbour._mapping[name] != group[name] for name in names):
        raise InvalidInput.at(move.side, order.other_group)
    return neighbour.rank, group


async def _gap(
    tx: Transaction,
    actor: Actor,
    order: ManualOrder,
    item_id: UUID,
    move: Move,
    neighbour: str,
    group: dict[str, Any],
) -> str | None:
    """A rank on that side of the neighbour, or None where the ranks have grown too close."""
    values = {
        "owner": actor.owner_id,
        "item": item_id,
        "neighbour": move.neighbour,
        "rank": neighbour,
        **_group_values(group),
    }
    other = await tx.scalar(_next(order, move.side), values)
    low, high = (other, neighbour) if move.side == "before" else (neighbour, other)
    if low is not None and low == high:
        return None
    found = rank.between(low, high)
    return found if len(found) <= rank.LONGEST else None


async def _spread(tx: Transaction, actor: Actor, order: ManualOrder, group: dict[str, Any]) -> None:
    """Gives the items of a group new ranks with room between them, in the order they have."""
    values = {"owner": actor.owner_id, **_group_values(group)}
    ids: Sequence[UUID] = (await tx.execute(_whole_group(order), values)).scalars().all()
    ranks = rank.spread(len(ids))
    values = {"owner": actor.owner_id, "ids": ids, "texts": ranks, "at": tx.now}
    await tx.execute(_new_ranks(order), values)


def _group_values(group: dict[str, Any]) -> dict[str, Any]:
    return {f"group_{name}": value for name, value in group.items()}


@cache
def _pair(order: ManualOrder) -> Any:
    table = order.kind.table.c
    ordered = (order.only if order.only is not None else table.id.is_not(None)).label("ordered")
    return select(
        table.id,
        order.rank.label("rank"),
        ordered,
        *(grouping.column for grouping in order.groups),
    ).where(
        present(order.kind),
        table.id.in_([ITEM, bindparam("neighbour", type_=Uuid())]),
    )


def _in_group(order: ManualOrder) -> list[ColumnElement[bool]]:
    conditions = [present(order.kind)]
    if order.only is not None:
        conditions.append(order.only)
    return conditions + [
        grouping.matches(bindparam(f"group_{grouping.column.name}", type_=grouping.column.type))
        for grouping in order.groups
    ]


@cache
def _next(order: ManualOrder, side: Side) -> Any:
    table = order.kind.table.c
    place = tuple_(order.rank, table.id)
    neighbour = tuple_(bindparam("rank", type_=Text()), bindparam("neighbour", type_=Uuid()))
    others = select(order.rank).where(*_in_group(order), table.id != ITEM).limit(1)
    if side == "before":
        return others.where(place < neighbour).order_by(order.rank.desc(), table.id.desc())
    return others.where(place > neighbour).order_by(order.rank, table.id)


@cache
def _whole_group(order: ManualOrder) -> Any:
    table = order.kind.table.c
    return select(table.id).where(*_in_group(order)).order_by(order.rank, table.id)


@cache
def _new_ranks(order: ManualOrder) -> Any:
    table = order.kind.table.c
    new = text_by_id()
    changes = {order.rank.name: new.c.text, **written(order.kind.table)}
    return (
        update(order.kind.table)
        .where(table.owner_id == OWNER, table.id == new.c.id)
        .values(changes)
    )
