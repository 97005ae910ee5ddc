"""Keyset pagination: a window of a long list, read from a cursor, never by counting rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row_co = TypeVar("Row_co", covariant=True)

Key = str | int | None


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
