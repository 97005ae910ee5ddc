"""Instants and days as text for the user, in the user's time zone."""

from __future__ import annotations

from datetime import date, datetime, time

from umbra.core.zones import time_zone


class Now:
    """The current instant (aware) in the user's IANA time zone; formats instants relative to it."""

    def __init__(self, instant: datetime, zone: str) -> None:
        self._zone = time_zone(zone)
        self._today = instant.astimezone(self._zone).date()

    @property
    def today(self) -> date:
        """The current day in the user's time zone."""
        return self._today

    @property
    def zone(self) -> str:
        """The IANA name of the user's time zone."""
        return self._zone.key

    def moment(self, instant: datetime) -> str:
        """ "Today 14:05", "Yesterday 09:12", "3 Dec 14:05", "3 Dec 2025 14:05"."""
        local = instant.astimezone(self._zone)
        return f"{self.day(local.date())} {local:%H:%M}"

    def when(self, at: date | datetime | None) -> str:
        """A day, an instant (aware), or a local time of the user; empty for None."""
        if not isinstance(at, datetime):
            return "" if at is None else self.day(at)
        return self.moment(at) if at.tzinfo else f"{self.day(at.date())} {at:%H:%M}"

    def date_of(self, instant: datetime) -> date:
        """The calendar day of an instant (aware) in the user's time zone."""
        return instant.astimezone(self._zone).date()

    def days_until(self, instant: datetime) -> int:
        """The number of calendar days from today to the day of an instant; negative if before."""
        return (self.date_of(instant) - self._today).days

    def start_of(self, day: date) -> datetime:
        """The instant (aware) at which a day begins in the user's time zone."""
        return datetime.combine(day, time(), self._zone)

    def day(self, day: date) -> str:
        """ "Today", "Yesterday", "Tomorrow", "3 Dec", "3 Dec 2025"."""
        near = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}
        away = (day - self._today).days
        if away in near:
            return near[away]
        year = "" if day.year == self._today.year else f" {day.year}"
        return f"{day.day} {day:%b}{year}"


def within(words: str) -> str:
    """`words` as they stand within a sentence."""
    return words[:1].lower() + words[1:]
