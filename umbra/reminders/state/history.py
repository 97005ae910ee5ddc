"""The history of alerts: what was due, when it was shown, on what, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypedDict

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.alerts import service
from umbra.alerts.models import IN_APP
from umbra.alerts.rules import OPEN_STATES
from umbra.alerts.service import AlertFilter, AlertRow
from umbra.alerts.snoozing import snooze_choices, snooze_until
from umbra.core.errors import UmbraError
from umbra.core.ids import id_from
from umbra.core.moments import Now, within
from umbra.core.paging import Cursor
from umbra.database import transaction
from umbra.preferences import service as preferences
from umbra.reminders.about import href_of, icon_of
from umbra.reminders.kind import REMINDER
from umbra.ui.toasts import toast

PATH = f"{REMINDER.path}/history"
PAGE = 50
"""Alerts on a page of the history."""

_TONES = {"due": "accent", "missed": "danger", "snoozed": "warning", "dismissed": "neutral"}


class AlertCard(TypedDict):
    """An alert as the page shows it. `shown` says when a tab showed it, and on what."""

    id: str
    title: str
    href: str
    icon: str
    when: str
    shown: str
    state: str
    tone: str
    open: bool


def alert_card(row: AlertRow, now: Now) -> AlertCard:
    """`row` as it is shown at the instant of `now`."""
    kind, item_id = row.source.kind, row.source.id
    is_reminder = kind == REMINDER.name
    return {
        "id": str(row.id),
        "title": row.title,
        "href": f"{REMINDER.path}?open={item_id}" if is_reminder else href_of(kind, item_id),
        "icon": REMINDER.icon if is_reminder else icon_of(kind),
        "when": now.moment(row.run_at),
        "shown": _shown_words(row, now),
        "state": _state_words(row, now),
        "tone": _TONES[row.state],
        "open": row.state in OPEN_STATES,
    }


def _shown_words(row: AlertRow, now: Now) -> str:
    if row.shown_at is None:
        return ""
    other = "" if row.channel == IN_APP else f" by {row.channel}"
    return f"shown {within(now.moment(row.shown_at))}{other}"


def _state_words(row: AlertRow, now: Now) -> str:
    if row.state == "snoozed" and row.snoozed_until is not None:
        return f"Snoozed until {within(now.moment(row.snoozed_until))}"
    if row.state == "dismissed" and row.dismissed_at is not None:
        return f"Dismissed {within(now.moment(row.dismissed_at))}"
    return row.state.capitalize()


class AlertHistory(rx.State):
    """A page of the history, the latest first. `first` is the place of its first row, from 1."""

    lines: rx.Field[list[AlertCard]] = rx.field(default_factory=list)
    snoozes: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    first: rx.Field[int] = rx.field(1)
    has_before: rx.Field[bool] = rx.field(False)
    has_after: rx.Field[bool] = rx.field(False)
    loaded: rx.Field[bool] = rx.field(False)

    _places: list[Cursor] = []
    """Where the pages before this one and this one itself begin; the first page has none."""
    _last: AlertRow | None = None
    _zone: str = "UTC"

    @rx.event
    async def load(self) -> None:
        """Shows the latest alerts."""
        self._places = []
        await self._read()

    @rx.event
    async def earlier(self) -> None:
        """Turns to the page of earlier alerts."""
        if self._last is not None and self.has_after:
            self._places = [*self._places, service.cursor_of(self._last)]
            await self._read()

    @rx.event
    async def later(self) -> None:
        """Turns back to the page of later alerts."""
        self._places = self._places[:-1]
        await self._read()

    @rx.event
    async def dismiss(self, alert_id: str) -> None:
        """Dismisses an alert that is open."""
        await self._act(alert_id, service.dismiss_alert)

    @rx.event
    async def snooze(self, alert_id: str, name: str) -> None:
        """Moves an open alert to a time of `umbra.alerts.snoozing`."""
        await self._act(
            alert_id,
            lambda tx, actor, one: service.snooze_alert(
                tx, actor, one, snooze_until(name, tx.now, self._zone)
            ),
        )

    @rx.event
    async def changed(self, _versions: dict[str, int]) -> None:
        """Reads the page again. The live listener calls this."""
        if self.loaded and self.router.url.path == PATH:
            await self._read()

    async def _act(self, alert_id: str, write: Any) -> None:
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                await write(tx, actor, id_from(alert_id))
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
        await self._read()

    async def _read(self) -> None:
        actor = current_actor()
        after = self._places[-1] if self._places else None
        async with transaction(actor) as tx:
            self._zone = (await preferences.owner_time_zone(tx, actor)).name
            now = Now(tx.now, self._zone)
            window = await service.list_window(
                tx, actor, AlertFilter(fired=True), after=after, limit=PAGE, latest_first=True
            )
        self.lines = [alert_card(row, now) for row in window.rows]
        self._last = window.rows[-1] if window.rows else None
        self.first = len(self._places) * PAGE + 1
        self.has_before, self.has_after = bool(self._places), window.has_after
        choices = snooze_choices(datetime.now(UTC), self._zone)
        self.snoozes = [(one.name, one.label) for one in choices]
        self.loaded = True
