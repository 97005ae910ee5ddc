"""Keyset pagination: a window of a long list, read from a cursor, never by counting rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from umbra.core.errors import InvalidInput

Row_co = TypeVar("Row_co", covariant=True)

Key = str | int | None

NO_PLACE = "Is not a place in this list. Start again without a cursor."


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position in a sorted list: just after, or just before, the row with these sort keys.

    `order` names the sort order that the keys belong to. The row may have been deleted since.
    """

    order: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Window(Generic[Row_co]):
    """Consecutive rows in their order, and whether there are more before and after them."""

    rows: Sequence[Row_co]
    has_before: bool
    has_after: bool


def keys_of(cursor: Cursor, order: str, *read: Callable[[Key], Any]) -> tuple[Any, ...]:
    """The sort keys of a cursor of this order, each by the function that reads it.

    InvalidInput at `cursor` for one of another list, or one that was never given out: where a
    function raises ValueError or OverflowError.
    """
    try:
        if cursor.order != order:
            raise ValueError
        return tuple(one(key) for one, key in zip(read, cursor.keys, strict=True))
    except (ValueError, OverflowError):
        raise InvalidInput.at("cursor", NO_PLACE) from None


def read_instant(key: Key) -> datetime:
    """A sort key that is an instant, in UTC."""
    return datetime.fromisoformat(read_text(key)).astimezone(UTC)


def read_day(key: Key) -> date:
    """A sort key that is a date."""
    return date.fromisoformat(read_text(key))


def read_id(key: Key) -> UUID:
    """A sort key that is an id."""
    return UUID(read_text(key))


def read_text(key: Key) -> str:
    """A sort key that is a text, if it is one that PostgreSQL can compare."""
    if not isinstance(key, str) or "\x00" in key:
        raise ValueError
    key.encode()
    return key
