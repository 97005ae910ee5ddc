"""A window of a long list: read from a place in its order, never by counting rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row_co = TypeVar("Row_co", covariant=True)

Key = str | int | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in an order: just after, or just before, the row these keys belong to.

    `order` names the order the keys are of. The row itself may be gone by now.
    """

    order: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Window(Generic[Row_co]):
    """Neighbouring rows in their order, and whether there are more on either side."""

    rows: Sequence[Row_co]
    has_before: bool
    has_after: bool
