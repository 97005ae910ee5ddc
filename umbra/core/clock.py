"""The one source of "now": injected, so that a test can hold it still."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the present instant, timezone-aware, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


SKEW = timedelta(seconds=5)
"""How far the clocks of a house's processes may be apart."""


def latest(now: datetime) -> datetime:
    """When something can have happened at the latest.

    What is dated later was written before the clock was set back, and says nothing about
    how long ago it was.
    """
    return now + SKEW


def local_date(instant: datetime, time_zone: str) -> date:
    """The calendar day of `instant` (aware) in the IANA zone `time_zone`."""
    return instant.astimezone(ZoneInfo(time_zone)).date()
