"""The selection of a list, and bulk changes of it.

The selection is of the tab and lasts until it is released, wherever the list is scrolled or
filtered to. Bulk changes are one transaction each.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.database import Transaction, transaction
from umbra.items import reading
from umbra.items.many import MOST_IN_BULK
from umbra.items.state.changing import Changing
from umbra.ui.toasts import toast

ChangeMany = Callable[[Transaction, Actor, Sequence[UUID]], Awaitable[Any]]


class Selecting(Changing, mixin=True):
    """Selects rows one by one or all that fit the filters, and changes or deletes them."""

    selecting: rx.Field[bool] = rx.field(False)

    @rx.event
    def turn_selecting(self) -> None:
        """Shows the checkboxes of all rows, for devices without hover; a second call hides them."""
        self.selecting = not self.selecting
        if not self.selecting:
            self._select([])

    @rx.event
    async def select(self, item_id: str) -> None:
        """Selects or deselects a row."""
        if item_id in self._selected:
            self._select([one for one in self._selected if one != item_id])
        elif item_id in self._rows:
            self._select([*self._selected, item_id])

    @rx.event
    async def select_all(self) -> None:
        """Selects every item that fits the filters, up to the most a bulk change takes."""
        actor = current_actor()
        kind, sort = self._kind, self._shown_address.sort
        async with transaction(actor) as tx:
            found = await kind.window(tx, actor, self._filter(), sort, limit=MOST_IN_BULK)
        self._select([str(row.id) for row in found.rows])
        if found.has_after:
            await toast(self, f"Selected the first {MOST_IN_BULK}, the most that can be changed.")

    @rx.event
    async def select_none(self) -> None:
        self.selecting = False
        self._select([])

    @rx.event
    async def delete_selected(self) -> None:
        await self._delete(self._selected)

    async def _bulk(self, action: str, values: dict[str, Any] | None, label: str) -> None:
        """Changes all selected items or none, with an undo named `label`, the items in its "{}"."""
        try:
            patch = None if values is None else validated(self._kind.changes, values)
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        bulk = self._kind.bulk
        await self._change_selected(
            lambda tx, actor, ids: bulk(tx, actor, ids, action, patch), label
        )

    async def _change_selected(self, change: ChangeMany, label: str) -> None:
        """Changes all selected items by `change`, or none, with an undo as in `_bulk`."""
        ids = list(self._selected)
        if not ids:
            return
        actor = current_actor()
        wanted = [id_from(item_id) for item_id in ids]
        try:
            async with transaction(actor) as tx:
                before = await reading.by_ids(tx, actor, self._kind.kind, wanted)
                await change(tx, actor, wanted)
                after = await reading.by_ids(tx, actor, self._kind.kind, wanted)
                fitting = await self._kind.by_ids(tx, actor, wanted, self._filter_for_changes())
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        self._select([])
        self._apply_rows(wanted, fitting)
        await self._remember_change(label.format(_numbered(len(ids), self._kind)), before, after)

    def _select(self, ids: Sequence[str]) -> None:
        changed = set(self._selected) ^ set(ids)
        self._selected = list(ids)
        self.selected_count = len(ids)
        self._paint([item_id for item_id in self._rows.order if item_id in changed])


def _numbered(count: int, kind: Any) -> str:
    return f"{count} {kind.plural if count != 1 else kind.kind.name}"
