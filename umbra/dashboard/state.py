"""What the dashboard shows: the day's todos, how many there are, and who is greeted."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.errors import InvalidInput, UmbraError
from umbra.core.fields import validated
from umbra.core.text import LONGEST_NAME, length_words
from umbra.dashboard import service
from umbra.dashboard.service import Day
from umbra.dashboard.words import day_words, greeting
from umbra.database import transaction
from umbra.preferences import service as preferences
from umbra.preferences.rules import SettingsFields
from umbra.todos import service as todos
from umbra.todos.service import SectionCounts, TodoFields, TodoRow
from umbra.todos.state.recounting import Recounting
from umbra.todos.state.view import TodoCard, card_of
from umbra.ui.local.draft_form import DraftAnswers
from umbra.ui.toasts import toast

PATH = "/"
SECTIONS = ("overdue", "today", "upcoming", "someday")
FOREIGN = "That is not one of your todos."


class DashboardState(DraftAnswers, Recounting, rx.State):
    """The first rows of what is late and of what is due; the list's own page has them all."""

    greeting: rx.Field[str] = rx.field("")
    day: rx.Field[str] = rx.field("")
    overdue: rx.Field[list[TodoCard]] = rx.field(default_factory=list)
    today: rx.Field[list[TodoCard]] = rx.field(default_factory=list)
    loaded: rx.Field[bool] = rx.field(False)
    zone_unsure: rx.Field[bool] = rx.field(False)
    zone_error: rx.Field[str] = rx.field("")
    add_error: rx.Field[str] = rx.field("")

    _day: date = date.min
    _refusals: int = 0

    @rx.event
    async def load(self) -> None:
        """Shows the day as it is now, in the account's zone."""
        await self._read()

    @rx.event
    async def changed(self, versions: dict[str, int]) -> Any:
        """What the live listener calls: these todos changed (none named: any may have).

        What this very tab did is shown already, and a row just ticked stays in sight.
        """
        if not self._is_open() or (versions and self._is_current(versions)):
            return None
        actor = current_actor()
        async with transaction(actor) as tx:
            self._show(await service.get_day(tx, actor))
        return await self._count_again()

    @rx.event
    async def settings_changed(self, _versions: dict[str, int]) -> None:
        """What the live listener calls: the zone may have changed, or the calendar day."""
        if self._is_open():
            await self._read()

    @rx.event
    def refuse_length(self, _name: str, length: int) -> None:
        """Says that what is in the box is too long to be sent; it stays there."""
        self.add_error = length_words(LONGEST_NAME, length)

    @rx.event
    async def add(self, values: dict[str, str], send: str = "") -> None:
        """Adds one todo for today; what is refused stays in the box, with the reason below.

        `send` is the id of the form's send: one that was taken before adds nothing.
        """
        actor = current_actor()
        if self._was_taken(send):
            return
        self.add_error = ""
        try:
            title = values.get("title", "")
            async with transaction(actor) as tx:
                today = await preferences.today(tx, actor)
                fields = validated(TodoFields, {"title": title, "due_date": today.isoformat()})
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
        """Ticks a todo off, or opens it again; it stays in sight until the next visit."""
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                row = await todos.toggle_todo(tx, actor, UUID(todo_id), completed)
        except (UmbraError, ValueError) as refusal:
            self._refusals += 1
            await toast(self, getattr(refusal, "detail", FOREIGN), tone="danger")
            self._repaint()
            return
        self._apply_row(row)

    @rx.event
    async def confirm_zone(self, values: dict[str, Any]) -> None:
        """Keeps the zone one was asked for on the first visit, and shows its day."""
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
        self.greeting, self.day = greeting(found.now), day_words(found.today)
        self.zone_unsure = not found.time_zone_confirmed
        self.overdue = [self._card(row) for row in found.overdue_todos]
        self.today = [self._card(row) for row in found.today_todos]

    def _is_open(self) -> bool:
        """Whether the tab shows the dashboard, not a page one went on to."""
        return self.loaded and self.router.url.path == PATH

    def _is_current(self, versions: dict[str, int]) -> bool:
        """Whether all of the changed todos are shown as they are by now."""
        shown = {card["id"]: card["version"] for card in (*self.overdue, *self.today)}
        return all(shown.get(todo_id, -1) == version for todo_id, version in versions.items())

    def _card(self, row: TodoRow) -> TodoCard:
        """What a row shows; under "Today" the day goes without saying."""
        card = card_of(row, self._day, refused=self._refusals)
        if row.due_date == self._day:
            card["due"] = f"{row.due_time:%H:%M}" if row.due_time else ""
        return card

    def _apply_row(self, row: TodoRow) -> None:
        """Shows a row as it is now; its section counts the open ones."""
        card = self._card(row)
        for section in ("overdue", "today"):
            shown = getattr(self, section)
            old = next((one for one in shown if one["id"] == card["id"]), None)
            if old is None:
                continue
            self._count(section, old["done"] - card["done"])
            setattr(self, section, [card if one["id"] == card["id"] else one for one in shown])

    def _repaint(self) -> None:
        """Sends the rows again, so that a tick shown too early goes back."""
        self.overdue = [{**card, "refused": self._refusals} for card in self.overdue]
        self.today = [{**card, "refused": self._refusals} for card in self.today]
