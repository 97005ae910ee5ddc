"""What belongs to the person of the panel and is stored by itself: read, and written at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import NotFound, UmbraError
from umbra.database import Transaction, transaction
from umbra.items.state.editing import Editing
from umbra.people.rules import PersonRow
from umbra.ui.toasts import toast

Write = Callable[[Transaction, Actor, UUID], Awaitable[Any]]


class Tied(Editing, mixin=True):
    """A panel that shows more than the form. It is read after the form was filled.

    `tied_to` is the id of the person whose ties are shown.
    """

    tied_to: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> Any:
        """Opens the item that the URL names, then reads what is tied to it."""
        await super().load()
        return type(self).load_tied if self.open_id and not self.missing else None

    @rx.event(supersedes=True)
    async def load_tied(self) -> None:
        """Reads what is tied to the open person."""
        actor, person = current_actor(), self._row
        if person is None or self.missing:
            return
        try:
            async with transaction(actor) as tx:
                await self._read_tied(tx, actor, person)
        except NotFound:
            return
        self.tied_to = str(person.id)

    @rx.event
    async def changed(self, versions: dict[str, int]) -> Any:
        """Reads the open person again if they changed elsewhere. The live listener calls this."""
        before = self.version
        await super().changed(versions)
        return type(self).load_tied if self.open_id and self.version != before else None

    @rx.event
    async def tied_changed(self, _versions: dict[str, int]) -> Any:
        """Reads again what is tied to the person. The live listener calls this."""
        return type(self).load_tied if self.open_id and not self.missing else None

    def _close(self) -> None:
        super()._close()
        self.tied_to = ""

    async def _store(self, write: Write) -> str:
        """Runs `write` for the open person and shows them; returns the refusal in words, if any.

        Unsaved input stays. Earlier acts can still be undone: what is tied is no part of them.
        """
        before, actor = self._row, current_actor()
        if before is None:
            return ""
        try:
            async with transaction(actor) as tx:
                await write(tx, actor, before.id)
                row = await self._read(tx, actor, before.id)
                await self._read_tied(tx, actor, row)
        except UmbraError as refusal:
            return refusal.detail
        items = await self.get_state(self._list_state)
        if row.version == before.version + 1 and self._newer is None:
            self._show(row)
            items._rebase({(row.id, before.version): row.version})
        else:
            self._show_newer(row)
        items._refresh_row(row)
        return ""

    async def _was_refused(self, write: Write) -> bool:
        """The same, where a toast says why; returns whether it was refused."""
        refusal = await self._store(write)
        if refusal:
            await toast(self, refusal, tone="danger")
        return refusal != ""

    async def _read_again(self) -> None:
        """Shows the open person as an act of this tab, or a route that it called, left them."""
        await self._store(_nothing)

    async def _read_tied(self, tx: Transaction, actor: Actor, person: PersonRow) -> None:
        """Reads what each part of the panel shows; the parts extend this. NotFound."""


async def _nothing(_tx: Transaction, _actor: Actor, _person_id: UUID) -> None:
    """What is left to write when it was written already."""
