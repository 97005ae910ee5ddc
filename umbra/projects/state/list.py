"""The states of the project page: the grid, and the side panel of a project."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.errors import UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.text import shortened
from umbra.database import transaction
from umbra.items import reading
from umbra.items.state.editing import Editing
from umbra.items.state.listing import filters_of
from umbra.items.state.printing import Printing
from umbra.items.state.selecting import Selecting
from umbra.items.state.slots import slots_of
from umbra.projects import service
from umbra.projects.kind import PROJECT
from umbra.projects.service import ProjectRow
from umbra.projects.state.head import STATUSES
from umbra.projects.state.list_kind import Address, ProjectCard
from umbra.ui.toasts import toast

OTHER_STATUS = "Change its status in its panel, or by its menu."


class ProjectList(Selecting, Printing, slots_of(ProjectCard), rx.State):
    """The grid of projects of a tab."""

    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: filters_of(Address()))

    _kind_name: str = PROJECT.name

    @rx.event
    async def move(self, project_id: str, other_id: str, side: str) -> None:
        """Moves a project before or after another of the same status."""
        shown, other = self._rows.get(project_id), self._rows.get(other_id)
        if shown is None or other is None or side not in {"before", "after"}:
            self.moves_refused += 1
            return
        if other.section != shown.section:
            self.moves_refused += 1
            await toast(self, OTHER_STATUS)
            return
        if await self._patch(project_id, {side: other_id}, "Moved") is None:
            self.moves_refused += 1

    @rx.event
    async def nudge(self, project_id: str, by: int) -> None:
        """Moves a project one place back (-1) or on (1), by keyboard."""
        other_id = self._rows.neighbour(project_id, by)
        if other_id is not None and by in {-1, 1}:
            await self.move(project_id, other_id, "before" if by < 0 else "after")

    @rx.event
    async def set_status(self, project_id: str, status: str) -> None:
        """Gives a project another status, from its menu, with an undo."""
        if status not in STATUSES:
            return
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                before = await service.get_project(tx, actor, id_from(project_id))
                patch = validated(service.ProjectPatch, {"status": status})
                row = await service.patch_project(tx, actor, before.id, patch)
                fits = await self._kind.by_ids(tx, actor, [row.id], self._filter_for_changes())
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        self._apply_rows([row.id], fits)
        label = f"“{shortened(row.name)}” is {STATUSES[row.status].lower()}"
        await self._remember_change(label, [before], [row])

    @rx.event
    async def duplicate(self, project_id: str) -> Any:
        """Copies a project with its tasks, and opens the copy."""
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                copy = await service.duplicate_project(tx, actor, id_from(project_id))
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return None
        await toast(self, f"Made “{shortened(copy.name)}”")
        return rx.redirect(f"/tasks?project={copy.id}")

    @rx.event
    async def set_status_of_selected(self, status: str) -> None:
        if status in STATUSES:
            await self._bulk("patch", {"status": status}, "Changed the status of {}")

    @rx.event
    async def tasks_changed(self, _versions: dict[str, int]) -> None:
        """Counts the progress of the shown projects again. The live listener calls this."""
        if not self._is_open():
            return
        actor = current_actor()
        ids = [id_from(one) for one in self._rows.order]
        async with transaction(actor) as tx:
            rows = await reading.by_ids(tx, actor, PROJECT, ids)
        for row in rows:
            shown = self._rows.get(str(row.id))
            if shown is not None and shown.row != row:
                self._apply_row(row)

    @property
    def _editor_state(self) -> type[ProjectEditor]:
        return ProjectEditor


class ProjectEditor(Editing, rx.State):
    """The panel of one project. `own_colour` is a colour that only the API can set."""

    own_colour: rx.Field[str] = rx.field("")

    _kind_name: str = PROJECT.name

    @property
    def _list_state(self) -> type[ProjectList]:
        return ProjectList

    def _show_state(self, row: ProjectRow) -> None:
        self.own_colour = row.colour if row.colour and row.colour.startswith("#") else ""
