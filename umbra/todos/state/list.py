"""The todo list of a tab: a window of rows, updated by live changes (LISTEN/NOTIFY)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.errors import UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.text import LONGEST_NAME, length_message
from umbra.database import transaction
from umbra.preferences import service as preferences
from umbra.todos import service
from umbra.todos.service import TodoFields, TodoPatch, TodoRow, section_of
from umbra.todos.state.address import PATH, Address
from umbra.todos.state.counting import Counting
from umbra.todos.state.rows import due_patch
from umbra.todos.state.selection import Selection
from umbra.todos.state.window import FIRST, STEP, TodoWindow
from umbra.ui.local.draft_form import DraftAnswers
from umbra.ui.toasts import toast

FEW = 12
"""With fewer rows than this left in the window, more are fetched."""


class TodoList(DraftAnswers, Counting, Selection, rx.State):
    """The page shows a window: an event sends the rows it changed, never the whole list."""

    loaded: rx.Field[bool] = rx.field(False)
    add_error: rx.Field[str] = rx.field("")
    moves_refused: rx.Field[int] = rx.field(0)

    _url: str = ""
    _deleted: list[str] = []

    @rx.event
    async def load(self) -> Any:
        """Shows the list of the URL. If only the panel changed in it, the rows stay."""
        address = Address.read(self.router.url.query_parameters)
        url = str(self.router.url)
        only_panel = (
            self.loaded
            and self._url not in {"", url}
            and replace(address, open="") == replace(self._address, open="")
        )
        self._url = url
        self._show_address(address)
        if only_panel:
            return None
        await self._reload()
        return TodoList.count

    @rx.event(supersedes=True)
    async def search(self, text: str) -> Any:
        """Filters the list by the search text, which stays out of the URL."""
        self.searching = text[:200].replace("\x00", "")
        await self._reload()
        return TodoList.count

    @rx.event
    async def show_everything(self) -> Any:
        """Drops all filters and the search."""
        self.searching = ""
        if self._address.filtered:
            return rx.redirect(replace(Address(), sort=self._address.sort).url())
        await self._reload()
        return TodoList.count

    @rx.event
    async def next_window(self) -> None:
        await self._more(after=True)

    @rx.event
    async def previous_window(self) -> None:
        await self._more(after=False)

    @rx.event
    async def first_window(self) -> None:
        if self._window.has_before:
            await self._reload()

    @rx.event
    async def last_window(self) -> None:
        if self._window.has_after:
            await self._reload(from_end=True)

    @rx.event
    async def add(self, values: dict[str, str], send: str = "") -> None:
        """Adds a todo with the values the filters imply; refused input stays in the form.

        `send` is the submit id (an idempotency key): one that was stored before adds nothing.
        """
        actor = current_actor()
        if self._was_taken(send):
            return
        self.add_error = ""
        try:
            async with transaction(actor) as tx:
                today = await preferences.today(tx, actor)
                fields = validated(TodoFields, self._new_fields(values, today))
                row = await service.create_todo(tx, actor, fields)
        except UmbraError as refusal:
            self.add_error = refusal.detail
            self._answer(send, taken=False)
            return
        self._answer(send, taken=True)
        self._count(section_of(row, self._today), 1)
        if not self._repaint(self._window.insert(row, self._today)):
            await toast(self, f"Added “{_short(row.title)}”")

    @rx.event
    def refuse_length(self, _name: str, length: int) -> None:
        """Shows that the input is too long to be sent; it stays in the form."""
        self.add_error = length_message(LONGEST_NAME, length)

    @rx.event
    async def toggle(self, todo_id: str, completed: bool) -> None:
        """Completes or reopens a todo. A refusal resets the checkbox and shows the reason."""
        actor = current_actor()
        shown = self._window.get(todo_id)
        try:
            async with transaction(actor) as tx:
                row = await service.toggle_todo(
                    tx,
                    actor,
                    id_from(todo_id),
                    completed=completed,
                    version=shown.row.version if shown else None,
                )
        except UmbraError as refusal:
            await self._refuse(todo_id, refusal)
            return
        self._apply_row(row)

    @rx.event
    async def move(self, todo_id: str, other_id: str, side: str) -> None:
        """Moves a todo before or after another. Moved to another day, it is due that day."""
        shown, other = self._window.get(todo_id), self._window.get(other_id)
        if shown is None or other is None or side not in {"before", "after"}:
            self.moves_refused += 1
            return
        if other.section in {"done", "overdue"} and other.section != shown.section:
            self.moves_refused += 1
            words = {
                "done": "Complete it to move it to done.",
                "overdue": "Pick a date in the past in its panel.",
            }
            await toast(self, words[other.section])
            return
        patch: dict[str, Any] = {side: other_id}
        if self.sort == "due" and other.row.due_date != shown.row.due_date:
            patch["due_date"] = other.row.due_date
            if other.row.due_date is None:
                patch["due_time"] = None
        if await self._patch(todo_id, patch) is None:
            self.moves_refused += 1

    @rx.event
    async def nudge(self, todo_id: str, by: int) -> None:
        """Moves a todo one place up (-1) or down (1), by keyboard."""
        other_id = self._window.neighbour(todo_id, by)
        if other_id is not None and by in {-1, 1}:
            await self.move(todo_id, other_id, "before" if by < 0 else "after")

    @rx.event
    async def set_due(self, todo_id: str, day: str) -> None:
        """Sets the due date of a todo (ISO date; empty: none)."""
        await self._patch(todo_id, due_patch(day))

    @rx.event
    async def delete(self, todo_id: str) -> None:
        """Puts a todo into the trash, with an undo."""
        await self._delete([todo_id])

    @rx.event
    async def undo(self) -> None:
        """Restores what this tab deleted last, unless that was undone."""
        if self._deleted:
            await self.undo_delete(self._deleted)

    @rx.event
    async def undo_delete(self, ids: list[str]) -> None:
        """Restores todos that were just deleted."""
        actor = current_actor()
        self._deleted = []
        try:
            wanted = [id_from(todo_id) for todo_id in ids]
            async with transaction(actor) as tx:
                await service.bulk_todos(tx, actor, wanted, "restore")
                rows = await service.rows_by_id(tx, actor, wanted, self._filter())
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        for row in rows:
            self._count(section_of(row, self._today), 1)
            self._repaint(self._window.insert(row, self._today))

    @rx.event
    async def delete_selected(self) -> None:
        await self._delete(self._window.selected)

    @rx.event
    async def day_changed(self, _versions: dict[str, int]) -> Any:
        """Shows the new day, after midnight or in a new time zone. The live listener calls this."""
        if not self._is_open():
            return None
        actor = current_actor()
        async with transaction(actor) as tx:
            today = await preferences.today(tx, actor)
        if today == self._today:
            return None
        await self._reload(keep_place=True)
        self._paint(self._window.order)
        return await self._count_again()

    @rx.event
    async def changed(self, versions: dict[str, int]) -> Any:
        """Reads changed todos again; without ids, all. The live listener calls this."""
        ids = [
            todo_id for todo_id, version in versions.items() if not self._shows(todo_id, version)
        ]
        if not self._is_open() or (versions and not ids):
            return None
        if not versions:
            await self._reload(keep_place=True)
            return await self._count_again()
        actor = current_actor()
        async with transaction(actor) as tx:
            rows = await service.rows_by_id(
                tx, actor, [id_from(todo_id) for todo_id in ids], self._filter_for_changes()
            )
        news = [row for row in rows if not self._is_current(row)]
        gone = [todo_id for todo_id in ids if todo_id not in {str(row.id) for row in rows}]
        uncounted = any(str(row.id) not in self._window for row in news)
        for row in news:
            self._apply_row(row)
        for todo_id in gone:
            uncounted = not self._remove_row(todo_id) or uncounted
        return await self._count_again() if uncounted else None

    def _is_open(self) -> bool:
        """Whether the tab shows the list. After another page, the next visit reads it again."""
        if self.loaded and self.router.url.path != PATH:
            self._url = ""
        return self.loaded and self.router.url.path == PATH

    def _shows(self, todo_id: str, version: int) -> bool:
        shown = self._window.get(todo_id)
        return shown is not None and shown.row.version == version

    async def _reload(self, *, from_end: bool = False, keep_place: bool = False) -> None:
        """Reads the window of the URL's filters: the first, the last, or from the top row on."""
        actor = current_actor()
        at = self._window.first if keep_place and self._window.has_before else None
        async with transaction(actor) as tx:
            self._today = await preferences.today(tx, actor)
            window = await service.list_window(
                tx,
                actor,
                self._filter(),
                self._address.sort,
                after=service.cursor_of(at, self._address.sort) if at else None,
                limit=max(FIRST, len(self._window)) if keep_place else FIRST,
                from_end=from_end,
            )
        if self._window.sort != self._address.sort:
            self._window = TodoWindow(self._address.sort)
        self._repaint(
            self._window.fill(
                window.rows,
                self._today,
                before=window.has_before or at is not None,
                after=window.has_after,
            ),
            always=True,
        )
        self.loaded = True

    async def _more(self, *, after: bool) -> None:
        edge = self._window.last if after else self._window.first
        wanted = self._window.has_after if after else self._window.has_before
        if edge is None or not wanted:
            return
        actor = current_actor()
        cursor = service.cursor_of(edge, self._address.sort)
        async with transaction(actor) as tx:
            found = await service.list_window(
                tx,
                actor,
                self._filter(),
                self._address.sort,
                after=cursor if after else None,
                before=None if after else cursor,
                limit=STEP,
            )
        if after:
            ids = self._window.extend(found.rows, self._today, more=found.has_after)
        else:
            ids = self._window.extend_up(found.rows, self._today, more=found.has_before)
        self._repaint(ids, always=True)

    async def _patch(self, todo_id: str, changes: dict[str, Any]) -> TodoRow | None:
        """Patches a todo from the list; returns None, after a toast, when it was refused."""
        actor = current_actor()
        shown = self._window.get(todo_id)
        try:
            patch = validated(TodoPatch, changes)
            async with transaction(actor) as tx:
                row = await service.patch_todo(
                    tx, actor, id_from(todo_id), patch, version=shown.row.version if shown else None
                )
        except UmbraError as refusal:
            await self._refuse(todo_id, refusal)
            return None
        self._apply_row(row)
        return row

    async def _delete(self, ids: Sequence[str]) -> None:
        if not ids:
            return
        actor = current_actor()
        titles = [shown.row.title for todo_id in ids if (shown := self._window.get(todo_id))]
        try:
            async with transaction(actor) as tx:
                await service.bulk_todos(tx, actor, [id_from(todo_id) for todo_id in ids], "delete")
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        self._deleted = list(ids)
        for todo_id in self._deleted:
            self._remove_row(todo_id)
        words = (
            f"Deleted “{_short(titles[0])}”"
            if len(ids) == 1 and titles
            else f"Deleted {len(ids)} todos"
        )
        await toast(self, words, action_label="Undo", on_action=TodoList.undo_delete(list(ids)))
        if len(self._window) < FEW and self._window.has_after:
            await self._more(after=True)

    async def _refuse(self, todo_id: str, refusal: UmbraError) -> None:
        """Shows the reason, and sends the row again, which resets an optimistic tick."""
        self._refusals += 1
        await toast(self, refusal.detail, tone="danger")
        if todo_id in self._window:
            self._paint([todo_id])

    def _is_current(self, row: TodoRow) -> bool:
        shown = self._window.get(str(row.id))
        if shown is not None:
            return shown.row.version >= row.version
        return self.done == "open" and row.completed


def _short(title: str) -> str:
    return title if len(title) <= 40 else f"{title[:39]}…"
