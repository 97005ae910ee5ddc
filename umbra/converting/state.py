"""Makes the todo or the task of the open panel the other kind, with an undo."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.converting import service
from umbra.converting.service import Conversion
from umbra.core.actor import Actor
from umbra.core.errors import UmbraError
from umbra.core.ids import id_from
from umbra.core.text import shortened
from umbra.database import Transaction, transaction
from umbra.items.state.undo_stack import AfterUndo, UndoStack, register_undo
from umbra.projects.board.options import projects_of
from umbra.projects.board.state import TaskEditor
from umbra.todos.state import TodoEditor
from umbra.ui.toasts import toast

ENTRY = "conversion"


class Converting(rx.State):
    """The dialog that asks for the project of a todo. `projects` are those it can go to."""

    is_open: rx.Field[bool] = rx.field(False)
    projects: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    error: rx.Field[str] = rx.field("")

    _todo_id: str = ""

    @rx.event
    async def ask(self, todo_id: str) -> None:
        """Opens the dialog for a todo."""
        actor = current_actor()
        async with transaction(actor) as tx:
            self.projects = await projects_of(tx, actor)
        self._todo_id, self.error, self.is_open = todo_id, "", True

    @rx.event
    def close(self) -> None:
        """Closes the dialog; the todo stays one."""
        self.is_open = False

    @rx.event
    async def to_task(self, values: dict[str, Any]) -> Any:
        """Makes the todo a task of the project of the form. A refusal is shown in the dialog."""
        project = str(values.get("project", ""))
        if project not in dict(self.projects):
            self.error = "Choose a project. Without one, add it on the page of projects first."
            return None
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                row, done = await service.todo_to_task(
                    tx, actor, id_from(self._todo_id), id_from(project)
                )
        except UmbraError as refusal:
            self.error = refusal.detail
            return None
        self.is_open = False
        name = shortened(dict(self.projects)[project])
        await self._remember(f"“{shortened(row.title)}” is a task of {name}", done)
        return TodoEditor.close

    @rx.event
    async def to_todo(self, task_id: str) -> Any:
        """Makes a task a todo."""
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                row, done = await service.task_to_todo(tx, actor, id_from(task_id))
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return None
        await self._remember(f"“{shortened(row.title)}” is a todo", done)
        return TaskEditor.close

    async def _remember(self, label: str, done: Conversion) -> None:
        acts = await self.get_state(UndoStack)
        await acts._remember(label, ENTRY, done)


async def _undo(tx: Transaction, actor: Actor, entry: Conversion) -> AfterUndo:
    await service.undo_conversion(tx, actor, entry)
    return lambda other: other


register_undo(ENTRY, _undo)
