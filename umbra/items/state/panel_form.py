"""The form of a side panel: what it was filled with, its conflicts, its preview and its errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

import reflex as rx

from umbra.core.moments import Now
from umbra.core.previews import preview_of
from umbra.core.text import LONGEST_NAME, LONGEST_NOTES, length_message
from umbra.ui.local.draft_form import DraftAnswers


class Difference(TypedDict):
    """A field that has another value in the newer version."""

    field: str
    theirs: str


class PanelForm(DraftAnswers, rx.State, mixin=True):
    """`base` is what the form was filled with, of `version`; what is typed lives in the form alone.

    `differences` says what a newer version changed, when one came while the panel was open or
    while a draft waited to be opened again. What was typed is never overwritten: the user takes
    the newer version, or keeps the typed fields and saves them over it.
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

    _version: int = 0
    _row: Any | None = None
    _newer: Any | None = None

    @rx.event
    async def resume(self, version: int, base: dict[str, str]) -> None:
        """Shows a conflict when a draft of an earlier version was opened again.

        `base` has the fields of the draft's version. Until the user decides, a save is refused by
        the version check, as while the panel stays open.
        """
        if self._row is None or version >= self._row.version:
            return
        theirs = self._draft(self._row)
        changed = {name for name in self._labels if base.get(name, theirs[name]) != theirs[name]}
        if changed:
            self._version, self._newer = version, self._row
            self.differences = self._differences(theirs, changed)

    @rx.event
    def refuse_length(self, name: str, length: int) -> None:
        """Shows at the field that its text is too long to be sent; the input stays."""
        most = LONGEST_NOTES if name == "notes" else LONGEST_NAME
        self.errors = {name: length_message(most, length)}

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

    def _close(self) -> None:
        self.open_id, self.missing = "", False
        self.base, self.version, self.errors = {}, 0, {}
        self.preview, self.preview_problem, self.peeking = "", "", False
        self._row, self._newer, self.differences = None, None, []

    def _show(self, row: Any, now: Now | None = None) -> None:
        """Makes `row` the version the form edits. `now` is the present in the account's zone."""
        self.base, self.version = self._draft(row), row.version
        self._show_state(row)
        if now is not None:
            self.created = f"{now.date_of(row.created_at):%-d %B %Y}"
        self._row, self._version = row, row.version
        self._newer, self.differences = None, []

    def _show_newer(self, row: Any) -> None:
        """Shows a version that was stored elsewhere, or what it changed beside the form."""
        self._show_state(row)
        if row.version <= self._version:
            return
        theirs = self._draft(row)
        changed = {name for name in self._labels if theirs[name] != self.base[name]}
        if changed:
            self._newer = row
            self.differences = self._differences(theirs, changed)
        else:
            self._show(row)

    def _show_state(self, row: Any) -> None:
        """What else the panel shows of an item beside its form; a kind may override this."""

    def _differences(self, theirs: dict[str, str], changed: set[str]) -> list[Difference]:
        """What changed, once for the fields that share a label."""
        found: dict[str, Difference] = {}
        for name, label in self._labels.items():
            if name in changed and label not in found:
                found[label] = {
                    "field": label,
                    "theirs": self._in_words(name, theirs) or "(empty)",
                }
        return list(found.values())

    def _in_words(self, name: str, values: dict[str, str]) -> str:
        """The field `name` of a newer version as a conflict shows it. A form has a tag a line."""
        return values[name].replace("\n", ", ") if name == "tags" else values[name]

    def _draft(self, row: Any) -> dict[str, str]:
        """The fields of an item as texts."""
        raise NotImplementedError

    @property
    def _labels(self) -> Mapping[str, str]:
        """The labels of the form's fields by their names."""
        raise NotImplementedError
