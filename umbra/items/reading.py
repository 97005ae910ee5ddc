"""Reads items: one by its id, a window of a list, several by their ids, the values in use.

Each is one statement, made once for each shape of the question. Lists use keyset pagination: they
are read from a place in their order, never by row numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import (
    Column,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.core.fields import READ_ONLY
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction
from umbra.items import orders
from umbra.items.filtering import EVERYTHING, Conditions, Filter
from umbra.items.kind import (
    Kind,
    Row,
    columns,
    columns_from,
    field_names,
    plain_columns,
    present,
    row_from,
    these,
    this_one,
)

MOST_VALUES = 200
"""Values offered as a filter at most."""


async def get(tx: Transaction, actor: Actor, kind: Kind[Row], item_id: UUID) -> Row:
    """The item by that id. NotFound where the owner has none, or has it in the trash."""
    row = await tx.first(_one_statement(kind), {"owner": actor.owner_id, "item": item_id})
    if row is None:
        raise NotFound
    return row_from(kind, row)


class Place(TypedDict, total=False):
    """Which window of a list: the first `limit` rows, or those next to a place.

    `after` reads on from a place, `before` reads back from one, `from_end` gives the last window.
    """

    limit: Required[int]
    after: Cursor | None
    before: Cursor | None
    from_end: bool


async def window(
    tx: Transaction,
    actor: Actor,
    kind: Kind[Row],
    which: Filter,
    sort: str,
    parts: Sequence[int] | None = None,
    **place: Unpack[Place],
) -> Window[Row]:
    """A window of the items in the order of `sort`, by the keywords of `Place`.

    `parts` names the parts of the order to read, None for all. That there is something behind a
    place is taken for granted: its row was seen. InvalidInput at `cursor` for a place in another
    list.
    """
    limit, after, before = place["limit"], place.get("after"), place.get("before")
    backward = place.get("from_end", False) or before is not None
    cursor = before or after
    values: dict[str, Any] = {"owner": actor.owner_id, "limit": limit + 1}
    start: int | None = None
    if cursor is not None:
        start, keys = orders.place_of(kind.orders, cursor, sort)
        values |= keys
    read = range(len(kind.orders[sort])) if parts is None else parts
    shape = _Shape.of(which.conditions, sort, read, backward, start)
    if not shape.parts:
        return Window((), has_before=cursor is not None and not backward, has_after=backward)
    found = await tx.all(_window_statement(kind, shape), values | which.values)
    rows = [row_from(kind, row) for row in found[:limit]]
    more = len(found) > limit
    if backward:
        rows.reverse()
        return Window(rows, has_before=more, has_after=before is not None)
    return Window(rows, has_before=after is not None, has_after=more)


async def by_ids(
    tx: Transaction,
    actor: Actor,
    kind: Kind[Row],
    ids: Sequence[UUID],
    which: Filter = EVERYTHING,
) -> list[Row]:
    """Returns the items among `ids` that exist and fit `which`, unordered."""
    values = {"owner": actor.owner_id, "ids": list(ids)} | which.values
    found = await tx.all(_these_statement(kind, which.conditions), values)
    return [row_from(kind, row) for row in found]


async def values_in_use(
    tx: Transaction, actor: Actor, kind: Kind[Any], column: Column[Any]
) -> Sequence[Any]:
    """The values the owner's items have in `column`, in their order; of very many the first 200.

    Needs an index on owner and column: it is read from each value to the next (a loose index
    scan), so that the cost grows with the values and not with the items.
    """
    found = await tx.execute(_values_statement(kind, column), {"owner": actor.owner_id})
    return found.scalars().all()


def cursor_of(kind: Kind[Row], row: Row, sort: str) -> Cursor:
    """The place of `row` in the list sorted by `sort`."""
    return orders.cursor_of(kind.orders, kind.part_of, row, sort)


def sort_key(kind: Kind[Row], row: Row, sort: str) -> tuple[Any, ...]:
    """Returns a value that sorts `row` as the list sorted by `sort` does."""
    return orders.sort_key(kind.orders, kind.part_of, row, sort)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a window's SQL statement depends on; `parts` are in reading order."""

    conditions: Conditions
    sort: str
    backward: bool
    parts: tuple[int, ...]
    placed: bool

    @classmethod
    def of(
        cls,
        conditions: Conditions,
        sort: str,
        parts: Sequence[int],
        backward: bool,
        start: int | None,
    ) -> _Shape:
        """`start`: the part the cursor stands in. Parts the reading has left behind drop out."""
        ahead = [
            part
            for part in parts
            if start is None or (part <= start if backward else part >= start)
        ]
        if backward:
            ahead.reverse()
        return cls(conditions, sort, backward, tuple(ahead), start is not None and start in ahead)


def _part(kind: Kind[Any], shape: _Shape, part: int, *, bounded: bool) -> Select[*tuple[Any, ...]]:
    """The next items of a part from the place on, numbered in reading order."""
    order = kind.orders[shape.sort][part]
    rising = order.rising is not shape.backward
    sorted_by = [key.column for key in order.keys]
    along = [column.asc() if rising else column.desc() for column in sorted_by]
    conditions = [present(kind), *shape.conditions.clauses]
    if order.only is not None:
        conditions.append(order.only)
    if bounded:
        place = tuple_(*(key.place for key in order.keys))
        conditions.append(tuple_(*sorted_by) > place if rising else tuple_(*sorted_by) < place)
    number = func.row_number().over(order_by=along).label("number")
    position = literal(shape.parts.index(part), Integer()).label("part")
    return (
        select(*plain_columns(kind), position, number)
        .where(*conditions)
        .order_by(*along)
        .limit(bindparam("limit", type_=Integer()))
    )


@lru_cache(maxsize=1024)
def _window_statement(kind: Kind[Any], shape: _Shape) -> Select[*tuple[Any, ...]]:
    parts = [
        _part(kind, shape, part, bounded=shape.placed and place == 0)
        for place, part in enumerate(shape.parts)
    ]
    rows = (parts[0] if len(parts) == 1 else union_all(*parts)).subquery("rows")
    return (
        select(*columns_from(kind, rows.c))
        .order_by(rows.c.part, rows.c.number)
        .limit(bindparam("limit", type_=Integer()))
    )


@lru_cache(maxsize=512)
def _these_statement(kind: Kind[Any], conditions: Conditions) -> Select[*tuple[Any, ...]]:
    return select(*columns(kind)).where(present(kind), these(kind), *conditions.clauses)


@cache
def _one_statement(kind: Kind[Any]) -> Select[*tuple[Any, ...]]:
    return select(*columns(kind)).where(this_one(kind))


@cache
def _values_statement(kind: Kind[Any], column: Column[Any]) -> Select[*tuple[Any, ...]]:
    used = (
        select(column.label("value"))
        .where(present(kind), column.is_not(None))
        .order_by(column)
        .limit(1)
    )
    first = used.subquery("first")
    found = select(first.c.value).cte("found", recursive=True)
    following = used.where(column > found.c.value).scalar_subquery()
    found = found.union_all(select(following).where(found.c.value.is_not(None)))
    return select(found.c.value).where(found.c.value.is_not(None)).limit(MOST_VALUES)


def column_values(kind: Kind[Any], row: Any) -> dict[str, Any]:
    """The values of `row` by column that a caller may change; tags are apart."""
    return {
        name: getattr(row, name)
        for name in field_names(kind)
        if name in kind.table.c and name not in READ_ONLY
    }


async def number_of(tx: Transaction, actor: Actor, kind: Kind[Any], filtered: Filter) -> int:
    """The number of items that fit."""
    values = {"owner": actor.owner_id, **filtered.values}
    return await tx.scalar(_number_statement(kind, filtered.conditions), values) or 0


@lru_cache(maxsize=128)
def _number_statement(kind: Kind[Any], conditions: Conditions) -> Select[*tuple[Any, ...]]:
    return counting(kind, conditions, func.count())


def counting(kind: Kind[Any], conditions: Conditions, *numbers: Any) -> Select[*tuple[Any, ...]]:
    """A statement over the items that fit `conditions`, with the aggregates `numbers`."""
    return select(*numbers).where(present(kind), *conditions.clauses)
