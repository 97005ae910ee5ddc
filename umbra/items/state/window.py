"""The window of a long list that a tab holds: ordered rows in numbered slots.

A tab's state keeps each row in its own slot, so that a change sends one slot. The layout says
which slots are shown in which order; it is sent only when it changes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from umbra.items.reading import sort_key
from umbra.items.state.list_kind import ListKind, list_kind

CAPACITY = 60
"""The most rows a tab holds: about three tall screens."""

FIRST = 24
"""Rows fetched at first: a screenful, and a few below it."""

STEP = 30
"""Rows fetched when scrolling nears an end; as many are dropped at the other end."""


class Shown:
    """A row of the window, with the section and sort key of the moment it was placed.

    A row that changed and stays where it is (`ListKind.stays`) keeps both.
    """

    __slots__ = ("key", "row", "section", "slot")

    def __init__(self, row: Any, section: str, key: tuple[object, ...], slot: int) -> None:
        self.row = row
        self.section = section
        self.key = key
        self.slot = slot


class ListWindow:
    """Which rows are shown in which slots. Its methods return the ids to send again."""

    def __init__(self, name: str, sort: str, slots: range = range(CAPACITY)) -> None:
        self._name = name
        self.sort = sort
        self.has_before = False
        self.has_after = False
        self._shown: dict[str, Shown] = {}
        self._order: list[str] = []
        self._free = list(slots)
        self._capacity = len(slots)

    @property
    def _kind(self) -> ListKind[Any]:
        """Looked up by name: the state that holds this window is pickled."""
        return list_kind(self._name)

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._shown

    def __len__(self) -> int:
        return len(self._order)

    @property
    def order(self) -> Sequence[str]:
        return self._order

    @property
    def first(self) -> Any | None:
        return self._shown[self._order[0]].row if self._order else None

    @property
    def last(self) -> Any | None:
        return self._shown[self._order[-1]].row if self._order else None

    @property
    def free_slots(self) -> Sequence[int]:
        return self._free

    def get(self, item_id: str) -> Shown | None:
        return self._shown.get(item_id)

    def neighbour(self, item_id: str, by: int) -> str | None:
        """The id `by` places below (above, when negative), if it is in the window."""
        place = self._order.index(item_id) + by if item_id in self._shown else -1
        return self._order[place] if 0 <= place < len(self._order) else None

    def fill(self, rows: Sequence[Any], today: date, *, before: bool, after: bool) -> list[str]:
        """Shows exactly `rows`, in their order. Rows shown already keep their slot."""
        shown = {str(row.id) for row in rows}
        for item_id in [old for old in self._order if old not in shown]:
            self.drop(item_id)
        self.has_before, self.has_after = before, after
        changed = [str(row.id) for row in rows if self._place(row, today)]
        self._order = [str(row.id) for row in rows]
        return changed

    def extend(self, rows: Sequence[Any], today: date, *, more: bool) -> list[str]:
        """Adds `rows` below, and drops above what no longer fits."""
        self._drop_all(
            self._order[: max(0, len(self._order) + len(rows) - self._capacity)], above=True
        )
        self.has_after = more
        return self._add(rows, today, at=len(self._order))

    def extend_up(self, rows: Sequence[Any], today: date, *, more: bool) -> list[str]:
        """Adds `rows` above, and drops below what no longer fits."""
        spare = max(0, len(self._order) + len(rows) - self._capacity)
        self._drop_all(self._order[len(self._order) - spare :], above=False)
        self.has_before = more
        return self._add(rows, today, at=0)

    def update(self, row: Any, today: date) -> list[str]:
        """Updates a row. It moves if its sort key changed, unless it stays (`ListKind.stays`)."""
        item_id = str(row.id)
        shown = self._shown.get(item_id)
        if shown is None:
            return self.insert(row, today)
        kind = self._kind
        if kind.stays(shown.row, row) or sort_key(kind.kind, row, self.sort) == shown.key:
            shown.row = row
            return [item_id]
        self.drop(item_id)
        return self.insert(row, today)

    def insert(self, row: Any, today: date) -> list[str]:
        """Inserts a row at its place, if that is inside the window."""
        key = sort_key(self._kind.kind, row, self.sort)
        place = bisect_left([self._shown[item_id].key for item_id in self._order], key)
        outside = (place == 0 and self.has_before) or (place == len(self._order) and self.has_after)
        if outside:
            return []
        if len(self._order) == self._capacity:
            if place == self._capacity:
                self.has_after = True
                return []
            self._drop_all([self._order[-1]], above=False)
        return self._add([row], today, at=place)

    def drop(self, item_id: str) -> None:
        """Takes a row out, freeing its slot."""
        shown = self._shown.pop(item_id, None)
        if shown is not None:
            self._order.remove(item_id)
            self._free.append(shown.slot)

    def layout(self) -> list[dict[str, str | int]]:
        """The slots in order; `head` names the section at its first row in the window."""
        entries: list[dict[str, str | int]] = []
        section = ""
        for item_id in self._order:
            shown = self._shown[item_id]
            headed = self.sort == self._kind.headed_sort and shown.section != section
            entries.append(
                {"id": item_id, "slot": shown.slot, "head": shown.section if headed else ""}
            )
            section = shown.section
        return entries

    def _drop_all(self, ids: Iterable[str], *, above: bool) -> None:
        gone = list(ids)
        for item_id in gone:
            self.drop(item_id)
        if gone and above:
            self.has_before = True
        elif gone:
            self.has_after = True

    def _add(self, rows: Sequence[Any], today: date, *, at: int) -> list[str]:
        new = [row for row in rows if str(row.id) not in self._shown]
        for row in new:
            self._place(row, today)
        ids = [str(row.id) for row in new]
        self._order[at:at] = ids
        return ids

    def _place(self, row: Any, today: date) -> bool:
        """Stores a row by its id; returns whether what is shown of it changed."""
        item_id = str(row.id)
        section, key = self._kind.section(row, today), sort_key(self._kind.kind, row, self.sort)
        shown = self._shown.get(item_id)
        if shown is None:
            self._shown[item_id] = Shown(row, section, key, self._free.pop())
            return True
        changed = shown.row != row
        shown.row, shown.section, shown.key = row, section, key
        return changed
