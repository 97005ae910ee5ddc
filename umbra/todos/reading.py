"""Todos as they are read: one, a window, counts. Each kind of question is one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)

from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.core.item import table_of
from umbra.core.paging import Cursor, Window
from umbra.database import AnyRow, Transaction
from umbra.tags.models import Tag
from umbra.tags.rules import tag_key
from umbra.todos.fields import Sort, TodoFilter
from umbra.todos.models import DAY, Todo, TodoTag
from umbra.todos.orders import order_of, place_of
from umbra.todos.rules import TodoRow

TODOS = table_of(Todo)
TODO_TAGS = table_of(TodoTag)
TAGS = table_of(Tag)

OWNER: ColumnElement[UUID] = bindparam("owner", type_=Uuid())
TODO: ColumnElement[UUID] = bindparam("todo", type_=Uuid())

_T = TODOS.c
_PLAIN: tuple[Column[Any], ...] = (
    _T.id,
    _T.version,
    _T.title,
    _T.notes,
    _T.due_date,
    _T.due_time,
    _T.priority,
    _T.category,
    _T.completed_at,
    _T.position,
    _T.created_at,
    _T.updated_at,
)


def _tags_of(todo: ColumnElement[UUID]) -> ColumnElement[Sequence[str]]:
    """The names of a todo's tags as an array, in their order."""
    names = (
        select(TAGS.c.name)
        .join(
            TODO_TAGS,
            and_(TODO_TAGS.c.owner_id == TAGS.c.owner_id, TODO_TAGS.c.tag_id == TAGS.c.id),
        )
        .where(TODO_TAGS.c.owner_id == OWNER, TODO_TAGS.c.todo_id == todo)
        .order_by(TAGS.c.name_key)
        .correlate_except(TAGS, TODO_TAGS)
    )
    return func.array(names.scalar_subquery(), type_=ARRAY(Text())).label("tags")


COLUMNS: tuple[ColumnElement[Any], ...] = (*_PLAIN, _tags_of(_T.id))
"""What `row_from` reads; the statement around them has the parameter `owner`."""

THIS_ONE = and_(_T.owner_id == OWNER, _T.id == TODO, _T.deleted_at.is_(None))

_SEARCH = select(func.search_todos(bindparam("text", type_=Text()), type_=Uuid()))
_FEW = 500
"""So many ids are looked up one by one; more are sifted out of the rows in their order."""

_DAY = literal_column(DAY, Date())
"""Said beside the due date, so that the index by day can be used for a range of days."""

IN_TRASH = select(literal("todo").label("kind"), _T.id, _T.version, _T.title, _T.deleted_at).where(
    _T.owner_id == OWNER, _T.deleted_at.is_not(None)
)
"""The deleted todos, in the columns all kinds have in the trash; its parameter is `owner`."""

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


def row_from(row: AnyRow) -> TodoRow:
    """The todo in a result row that begins with COLUMNS."""
    fields: Sequence[Any] = row
    completed_at = fields[8]
    tags, completed = tuple(fields[12]), completed_at is not None
    return TodoRow(*fields[:8], tags, completed, *fields[8:12])  # pyright: ignore[reportCallIssue]


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
    filtered, asked = await _asked(tx, which)
    shape = _Shape.of(filtered, sort, which.completed, backward, start)
    if not shape.parts:
        return Window((), has_before=cursor is not None and not backward, has_after=backward)
    found = await tx.all(_window_statement(shape), values | asked)
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
    filtered, asked = await _asked(tx, which)
    statement = _these_statement(filtered, which.completed)
    values = {"owner": actor.owner_id, "ids": list(ids)} | asked
    return [row_from(row) for row in await tx.all(statement, values)]


async def categories(tx: Transaction, actor: Actor) -> Sequence[str]:
    """The categories the owner's todos stand in, by name; of very many the first 200."""
    rows = await tx.execute(_CATEGORIES, {"owner": actor.owner_id})
    return rows.scalars().all()


async def counts(tx: Transaction, actor: Actor, which: TodoFilter, today: date) -> SectionCounts:
    """How many todos fit `which`, by section; whether they are done is not filtered by."""
    filtered, asked = await _asked(tx, which)
    values = {"owner": actor.owner_id, "today": today} | asked
    row = await tx.first(_counts_statement(filtered), values)
    return SectionCounts(*row) if row else SectionCounts()


@dataclass(frozen=True, slots=True)
class _Filtered:
    """Which parts of a filter are in use: what makes one statement differ from another."""

    text: Literal["", "few", "many"]
    priorities: bool
    category: bool
    tag: bool
    due_from: bool
    due_to: bool
    undated: bool

    @classmethod
    def by(cls, which: TodoFilter, found: Sequence[UUID] | None = None) -> _Filtered:
        """`found`: the ids its text finds, None for more than a few."""
        return cls(
            "" if not which.text else "many" if found is None else "few",
            bool(which.priorities),
            which.category is not None,
            which.tag is not None,
            which.due_from is not None,
            which.due_to is not None,
            which.undated,
        )


@dataclass(frozen=True, slots=True)
class _Shape:
    """A kind of window: `parts` are the open (False) and done (True) todos in reading order."""

    filtered: _Filtered
    sort: Sort
    backward: bool
    parts: tuple[bool, ...]
    placed: bool

    @classmethod
    def of(
        cls,
        filtered: _Filtered,
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


async def _asked(tx: Transaction, which: TodoFilter) -> tuple[_Filtered, dict[str, Any]]:
    """The parts of the filter in use, and their parameters."""
    found: Sequence[UUID] | None = None
    if which.text:
        ids = (await tx.execute(_SEARCH.limit(_FEW + 1), {"text": which.text})).scalars().all()
        found = ids if len(ids) <= _FEW else None
    return _Filtered.by(which, found), {
        "text": which.text,
        "found": found,
        "priorities": list(which.priorities),
        "category": which.category,
        "tag": tag_key(which.tag) if which.tag is not None else None,
        "due_from": which.due_from,
        "due_to": which.due_to,
    }


def _conditions(filtered: _Filtered) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        _T.owner_id == OWNER,
        _T.deleted_at.is_(None),
    ]
    if filtered.text == "few":
        conditions.append(_T.id == any_(bindparam("found", type_=ARRAY(Uuid()))))
    if filtered.text == "many":
        conditions.append(_sifted(_SEARCH))
    if filtered.priorities:
        conditions.append(_T.priority == any_(bindparam("priorities", type_=ARRAY(Text()))))
    if filtered.category:
        conditions.append(_T.category == bindparam("category", type_=Text()))
    if filtered.tag:
        tag = select(TAGS.c.id).where(
            TAGS.c.owner_id == OWNER, TAGS.c.name_key == bindparam("tag", type_=Text())
        )
        tagged = select(TODO_TAGS.c.todo_id).where(
            TODO_TAGS.c.owner_id == OWNER, TODO_TAGS.c.tag_id == tag.scalar_subquery()
        )
        conditions.append(_sifted(tagged))
    if filtered.due_from:
        first = bindparam("due_from", type_=Date())
        conditions += [_T.due_date >= first, first <= _DAY]
    if filtered.due_to:
        last = bindparam("due_to", type_=Date())
        conditions += [_T.due_date <= last, last >= _DAY]
    if filtered.undated:
        conditions.append(_T.due_date.is_(None))
    return conditions


def _sifted(ids: Select[UUID]) -> ColumnElement[bool]:
    """Whether a row is one of many `ids`: asked row by row, in the order of the list.

    "Is true" keeps PostgreSQL from joining, which would fetch and sort all of them.
    """
    return _T.id.in_(ids).is_(true())


def _part(shape: _Shape, done: bool, *, bounded: bool) -> Select[*tuple[Any, ...]]:
    """The next open, or done, todos from the place on, numbered in reading order."""
    order = order_of(shape.sort, done=done)
    rising = order.rising is not shape.backward
    columns = [key.column for key in order.keys]
    along = [column.asc() if rising else column.desc() for column in columns]
    conditions = _conditions(shape.filtered)
    conditions.append(_T.completed_at.is_not(None) if done else _T.completed_at.is_(None))
    if bounded:
        place = tuple_(*(key.place for key in order.keys))
        conditions.append(tuple_(*columns) > place if rising else tuple_(*columns) < place)
    number = func.row_number().over(order_by=along).label("number")
    return (
        select(*_PLAIN, literal(shape.parts.index(done), Integer()).label("part"), number)
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
        select(*(rows.c[column.name] for column in _PLAIN), _tags_of(rows.c.id))
        .order_by(rows.c.part, rows.c.number)
        .limit(bindparam("limit", type_=Integer()))
    )


@lru_cache(maxsize=128)
def _these_statement(filtered: _Filtered, completed: bool | None) -> Select[Any]:
    conditions = _conditions(filtered)
    if completed is not None:
        conditions.append(_T.completed_at.is_not(None) if completed else _T.completed_at.is_(None))
    these = _T.id == any_(bindparam("ids", type_=ARRAY(Uuid())))
    return select(*COLUMNS).where(*conditions, these)


@lru_cache(maxsize=128)
def _counts_statement(filtered: _Filtered) -> Select[*tuple[Any, ...]]:
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
    ).where(*_conditions(filtered))
