"""The states of the todo page: the list, and the side panel of a todo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import StaleVersion, UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.moments import Now
from umbra.database import Transaction, transaction
from umbra.items.due import PRIORITIES
from umbra.items.state.alarms import default_alarms
from umbra.items.state.alarms_form import AlarmsForm
from umbra.items.state.changing import Act
from umbra.items.state.due import long_day
from umbra.items.state.links_form import LinksForm
from umbra.items.state.listing import filters_of
from umbra.items.state.printing import Printing
from umbra.items.state.repeats import REPEAT_FIELDS
from umbra.items.state.rule_look import LooksAtRule
from umbra.items.state.selecting import Selecting
from umbra.items.state.slots import slots_of
from umbra.preferences import service as preferences
from umbra.preferences.models import FIRST_WEEKDAYS
from umbra.todos import service
from umbra.todos.rules import continues, is_paused
from umbra.todos.service import TodoFilter, TodoPatch, TodoRow
from umbra.todos.state.address import Address
from umbra.todos.state.list_kind import TODO_LIST
from umbra.todos.state.repeats_form import look_at, rule_patch
from umbra.todos.state.view import (
    STAYS,
    TodoCard,
    next_words,
    paused_words,
    repeats_words,
)
from umbra.ui.toasts import toast

CAN_NOT_MOVE = {
    "done": "Complete it to move it to done.",
    "overdue": "Pick a date in the past in its panel.",
    "paused": "Pick the day until which it is paused in its panel.",
}


class TodoList(Selecting, Printing, slots_of(TodoCard), rx.State):
    """The todo list of a tab."""

    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: filters_of(Address()))

    _kind_name: str = TODO_LIST.kind.name

    @rx.event
    async def toggle(self, todo_id: str, completed: bool) -> None:
        """Completes or reopens a todo. A refusal resets the checkbox and shows the reason.

        A toast says when the next one is due that this made, or that it stays.
        """
        following: list[TodoRow] = []

        async def write(tx: Transaction, actor: Actor, version: int | None) -> TodoRow:
            row = await service.toggle_todo(tx, actor, id_from(todo_id), completed, version)
            if row.next_id is not None:
                following[:] = await service.rows_by_id(tx, actor, [row.next_id], TodoFilter())
            return row

        await self._change(
            todo_id,
            write,
            "Completed" if completed else "Reopened",
            lambda row: next_words(row, following, self._today),
        )

    @rx.event
    async def move(self, todo_id: str, other_id: str, side: str) -> None:
        """Moves a todo before or after another. Moved to another day, it is due that day."""
        shown, other = self._rows.get(todo_id), self._rows.get(other_id)
        if shown is None or other is None or side not in {"before", "after"}:
            self.moves_refused += 1
            return
        if other.section in CAN_NOT_MOVE and other.section != shown.section:
            self.moves_refused += 1
            await toast(self, CAN_NOT_MOVE[other.section])
            return
        patch: dict[str, Any] = {side: other_id}
        if self._rows.sort == "due" and other.row.due_date != shown.row.due_date:
            patch["due_date"] = other.row.due_date
            if other.row.due_date is None:
                patch["due_time"] = None
        if await self._patch(todo_id, patch, "Moved") is None:
            self.moves_refused += 1

    @rx.event
    async def nudge(self, todo_id: str, by: int) -> None:
        """Moves a todo one place up (-1) or down (1), by keyboard."""
        other_id = self._rows.neighbour(todo_id, by)
        if other_id is not None and by in {-1, 1}:
            await self.move(todo_id, other_id, "before" if by < 0 else "after")

    @rx.event
    async def set_due(self, todo_id: str, day: str) -> None:
        """Sets the due date of a todo (ISO date; empty: none)."""
        await self._patch(todo_id, due_patch(day), "Rescheduled")

    @rx.event
    async def complete_selected(self) -> None:
        await self._bulk("complete", None, "Completed {}")

    @rx.event
    async def prioritise_selected(self, priority: str) -> None:
        if priority in PRIORITIES:
            await self._bulk("patch", {"priority": priority}, "Changed the priority of {}")

    @rx.event
    async def reschedule_selected(self, day: str) -> None:
        await self._bulk("patch", due_patch(day), "Rescheduled {}")

    async def _defaults_of(
        self, tx: Transaction, actor: Actor, fields: Mapping[str, Any]
    ) -> dict[str, Any]:
        return await default_alarms(tx, actor, timed=False) if "due_date" in fields else {}

    async def _undo(self, act: Act) -> None:
        await super()._undo(act)
        reopened = [one.id for one in act.reversals if one.values.get("completed_at", act) is None]
        shown = [self._rows.get(str(one)) for one in reopened]
        if any(one is not None and one.row.next_id is not None for one in shown):
            await toast(self, STAYS)

    def _is_current(self, row: Any) -> bool:
        shown = self._rows.get(str(row.id))
        if shown is not None:
            return shown.row.version >= row.version
        address = self._shown_address
        if row.completed:
            return address.done == "open"
        return is_paused(row, self._today) is not (address.due == "paused")

    @property
    def _editor_state(self) -> type[TodoEditor]:
        return TodoEditor


class TodoEditor(LooksAtRule, AlarmsForm, LinksForm, rx.State):
    """The panel of one todo."""

    completed: rx.Field[bool] = rx.field(False)
    paused: rx.Field[str] = rx.field("")
    can_skip: rx.Field[bool] = rx.field(False)

    _kind_name: str = TODO_LIST.kind.name
    _together: tuple[str, ...] = REPEAT_FIELDS
    _shown_at: dict[str, str] = {"rrule": "repeat"}
    _today: date = date.min
    _week_start: int = 0

    @rx.event
    async def skip(self) -> None:
        """Moves the open todo to its next date, with an undo."""
        await self._act(
            service.skip_todo,
            lambda row: f"Skipped to {long_day(row.due_date or self._today, self._today)}",
        )

    @rx.event
    async def end_pause(self) -> None:
        """Ends the pause of the open todo, with an undo."""
        patch = validated(TodoPatch, {"paused_from": None, "paused_until": None})
        await self._act(
            lambda tx, actor, todo_id, version: service.patch_todo(
                tx, actor, todo_id, patch, version
            ),
            lambda _: "Resumed",
        )

    async def _act(self, write: Any, told: Callable[[TodoRow], str]) -> None:
        """Runs `write(tx, actor, id, version)` for the open todo; unsaved input stays."""
        before = self._row
        if before is None:
            return
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                row = await write(tx, actor, before.id, self._version)
        except StaleVersion:
            await self.changed({})
            return
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        self._show(row)
        items = await self.get_state(TodoList)
        await items._remember_change(told(row), [before], [row])

    async def _read(self, tx: Transaction, actor: Actor, item_id: UUID) -> Any:
        settings = await preferences.get_settings(tx, actor)
        self._week_start = FIRST_WEEKDAYS[settings.week_start]
        self._zone = settings.time_zone
        return await super()._read(tx, actor, item_id)

    def _show(self, row: Any, now: Now | None = None) -> None:
        if now is not None:
            self._today = now.today
        super()._show(row, now)
        self._look(self.base)

    def _look(self, values: Mapping[str, str]) -> None:
        if self._row is not None:
            self._show_look(look_at(values, self._row, self._today, self._week_start))

    def _parsed(self, values: dict[str, str]) -> dict[str, Any]:
        parsed = super()._parsed(values)
        if self._row is None or "repeat" not in values:
            return parsed
        typed = {**self.base, **values}
        return parsed | rule_patch(typed, self._row, self._today, self._week_start)

    def _in_words(self, name: str, values: dict[str, str]) -> str:
        if name not in REPEAT_FIELDS or self._newer is None:
            return super()._in_words(name, values)
        return repeats_words(self._newer) or "Does not repeat"

    @property
    def _list_state(self) -> type[TodoList]:
        return TodoList

    def _show_state(self, row: Any) -> None:
        self.completed = row.completed
        self.paused = paused_words(row, self._today)
        self.can_skip = continues(row)


def due_patch(day: str) -> dict[str, str | None]:
    """The patch that sets the due date (ISO date; empty clears date and time)."""
    return {"due_date": day} if day else {"due_date": None, "due_time": None}
