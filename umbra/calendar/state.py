"""The state of the calendar page: one state var a day, so that a change sends the days it touches.

A change in this tab reads the shown days again, as one from elsewhere does; days that are as
they were are not sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypedDict

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.calendar import service
from umbra.calendar.address import NO_COLOUR, PATH, Address, read
from umbra.calendar.due import DUE_ITEMS, DueItems, due_entry
from umbra.calendar.entries import (
    NO_DAY,
    CalendarDay,
    parts_of,
)
from umbra.calendar.service import SOURCES, Wanted
from umbra.calendar.views import (
    DAY_ENTRIES,
    MONTH_ENTRIES,
    MOST_DAYS,
    VIEWS,
    Range,
    View,
    clamped,
    moved,
    range_of,
    title_of,
)
from umbra.core.actor import Actor
from umbra.core.errors import UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.local_url import known_id
from umbra.core.moments import Now
from umbra.core.text import shortened
from umbra.core.zones import wall_clock
from umbra.database import Transaction, transaction
from umbra.events.finding import FoundEvent, find_events
from umbra.events.rules import written_id
from umbra.events.state import EventChanges, EventMove, QuickEntry
from umbra.items.state.listing import LONGEST_SEARCH
from umbra.items.state.slots import slot_name, slots_of
from umbra.items.state.undo_stack import UndoStack
from umbra.people.kind import PERSON
from umbra.preferences import service as preferences
from umbra.preferences.models import ACCENTS, FIRST_WEEKDAYS
from umbra.preferences.service import SettingsRow
from umbra.recurrence.series import as_datetime, moment_of
from umbra.tags.service import tag_names
from umbra.ui.toasts import toast

OF_A_PERSON = "Is a yearly day of a person. Change it with the person."


class Shown(TypedDict):
    """A set of events that can be hidden: a colour, or a tag as `#name`."""

    name: str
    label: str
    colour: str
    shown: bool


class Result(TypedDict):
    """An event found by words. `id` is that of its entry, `day` the date to show it on."""

    id: str
    title: str
    when: str
    day: str
    detail: str
    past: bool


class CalendarState(slots_of(CalendarDay, MOST_DAYS), rx.State):
    """The days in the slots, from the first on; unused slots have no date.

    `date` is the day that the view was asked for, and `picked` the number of its slot; `first` is
    the first shown day, of a month that day itself. Dates are "YYYY-MM-DD" in the account's time
    zone. `refusals` counts refused drags.
    """

    loaded: rx.Field[bool] = rx.field(False)
    view: rx.Field[str] = rx.field("month")
    date: rx.Field[str] = rx.field("")
    today: rx.Field[str] = rx.field("")
    picked: rx.Field[int] = rx.field(0)
    first: rx.Field[str] = rx.field("")
    title: rx.Field[str] = rx.field("")
    short_title: rx.Field[str] = rx.field("")
    todos_shown: rx.Field[bool] = rx.field(True)
    sets: rx.Field[list[Shown]] = rx.field(default_factory=list)
    hides: rx.Field[bool] = rx.field(False)
    is_empty: rx.Field[bool] = rx.field(False)
    searching: rx.Field[str] = rx.field("")
    results: rx.Field[list[Result]] = rx.field(default_factory=list)
    week_start: rx.Field[int] = rx.field(1)
    week_numbers: rx.Field[bool] = rx.field(False)
    first_hour: rx.Field[int] = rx.field(8)
    time_zone: rx.Field[str] = rx.field("UTC")
    refusals: rx.Field[int] = rx.field(0)

    _address: Address = Address()
    _versions: dict[str, int] = {}

    @rx.event
    async def load(self) -> None:
        """Shows the view of the URL."""
        self._address = read(self.router.url.query_parameters)
        await self._read()

    @rx.event
    async def changed(self, versions: dict[str, int]) -> None:
        """Reads the days again, unless all changes are shown. The live listener calls this."""
        if not self._is_open():
            return
        if versions and all(
            self._versions.get(one) == version for one, version in versions.items()
        ):
            return
        await self._read()
        if self.searching:
            await self._find()

    @rx.event
    async def day_changed(self, _versions: dict[str, int]) -> None:
        """Reads everything again: another day, or another time zone. The live listener calls it."""
        if self._is_open():
            await self._read()

    @rx.event
    def show(self, view: str) -> Any:
        """Shows another view of the same day."""
        return self._go(view=view if view in VIEWS else "month")

    @rx.event
    def page(self, by: int) -> Any:
        """Shows the days before (-1) or after (1) the shown ones."""
        view: View = self._address.view
        return self._go(day=moved(view, self._day, 1 if by > 0 else -1))

    @rx.event
    def go_to_today(self) -> Any:
        return rx.redirect(replace(self._address, date="").url)

    @rx.event
    def pick(self, day: str) -> Any:
        """Shows a day in the current view."""
        picked = moment_of(day)
        return None if picked is None else self._go(day=as_datetime(picked).date())

    @rx.event
    def open_day(self, day: str) -> Any:
        """Shows the view of one day."""
        picked = moment_of(day)
        return None if picked is None else self._go(view="day", day=as_datetime(picked).date())

    @rx.event
    def turn_todos(self, shown: bool) -> Any:
        """Shows or hides todos."""
        return rx.redirect(replace(self._address, todos="" if shown else "off").url)

    @rx.event
    def turn_set(self, name: str) -> Any:
        """Shows or hides a colour or a tag."""
        return rx.redirect(self._address.turned(name).url)

    @rx.event
    def show_all(self) -> Any:
        """Shows every colour, every tag, and todos."""
        return rx.redirect(replace(self._address, todos="", hide="").url)

    @rx.event(supersedes=True)
    async def search(self, text: str) -> None:
        """Finds events by words, which stay out of the URL."""
        self.searching = text[:LONGEST_SEARCH].replace("\x00", "").strip()
        await self._find()

    @rx.event
    def open(self, entry_id: str) -> Any:
        """Opens an event in the panel, or a todo, a task or a person on its page."""
        letter, item, recurrence_id = parts_of(entry_id)
        item_id = known_id(item)
        if letter in DUE_ITEMS:
            return rx.redirect(f"{DUE_ITEMS[letter].kind.path}?open={item_id}")
        if letter == "b":
            return rx.redirect(f"{PERSON.path}?open={item_id}")
        return rx.redirect(replace(self._address, open=item_id, at=recurrence_id).url)

    @rx.event
    def open_result(self, entry_id: str, day: str) -> Any:
        """Opens a found event in the panel, with its day behind it."""
        _, item, recurrence_id = parts_of(entry_id)
        there = replace(self._address, open=known_id(item), at=recurrence_id, date=day[:10])
        return rx.redirect(there.url)

    @rx.event
    async def select(self, start: str, end: str) -> Any:
        """Opens the small form for a new event at the chosen time."""
        if moment_of(start) is None or moment_of(end) is None:
            return None
        return QuickEntry.open_at(start, end)

    @rx.event
    async def add(self) -> Any:
        """Opens the small form at the next hour of today, or of the first shown day."""
        actor = current_actor()
        async with transaction(actor) as tx:
            zone = (await preferences.owner_time_zone(tx, actor)).name
            now = wall_clock(tx.now, zone)
        if not self.loaded:  # the key was pressed before the first days came
            self._address = read(self.router.url.query_parameters)
            await self._read()
        shown = self._shown
        day = now.date() if shown.first <= now.date() <= shown.last else self._day
        start = datetime.combine(day, now.time().replace(minute=0, second=0, microsecond=0))
        start = start.replace(hour=min(start.hour + 1, 23))
        return QuickEntry.open_at(start.isoformat(timespec="minutes"), "")

    @rx.event
    async def move(self, entry_id: str, start: str) -> Any:
        """Puts what was dragged to `start`: a date, or a wall-clock time of the account's zone.

        In the month a date leaves the time as it is; elsewhere it means all day.
        """
        letter, item, recurrence_id = parts_of(entry_id)
        if letter == "b":
            await self._refuse(OF_A_PERSON)
            return None
        all_day = self.view != "month" and "T" not in start
        if letter in DUE_ITEMS:
            await self._move_due(DUE_ITEMS[letter], item, start, all_day=all_day)
            await self._read()
            return None
        changes = await self.get_state(EventChanges)
        further = await changes._move(item, recurrence_id, start, all_day=all_day)
        await self._read()
        return further

    @rx.event
    async def resize(self, entry_id: str, edge: str, time: str) -> Any:
        """Puts the "start" or "end" of what was stretched to `time`, in the form of its start."""
        letter, item, recurrence_id = parts_of(entry_id)
        if letter in DUE_ITEMS:
            await self._refuse(f"A {DUE_ITEMS[letter].kind.name} has no length.")
            return None
        if letter == "b":
            await self._refuse(OF_A_PERSON)
            return None
        changes = await self.get_state(EventChanges)
        further = await changes._stretch(item, recurrence_id, edge, time)
        await self._read()
        return further

    @rx.event
    def ask_to_move(self, entry_id: str) -> Any:
        """Opens the dialog that moves without dragging."""
        letter, item, recurrence_id = parts_of(entry_id)
        if letter in DUE_ITEMS or letter == "b":
            return self.open(entry_id)
        return EventMove.open(item, recurrence_id)

    @rx.event
    async def delete(self, entry_id: str) -> Any:
        """Puts what an entry shows into the trash, with an undo; of a series asks which ones."""
        letter, item, recurrence_id = parts_of(entry_id)
        further = None
        if letter == "b":
            await self._refuse(OF_A_PERSON)
        elif letter in DUE_ITEMS:
            await self._delete_due(DUE_ITEMS[letter], item)
        else:
            changes = await self.get_state(EventChanges)
            further = await changes._delete(item, recurrence_id)
        await self._read()
        return further

    @rx.event
    async def toggle(self, entry_id: str, completed: bool) -> None:
        """Completes or reopens a todo or a task."""
        letter, item, _ = parts_of(entry_id)
        if letter in DUE_ITEMS:
            of = DUE_ITEMS[letter]

            async def write(tx: Transaction, actor: Actor, before: Any) -> Any:
                return await of.toggle(tx, actor, before.id, completed)

            label = "Completed" if completed else "Reopened"
            await self._change_due(of, item, write, label, quiet=True)
        await self._read()

    async def _delete_due(self, of: DueItems[Any], item: str) -> None:
        async def write(tx: Transaction, actor: Actor, before: Any) -> None:
            await of.delete(tx, actor, before.id, before.version)

        await self._change_due(of, item, write, "Deleted “{title}”")

    async def _move_due(self, of: DueItems[Any], item: str, start: str, *, all_day: bool) -> None:
        to = moment_of(start)
        if to is None:
            await self._refuse("That is not a day or a time that can be shown.")
            return
        day = as_datetime(to).date()
        values: dict[str, Any] = {"due_date": day}
        if isinstance(to, datetime):
            values["due_time"] = to.time()
        elif all_day:
            values["due_time"] = None

        async def write(tx: Transaction, actor: Actor, before: Any) -> Any:
            patch = validated(of.changes, values)
            return await of.patch(tx, actor, before.id, patch, before.version)

        label = f"“{{title}}” is due {day:%A, %-d %B}"
        await self._change_due(of, item, write, label)

    async def _change_due(
        self,
        of: DueItems[Any],
        item: str,
        write: Callable[[Transaction, Actor, Any], Awaitable[Any]],
        label: str,
        *,
        quiet: bool = False,
    ) -> None:
        """Changes an item, or deletes it if `write` returns None, with an undo.

        `label` says what was done, with `{title}` for the item's; after a refusal there is a toast.
        """
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                before = await of.get(tx, actor, id_from(item))
                after = await write(tx, actor, before)
        except UmbraError as refusal:
            await self._refuse(refusal.detail)
            return
        acts = await self.get_state(UndoStack)
        done = label.format(title=shortened(before.title))
        await acts._remember(done, of.kind.name, due_entry(of, before, after), quiet=quiet)

    async def _refuse(self, reason: str) -> None:
        """Says why, and lets the grid put back what was dragged."""
        self.refusals += 1
        await toast(self, reason, tone="danger")

    async def _read(self) -> None:
        """Reads the days of the address; sends those that changed."""
        actor = current_actor()
        address = self._address
        async with transaction(actor) as tx:
            settings = await preferences.get_settings(tx, actor)
            today = wall_clock(tx.now, settings.time_zone).date()
            day = clamped(address.day or today)
            shown = range_of(address.view, day, settings.week_start)
            wanted = Wanted(
                shown,
                settings.time_zone,
                today,
                MONTH_ENTRIES if address.view == "month" else DAY_ENTRIES,
                details=address.view in ("day", "agenda"),
                sources=frozenset(
                    one.name for one in SOURCES if one.name == "event" or not address.todos
                ),
                hidden=address.filter,
            )
            days = await service.days_of(tx, actor, wanted)
            names = await tag_names(tx, actor)
        self._show_days(days)
        self._show_settings(settings)
        self._show(
            {
                "view": address.view,
                "date": day.isoformat(),
                "today": today.isoformat(),
                "picked": max(0, min((day - shown.first).days, MOST_DAYS - 1)),
                "first": day.isoformat() if address.view == "month" else shown.first.isoformat(),
                "title": title_of(address.view, day, shown),
                "short_title": title_of(address.view, day, shown, short=True),
                "todos_shown": not address.todos,
                "sets": _sets(names, address.hidden),
                "hides": bool(address.hidden or address.todos),
                "is_empty": not any(one["count"] for one in days),
                "loaded": True,
            }
        )

    async def _find(self) -> None:
        if not self.searching:
            self.results = []
            return
        actor = current_actor()
        async with transaction(actor) as tx:
            zone = (await preferences.owner_time_zone(tx, actor)).name
            found = await find_events(tx, actor, self.searching, zone)
            now = Now(tx.now, zone)
        self.results = [_result(one, zone, now.day) for one in found]

    def _show_days(self, days: list[CalendarDay]) -> None:
        """Assigns the slots that differ: an assignment is sent even if the value is equal."""
        versions: dict[str, int] = {}
        for number in range(MOST_DAYS):
            name = slot_name(number)
            day = days[number] if number < len(days) else NO_DAY
            if getattr(self, name) != day:
                setattr(self, name, day)
            for entry in day["entries"]:
                versions[parts_of(entry["id"])[1]] = entry["version"]
        self._versions = versions

    def _show_settings(self, settings: SettingsRow) -> None:
        self._show(
            {
                "week_start": (FIRST_WEEKDAYS[settings.week_start] + 1) % 7,
                "week_numbers": settings.week_numbers,
                "first_hour": settings.first_hour,
                "time_zone": settings.time_zone,
            }
        )

    def _show(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def _go(self, *, view: View | None = None, day: date | None = None) -> Any:
        there = replace(
            self._address,
            view=view or self._address.view,
            date=self._address.date if day is None else day.isoformat(),
        )
        return rx.redirect(there.url)

    def _is_open(self) -> bool:
        """Whether the tab shows the calendar, not another page that was opened since."""
        return self.loaded and self.router.url.path == PATH

    @property
    def _day(self) -> date:
        return self._address.day or date.fromisoformat(self.today)

    @property
    def _shown(self) -> Range:
        days = [getattr(self, slot_name(number))["day"] for number in range(MOST_DAYS)]
        used = [date.fromisoformat(day) for day in days if day]
        return Range(used[0], used[-1])


def _sets(tags: Any, hidden: tuple[str, ...]) -> list[Shown]:
    colours: list[Shown] = [
        {"name": name, "label": label, "colour": colour, "shown": name not in hidden}
        for name, label, colour in (
            (NO_COLOUR, "No colour", ""),
            *((accent, accent.capitalize(), accent) for accent in ACCENTS),
        )
    ]
    names = dict.fromkeys([*tags, *(name[1:] for name in hidden if name.startswith("#"))])
    return colours + [
        {"name": f"#{name}", "label": name, "colour": "", "shown": f"#{name}" not in hidden}
        for name in names
    ]


def _result(found: FoundEvent, zone: str, in_words: Any) -> Result:
    row, start = found.row, found.start
    if isinstance(start, datetime):
        local = wall_clock(start, zone)
        day, when = local.date(), f"{in_words(local.date())} {local:%H:%M}"
    else:
        day, when = start, in_words(start)
    recurrence_id = "" if found.recurrence_id is None else written_id(found.recurrence_id)
    return {
        "id": f"e/{row.id}/{recurrence_id}",
        "title": row.title,
        "when": when,
        "day": day.isoformat(),
        "detail": row.place,
        "past": found.is_past,
    }
