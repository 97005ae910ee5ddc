"""The alarms of an item as the text of one form field, an alarm a line, and back.

The lines are `PT10M` (so long before), `1 18:00` (so many days before, at that time) and
`2026-03-05T09:00` (a local time of the account).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from umbra.core.actor import Actor
from umbra.core.alarms import (
    Alarm,
    BeforeAlarm,
    DayAlarm,
    InstantAlarm,
    duration_of,
    instant_from,
    time_of,
)
from umbra.core.errors import InvalidInput
from umbra.core.zones import instant_of, wall_clock
from umbra.database import Transaction
from umbra.preferences import service as preferences

MORNING = "09:00"
"""When a default alarm goes off on a day that has no time."""

_DAY = re.compile(r"(\d{1,3}) (\d\d:\d\d)", re.ASCII)


def alarms_text(alarms: Sequence[Alarm], zone: str) -> str:
    """The alarms as lines; instants are local times of `zone`, the account's, to the minute."""
    return "\n".join(_line(alarm, zone) for alarm in alarms)


def alarms_of(text: str, kept: Sequence[Alarm], zone: str) -> list[Alarm]:
    """The alarms of such lines. One of `kept` stays as it is, with its seconds.

    InvalidInput at `alarms`. Their number is left to the service.
    """
    known = {_line(alarm, zone): alarm for alarm in kept}
    return [known.get(line) or _alarm(line, zone) for line in text.splitlines() if line]


def fitting(alarm: Alarm | None, *, timed: bool) -> list[Alarm]:
    """The default alarm as an item has it. A day without a time has it at `MORNING`.

    There it is so many whole days before as the alarm's length has.
    """
    if alarm is None:
        return []
    if timed or "before" not in alarm:
        return [alarm]
    days = duration_of(alarm["before"]) // timedelta(days=1)
    return [DayAlarm(days_before=days, at=MORNING)]


async def default_alarms(tx: Transaction, actor: Actor, *, timed: bool) -> dict[str, Any]:
    """The field `alarms` of a new item that has a day, by the account's settings; or none."""
    settings = await preferences.get_settings(tx, actor)
    found = fitting(settings.default_alarm, timed=timed)
    return {"alarms": found} if found else {}


def _line(alarm: Alarm, zone: str) -> str:
    if "before" in alarm:
        return alarm["before"]
    if "days_before" in alarm:
        return f"{alarm['days_before']} {alarm['at']}"
    return wall_clock(instant_from(alarm["at"]), zone).isoformat(timespec="minutes")


def _alarm(line: str, zone: str) -> Alarm:
    try:
        if line.startswith("P"):
            duration_of(line)
            return BeforeAlarm(before=line)
        if found := _DAY.fullmatch(line):
            return DayAlarm(days_before=int(found[1]), at=f"{time_of(found[2]):%H:%M}")
        local = datetime.fromisoformat(line)
        if local.tzinfo is not None:
            raise ValueError
        return InstantAlarm(at=instant_of(local, zone).isoformat())
    except (ValueError, OverflowError):
        raise InvalidInput.at("alarms", "Can't be read. Choose the alarm again.") from None
