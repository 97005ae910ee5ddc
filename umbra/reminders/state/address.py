"""The filters of the reminder page in its URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from umbra.core.clock import local_date
from umbra.core.zones import instant_of, wall_clock
from umbra.reminders.rules import AboutKind
from umbra.reminders.service import ReminderFilter, Sort

Show = Literal["open", "missed", "today", "later", "dismissed"]

_JUST_AFTER = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Address:
    """The state of the reminder page in its URL."""

    show: Show = "open"
    about: AboutKind | None = None
    tag: str = ""
    sort: Sort = "due"
    open: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """An instant (aware) in the account's time zone."""

    instant: datetime
    zone: str

    @property
    def local(self) -> datetime:
        """The wall-clock time (naive)."""
        return wall_clock(self.instant, self.zone)

    @property
    def tomorrow(self) -> datetime:
        """The instant at which tomorrow begins."""
        day = local_date(self.instant, self.zone) + timedelta(days=1)
        return instant_of(datetime.combine(day, time()), self.zone)


def filter_of(address: Address, text: str, present: Present) -> ReminderFilter:
    """The service's filter."""
    after = present.instant + _JUST_AFTER
    start, end = {
        "open": (None, None),
        "missed": (None, after),
        "today": (after, present.tomorrow),
        "later": (max(after, present.tomorrow), None),
        "dismissed": (None, None),
    }[address.show]
    return ReminderFilter(
        text=text,
        tag=address.tag or None,
        kind=address.about,
        dismissed=address.show == "dismissed",
        start=start,
        end=end,
    )
