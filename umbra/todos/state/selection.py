"""Selected rows, and bulk changes of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.errors import UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.database import transaction
from umbra.todos import service
from umbra.todos.models import PRIORITIES
from umbra.todos.service import BulkAction, TodoPatch
from umbra.todos.state.filters import Filters
from umbra.todos.state.rows import due_patch
from umbra.ui.toasts import toast


class Selection(Filters, mixin=True):
    """The selection of this tab, and bulk changes of it, each in one transaction."""

    selecting: rx.Field[bool] = rx.field(False)

    @rx.event
    def turn_selecting(self) -> None:
        """Shows the checkboxes of all rows, for devices without hover; a second call hides them."""
        self.selecting = not self.selecting
        if not self.selecting:
            self._select(self._window.selected, selected=False)

    @rx.event
    async def select(self, todo_id: str) -> None:
        """Selects or deselects a row."""
        shown = self._window.get(todo_id)
        if shown is not None:
            shown.selected = not shown.selected
            self._paint([todo_id])

    @rx.event
    async def select_all(self) -> None:
        """Selects every row in the window."""
        self._select(self._window.order, selected=True)

    @rx.event
    async def select_none(self) -> None:
        self._select(self._window.selected, selected=False)

    @rx.event
    async def complete_selected(self) -> None:
        await self._bulk("complete", None)

    @rx.event
    async def prioritise_selected(self, priority: str) -> None:
        if priority in PRIORITIES:
            await self._bulk("patch", {"priority": priority})

    @rx.event
    async def reschedule_selected(self, day: str) -> None:
        await self._bulk("patch", due_patch(day))

    async def _bulk(self, action: BulkAction, fields: dict[str, Any] | None) -> None:
        ids = self._window.selected
        if not ids:
            return
        actor = current_actor()
        wanted = [id_from(todo_id) for todo_id in ids]
        try:
            patch = validated(TodoPatch, fields) if fields is not None else None
            async with transaction(actor) as tx:
                await service.bulk_todos(tx, actor, wanted, action, patch)
                rows = await service.rows_by_id(tx, actor, wanted, self._filter_for_changes())
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        self._select(ids, selected=False)
        for row in rows:
            self._apply_row(row)

    def _select(self, ids: Iterable[str], *, selected: bool) -> None:
        touched = list(ids)
        for todo_id in touched:
            if (shown := self._window.get(todo_id)) is not None:
                shown.selected = selected
        self._paint(touched)
