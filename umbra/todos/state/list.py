"""The states of the todo page: the list, and the side panel of a todo."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.core.ids import id_from
from umbra.items.state.editing import Editing
from umbra.items.state.listing import filters_of
from umbra.items.state.printing import Printing
from umbra.items.state.selecting import Selecting
from umbra.items.state.slots import slots_of
from umbra.todos import service
from umbra.todos.models import PRIORITIES
from umbra.todos.state.address import Address
from umbra.todos.state.list_kind import TODO_LIST
from umbra.todos.state.view import TodoCard
from umbra.ui.toasts import toast

CAN_NOT_MOVE = {
    "done": "Complete it to move it to done.",
    "overdue": "Pick a date in the past in its panel.",
}


class TodoList(Selecting, Printing, slots_of(TodoCard), rx.State):
    """The todo list of a tab."""

    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: filters_of(Address()))

    _kind_name: str = TODO_LIST.kind.name

    @rx.event
    async def toggle(self, todo_id: str, completed: bool) -> None:
        """Completes or reopens a todo. A refusal resets the checkbox and shows the reason."""
        await self._change(
            todo_id,
            lambda tx, actor, version: service.toggle_todo(
                tx, actor, id_from(todo_id), completed=completed, version=version
            ),
            "Completed" if completed else "Reopened",
        )

    @rx.event
    async def move(self, todo_id: str, other_id: str, side: str) -> None:
        """Moves a todo before or after another. Moved to another day, it is due that day."""
        shown, other = self._rows.get(todo_id), self._rows.get(other_id)
        if shown is None or other is None or side not in {"before", "after"}:
            self.moves_refused += 1
            return
        if other.section in CAN_NOT_MOVE and other.section != shown.section:
            self.moves_refused += 1
            await toast(self, CAN_NOT_MOVE[other.section])
            return
        patch: dict[str, Any] = {side: other_id}
        if self._rows.sort == "due" and other.row.due_date != shown.row.due_date:
            patch["due_date"] = other.row.due_date
            if other.row.due_date is None:
                patch["due_time"] = None
        if await self._patch(todo_id, patch, "Moved") is None:
            self.moves_refused += 1

    @rx.event
    async def nudge(self, todo_id: str, by: int) -> None:
        """Moves a todo one place up (-1) or down (1), by keyboard."""
        other_id = self._rows.neighbour(todo_id, by)
        if other_id is not None and by in {-1, 1}:
            await self.move(todo_id, other_id, "before" if by < 0 else "after")

    @rx.event
    async def set_due(self, todo_id: str, day: str) -> None:
        """Sets the due date of a todo (ISO date; empty: none)."""
        await self._patch(todo_id, due_patch(day), "Rescheduled")

    @rx.event
    async def complete_selected(self) -> None:
        await self._bulk("complete", None, "Completed {}")

    @rx.event
    async def prioritise_selected(self, priority: str) -> None:
        if priority in PRIORITIES:
            await self._bulk("patch", {"priority": priority}, "Changed the priority of {}")

    @rx.event
    async def reschedule_selected(self, day: str) -> None:
        await self._bulk("patch", due_patch(day), "Rescheduled {}")

    def _is_current(self, row: Any) -> bool:
        shown = self._rows.get(str(row.id))
        if shown is not None:
            return shown.row.version >= row.version
        return self._shown_address.done == "open" and row.completed

    @property
    def _editor_state(self) -> type[TodoEditor]:
        return TodoEditor


class TodoEditor(Editing, rx.State):
    """The panel of one todo."""

    completed: rx.Field[bool] = rx.field(False)

    _kind_name: str = TODO_LIST.kind.name

    @property
    def _list_state(self) -> type[TodoList]:
        return TodoList

    def _show_state(self, row: Any) -> None:
        self.completed = row.completed


def due_patch(day: str) -> dict[str, str | None]:
    """The patch that sets the due date (ISO date; empty clears date and time)."""
    return {"due_date": day} if day else {"due_date": None, "due_time": None}
