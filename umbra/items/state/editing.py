"""The side panel of an item: the form, and conflicts with changes from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypedDict

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.errors import InvalidInput, NotFound, StaleVersion, UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.moments import Now
from umbra.core.previews import preview_of
from umbra.core.text import LONGEST_NAME, LONGEST_NOTES, length_message
from umbra.database import transaction
from umbra.items import reading
from umbra.items.state.list_kind import ListKind, list_kind
from umbra.preferences import service as preferences
from umbra.ui.local.draft_form import DraftAnswers
from umbra.ui.toasts import toast


class Difference(TypedDict):
    """A field that has another value in the newer version."""

    field: str
    theirs: str


class Editing(DraftAnswers, rx.State, mixin=True):
    """`base` is what the form was filled with, of `version`; what is typed lives in the form alone.

    `differences` says what a newer version changed, when one came while the panel was open or
    while a draft waited to be opened again. What was typed is never overwritten: the user takes
    the newer version, or keeps the typed fields and saves them over it. Saving sends the fields
    that were touched, under optimistic locking by `_version`.
    """

    open_id: rx.Field[str] = rx.field("")
    filled: rx.Field[int] = rx.field(0)
    base: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    version: rx.Field[int] = rx.field(0)
    differences: rx.Field[list[Difference]] = rx.field(default_factory=list)
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    preview: rx.Field[str] = rx.field("")
    preview_problem: rx.Field[str] = rx.field("")
    peeking: rx.Field[bool] = rx.field(False)
    created: rx.Field[str] = rx.field("")
    missing: rx.Field[bool] = rx.field(False)

    _kind_name: str = ""
    _version: int = 0
    _row: Any | None = None
    _newer: Any | None = None

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
    async def resume(self, version: int, base: dict[str, str]) -> None:
        """Shows a conflict when a draft of an earlier version was opened again.

        `base` has the fields of the draft's version. Until the user decides, a save is refused by
        the version check, as while the panel stays open.
        """
        if self._row is None or version >= self._row.version:
            return
        theirs = self._kind.draft(self._row)
        changed = {
            name for name in self._kind.labels if base.get(name, theirs[name]) != theirs[name]
        }
        if changed:
            self._version, self._newer = version, self._row
            self.differences = self._differences(theirs, changed)

    @rx.event
    async def close(self) -> Any:
        """Closes the panel. Unsaved input is kept as a draft until the panel is opened again."""
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
            changes = validated(self._kind.changes, self._kind.parsed(values))
            before = self._row
            async with transaction(actor) as tx:
                row = await self._kind.patch(
                    tx, actor, id_from(self.open_id), changes, self._version
                )
                now = await preferences.now_of(tx, actor)
        except InvalidInput as refusal:
            self.errors = {error.field.partition(".")[0]: error.message for error in refusal.errors}
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
            await toast(self, "Saved")
            items = await self.get_state(self._list_state)
            if before is not None:
                await items._remember_change("Saved", [before], [row], quiet=True)

    @rx.event
    def refuse_length(self, name: str, length: int) -> None:
        """Shows at the field that its text is too long to be sent; the input stays."""
        most = LONGEST_NOTES if name == "notes" else LONGEST_NAME
        self.errors = {name: length_message(most, length)}

    @rx.event
    async def delete(self) -> Any:
        """Deletes the open item, with an undo, and closes the panel."""
        items = await self.get_state(self._list_state)
        await items._delete([self.open_id])
        return type(self).close

    @rx.event
    async def take_theirs(self) -> None:
        """Fills the form with the newer version; unsaved input is dropped."""
        if self._newer is not None:
            self._show(self._newer)
            self.filled += 1

    @rx.event
    async def keep_mine(self) -> None:
        """Keeps the input; fields that were not touched get the values of the newer version."""
        if self._newer is not None:
            self._show(self._newer)

    @rx.event
    def peek(self, values: dict[str, str]) -> Any:
        """Shows the preview of the notes, or returns to the input."""
        self.preview, self.preview_problem = "", ""
        self.peeking = not self.peeking
        if not self.peeking:
            return None
        notes = values.get("notes", "")
        if len(notes) > LONGEST_NOTES:
            self.peeking = False
            self.errors = {"notes": length_message(LONGEST_NOTES, len(notes))}
            return None
        return type(self).render_preview(notes)

    @rx.event(background=True, supersedes=True)
    async def render_preview(self, notes: str) -> None:
        """Renders the preview for `peek`; a newer one of the same tab cancels it."""
        if len(notes) > LONGEST_NOTES:
            return
        preview = await preview_of(notes)
        async with self:
            if self.peeking:
                self.preview, self.preview_problem = preview.html, preview.problem

    @rx.event
    async def changed(self, versions: dict[str, int]) -> None:
        """Reads the open item again if it changed elsewhere. The live listener calls this."""
        known = versions and versions.get(self.open_id, self._version) == self._version
        if not self.open_id or known or self.router.url.path != self._kind.path:
            return
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                row = await reading.get(tx, actor, self._kind.kind, id_from(self.open_id))
        except NotFound:
            self.missing = True
            return
        self.missing = False
        self._show_state(row)
        if row.version <= self._version:
            return
        theirs = self._kind.draft(row)
        changed = {name for name in self._kind.labels if theirs[name] != self.base[name]}
        if changed:
            self._newer, self.differences = row, self._differences(theirs, changed)
        else:
            self._show(row)

    async def _open(self, item_id: str) -> None:
        actor = current_actor()
        self.open_id = item_id
        try:
            async with transaction(actor) as tx:
                row = await reading.get(tx, actor, self._kind.kind, id_from(item_id))
                self._show(row, await preferences.now_of(tx, actor))
        except NotFound:
            self.missing = True
        self.filled += 1

    def _close(self) -> None:
        self.open_id, self.missing = "", False
        self.base, self.version, self.errors = {}, 0, {}
        self.preview, self.preview_problem, self.peeking = "", "", False
        self._row, self._newer, self.differences = None, None, []

    def _show(self, row: Any, now: Now | None = None) -> None:
        """Makes `row` the version the form edits. `now` is the present in the account's zone."""
        self.base, self.version = self._kind.draft(row), row.version
        self._show_state(row)
        if now is not None:
            self.created = f"{now.date_of(row.created_at):%-d %B %Y}"
        self._row, self._version = row, row.version
        self._newer, self.differences = None, []

    def _follow(self, rows: Sequence[Any]) -> None:
        """Shows the open item as an act of this tab left it."""
        for row in rows:
            if str(row.id) == self.open_id and row.version > self._version:
                self._show(row)

    def _show_state(self, row: Any) -> None:
        """What else the panel shows of an item beside its form; a kind may override this."""

    def _differences(self, theirs: dict[str, str], changed: set[str]) -> list[Difference]:
        return [
            {"field": label, "theirs": _in_words(name, theirs[name]) or "(empty)"}
            for name, label in self._kind.labels.items()
            if name in changed
        ]

    @property
    def _kind(self) -> ListKind[Any]:
        return list_kind(self._kind_name)

    @property
    def _list_state(self) -> type[Any]:
        """The state of the kind's list, a class that mixes in `Changing`."""
        raise NotImplementedError


def _in_words(name: str, text: str) -> str:
    """A field's text as a conflict shows it. A form has a tag a line."""
    return text.replace("\n", ", ") if name == "tags" else text
