"""The dialog "Move ...": does the same as a drag, in any view and by keyboard alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.errors import UmbraError
from umbra.core.ids import id_from
from umbra.database import transaction
from umbra.events.opened import open_event, parsed_id
from umbra.events.state.account import read_account
from umbra.events.state.changes import EventChanges
from umbra.events.state.moving import shown_start
from umbra.recurrence.series import as_datetime, moment_of
from umbra.ui.toasts import toast


class EventMove(rx.State):
    """`day` and `time` are the event's start in the account's zone; `time` is empty for all day."""

    is_open: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)
    title: rx.Field[str] = rx.field("")
    day: rx.Field[str] = rx.field("")
    time: rx.Field[str] = rx.field("")
    error: rx.Field[str] = rx.field("")

    _event_id: str = ""
    _at: str = ""

    @rx.event
    async def open(self, event_id: str, recurrence_id: str = "") -> None:
        """Opens the dialog for an event, or the occurrence `recurrence_id` of a series."""
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                event = await open_event(tx, actor, id_from(event_id), parsed_id(recurrence_id))
                zone = (await read_account(tx, actor)).zone
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        start = shown_start(event.times, zone)
        self._event_id, self._at = event_id, event.at
        self.title = event.details.title
        self.day = as_datetime(start).date().isoformat()
        self.time = f"{start:%H:%M}" if isinstance(start, datetime) else ""
        self.error, self.is_open = "", True
        self.opened += 1

    @rx.event
    def close(self) -> None:
        """Closes the dialog; nothing is moved."""
        self.is_open = False

    @rx.event
    async def save(self, values: dict[str, Any]) -> Any:
        """Moves the event to the day and time of the form; without a time it keeps its own."""
        day, time = str(values.get("day", "")), str(values.get("time", ""))
        if moment_of(day) is None:
            self.error = "Enter a date."
            return None
        to = f"{day}T{time}" if time else day
        if moment_of(to) is None:
            self.error = "Enter a time."
            return None
        self.is_open = False
        changes = await self.get_state(EventChanges)
        return await changes._move(self._event_id, self._at, to)
