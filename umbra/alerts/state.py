"""State of the bell and of the toasts of alerts, in the frame of every page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.alerts import open_alerts as shown
from umbra.alerts import service
from umbra.alerts.cards import (
    LONGEST_TITLE,
    MOST_NOTICES,
    AlertCard,
    Notice,
    SnoozeOption,
    card_of,
    count_text,
    detail_of,
    icon_of,
    notices_of,
    reminders,
    snooze_options,
)
from umbra.alerts.fields import SnoozeFields
from umbra.alerts.open_alerts import MOST, OpenAlert
from umbra.core.actor import Actor
from umbra.core.clock import latest
from umbra.core.errors import InvalidInput, NotFound, UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.moments import Now
from umbra.database import Transaction, transaction
from umbra.preferences.service import owner_time_zone
from umbra.ui.toasts import Action, Choice, LastingToast, action, show_lasting, toast

BELL = "bell"
"""The id of the bell's button."""

MISSED, SUMMARY = "missed", "due"
"""The ids of the toasts that stand for several alerts."""

GONE = "This reminder is gone."


class AlertsState(rx.State):
    """Set by `load` on every page, and by each change of an alert anywhere.

    `count` is what the bell shows, empty for nothing; `rows` are filled while its list is open
    (`listed`). `unseen` grows with each reading in which an alert is there that no tab has shown
    yet, and is 0 where there is none: a visible tab answers with `seen`.
    """

    count: rx.Field[str] = rx.field("")
    label: rx.Field[str] = rx.field("Alerts")
    rows: rx.Field[list[AlertCard]] = rx.field(default_factory=list)
    snoozes: rx.Field[list[SnoozeOption]] = rx.field(default_factory=list)
    notices: rx.Field[list[Notice]] = rx.field(default_factory=list)
    unseen: rx.Field[int] = rx.field(0)
    listed: rx.Field[bool] = rx.field(False)
    loaded: rx.Field[bool] = rx.field(False)

    _readings: int = 0
    _read_at: datetime | None = None
    _hidden: frozenset[UUID] = frozenset()
    _missed: frozenset[UUID] = frozenset()
    _refused: tuple[str, str] = ("", "")

    @rx.event
    async def load(self) -> None:
        """Reads the alerts; the list of the page that was left is closed."""
        self.listed, self._refused = False, ("", "")
        await self._read()

    @rx.event
    async def changed(self, _versions: dict[str, int]) -> None:
        """Reads the alerts again. The live listener calls this when one of the owner changes."""
        await self._read()

    @rx.event
    async def look(self, opened: bool) -> None:
        """The bell's list was opened, or closed."""
        self.listed = opened
        await self._read()

    @rx.event
    async def seen(self) -> None:
        """The tab is visible: what it read last was shown."""
        if self._read_at is not None:
            actor = current_actor()
            async with transaction(actor) as tx:
                await shown.mark_shown(tx, actor, latest(self._read_at))

    @rx.event
    async def hide(self, toast_id: str) -> None:
        """Hides a toast in this tab; its alerts stay in the bell."""
        actor = current_actor()
        if toast_id == MISSED:
            self._missed = frozenset()
        elif toast_id == SUMMARY:
            async with transaction(actor) as tx:
                due = await shown.open_alerts(tx, actor, "due")
            self._hidden |= {one.row.id for one in due}
        else:
            with suppress(NotFound):  # what another program sent is no id of an alert
                self._hidden |= {id_from(toast_id)}
        await self._read()

    @rx.event
    async def done(self, alert_id: str) -> None:
        """Completes the todo that an alert is of, or dismisses the reminder's occurrence."""
        await self._act(alert_id, shown.finish_alert)

    @rx.event
    async def dismiss(self, alert_id: str) -> None:
        """Dismisses an alert in every tab."""
        await self._act(alert_id, service.dismiss_alert)

    @rx.event
    async def snooze(self, alert_id: str, choice: str, until: str) -> None:
        """Moves an alert to the time of this `choice`, or, for an empty one, to `until`."""

        async def move(tx: Transaction, actor: Actor, named: UUID) -> None:
            if choice:
                instant = await shown.named_instant(tx, actor, choice)
            else:
                instant = validated(SnoozeFields, {"until": until}).until
            await service.snooze_alert(tx, actor, named, instant)

        await self._act(alert_id, move)

    @rx.event
    async def dismiss_all(self) -> None:
        """Dismisses what is due or missed; what fired since this tab read it stays."""
        actor = current_actor()
        if self._read_at is not None:
            async with transaction(actor) as tx:
                await shown.dismiss_all(tx, actor, latest(self._read_at))
        await self._read()

    async def _act(
        self, alert_id: str, act: Callable[[Transaction, Actor, UUID], Awaitable[object]]
    ) -> None:
        actor = current_actor()
        self._refused = ("", "")
        try:
            async with transaction(actor) as tx:
                await act(tx, actor, id_from(alert_id))
        except InvalidInput as refusal:
            self._refused = (alert_id, refusal.detail)
        except NotFound:
            await toast(self, GONE)
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
        await self._read()

    async def _read(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            due = await shown.open_alerts(tx, actor, "due")
            missed = await shown.open_alerts(tx, actor, "missed")
            snoozed = await shown.open_alerts(tx, actor, "snoozed") if self.listed else []
            zone = (await owner_time_zone(tx, actor)).name
            self._read_at = tx.now
        now = Now(self._read_at, zone)
        self.snoozes = snooze_options(self._read_at, zone)
        self._show_count(len(due) + len(missed))
        listed = (*due, *missed, *snoozed) if self.listed else ()
        self.rows = [card_of(one, now, self._error_of(one)) for one in listed]
        self.notices = notices_of(due, missed, now)
        self._show_unseen((*due, *missed))
        await self._show_toasts(due, missed, now)
        self.loaded = True

    def _show_count(self, count: int) -> None:
        self.count = count_text(min(count, MOST)) if count else ""
        self.label = f"Alerts, {self.count} open" if count else "Alerts"

    def _show_unseen(self, alerts: Sequence[OpenAlert]) -> None:
        waiting = any(one.row.shown_at is None for one in alerts)
        self._readings += 1
        self.unseen = self._readings if waiting else 0

    async def _show_toasts(
        self, due: Sequence[OpenAlert], missed: Sequence[OpenAlert], now: Now
    ) -> None:
        """The toasts: of what is due one each, or a summary; and one of what was missed."""
        self._hidden &= {one.row.id for one in due}
        self._missed &= {one.row.id for one in missed}
        self._missed |= {one.row.id for one in missed if one.row.shown_at is None}
        fresh = [one for one in due if one.row.id not in self._hidden]
        toasts: list[LastingToast] = []
        if len(fresh) > MOST_NOTICES:
            toasts.append(_summary(SUMMARY, reminders(len(fresh), "due")))
        else:
            choices = tuple(
                Choice(one.label, {"choice": one.choice, "until": one.until}, asks=not one.choice)
                for one in self.snoozes
            )
            toasts += [_toast_of(one, now, choices, self._error_of(one)) for one in fresh]
        if self._missed:
            toasts.append(_summary(MISSED, reminders(len(self._missed), "missed")))
        await show_lasting(self, toasts)

    def _error_of(self, alert: OpenAlert) -> str:
        refused, message = self._refused
        return message if refused == str(alert.row.id) else ""


def event_names() -> dict[str, str]:
    """The full names of the events that the bell's list sends."""
    calls: dict[str, Any] = {
        "done": AlertsState.done(""),
        "dismiss": AlertsState.dismiss(""),
        "snooze": AlertsState.snooze("", "", ""),
    }
    return {name: action("", call).name for name, call in calls.items()}


def _toast_of(alert: OpenAlert, now: Now, choices: tuple[Choice, ...], error: str) -> LastingToast:
    alert_id = str(alert.row.id)
    actions: list[Action] = []
    if alert.can_be_done:
        actions.append(action("Done", AlertsState.done(alert_id)))
    snooze = action("Snooze", AlertsState.snooze(alert_id, "", ""), choices)
    actions += [snooze, action("Dismiss", AlertsState.dismiss(alert_id))]
    return LastingToast(
        id=alert_id,
        text=alert.row.title[:LONGEST_TITLE],
        detail=detail_of(alert, now),
        href=alert.href,
        icon=icon_of(alert),
        actions=tuple(actions),
        close=action("Hide", AlertsState.hide(alert_id)),
        error=error,
    )


def _summary(toast_id: str, text: str) -> LastingToast:
    return LastingToast(
        id=toast_id,
        text=text,
        detail="",
        href="",
        icon="bell",
        actions=(Action("Show", "", {}, target=BELL),),
        close=action("Hide", AlertsState.hide(toast_id)),
    )
