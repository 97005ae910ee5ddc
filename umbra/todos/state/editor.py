"""The side panel of a todo: the form, and conflicts with changes from elsewhere."""

from __future__ import annotations

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
from umbra.preferences import service as preferences
from umbra.todos import service
from umbra.todos.service import TodoPatch, TodoRow
from umbra.todos.state.address import PATH, Address
from umbra.todos.state.list import TodoList
from umbra.ui.local.draft_form import DraftAnswers
from umbra.ui.toasts import toast


class Draft(TypedDict):
    """The fields of the panel as text, as in the form."""

    title: str
    notes: str
    due_date: str
    due_time: str
    priority: str
    category: str
    tags: str


EMPTY_DRAFT: Draft = {
    "title": "",
    "notes": "",
    "due_date": "",
    "due_time": "",
    "priority": "none",
    "category": "",
    "tags": "",
}


class Difference(TypedDict):
    """A field that has another value in the newer version."""

    field: str
    theirs: str


FIELD_WORDS = {
    "title": "Title",
    "notes": "Notes",
    "due_date": "Due",
    "due_time": "Time",
    "priority": "Priority",
    "category": "Category",
    "tags": "Tags",
}


class TodoEditor(DraftAnswers, rx.State):
    """`base` is what the form was filled with, of `version`; what is typed lives in the form alone.

    `differences` says what a newer version changed, when one came while the panel was open or
    while a draft waited to be opened again. What was typed is never overwritten: the user takes
    the newer version, or keeps the typed fields and saves them over it. Saving sends the fields
    that were touched, under optimistic locking by `_version`.
    """

    open_id: rx.Field[str] = rx.field("")
    filled: rx.Field[int] = rx.field(0)
    base: rx.Field[Draft] = rx.field(default_factory=EMPTY_DRAFT.copy)
    version: rx.Field[int] = rx.field(0)
    differences: rx.Field[list[Difference]] = rx.field(default_factory=list)
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    preview: rx.Field[str] = rx.field("")
    preview_problem: rx.Field[str] = rx.field("")
    peeking: rx.Field[bool] = rx.field(False)
    created: rx.Field[str] = rx.field("")
    completed: rx.Field[bool] = rx.field(False)
    missing: rx.Field[bool] = rx.field(False)

    _version: int = 0
    _row: TodoRow | None = None
    _newer: TodoRow | None = None

    @rx.event
    async def load(self) -> None:
        """Opens the todo that the URL names, or closes the panel."""
        wanted = Address.read(self.router.url.query_parameters).open
        if wanted == self.open_id and not self.missing:
            if wanted:
                await self.changed({})
            return
        self._close()
        if wanted:
            await self._open(wanted)

    @rx.event
    async def show(self, todo_id: str) -> Any:
        """Opens the panel of a todo by navigating to its URL."""
        here = Address.read(self.router.url.query_parameters)
        return rx.redirect(replace(here, open=todo_id).url())

    @rx.event
    async def resume(self, version: int, base: dict[str, str]) -> None:
        """Shows a conflict when a draft of an earlier version was opened again.

        `base` has the fields of the draft's version. Until the user decides, a save is refused by
        the version check, as while the panel stays open.
        """
        if self._row is None or version >= self._row.version:
            return
        theirs = draft_of(self._row)
        changed = {name for name in FIELD_WORDS if base.get(name, theirs[name]) != theirs[name]}
        if changed:
            self._version, self._newer = version, self._row
            self.differences = _differences(theirs, changed)

    @rx.event
    async def close(self) -> Any:
        """Closes the panel. Unsaved input is kept as a draft until the panel is opened again."""
        here = Address.read(self.router.url.query_parameters)
        return rx.redirect(replace(here, open="").url())

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
            patch = validated(TodoPatch, fields_of(values))
            async with transaction(actor) as tx:
                row = await service.patch_todo(
                    tx, actor, id_from(self.open_id), patch, version=self._version
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

    @rx.event
    def refuse_length(self, name: str, length: int) -> None:
        """Shows at the field that its text is too long to be sent; the input stays."""
        most = LONGEST_NOTES if name == "notes" else LONGEST_NAME
        self.errors = {name: length_message(most, length)}

    @rx.event
    async def delete(self) -> Any:
        """Deletes the open todo, with an undo, and closes the panel."""
        todos = await self.get_state(TodoList)
        await todos._delete([self.open_id])
        return TodoEditor.close

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
        return TodoEditor.render_preview(notes)

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
        """Reads the open todo again if it changed elsewhere. The live listener calls this."""
        known = versions and versions.get(self.open_id, self._version) == self._version
        if not self.open_id or known or self.router.url.path != PATH:
            return
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                row = await service.get_todo(tx, actor, id_from(self.open_id))
        except NotFound:
            self.missing = True
            return
        self.missing = False
        self.completed = row.completed
        if row.version <= self._version:
            return
        theirs = draft_of(row)
        changed = {name for name in FIELD_WORDS if theirs[name] != self.base[name]}
        if changed:
            self._newer, self.differences = row, _differences(theirs, changed)
        else:
            self._show(row)

    async def _open(self, todo_id: str) -> None:
        actor = current_actor()
        self.open_id = todo_id
        try:
            async with transaction(actor) as tx:
                row = await service.get_todo(tx, actor, id_from(todo_id))
                self._show(row, await preferences.now_of(tx, actor))
        except NotFound:
            self.missing = True
        self.filled += 1

    def _close(self) -> None:
        self.open_id, self.missing = "", False
        self.base, self.version, self.errors = EMPTY_DRAFT, 0, {}
        self.preview, self.preview_problem, self.peeking = "", "", False
        self._row, self._newer, self.differences = None, None, []

    def _show(self, row: TodoRow, now: Now | None = None) -> None:
        """Makes `row` the version the form edits. `now` is the present in the account's zone."""
        self.base, self.version, self.completed = draft_of(row), row.version, row.completed
        if now is not None:
            self.created = f"{now.date_of(row.created_at):%-d %B %Y}"
        self._row, self._version = row, row.version
        self._newer, self.differences = None, []


def _differences(theirs: Draft, changed: set[str]) -> list[Difference]:
    return [
        {"field": words, "theirs": theirs[name] or "(empty)"}
        for name, words in FIELD_WORDS.items()
        if name in changed
    ]


def draft_of(row: TodoRow) -> Draft:
    return {
        "title": row.title,
        "notes": row.notes,
        "due_date": row.due_date.isoformat() if row.due_date else "",
        "due_time": f"{row.due_time:%H:%M}" if row.due_time else "",
        "priority": row.priority,
        "category": row.category or "",
        "tags": ", ".join(row.tags),
    }


def fields_of(values: dict[str, str]) -> dict[str, Any]:
    """The texts of a form as fields of the service: empty is null, tags are split at commas."""
    emptied = {
        name: values[name] or None
        for name in ("due_date", "due_time", "category")
        if name in values
    }
    kept = {name: values[name] for name in ("title", "notes", "priority") if name in values}
    tags = [tag.strip() for tag in values.get("tags", "").split(",") if tag.strip()]
    return emptied | kept | ({"tags": tags} if "tags" in values else {})
