"""Pure rules of snoozing: which times are offered, and the instant that each means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from umbra.core.errors import InvalidInput
from umbra.core.zones import instant_of, time_zone

TEN_MINUTES, HOUR, EVENING, TOMORROW = "10m", "1h", "evening", "tomorrow"

EVENING_TIME = time(18)
MORNING_TIME = time(9)

LAST_OFFER = time(17)
"""The time of day from which "this evening" is not offered any more."""

_LENGTHS = {TEN_MINUTES: timedelta(minutes=10), HOUR: timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Snooze:
    """A time to snooze to that is offered: its name, its words."""

    name: str
    label: str


def snooze_choices(now: datetime, zone: str) -> tuple[Snooze, ...]:
    """What is offered at `now` (aware) in an IANA zone."""
    offered = [Snooze(TEN_MINUTES, "10 minutes"), Snooze(HOUR, "1 hour")]
    if now.astimezone(time_zone(zone)).time() < LAST_OFFER:
        offered.append(Snooze(EVENING, f"This evening, {EVENING_TIME:%H:%M}"))
    return (*offered, Snooze(TOMORROW, f"Tomorrow, {MORNING_TIME:%H:%M}"))


def snooze_until(name: str, now: datetime, zone: str) -> datetime:
    """The instant (UTC) that the snooze of this name means at `now`.

    The evening is the next one. InvalidInput at `until` for a name that is not known.
    """
    if name in _LENGTHS:
        return (now + _LENGTHS[name]).astimezone(UTC)
    local = now.astimezone(time_zone(zone)).replace(tzinfo=None)
    if name == EVENING:
        days, at = int(local.time() >= EVENING_TIME), EVENING_TIME
    elif name == TOMORROW:
        days, at = 1, MORNING_TIME
    else:
        raise InvalidInput.at("until", "Choose when to be reminded again.")
    return instant_of(datetime.combine(local.date() + timedelta(days=days), at), zone)
