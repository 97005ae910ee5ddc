"""State of the dashboard: greeting, counts, today's and overdue todos."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.errors import InvalidInput, UmbraError
from umbra.core.fields import validated
from umbra.core.text import LONGEST_NAME, length_message
from umbra.dashboard import service
from umbra.dashboard.labels import day_label, greeting
from umbra.dashboard.service import Day
from umbra.database import transaction
from umbra.items.state.alarms import default_alarms
from umbra.items.state.recounting import Recounting
from umbra.preferences import service as preferences
from umbra.preferences.rules import SettingsFields
from umbra.todos import service as todos
from umbra.todos.service import SectionCounts, TodoFields, TodoFilter, TodoRow
from umbra.todos.state.view import TodoCard, card_of, next_words
from umbra.ui.local.draft_form import DraftAnswers
from umbra.ui.toasts import toast

PATH = "/"
SECTIONS = ("overdue", "today", "upcoming", "someday")
INVALID_ID = "Todo not found."


class DashboardState(DraftAnswers, Recounting, rx.State):
    """At most 50 todos, overdue and due today; the todo page has them all."""

    greeting: rx.Field[str] = rx.field("")
    day: rx.Field[str] = rx.field("")
    overdue: rx.Field[list[TodoCard]] = rx.field(default_factory=list)
    today: rx.Field[list[TodoCard]] = rx.field(default_factory=list)
    loaded: rx.Field[bool] = rx.field(False)
    zone_unconfirmed: rx.Field[bool] = rx.field(False)
    zone_error: rx.Field[str] = rx.field("")
    add_error: rx.Field[str] = rx.field("")

    _day: date = date.min
    _refusals: int = 0

    @rx.event
    async def load(self) -> None:
        """Reads everything, for the current date in the account's time zone."""
        await self._read()

    @rx.event
    async def changed(self, versions: dict[str, int]) -> Any:
        """Reads the rows again. The live listener calls this when todos change.

        `versions` has the new version of each changed todo by id; empty means that any may have
        changed. Does nothing if all are shown already: this tab made the change, and a row just
        ticked stays visible.
        """
        if not self._is_open() or (versions and self._is_current(versions)):
            return None
        actor = current_actor()
        async with transaction(actor) as tx:
            self._show(await service.get_day(tx, actor))
        return await self._count_again()

    @rx.event
    async def day_changed(self, _versions: dict[str, int]) -> None:
        """Reads everything again if it is another day by now. The live listener calls this."""
        if not self._is_open():
            return
        actor = current_actor()
        async with transaction(actor) as tx:
            today = await preferences.today(tx, actor)
        if today != self._day:
            await self._read()

    @rx.event
    async def settings_changed(self, _versions: dict[str, int]) -> None:
        """Reads everything again. The live listener calls this: "today" may be another day."""
        if self._is_open():
            await self._read()

    @rx.event
    def refuse_length(self, _name: str, length: int) -> None:
        """Shows the error for a text that is too long to be sent; the text stays in the field."""
        self.add_error = length_message(LONGEST_NAME, length)

    @rx.event
    async def add(self, values: dict[str, str], send: str = "") -> None:
        """Adds a todo due today. On an error the text stays in the field, with the error below.

        `send` is the idempotency key of the form's submit: a second one with the same key adds
        nothing.
        """
        actor = current_actor()
        if self._was_taken(send):
            return
        self.add_error = ""
        try:
            title = values.get("title", "")
            async with transaction(actor) as tx:
                today = await preferences.today(tx, actor)
                alarms = await default_alarms(tx, actor, timed=False)
                given = {"title": title, "due_date": today.isoformat(), **alarms}
                fields = validated(TodoFields, given)
                row = await todos.create_todo(tx, actor, fields)
        except UmbraError as refusal:
            self.add_error = refusal.detail
            self._answer(send, taken=False)
            return
        self._answer(send, taken=True)
        if today != self._day:
            await self._read()
            return
        self.today = [*self.today, self._card(row)]
        self._count("today", 1)

    @rx.event
    async def toggle(self, todo_id: str, completed: bool) -> None:
        """Completes or reopens a todo; its row stays visible until the page is loaded again.

        After an error a toast shows the reason, and the optimistic update is reverted.
        """
        actor = current_actor()
        following: list[TodoRow] = []
        try:
            async with transaction(actor) as tx:
                row = await todos.toggle_todo(tx, actor, UUID(todo_id), completed)
                if row.next_id is not None:
                    following = await todos.rows_by_id(tx, actor, [row.next_id], TodoFilter())
        except (UmbraError, ValueError) as refusal:
            self._refusals += 1
            await toast(self, getattr(refusal, "detail", INVALID_ID), tone="danger")
            self._resend_rows()
            return
        self._apply_row(row)
        if words := next_words(row, following, self._day):
            await toast(self, words)

    @rx.event
    async def confirm_zone(self, values: dict[str, Any]) -> None:
        """Saves the time zone from the first visit's form, and reads everything again."""
        actor = current_actor()
        self.zone_error = ""
        try:
            patch = validated(SettingsFields, {"time_zone": values.get("time_zone")})
            async with transaction(actor) as tx:
                await preferences.patch_settings(tx, actor, patch)
        except InvalidInput as refusal:
            self.zone_error = refusal.detail
            return
        await self._read()

    async def _read(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            found = await service.get_dashboard(tx, actor)
        self._show(found)
        self._show_counts(found.counts)
        self.loaded = True

    async def _fetch_counts(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            self._show_counts(await service.count_todos(tx, actor, self._day))

    def _show_counts(self, counts: SectionCounts) -> None:
        self.counts = {section: getattr(counts, section) for section in SECTIONS}

    def _show(self, found: Day) -> None:
        self._day = found.today
        self.greeting, self.day = greeting(found.now), day_label(found.today)
        self.zone_unconfirmed = not found.time_zone_confirmed
        self.overdue = [self._card(row) for row in found.overdue_todos]
        self.today = [self._card(row) for row in found.today_todos]

    def _is_open(self) -> bool:
        """Whether the tab shows the dashboard, not another page that was opened since."""
        return self.loaded and self.router.url.path == PATH

    def _is_current(self, versions: dict[str, int]) -> bool:
        """Whether all changed todos are shown in their new versions."""
        shown = {card["id"]: card["version"] for card in (*self.overdue, *self.today)}
        return all(shown.get(todo_id, -1) == version for todo_id, version in versions.items())

    def _card(self, row: TodoRow) -> TodoCard:
        """A row as shown; a todo due today has only its time, without the date."""
        card = card_of(row, self._day)
        card["refused"] = self._refusals
        if row.due_date == self._day:
            card["due"] = f"{row.due_time:%H:%M}" if row.due_time else ""
        return card

    def _apply_row(self, row: TodoRow) -> None:
        """Replaces the row in its section, and updates that section's count of open todos."""
        card = self._card(row)
        for section in ("overdue", "today"):
            shown = getattr(self, section)
            old = next((each for each in shown if each["id"] == card["id"]), None)
            if old is None:
                continue
            self._count(section, old["done"] - card["done"])
            setattr(self, section, [card if each["id"] == card["id"] else each for each in shown])

    def _resend_rows(self) -> None:
        """Sends all rows with the new error count, which reverts the optimistic update."""
        self.overdue = [{**card, "refused": self._refusals} for card in self.overdue]
        self.today = [{**card, "refused": self._refusals} for card in self.today]
