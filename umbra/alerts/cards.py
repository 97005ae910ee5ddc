"""What the bell, the toasts and the notifications say about alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from umbra.alerts.open_alerts import MOST, OpenAlert
from umbra.alerts.snoozing import snooze_choices
from umbra.alerts.sources import source_of_kind
from umbra.core.moments import Now, within
from umbra.core.zones import time_zone

MOST_NOTICES = 3
"""More alerts that are due at once are one toast, and one notification."""

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class AlertCard:
    """An alert in the bell's list. `when` is when it was due, of a snoozed one when it returns."""

    id: str
    title: str
    when: str
    about: str
    href: str
    icon: str
    state: str
    done: bool
    error: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification of the operating system. `fresh`: shown, else only kept if it is there."""

    tag: str
    title: str
    body: str
    href: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class SnoozeOption:
    """One of the times to snooze to. `until` is what is filled in where a time is asked for."""

    choice: str
    label: str
    until: str


def card_of(alert: OpenAlert, now: Now, error: str) -> AlertCard:
    """The card of an alert; `error` is why its last snooze was refused."""
    row = alert.row
    source = source_of_kind(row.source.kind)
    until = row.snoozed_until
    return AlertCard(
        id=str(row.id),
        title=row.title[:LONGEST_TITLE],
        when=now.moment(row.run_at) if until is None else f"Until {within(now.moment(until))}",
        about=source.kind.name.capitalize(),
        href=alert.href,
        icon=source.kind.icon,
        state=row.state,
        done=alert.can_be_done,
        error=error,
    )


def detail_of(alert: OpenAlert, now: Now) -> str:
    """What an alert is of, and when it was due: "Todo · Today 14:05"."""
    kind = source_of_kind(alert.row.source.kind).kind
    return f"{kind.name.capitalize()} · {now.moment(alert.row.run_at)}"


def icon_of(alert: OpenAlert) -> str:
    return source_of_kind(alert.row.source.kind).kind.icon


def reminders(count: int, what: str) -> str:
    """ "1 reminder was missed", "12 reminders are due"; `what` is "due" or "missed"."""
    if count == 1:
        return "1 reminder is due" if what == "due" else "1 reminder was missed"
    number = count_text(count)
    return f"{number} reminders are due" if what == "due" else f"{number} reminders were missed"


def count_text(count: int) -> str:
    """A count as the bell shows it: "7", and "99+" for what is not counted further."""
    return f"{MOST - 1}+" if count >= MOST else str(count)


def notices_of(due: Sequence[OpenAlert], missed: Sequence[OpenAlert], now: Now) -> list[Notice]:
    """The notifications of what is due; those of what was missed since are only kept."""
    if len(due) > MOST_NOTICES:
        return [Notice("due", reminders(len(due), "due"), "", "", fresh=True)]
    return [
        Notice(
            str(one.row.id),
            one.row.title[:LONGEST_TITLE],
            detail_of(one, now),
            one.href,
            fresh=one.row.state == "due",
        )
        for one in (*due, *missed)[:MOST_NOTICES]
    ]


def snooze_options(now: datetime, zone: str) -> list[SnoozeOption]:
    """What can be chosen to snooze to at `now`, a time of one's own included."""
    local = now.astimezone(time_zone(zone)) + timedelta(hours=2)
    own = local.replace(minute=0, second=0, microsecond=0, tzinfo=None)
    named = [SnoozeOption(one.name, one.label, "") for one in snooze_choices(now, zone)]
    return [*named, SnoozeOption("", "Choose …", own.isoformat(timespec="minutes"))]
