"""The state of the task page: the columns of a project, or of the tasks of all projects.

Board and list are two layouts of the same columns, so that one keeps one's place.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.database import Transaction, lock_ordering, transaction
from umbra.items import reading
from umbra.items.state.alarms import default_alarms
from umbra.items.state.alarms_form import AlarmsForm
from umbra.items.state.changing import Act
from umbra.items.state.links_form import LinksForm
from umbra.items.state.listing import LONGEST_SEARCH
from umbra.items.state.slots import slots_of
from umbra.preferences import service as preferences
from umbra.projects import service as projects
from umbra.projects.board.card import COLUMNS, TaskCard, card_of
from umbra.projects.board.columns import SLOTS
from umbra.projects.board.commenting import Commenting
from umbra.projects.board.options import projects_of
from umbra.projects.board.reading import ReadingColumns
from umbra.projects.models import TASK_STATUSES
from umbra.projects.tasks import service
from umbra.projects.tasks.kind import TASK
from umbra.projects.tasks.service import TaskFields, TaskFilter, TaskPatch, TaskRow

MOST_PARENTS = 20
"""The most tasks that are offered as a parent."""

Write = Callable[[Transaction, Actor, TaskRow], Awaitable[TaskRow]]


class TaskBoard(ReadingColumns, slots_of(TaskCard, SLOTS), rx.State):
    """The tasks of a tab. `add_column` is the column whose form `add_error` is of."""

    add_column: rx.Field[str] = rx.field("")

    @rx.event
    async def move(self, task_id: str, status: str, neighbour: str, side: str) -> None:
        """Puts a task into a column: before or after a neighbour, or without one where it is."""
        if status not in TASK_STATUSES or side not in {"", "before", "after"}:
            self.moves_refused += 1
            return
        await self._place(task_id, {"status": status} | ({side: neighbour} if side else {}))

    @rx.event
    async def toggle(self, task_id: str, completed: bool) -> None:
        """Completes or reopens a task or a sub-task."""

        async def write(tx: Transaction, actor: Actor, before: TaskRow) -> TaskRow:
            return await service.toggle_task(tx, actor, before.id, completed)

        changed = await self._write(task_id, write)
        if changed is not None:
            label = "Completed" if completed else "Reopened"
            await self._remember_change(label, [changed[0]], [changed[1]], quiet=True)

    @rx.event
    async def expand(self, task_id: str, is_open: bool) -> None:
        """Shows or hides the sub-tasks of a task."""
        others = [one for one in self._expanded if one != id_from(task_id)]
        self._expanded = [*others, id_from(task_id)] if is_open else others
        async with transaction(current_actor()) as tx:
            await self._read_subs(tx, current_actor())

    @rx.event
    async def add_to(self, status: str, values: dict[str, str], send: str = "") -> None:
        """Adds a task to a column. `send` is the submit id, as in `add`."""
        self.add_column = status
        await self.add({**values, "status": status}, send)
        await self._refresh([])

    @rx.event
    async def reach(self, status: str, end: str) -> None:
        """Reads more of a column at an end of its window, or its "first" or "last" cards."""
        if status not in TASK_STATUSES or end not in {"before", "after", "first", "last"}:
            return
        window = self._rows[status]
        if not (window.has_before if end in {"before", "first"} else window.has_after):
            return
        actor = current_actor()
        async with transaction(actor) as tx:
            if end in {"before", "after"}:
                await self._read_more(tx, actor, status, after=end == "after")
            else:
                await self._read_column(tx, actor, status, from_end=end == "last")
        self._repaint(window.order, always=True)

    @rx.event
    async def project_changed(self, versions: dict[str, int]) -> Any:
        """Reads the project again, or the names of all. The live listener calls this."""
        if not self._is_open():
            return None
        shown = self._shown_address.project_id
        if shown is None:
            self._names = {}
            return await self.changed({})
        if not versions or str(shown) in versions:
            await self._refresh([])
        return None

    @rx.event
    async def changed(self, versions: dict[str, int]) -> Any:
        """Reads changed tasks again; without ids, all. The live listener calls this."""
        ids = [one for one, version in versions.items() if not self._shows(one, version)]
        if not self._is_open() or (versions and not ids):
            return None
        if not versions:
            await self._reload(keep_place=True)
            return await self._count_again()
        actor = current_actor()
        wanted = [id_from(task_id) for task_id in ids]
        async with transaction(actor) as tx:
            rows = await reading.by_ids(tx, actor, TASK, wanted)
            fitting = await self._kind.by_ids(tx, actor, wanted, self._filter_for_changes())
            await self._learn_names(tx, actor, fitting)
            await self._read_around(tx, actor, self._parents(rows, len(rows) < len(ids)))
        uncounted = any(str(row.id) not in self._rows for row in fitting)
        for row in fitting:
            if not self._is_current(row):
                self._apply_row(row)
        found = {str(row.id) for row in fitting}
        for task_id in ids:
            if task_id not in found:
                uncounted = not self._remove_row(task_id) or uncounted
        return await self._count_again() if uncounted else None

    @rx.event
    async def commented(self, versions: dict[str, int]) -> None:
        """Shows how many comments tasks have. The live listener calls this, with their ids."""
        if self._is_open():
            await self._refresh([id_from(one) for one in versions or self._rows.order])

    @rx.event
    async def prioritise_selected(self, priority: str) -> None:
        await self._bulk("patch", {"priority": priority}, "Changed the priority of {}")

    @rx.event
    async def move_selected(self, status: str) -> None:
        if status in TASK_STATUSES:
            title = COLUMNS[status]["title"]
            await self._bulk("patch", {"status": status}, f"Moved {{}} to {title}")

    @rx.event
    async def reschedule_selected(self, day: str) -> None:
        values = {"due_date": day} if day else {"due_date": None, "due_time": None}
        await self._bulk("patch", values, "Rescheduled {}")

    @rx.event
    def show_done(self, which: str) -> Any:
        """Shows all done tasks ("all"), or the "latest" ones alone."""
        done = "all" if which == "all" else "latest"
        return rx.redirect(self._kind.url(replace(self._shown_address, done=done)))

    async def _place(self, task_id: str, values: Mapping[str, Any]) -> bool:
        """Moves a task as a patch says, with an undo; a refusal puts back what was dragged."""

        async def write(tx: Transaction, actor: Actor, before: TaskRow) -> TaskRow:
            patch = validated(TaskPatch, dict(values))
            return await service.patch_task(tx, actor, before.id, patch)

        changed = await self._write(task_id, write)
        if changed is None:
            self.moves_refused += 1
            return False
        before, after = changed
        goes = before.status != after.status or before.project_id != after.project_id
        label = f"Moved “{self._short(after)}” to {await self._place_name(before, after)}"
        await self._remember_change(label, [before], [after], quiet=not goes)
        return True

    async def _place_name(self, before: TaskRow, after: TaskRow) -> str:
        if before.project_id == after.project_id:
            return COLUMNS[after.status]["title"]
        actor = current_actor()
        async with transaction(actor) as tx:
            return (await projects.labels(tx, actor, [after.project_id]))[after.project_id].name

    async def _write(self, task_id: str, write: Write) -> tuple[TaskRow, TaskRow] | None:
        """A task before and after `write`; None, after a toast, if that was refused.

        Not under optimistic locking: what a move or a tick sets is what was meant, whatever else
        changed in the task meanwhile.
        """
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                await lock_ordering(tx, actor)
                before = await service.get_task(tx, actor, id_from(task_id))
                row = await write(tx, actor, before)
                fits = await self._fits(tx, actor, row)
                await self._read_around(tx, actor, {before.parent_id, row.parent_id})
        except UmbraError as refusal:
            await self._refuse(task_id, refusal)
            return None
        if fits:
            self._apply_row(row)
        else:
            self._remove_row(task_id)
        return before, row

    async def _fits(self, tx: Transaction, actor: Actor, row: TaskRow) -> bool:
        which = self._filter_for_changes()
        if which.project_id not in (None, row.project_id) or (which.top and row.parent_id):
            return False
        return await super()._fits(tx, actor, row)

    async def _delete(self, ids: Sequence[str]) -> None:
        await super()._delete(ids)
        await self._refresh(self._with_subtasks())

    async def _bulk(self, action: str, values: dict[str, Any] | None, label: str) -> None:
        await super()._bulk(action, values, label)
        await self._refresh(self._with_subtasks())

    async def _undo(self, act: Act) -> None:
        await super()._undo(act)
        await self._refresh(self._with_subtasks())

    async def _defaults_of(
        self, tx: Transaction, actor: Actor, fields: Mapping[str, Any]
    ) -> dict[str, Any]:
        return await default_alarms(tx, actor, timed=False) if "due_date" in fields else {}

    def _insert_row(self, row: TaskRow) -> bool:
        """Shows a new or restored task; a sub-task is shown under its parent."""
        if self._filter().top and row.parent_id is not None:
            return True
        return super()._insert_row(row)

    @property
    def _editor_state(self) -> type[TaskEditor]:
        return TaskEditor


class TaskEditor(AlarmsForm, LinksForm, Commenting, rx.State):
    """The panel of one task. `subtasks` are its sub-tasks; `is_sub` says that it is one itself.

    `parents` are the tasks that it can be part of, and `parent` is the one that it is part of.
    """

    subtasks: rx.Field[list[TaskCard]] = rx.field(default_factory=list)
    is_sub: rx.Field[bool] = rx.field(False)
    parent: rx.Field[str] = rx.field("")
    parents: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    projects: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    sub_error: rx.Field[str] = rx.field("")

    _kind_name: str = TASK.name

    @rx.event
    async def search_parents(self, text: str) -> None:
        """Finds the tasks that the open one can be part of."""
        if self._row is None:
            return
        actor = current_actor()
        which = TaskFilter(text[:LONGEST_SEARCH], self._row.project_id, top=True)
        async with transaction(actor) as tx:
            found = await service.list_window(tx, actor, which, "title", limit=MOST_PARENTS)
        self.parents = [
            (str(row.id), row.title) for row in found.rows if str(row.id) != self.open_id
        ]

    @rx.event
    async def add_subtask(self, values: dict[str, str], send: str = "") -> None:
        """Adds a sub-task to the open task. `send` is the submit id."""
        actor = current_actor()
        if self._row is None or self._was_taken(send):
            return
        self.sub_error = ""
        fields = {
            "title": values.get("title", ""),
            "project_id": self._row.project_id,
            "parent_id": self._row.id,
        }
        try:
            async with transaction(actor) as tx:
                await service.create_task(tx, actor, validated(TaskFields, fields))
                await self._read_more(tx, actor)
        except UmbraError as refusal:
            self.sub_error = refusal.detail
            self._answer(send, taken=False)
            return
        self._answer(send, taken=True)
        await self._refresh_board()

    @rx.event
    async def toggle_subtask(self, task_id: str, completed: bool) -> None:
        """Completes or reopens a sub-task."""
        board = await self.get_state(TaskBoard)
        await board.toggle(task_id, completed)
        await self._refresh()

    @rx.event
    async def changed(self, versions: dict[str, int]) -> None:
        """Reads the open task, its sub-tasks and comments again. The live listener calls this."""
        await super().changed(versions)
        if self.open_id and self.router.url.path == self._kind.path:
            await self._refresh()

    @rx.event
    async def commented(self, versions: dict[str, int]) -> None:
        """Reads the comments again. The live listener calls this, with the ids of tasks."""
        if self.open_id in versions or not versions:
            await self._refresh()

    @rx.event
    async def move_subtask(self, task_id: str, other_id: str, side: str) -> None:
        """Puts a sub-task of the open task before or after another."""
        board = await self.get_state(TaskBoard)
        if side not in {"before", "after"}:
            board.moves_refused += 1
            return
        if await board._place(task_id, {side: other_id}):
            await self._refresh()

    async def _refresh(self) -> None:
        """Reads what the panel shows beside the form."""
        if self._row is None or self.missing:
            return
        actor = current_actor()
        async with transaction(actor) as tx:
            await self._read_more(tx, actor)
            comments = await self._read_comments(tx, actor, self._row.id)
        await self._show_comments(*comments)

    async def _open(self, item_id: str) -> None:
        await super()._open(item_id)
        await self._refresh()

    async def _read(self, tx: Transaction, actor: Actor, item_id: UUID) -> Any:
        self._zone = (await preferences.owner_time_zone(tx, actor)).name
        return await super()._read(tx, actor, item_id)

    async def _read_more(self, tx: Transaction, actor: Actor) -> None:
        row = cast(TaskRow, self._row)
        today = await preferences.today(tx, actor)
        subs = await service.subtasks_of(tx, actor, [row.id])
        self.subtasks = [card_of(one, today) for one in subs.get(row.id, [])]
        self.is_sub = row.parent_id is not None
        self.parent = ""
        if row.parent_id is not None:
            self.parent = (await service.get_task(tx, actor, row.parent_id)).title
        self.projects = await projects_of(tx, actor, row.project_id)

    async def _refresh_board(self) -> None:
        board = await self.get_state(TaskBoard)
        await board._refresh([self._row.id if self._row else None])

    def _close(self) -> None:
        super()._close()
        self.subtasks, self.parents, self.parent, self.is_sub = [], [], "", False
        self.comments, self.editing_comment, self.comment_error, self.sub_error = [], "", "", ""

    @property
    def _list_state(self) -> type[TaskBoard]:
        return TaskBoard
