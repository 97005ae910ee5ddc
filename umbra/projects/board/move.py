"""The dialog "Move ...": does the same as a drag, and moves to another project, by any device."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import UmbraError
from umbra.core.ids import id_from
from umbra.database import Transaction, transaction
from umbra.projects.board.options import projects_of
from umbra.projects.board.state import TaskBoard
from umbra.projects.models import TASK_STATUSES
from umbra.projects.tasks import service
from umbra.projects.tasks.kind import BY_POSITION
from umbra.projects.tasks.service import TaskFilter, TaskRow
from umbra.ui.toasts import toast

PLACES = ("stay", "top", "bottom")


class TaskMove(rx.State):
    """`status` and `project` are where the task is; `projects` are those it can go to."""

    is_open: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)
    title: rx.Field[str] = rx.field("")
    status: rx.Field[str] = rx.field("todo")
    project: rx.Field[str] = rx.field("")
    projects: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)

    _task_id: str = ""

    @rx.event
    async def open(self, task_id: str) -> None:
        """Opens the dialog for a task."""
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                row = await service.get_task(tx, actor, id_from(task_id))
                self.projects = await projects_of(tx, actor, row.project_id)
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        self._task_id = task_id
        self.title, self.status, self.project = row.title, row.status, str(row.project_id)
        self.is_open = True
        self.opened += 1

    @rx.event
    def close(self) -> None:
        """Closes the dialog; nothing is moved."""
        self.is_open = False

    @rx.event
    async def save(self, values: dict[str, Any]) -> None:
        """Moves the task to the column, place and project of the form."""
        status, place = str(values.get("status", "")), str(values.get("place", ""))
        project = str(values.get("project", ""))
        if status not in TASK_STATUSES or place not in PLACES:
            return
        self.is_open = False
        patch: dict[str, Any] = {"status": status}
        actor = current_actor()
        async with transaction(actor) as tx:
            if project != self.project:
                patch["project_id"] = project
            elif place != "stay" and status != "done":
                patch |= await self._beside(tx, actor, status, place)
        board = await self.get_state(TaskBoard)
        await board._place(self._task_id, patch)

    async def _beside(
        self, tx: Transaction, actor: Actor, status: str, place: str
    ) -> dict[str, Any]:
        """The neighbour at an end of a column, the task itself aside; none in an empty one."""
        task_id = id_from(self._task_id)
        which = TaskFilter(project_id=id_from(self.project), statuses=(status,))  # type: ignore[arg-type]
        found = await service.list_window(
            tx, actor, which, BY_POSITION, limit=2, from_end=place == "bottom"
        )
        others: list[TaskRow] = [row for row in found.rows if row.id != task_id]
        if not others:
            return {}
        return {"before": others[0].id} if place == "top" else {"after": others[-1].id}
