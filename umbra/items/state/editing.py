"""The side panel of an item of a list: its form, and conflicts with changes from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound, StaleVersion, UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.database import Transaction, transaction
from umbra.items import reading
from umbra.items.state.list_kind import ListKind, list_kind
from umbra.items.state.panel_form import PanelForm
from umbra.preferences import service as preferences
from umbra.ui.toasts import toast


class Editing(PanelForm, mixin=True):
    """The panel of the item that the URL names.

    Saving sends the fields that were touched, under optimistic locking by `_version`. If one of
    the fields `_together` was touched, all of these count, since each says something only beside
    the others. `_shown_at` has, by a field of the service, the form's field that shows its errors.
    """

    _kind_name: str = ""
    _together: tuple[str, ...] = ()
    _shown_at: dict[str, str] = {}

    @rx.event
    async def load(self) -> None:
        """Opens the item that the URL names, or closes the panel."""
        wanted = self._kind.read_address(self.router.url.query_parameters).open
        if wanted == self.open_id and not self.missing:
            if wanted:
                await self.changed({})
            return
        self._close()
        if wanted:
            await self._open(wanted)

    @rx.event
    async def show(self, item_id: str) -> Any:
        """Opens the panel of an item by navigating to its URL."""
        here = self._kind.read_address(self.router.url.query_parameters)
        return rx.redirect(self._kind.url(replace(here, open=item_id)))

    @rx.event
    async def close(self) -> Any:
        """Closes the panel. Unsaved input is kept as a draft until the panel is opened again.

        It is closed at once: where the item is chosen again before the page has arrived at the
        URL without it, `load` finds the same URL as before and must open it again.
        """
        self._close()
        here = self._kind.read_address(self.router.url.query_parameters)
        return rx.redirect(self._kind.url(replace(here, open="")))

    @rx.event
    async def save(self, values: dict[str, str], send: str = "") -> None:
        """Saves the form. A refusal keeps the input and shows the error at its field.

        `send` is the submit id (an idempotency key): one that was saved before saves nothing.
        """
        actor = current_actor()
        if self._was_taken(send):
            return
        self.errors = {}
        try:
            changes = validated(self._kind.changes, self._parsed(self._completed(values)))
            before = self._row
            async with transaction(actor) as tx:
                row = await self._kind.patch(
                    tx, actor, id_from(self.open_id), changes, self._version
                )
                now = await preferences.now_of(tx, actor)
        except InvalidInput as refusal:
            self.errors = self._errors_of(refusal)
            self._answer(send, taken=False)
        except StaleVersion:
            self._answer(send, taken=False)
            await self.changed({})
        except UmbraError as refusal:
            self._answer(send, taken=False)
            await toast(self, refusal.detail, tone="danger")
        else:
            self._show(row, now)
            self._answer(send, taken=True)
            await toast(self, self._told_of_saved(row))
            items = await self.get_state(self._list_state)
            if before is not None:
                await items._remember_change("Saved", [before], [row], quiet=True)

    @rx.event
    async def delete(self) -> Any:
        """Deletes the open item, with an undo, and closes the panel."""
        items = await self.get_state(self._list_state)
        await items._delete([self.open_id])
        return type(self).close

    @rx.event
    async def changed(self, versions: dict[str, int]) -> None:
        """Reads the open item again if it changed elsewhere. The live listener calls this."""
        known = versions and versions.get(self.open_id, self._version) == self._version
        if not self.open_id or known or self.router.url.path != self._kind.path:
            return
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                row = await self._read(tx, actor, id_from(self.open_id))
        except NotFound:
            self.missing = True
            return
        self.missing = False
        self._show_newer(row)

    async def _open(self, item_id: str) -> None:
        actor = current_actor()
        self.open_id = item_id
        try:
            async with transaction(actor) as tx:
                row = await self._read(tx, actor, id_from(item_id))
                self._show(row, await preferences.now_of(tx, actor))
        except NotFound:
            self.missing = True
        self.filled += 1

    async def _follow(self, rows: Sequence[Any]) -> None:
        """Shows the open item as an act of this tab left it."""
        for row in rows:
            if str(row.id) == self.open_id and row.version > self._version:
                self._show(row)

    async def _read(self, tx: Transaction, actor: Actor, item_id: UUID) -> Any:
        """The item as it is. NotFound. A kind may read more of what its panel shows."""
        return await reading.get(tx, actor, self._kind.kind, item_id)

    def _told_of_saved(self, _row: Any) -> str:
        """What a toast says of an item that was saved."""
        return "Saved"

    def _draft(self, row: Any) -> dict[str, str]:
        return self._kind.draft(row)

    def _parsed(self, values: dict[str, str]) -> dict[str, Any]:
        """The touched texts as fields of the service. InvalidInput at the form's field."""
        return self._kind.parsed(values)

    def _errors_of(self, refusal: InvalidInput) -> dict[str, str]:
        """The messages by the field of the form."""
        names = ((error.field.partition(".")[0], error.message) for error in refusal.errors)
        return {self._shown_at.get(name, name): message for name, message in names}

    def _completed(self, values: dict[str, str]) -> dict[str, str]:
        """The touched fields, with those that belong together."""
        if set(self._together).isdisjoint(values):
            return values
        return {name: self.base[name] for name in self._together} | values

    @property
    def _labels(self) -> Mapping[str, str]:
        return self._kind.labels

    @property
    def _kind(self) -> ListKind[Any]:
        return list_kind(self._kind_name)

    @property
    def _list_state(self) -> type[Any]:
        """The state of the kind's list, a class that mixes in `Changing`."""
        raise NotImplementedError
