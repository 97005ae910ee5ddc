"""The states of the reminder page: the list, and the side panel of a reminder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.alerts.snoozing import snooze_choices, snooze_until
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, StaleVersion, UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.moments import Now, within
from umbra.database import Transaction, transaction
from umbra.items import reading
from umbra.items.state.editing import Editing
from umbra.items.state.listing import filters_of
from umbra.items.state.printing import Printing
from umbra.items.state.rule_look import LooksAtRule
from umbra.items.state.selecting import Selecting
from umbra.items.state.slots import slots_of
from umbra.preferences import service as preferences
from umbra.preferences.models import FIRST_WEEKDAYS
from umbra.reminders import service
from umbra.reminders.about import find_items
from umbra.reminders.kind import REMINDER
from umbra.reminders.rules import ReminderRecord
from umbra.reminders.service import ReminderPatch, SnoozeFields
from umbra.reminders.state.address import Address, Present
from umbra.reminders.state.form import (
    TIME_FIELDS,
    WATCHED,
    local_time_words,
    look_at,
    snoozed_until,
    times_patch,
)
from umbra.reminders.state.list_kind import REMINDER_LIST
from umbra.reminders.state.view import (
    PAST,
    ReminderCard,
    next_words,
    rule_words,
    section_of,
    snoozed_words,
    when_words,
)
from umbra.tags.service import tag_names
from umbra.ui.toasts import toast

IN_THE_TRASH = "(in the trash)"


class ReminderList(Selecting, Printing, slots_of(ReminderCard), rx.State):
    """The list of reminders of a tab. `snoozes` are the times offered, by name and words."""

    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: filters_of(Address()))
    snoozes: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)

    _kind_name: str = REMINDER_LIST.kind.name

    @rx.event
    async def toggle(self, reminder_id: str, dismissed: bool) -> None:
        """Dismisses what is due, or else the next occurrence; or lets a reminder wait again.

        A refusal resets the tick and shows the reason. A toast says when a series comes next.
        """
        wanted = id_from(reminder_id)

        async def write(tx: Transaction, actor: Actor, version: int | None) -> ReminderRecord:
            if dismissed:
                await service.dismiss_reminder(tx, actor, wanted, version)
            else:
                patch = validated(ReminderPatch, {"dismissed": False})
                await service.patch_reminder(tx, actor, wanted, patch, version)
            return await reading.get(tx, actor, REMINDER, wanted)

        await self._change(
            reminder_id,
            write,
            "Dismissed" if dismissed else "Waits again",
            lambda row: next_words(row, self._today) if dismissed else "",
        )

    @rx.event
    async def dismiss_selected(self) -> None:
        await self._bulk("dismiss", None, "Dismissed {}")

    @rx.event
    async def snooze_selected(self, name: str) -> None:
        """Snoozes the selected reminders to a time of `umbra.alerts.snoozing`."""
        if not self._selected:
            return
        try:
            until = snooze_until(name, datetime.now(UTC), self._today.zone)
        except InvalidInput as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        fields = SnoozeFields(until=until.replace(microsecond=0))

        await self._change_selected(
            lambda tx, actor, ids: service.snooze_many(tx, actor, ids, fields), "Snoozed {}"
        )

    @rx.event
    async def time_passed(self, _versions: dict[str, int]) -> Any:
        """Shows what has become due. The live listener calls this when an alert changed.

        In a list of all that are open the rows stay, under the headings that they have now.
        """
        if not self._is_open():
            return None
        if self._shown_address.show in {"open", "dismissed"}:
            self._refresh_present()
            self._section_again()
        else:
            await self._reload(keep_place=True)
        self._repaint(self._rows.order)
        return await self._count_again()

    async def _reload(self, *, from_end: bool = False, keep_place: bool = False) -> None:
        await super()._reload(from_end=from_end, keep_place=keep_place)
        choices = snooze_choices(self._today.instant, self._today.zone)
        self.snoozes = [(one.name, one.label) for one in choices]

    async def _read_choices(self, tx: Transaction, actor: Actor) -> dict[str, Sequence[str]]:
        return {"tag": await tag_names(tx, actor)}

    def _told_of_new(self, row: Any, *, shown: bool) -> str:
        if section_of(row, self._today) == "missed":
            return PAST
        when = within(when_words(row, self._today))
        return f"“{self._short(row)}”: {when}" if shown else f"Added “{self._short(row)}”: {when}"

    def _apply_row(self, row: Any) -> None:
        self._refresh_present()
        super()._apply_row(row)

    def _insert_row(self, row: Any) -> bool:
        self._refresh_present()
        return super()._insert_row(row)

    def _section_again(self) -> None:
        """Moves rows to their section of now; one that was dismissed here stays where it is."""
        for item_id in self._rows.order:
            shown = self._rows.get(item_id)
            if shown is not None and shown.row.dismissed_at is None:
                shown.section = section_of(shown.row, self._today)

    def _refresh_present(self) -> None:
        """What a changed row is compared with is the instant of the change."""
        if isinstance(self._today, Present):
            self._today = replace(self._today, instant=datetime.now(UTC))

    def _is_current(self, row: Any) -> bool:
        shown = self._rows.get(str(row.id))
        if shown is not None:
            return shown.row.version >= row.version
        return row.dismissed_at is not None and self._shown_address.show != "dismissed"

    @property
    def _editor_state(self) -> type[ReminderEditor]:
        return ReminderEditor


class ReminderEditor(LooksAtRule, Editing, rx.State):
    """The panel of one reminder. `state_words` says when it is due, or that it was dismissed.

    `choosing` is whether the dialog is open that asks until when it is snoozed.
    """

    dismissed: rx.Field[bool] = rx.field(False)
    state_words: rx.Field[str] = rx.field("")
    other_zone: rx.Field[bool] = rx.field(False)
    local_time: rx.Field[str] = rx.field("")
    about_title: rx.Field[str] = rx.field("")
    items: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    choosing: rx.Field[bool] = rx.field(False)
    snooze_day: rx.Field[str] = rx.field("")
    snooze_error: rx.Field[str] = rx.field("")

    _kind_name: str = REMINDER_LIST.kind.name
    _together: tuple[str, ...] = WATCHED
    _shown_at: dict[str, str] = {"rrule": "repeat", "remind_at": "remind_date"}
    _zone: str = "UTC"
    _week_start: int = 0

    @rx.event
    async def dismiss(self) -> None:
        """Dismisses what is due, or else the next occurrence, with an undo; unsaved input stays."""

        async def write(tx: Transaction, actor: Actor, row: ReminderRecord) -> None:
            await service.dismiss_reminder(tx, actor, row.id, self._version)

        await self._act(write, lambda row: next_words(row, self._present()) or "Dismissed")

    @rx.event
    async def wait_again(self) -> None:
        """Lets a dismissed reminder wait again, with an undo."""
        patch = validated(ReminderPatch, {"dismissed": False})

        async def write(tx: Transaction, actor: Actor, row: ReminderRecord) -> None:
            await service.patch_reminder(tx, actor, row.id, patch, self._version)

        await self._act(write, lambda _row: "Waits again")

    @rx.event
    async def snooze(self, name: str) -> None:
        """Snoozes the open reminder to a time of `umbra.alerts.snoozing`, with an undo."""
        try:
            until = snooze_until(name, datetime.now(UTC), self._zone)
        except InvalidInput as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        await self._snooze(until)

    @rx.event
    def choose(self) -> None:
        """Opens the dialog that asks until when the reminder is snoozed."""
        self.snooze_day = self._present().local.date().isoformat()
        self.snooze_error, self.choosing = "", True

    @rx.event
    def stop_choosing(self) -> None:
        self.choosing = False

    @rx.event
    async def snooze_until(self, values: dict[str, str]) -> None:
        """Snoozes to the time of the dialog's form, in the account's zone."""
        try:
            until = snoozed_until(values, self._zone, datetime.now(UTC))
        except InvalidInput as refusal:
            self.snooze_error = refusal.detail
            return
        self.choosing = False
        await self._snooze(until)

    @rx.event(supersedes=True)
    async def find_items(self, text: str) -> None:
        """Reads items whose words begin with those of `text`, for the field "About"."""
        actor = current_actor()
        async with transaction(actor) as tx:
            found = await find_items(tx, actor, text[:200].replace("\x00", ""))
        self.items = [
            (f"{one.kind}:{one.id}", f"{one.title} · {one.kind.capitalize()}") for one in found
        ]

    async def _snooze(self, until: datetime) -> None:
        fields = SnoozeFields(until=until.replace(microsecond=0))

        async def write(tx: Transaction, actor: Actor, row: ReminderRecord) -> None:
            await service.snooze_reminder(tx, actor, row.id, fields, self._version)

        await self._act(write, lambda row: snoozed_words(row, self._present()))

    async def _act(self, write: Any, told: Any) -> None:
        """Runs `write(tx, actor, row)` for the open reminder; unsaved input stays."""
        before, actor = self._row, current_actor()
        if before is None:
            return
        try:
            async with transaction(actor) as tx:
                await write(tx, actor, before)
                row = await self._read(tx, actor, before.id)
        except StaleVersion:
            await self.changed({})
            return
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        self._show(row)
        items = await self.get_state(ReminderList)
        await items._remember_change(told(row), [before], [row])

    async def _read(self, tx: Transaction, actor: Actor, item_id: UUID) -> Any:
        settings = await preferences.get_settings(tx, actor)
        self._zone, self._week_start = settings.time_zone, FIRST_WEEKDAYS[settings.week_start]
        return await super()._read(tx, actor, item_id)

    def _show(self, row: Any, now: Now | None = None) -> None:
        super()._show(row, now)
        self._look(self.base)

    def _show_state(self, row: ReminderRecord) -> None:
        self.dismissed = row.dismissed_at is not None
        present = self._present()
        snoozed = snoozed_words(row, present)
        due = snoozed or f"Due {within(when_words(row, present))}"
        self.state_words = "Dismissed" if self.dismissed else due
        self.other_zone = row.time_zone != self._zone
        self.about_title = row.about_title[0] if row.about_title else IN_THE_TRASH

    def _look(self, values: Mapping[str, str]) -> None:
        if self._row is None:
            return
        self.local_time = local_time_words(values, self._row, self._zone)
        look = look_at(values, self._row, self._zone, self._week_start, datetime.now(UTC))
        if look is not None:
            self._show_look(look)

    def _parsed(self, values: dict[str, str]) -> dict[str, Any]:
        parsed = super()._parsed(values)
        if "repeat" not in values or self._row is None:
            return parsed
        touched = {
            name: values[name]
            for name in TIME_FIELDS
            if name in values and values[name] != self.base[name]
        }
        typed = {**self.base, **values}
        return parsed | times_patch(typed, touched, self._row, self._week_start)

    def _told_of_saved(self, row: Any) -> str:
        moved = self._row is None or self._row.occurrence != row.occurrence
        return (
            f"Saved. {PAST}" if moved and section_of(row, self._present()) == "missed" else "Saved"
        )

    def _in_words(self, name: str, values: dict[str, str]) -> str:
        newer = self._newer
        if newer is None:
            return super()._in_words(name, values)
        if name == "about":
            return newer.about_title[0] if newer.about_title else ""
        if name in {"remind_date", "remind_time"}:
            return when_words(newer, self._present())
        if name in WATCHED and name != "time_zone":
            return rule_words(newer) or "Does not repeat"
        return super()._in_words(name, values)

    def _present(self) -> Present:
        return Present(datetime.now(UTC), self._zone)

    @property
    def _list_state(self) -> type[ReminderList]:
        return ReminderList
