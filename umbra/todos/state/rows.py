"""The rows of the list, each in its own slot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import reflex as rx

from umbra.todos.service import TodoRow, section_of
from umbra.todos.state.recounting import Recounting
from umbra.todos.state.view import TodoCard, card_of, empty_card
from umbra.todos.state.window import CAPACITY, TodoWindow


def due_patch(day: str) -> dict[str, str | None]:
    """The patch that sets the due date (ISO date; empty clears date and time)."""
    return {"due_date": day} if day else {"due_date": None, "due_time": None}


class Rows(Recounting, mixin=True):
    """Each slot is a state var, so an event sends the slots it changed and not the list."""

    layout: rx.Field[list[dict[str, str | int]]] = rx.field(default_factory=list)
    order: rx.Field[list[str]] = rx.field(default_factory=list)
    has_before: rx.Field[bool] = rx.field(False)
    has_after: rx.Field[bool] = rx.field(False)
    selected_count: rx.Field[int] = rx.field(0)

    __annotations__.update({f"slot_{number}": TodoCard for number in range(CAPACITY)})
    locals().update(
        {f"slot_{number}": rx.field(default_factory=empty_card) for number in range(CAPACITY)}
    )

    _window: TodoWindow = TodoWindow()
    _today: date = date.min
    _refusals: int = 0

    def _apply_row(self, row: TodoRow) -> None:
        """Updates a row and the counts."""
        shown = self._window.get(str(row.id))
        if shown is not None:
            self._count(section_of(shown.row, self._today), -1)
            self._count(section_of(row, self._today), 1)
        self._repaint(self._window.update(row, self._today))

    def _remove_row(self, todo_id: str) -> bool:
        """Removes a row from the list; False if it was not in the window."""
        shown = self._window.get(todo_id)
        if shown is None:
            return False
        self._count(section_of(shown.row, self._today), -1)
        self._window.drop(todo_id)
        self._repaint([], always=True)
        return True

    def _repaint(self, ids: Sequence[str], *, always: bool = False) -> bool:
        """Sends the rows `ids` and the layout if it changed; returns whether there are any."""
        self._paint(ids)
        layout = self._window.layout()
        if layout != self.layout:
            self.layout = layout
            self.order = list(self._window.order)
        if always:
            for slot in self._window.free_slots:
                self._set_slot(slot, empty_card())
        for edge in ("has_before", "has_after"):
            if getattr(self, edge) != getattr(self._window, edge):
                setattr(self, edge, getattr(self._window, edge))
        return bool(ids)

    def _paint(self, ids: Iterable[str]) -> None:
        for todo_id in ids:
            if (shown := self._window.get(todo_id)) is not None:
                card = card_of(
                    shown.row, self._today, selected=shown.selected, refused=self._refusals
                )
                self._set_slot(shown.slot, card)
        count = len(self._window.selected)
        if count != self.selected_count:
            self.selected_count = count

    def _set_slot(self, number: int, card: TodoCard) -> None:
        """Assigns the slot if it differs: an assignment is sent even if the value is equal."""
        name = f"slot_{number}"
        if getattr(self, name) != card:
            setattr(self, name, card)
