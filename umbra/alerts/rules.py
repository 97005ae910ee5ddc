"""Pure rules of alerts: the row, and what becomes of one that the worker wakes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from umbra.alerts.models import State

UNSEEN = timedelta(minutes=1)
"""How long an alert that fired waits for a tab to show it before it counts as missed."""

OPEN_STATES: tuple[State, ...] = ("due", "missed", "snoozed")
"""The states of an alert that fired and was not dismissed."""


@dataclass(frozen=True, slots=True)
class SourceId:
    """The item that an alert is of."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as it is read. `run_at` is when it was to fire, `shown_at` when a tab showed it."""

    id: UUID
    version: int
    source: SourceId
    title: str
    run_at: datetime
    state: State
    snoozed_until: datetime | None
    shown_at: datetime | None
    dismissed_at: datetime | None
    channel: str


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """An alert as stored, with its source's id; `umbra.alerts.models.Alert` explains."""

    id: UUID
    version: int
    reminder_id: UUID | None
    alarm_id: UUID | None
    todo_id: UUID | None
    event_id: UUID | None
    task_id: UUID | None
    person_id: UUID | None
    occurrence: datetime
    run_at: datetime
    state: State
    snoozed_until: datetime | None
    shown_at: datetime | None
    wakes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Firing:
    """One occurrence of a reminder or alarm: its wall-clock time in its zone, and its instant.

    `item` is the column and the id of an alarm's item.
    """

    source: UUID
    occurrence: datetime
    run_at: datetime
    item: tuple[str, UUID] | None = None


def planned(firing: Firing, now: datetime) -> dict[str, Any]:
    """The state of a new alert: planned, or missed if its time is past."""
    if firing.run_at > now:
        return state_of("planned", now, wakes_at=firing.run_at)
    return state_of("missed", now)


def fired(run_at: datetime, now: datetime) -> dict[str, Any]:
    """The state of an alert that fires `now`: due, or missed if the server fired it too late.

    A due one is looked at again after `UNSEEN`.
    """
    if now - run_at >= UNSEEN:
        return state_of("missed", now)
    return state_of("due", now, wakes_at=now + UNSEEN)


def state_of(
    state: State,
    now: datetime,
    *,
    wakes_at: datetime | None = None,
    snoozed_until: datetime | None = None,
) -> dict[str, Any]:
    """The columns of an alert that has a state from `now` on.

    It was not shown in that state, but one that is dismissed keeps when it was.
    """
    values = {
        "state": state,
        "wakes_at": snoozed_until or wakes_at,
        "snoozed_until": snoozed_until,
        "dismissed_at": now if state == "dismissed" else None,
    }
    return values if state == "dismissed" else {**values, "shown_at": None}
