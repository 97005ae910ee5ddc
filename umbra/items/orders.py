"""Orders of a list: as columns in SQL, as keys in a cursor, as values that compare in Python.

Keyset pagination: a place in a list is the keys of the row beside it, never an offset.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import total_ordering
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    String,
    Table,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
)

from umbra.core.errors import InvalidInput
from umbra.core.paging import NO_PLACE, Cursor, Key, read_day, read_id, read_instant, read_text
from umbra.core.rank import is_rank
from umbra.core.text import folded

Row = TypeVar("Row")

BYTES = String(collation="C")
"""Text that compares byte by byte, whatever the database's language: ranks and sort keys."""

LONGEST_KEY = 100
"""Characters of a text that its place in an order depends on."""


@dataclass(frozen=True, slots=True)
class SortKey(Generic[Row]):
    """One column of an order: in SQL, as the parameter of a place, in a row, in a cursor.

    `read` turns a cursor's key into the parameter; ValueError for one that was never given out.
    A row whose key is None comes last.
    """

    name: str
    column: ColumnElement[Any]
    place: ColumnElement[Any]
    of: Callable[[Row], Key]
    read: Callable[[Key], Any]


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """A part of a list with one sort order: columns that together order its rows totally.

    All columns ascend, or all descend. `only` is the condition for the rows of this part.
    """

    keys: tuple[SortKey[Row], ...]
    rising: bool = True
    only: ColumnElement[bool] | None = None


Orders = Mapping[str, tuple[Part[Row], ...]]
"""By the name of a sort, the parts of the list, one after the other."""


def cursor_of(
    orders: Orders[Row], part_of: Callable[[Row, str], int], row: Row, sort: str
) -> Cursor:
    """The place of `row` in the list sorted by `sort`."""
    number = part_of(row, sort)
    return Cursor(sort, (number, *(key.of(row) for key in orders[sort][number].keys)))


@total_ordering
class _Falling:
    """A value of a descending sort key: it compares in reverse."""

    __slots__ = ("value",)

    def __init__(self, value: tuple[bool, Any]) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Falling) and self.value == other.value

    def __lt__(self, other: _Falling) -> bool:
        return other.value < self.value

    __hash__ = None  # pyright: ignore[reportAssignmentType]


def sort_key(
    orders: Orders[Row], part_of: Callable[[Row, str], int], row: Row, sort: str
) -> tuple[Any, ...]:
    """Returns a value that sorts `row` as the list sorted by `sort` does."""
    number = part_of(row, sort)
    part = orders[sort][number]
    values = [(value is None, value) for value in (key.of(row) for key in part.keys)]
    return (number, *values) if part.rising else (number, *map(_Falling, values))


def place_of(orders: Orders[Any], cursor: Cursor, sort: str) -> tuple[int, dict[str, Any]]:
    """The part `cursor` stands in, and the parameters of its place there.

    InvalidInput at `cursor` for one of another list, or one that was never given out.
    """
    try:
        number = cursor.keys[0]
        if cursor.order != sort or type(number) is not int or number < 0:
            raise ValueError
        keys = orders[sort][number].keys
        values = zip(keys, cursor.keys[1:], strict=True)
        return number, {key.name: key.read(value) for key, value in values}
    except (ValueError, LookupError, OverflowError):
        raise InvalidInput.at("cursor", NO_PLACE) from None


def by_id(table: Table) -> SortKey[Any]:
    """By the id: what makes every order total."""
    place = bindparam("key_id", type_=Uuid())
    return SortKey("key_id", table.c.id, place, lambda row: str(row.id), read_id)


def by_text(column: Column[Any], of: Callable[[Row], str | None]) -> SortKey[Row]:
    """By a text column of the type BYTES, at most LONGEST_KEY characters long."""
    name = f"key_{column.name}"
    return SortKey(name, column, bindparam(name, type_=BYTES), of, _text_from)


def by_rank(column: Column[Any], of: Callable[[Row], str]) -> SortKey[Row]:
    """By hand: by a column of ranks (`umbra.core.rank`)."""
    name = f"key_{column.name}"
    return SortKey(name, column, bindparam(name, type_=BYTES), of, _rank_from)


def by_instant(column: Column[Any], of: Callable[[Row], datetime | None]) -> SortKey[Row]:
    """By an instant; one that may be null stands in a part where it is not."""
    name = f"key_{column.name}"
    place = bindparam(name, type_=DateTime(timezone=True))
    return SortKey(name, column, place, lambda row: _iso(of(row)), read_instant)


def by_day(name: str, expression: str, of: Callable[[Row], date | None]) -> SortKey[Row]:
    """By a day that may be null, which comes last: `expression` gives infinity for null.

    `expression` is spelled as PostgreSQL gives it back from the index on it.
    """
    name = f"key_{name}"
    column = literal_column(expression, Date())
    place = day_or_last(bindparam(name, type_=Date()))
    return SortKey(name, column, place, lambda row: _iso(of(row)), _day_from)


def by_number(
    name: str, column: ColumnElement[Any], of: Callable[[Row], int], known: frozenset[int]
) -> SortKey[Row]:
    """By a whole number out of `known`."""

    def read(key: Key) -> int:
        if type(key) is not int or key not in known:
            raise ValueError
        return key

    name = f"key_{name}"
    return SortKey(name, column, bindparam(name, type_=Integer()), of, read)


def text_key(text: str) -> str:
    """The key that `by_text` sorts by: without case and accents, at most LONGEST_KEY characters."""
    return folded(text)[:LONGEST_KEY]


def day_or_last(day: ColumnElement[Any]) -> ColumnElement[date]:
    """`day`, or infinity where that is null."""
    return func.coalesce(cast(day, Date()), literal_column("'infinity'::date", Date()))


def _text_from(key: Key) -> str:
    text = read_text(key)
    if len(text) > LONGEST_KEY:
        raise ValueError
    return text


def _day_from(key: Key) -> date | None:
    return None if key is None else read_day(key)


def _rank_from(key: Key) -> str:
    if not isinstance(key, str) or not is_rank(key):
        raise ValueError
    return key


def _iso(value: date | datetime | None) -> Key:
    return value.isoformat() if value else None
