"""The source of the current time: injected, so that a test can replace it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from umbra.core import zones


class Clock(Protocol):
    """Returns the current instant, timezone-aware, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


SKEW = timedelta(seconds=5)
"""How far the clocks of the processes of one installation may differ (clock skew)."""


def latest(now: datetime) -> datetime:
    """The latest instant at which a recorded event can have happened: `now` plus the clock skew.

    A later timestamp was written before the clock was set back, so it does not tell how long
    ago the event was.
    """
    return now + SKEW


def local_date(instant: datetime, time_zone: str) -> date:
    """The calendar day of `instant` (aware) in the IANA zone `time_zone`."""
    return instant.astimezone(zones.time_zone(time_zone)).date()
