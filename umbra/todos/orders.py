"""The orders todos are listed in, as columns, as places in a cursor, and back.

In every order the open todos come first; the done ones follow, the latest done first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import total_ordering
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
)

from umbra.core.errors import InvalidInput
from umbra.core.item import table_of
from umbra.core.paging import Cursor, Key
from umbra.core.rank import is_rank
from umbra.todos.fields import Sort
from umbra.todos.models import BYTES, DAY, URGENCY, Todo
from umbra.todos.rules import TITLE_KEY_LENGTH, URGENCIES, TodoRow, title_key

_T = table_of(Todo).c


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column of an order: in SQL, as the parameter of a place, in a row, in a cursor."""

    name: str
    column: ColumnElement[Any]
    place: ColumnElement[Any]
    of: Callable[[TodoRow], Key]
    read: Callable[[Key], Any]


@dataclass(frozen=True, slots=True)
class Order:
    """Columns that together put every row into one place; all rise, or all fall."""

    keys: tuple[SortKey, ...]
    rising: bool = True


def order_of(sort: Sort, *, done: bool) -> Order:
    """How the open, or the done, todos are ordered."""
    return _DONE if done else _OPEN[sort]


def cursor_of(row: TodoRow, sort: Sort) -> Cursor:
    """The place of `row` in the list sorted by `sort`."""
    keys = order_of(sort, done=row.completed).keys
    return Cursor(sort, (int(row.completed), *(key.of(row) for key in keys)))


@total_ordering
class _Falling:
    """A value that compares the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Key) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Falling) and self.value == other.value

    def __lt__(self, other: _Falling) -> bool:
        return other.value < self.value  # pyright: ignore[reportOperatorIssue]

    __hash__ = None  # pyright: ignore[reportAssignmentType]


def sort_key(row: TodoRow, sort: Sort) -> tuple[Any, ...]:
    """What compares as the list sorted by `sort` is ordered: for placing a row among known ones."""
    order = order_of(sort, done=row.completed)
    values = [key.of(row) for key in order.keys]
    if order.rising:
        return (row.completed, *(_LAST if value is None else value for value in values))
    return (row.completed, *(_Falling(value) for value in values))


_LAST = "9999-99-99"
"""Sorts after every day: where the undated stand."""


def place_of(cursor: Cursor, sort: Sort) -> tuple[bool, dict[str, Any]]:
    """Whether `cursor` stands among the done ones, and the parameters of its place there.

    InvalidInput at `cursor` for one of another list, or one that nobody handed out.
    """
    try:
        if cursor.order != sort or cursor.keys[0] not in (0, 1):
            raise ValueError
        done = cursor.keys[0] == 1
        keys = order_of(sort, done=done).keys
        values = zip(keys, cursor.keys[1:], strict=True)
        return done, {key.name: key.read(value) for key, value in values}
    except (ValueError, LookupError, OverflowError):
        raise InvalidInput.at(
            "cursor", "Is not a place in this list. Start again without a cursor."
        ) from None


def day_or_last(day: ColumnElement[date]) -> ColumnElement[date]:
    """What `DAY` is where the due date is `day`, which may be null."""
    return func.coalesce(cast(day, Date()), literal_column("'infinity'::date", Date()))


def _text_from(key: Key) -> str:
    if not isinstance(key, str) or "\x00" in key or len(key) > TITLE_KEY_LENGTH:
        raise ValueError
    key.encode()
    return key


def _day_from(key: Key) -> date | None:
    return None if key is None else date.fromisoformat(_text_from(key))


def _rank_from(key: Key) -> str:
    if not isinstance(key, str) or not is_rank(key):
        raise ValueError
    return key


def _urgency_from(key: Key) -> int:
    if type(key) is not int or key not in URGENCIES.values():
        raise ValueError
    return key


def _instant_from(key: Key) -> datetime:
    return datetime.fromisoformat(_text_from(key)).astimezone(UTC)


def _id_from(key: Key) -> UUID:
    return UUID(_text_from(key))


def _iso(instant: datetime | None) -> Key:
    return instant.isoformat() if instant else None


_ID = SortKey(
    "key_id",
    _T.id,
    bindparam("key_id", type_=Uuid()),
    lambda row: str(row.id),
    _id_from,
)
_DAY = SortKey(
    "key_day",
    literal_column(DAY, Date()),
    day_or_last(bindparam("key_day", type_=Date())),
    lambda row: row.due_date.isoformat() if row.due_date else None,
    _day_from,
)
_POSITION = SortKey(
    "key_position",
    _T.position,
    bindparam("key_position", type_=BYTES),
    lambda row: row.position,
    _rank_from,
)
_URGENCY = SortKey(
    "key_urgency",
    literal_column(URGENCY, Integer()),
    bindparam("key_urgency", type_=Integer()),
    lambda row: URGENCIES[row.priority],
    _urgency_from,
)
_TITLE = SortKey(
    "key_title",
    _T.title_key,
    bindparam("key_title", type_=BYTES),
    lambda row: title_key(row.title),
    _text_from,
)
_CREATED = SortKey(
    "key_created",
    _T.created_at,
    bindparam("key_created", type_=DateTime(timezone=True)),
    lambda row: _iso(row.created_at),
    _instant_from,
)
_COMPLETED = SortKey(
    "key_completed",
    _T.completed_at,
    bindparam("key_completed", type_=DateTime(timezone=True)),
    lambda row: _iso(row.completed_at),
    _instant_from,
)

_OPEN: dict[Sort, Order] = {
    "due": Order((_DAY, _POSITION, _ID)),
    "priority": Order((_URGENCY, _DAY, _POSITION, _ID)),
    "title": Order((_TITLE, _ID)),
    "-title": Order((_TITLE, _ID), rising=False),
    "created": Order((_CREATED, _ID)),
    "-created": Order((_CREATED, _ID), rising=False),
}
_DONE = Order((_COMPLETED, _ID), rising=False)
