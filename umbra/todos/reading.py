"""Todos as they are read: one, a window, counts. Each kind of question is one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    Select,
    Uuid,
    any_,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction
from umbra.todos.columns import COLUMNS, OWNER, PLAIN, THIS_ONE, TODOS, row_from, tags_of
from umbra.todos.fields import Sort, TodoFilter
from umbra.todos.filtering import FilterShape, conditions_of, filter_values
from umbra.todos.orders import order_of, place_of
from umbra.todos.rules import TodoRow

_T = TODOS.c

_ONE = select(*COLUMNS).where(THIS_ONE)


def _categories_statement() -> Select[tuple[str]]:
    """From each category to the next along the index: not a row a todo, but one a category."""
    filed = (
        select(_T.category)
        .where(_T.owner_id == OWNER, _T.deleted_at.is_(None), _T.category.is_not(None))
        .order_by(_T.category)
        .limit(1)
    )
    first = filed.subquery("first")
    found = select(first.c.category).cte("found", recursive=True)
    following = filed.where(_T.category > found.c.category).scalar_subquery()
    found = found.union_all(select(following).where(found.c.category.is_not(None)))
    return select(found.c.category).where(found.c.category.is_not(None)).limit(MOST_CATEGORIES)


MOST_CATEGORIES = 200
_CATEGORIES = _categories_statement()


@dataclass(frozen=True, slots=True)
class SectionCounts:
    """How many todos stand in each section of the list."""

    overdue: int = 0
    today: int = 0
    upcoming: int = 0
    someday: int = 0
    done: int = 0


async def get_todo(tx: Transaction, actor: Actor, todo_id: UUID) -> TodoRow:
    """The todo by that id. NotFound where the owner has none, or has it in the trash."""
    row = await tx.first(_ONE, {"owner": actor.owner_id, "todo": todo_id})
    if row is None:
        raise NotFound
    return row_from(row)


async def list_window(  # noqa: PLR0913  (a question with this many parts)
    tx: Transaction,
    actor: Actor,
    which: TodoFilter,
    sort: Sort,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    limit: int,
    from_end: bool = False,
) -> Window[TodoRow]:
    """Up to `limit` todos in the order of `sort`: the first ones, or those next to a place.

    `after` reads on from a place, `before` reads back from one, `from_end` gives the
    last window. That there is something behind a place is taken for granted: its row
    was seen. InvalidInput at `cursor` for a place in another list.
    """
    backward = from_end or before is not None
    cursor = before or after
    values: dict[str, Any] = {"owner": actor.owner_id, "limit": limit + 1}
    start: bool | None = None
    if cursor is not None:
        start, place = place_of(cursor, sort)
        values |= place
    filtered, parameters = await filter_values(tx, which)
    shape = _Shape.of(filtered, sort, which.completed, backward, start)
    if not shape.parts:
        return Window((), has_before=cursor is not None and not backward, has_after=backward)
    found = await tx.all(_window_statement(shape), values | parameters)
    rows = [row_from(row) for row in found[:limit]]
    more = len(found) > limit
    if backward:
        rows.reverse()
        return Window(rows, has_before=more, has_after=before is not None)
    return Window(rows, has_before=after is not None, has_after=more)


async def rows_by_id(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], which: TodoFilter
) -> list[TodoRow]:
    """Those of the todos `ids` that are there and fit `which`, in no order."""
    filtered, parameters = await filter_values(tx, which)
    statement = _these_statement(filtered, which.completed)
    values = {"owner": actor.owner_id, "ids": list(ids)} | parameters
    return [row_from(row) for row in await tx.all(statement, values)]


async def categories(tx: Transaction, actor: Actor) -> Sequence[str]:
    """The categories the owner's todos stand in, by name; of very many the first 200."""
    rows = await tx.execute(_CATEGORIES, {"owner": actor.owner_id})
    return rows.scalars().all()


async def counts(tx: Transaction, actor: Actor, which: TodoFilter, today: date) -> SectionCounts:
    """How many todos fit `which`, by section; whether they are done is not filtered by."""
    filtered, parameters = await filter_values(tx, which)
    values = {"owner": actor.owner_id, "today": today} | parameters
    row = await tx.first(_counts_statement(filtered), values)
    return SectionCounts(*row) if row else SectionCounts()


@dataclass(frozen=True, slots=True)
class _Shape:
    """A kind of window: `parts` are the open (False) and done (True) todos in reading order."""

    filtered: FilterShape
    sort: Sort
    backward: bool
    parts: tuple[bool, ...]
    placed: bool

    @classmethod
    def of(
        cls,
        filtered: FilterShape,
        sort: Sort,
        completed: bool | None,
        backward: bool,
        start: bool | None,
    ) -> _Shape:
        """`start`: the part the cursor stands in. Parts the reading has left behind drop out."""
        parts = [False, True] if completed is None else [completed]
        if start is not None:
            parts = [part for part in parts if (part <= start if backward else part >= start)]
        if backward:
            parts.reverse()
        placed = start is not None and start in parts
        return cls(filtered, sort, backward, tuple(parts), placed)


def _part(shape: _Shape, done: bool, *, bounded: bool) -> Select[*tuple[Any, ...]]:
    """The next open, or done, todos from the place on, numbered in reading order."""
    order = order_of(shape.sort, done=done)
    rising = order.rising is not shape.backward
    columns = [key.column for key in order.keys]
    along = [column.asc() if rising else column.desc() for column in columns]
    conditions = conditions_of(shape.filtered)
    conditions.append(_T.completed_at.is_not(None) if done else _T.completed_at.is_(None))
    if bounded:
        place = tuple_(*(key.place for key in order.keys))
        conditions.append(tuple_(*columns) > place if rising else tuple_(*columns) < place)
    number = func.row_number().over(order_by=along).label("number")
    return (
        select(*PLAIN, literal(shape.parts.index(done), Integer()).label("part"), number)
        .where(*conditions)
        .order_by(*along)
        .limit(bindparam("limit", type_=Integer()))
    )


@lru_cache(maxsize=512)
def _window_statement(shape: _Shape) -> Select[*tuple[Any, ...]]:
    parts = [
        _part(shape, done, bounded=shape.placed and place == 0)
        for place, done in enumerate(shape.parts)
    ]
    rows = (parts[0] if len(parts) == 1 else union_all(*parts)).subquery("rows")
    return (
        select(*(rows.c[column.name] for column in PLAIN), tags_of(rows.c.id))
        .order_by(rows.c.part, rows.c.number)
        .limit(bindparam("limit", type_=Integer()))
    )


@lru_cache(maxsize=128)
def _these_statement(filtered: FilterShape, completed: bool | None) -> Select[Any]:
    conditions = conditions_of(filtered)
    if completed is not None:
        conditions.append(_T.completed_at.is_not(None) if completed else _T.completed_at.is_(None))
    these = _T.id == any_(bindparam("ids", type_=ARRAY(Uuid())))
    return select(*COLUMNS).where(*conditions, these)


@lru_cache(maxsize=128)
def _counts_statement(filtered: FilterShape) -> Select[*tuple[Any, ...]]:
    today = bindparam("today", type_=Date())
    is_open = _T.completed_at.is_(None)

    def number(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(*conditions)

    return select(
        number(is_open, _T.due_date < today),
        number(is_open, _T.due_date == today),
        number(is_open, _T.due_date > today),
        number(is_open, _T.due_date.is_(None)),
        number(_T.completed_at.is_not(None)),
    ).where(*conditions_of(filtered))
