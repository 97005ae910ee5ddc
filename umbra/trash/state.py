"""State of the trash page: the deleted items of all kinds, or of the kind in the URL."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import UmbraError
from umbra.core.ids import id_from
from umbra.core.paging import Cursor
from umbra.database import Transaction, transaction
from umbra.preferences.service import now_of
from umbra.trash import service
from umbra.trash.words import (
    KIND_OF,
    TrashCard,
    address_of,
    name_of,
    number_of,
    trash_card,
)
from umbra.ui.toasts import toast

PATH = "/trash"
PAGE_SIZE = 50
MOST_KEPT = 500
"""The most rows that are read again when one changed; "Show more" reads on from there."""


class TrashState(rx.State):
    """The rows shown, and which dialog is open.

    `kind` is the filter, "" for all kinds; `number` says how many items it has ("12 todos").
    `subject_id`, `subject_kind` and `subject_title` are the item that the open dialog deletes.
    """

    loaded: rx.Field[bool] = rx.field(False)
    kind: rx.Field[str] = rx.field("")
    rows: rx.Field[list[TrashCard]] = rx.field(default_factory=list)
    number: rx.Field[str] = rx.field("")
    has_more: rx.Field[bool] = rx.field(False)
    open_dialog: rx.Field[Literal["", "delete", "empty"]] = rx.field("")
    subject_id: rx.Field[str] = rx.field("")
    subject_kind: rx.Field[str] = rx.field("")
    subject_title: rx.Field[str] = rx.field("")

    _after: Cursor | None = None

    @rx.event
    async def load(self) -> None:
        """Shows the first rows of the kind that the URL names."""
        wanted = self.router.url.query_parameters.get("kind", "")
        self.kind = wanted if wanted in KIND_OF else ""
        self.open_dialog = ""
        await self._read()
        self.loaded = True

    @rx.event
    async def changed(self, _versions: dict[str, int]) -> None:
        """Reads the rows again. The live listener calls this: an item, the day or zone changed."""
        if self._is_open():
            await self._read(at_least=len(self.rows))

    @rx.event
    def choose(self, kind: str) -> Any:
        """Filters by a kind, by navigating to its URL; "" shows all kinds."""
        return rx.redirect(f"{PATH}?kind={kind}" if kind in KIND_OF else PATH)

    @rx.event
    async def show_more(self) -> None:
        """Reads the rows after the last one."""
        if self._after is None:
            return
        actor = current_actor()
        async with transaction(actor) as tx:
            rows = await self._read_rows(tx, actor, self._after, PAGE_SIZE)
        shown = {card["id"] for card in self.rows}
        self.rows = [*self.rows, *(card for card in rows if card["id"] not in shown)]

    @rx.event
    async def restore(self, item_id: str) -> None:
        """Restores an item; a toast says so, with a button that opens it."""
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                restored = await service.restore(tx, actor, id_from(item_id))
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
        else:
            text = f"{name_of(restored.title)} restored."
            opens = address_of(restored.kind, item_id)
            if opens:
                call = TrashState.open_restored(restored.kind, item_id)
                await toast(self, text, "success", action_label="Open", on_action=call)
            else:
                await toast(self, text, "success")
        await self._read(at_least=len(self.rows))

    @rx.event
    def open_restored(self, kind: str, item_id: str) -> Any:
        """Opens a restored item on the page of its kind. An unknown kind does nothing."""
        address = address_of(kind, item_id)
        return rx.redirect(address) if address else None

    @rx.event
    def ask_to_delete(self, item_id: str) -> None:
        """Opens the dialog that deletes a shown item for good."""
        for card in self.rows:
            if card["id"] == item_id:
                self.subject_id, self.subject_title = item_id, card["title"]
                self.subject_kind = card["kind"].lower()
                self.open_dialog = "delete"

    @rx.event
    def ask_to_empty(self) -> None:
        """Opens the dialog that empties the trash."""
        self.open_dialog = "empty"

    @rx.event
    def leave(self) -> None:
        """Closes the dialog without doing anything."""
        self.open_dialog = ""

    @rx.event
    async def delete(self) -> None:
        """Deletes the item of the dialog for good, in the version that is shown."""
        actor = current_actor()
        self.open_dialog = ""
        version = next((row["version"] for row in self.rows if row["id"] == self.subject_id), None)
        try:
            async with transaction(actor) as tx:
                item_id = id_from(self.subject_id)
                deleted = await service.delete_for_good(tx, actor, item_id, version)
            await toast(self, f"{name_of(deleted.title)} deleted for good.")
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
        await self._read(at_least=len(self.rows))

    @rx.event
    async def empty(self) -> None:
        """Deletes everything that the filter shows for good."""
        actor = current_actor()
        self.open_dialog = ""
        async with transaction(actor) as tx:
            deleted = await service.empty_trash(tx, actor, self.kind or None)
        await toast(self, f"{number_of(deleted, self.kind)} deleted for good.")
        await self._read()

    def _is_open(self) -> bool:
        """Whether the tab shows the trash, not another page that was opened since."""
        return self.loaded and self.router.url.path == PATH

    async def _read(self, *, at_least: int = 0) -> None:
        """Reads the rows from the first one on, and the number of items."""
        actor = current_actor()
        async with transaction(actor) as tx:
            rows = await self._read_rows(tx, actor, None, min(max(PAGE_SIZE, at_least), MOST_KEPT))
            counts = await service.count_trash(tx, actor)
        if rows != self.rows:
            self.rows = rows
        count = counts.get(self.kind, 0) if self.kind else sum(counts.values())
        self.number = number_of(count, self.kind)

    async def _read_rows(
        self, tx: Transaction, actor: Actor, after: Cursor | None, limit: int
    ) -> list[TrashCard]:
        window = await service.list_trash(
            tx, actor, kind=self.kind or None, after=after, limit=limit
        )
        now = await now_of(tx, actor)
        self._after = service.cursor_of(window.rows[-1]) if window.has_after else None
        self.has_more = window.has_after
        return [trash_card(row, now) for row in window.rows]
