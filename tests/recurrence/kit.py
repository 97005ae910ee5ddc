"""What the tests of recurrence share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from umbra.recurrence.occurrences import Occurrence, Window, occurrences
from umbra.recurrence.rules import parse_rule
from umbra.recurrence.series import Moment, Series, make_series

BERLIN = "Europe/Berlin"
HOUR = timedelta(hours=1)
NEVER = (
    "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
    "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
    "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11;BYMONTHDAY=31;BYYEARDAY=-1",
    "FREQ=YEARLY;BYDAY=53MO;BYSETPOS=2",
    "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
    "FREQ=DAILY;INTERVAL=7;BYDAY=SU",
    "FREQ=HOURLY;INTERVAL=24;BYHOUR=10",
)
"""Rules that are valid and never happen; the last one is of an import."""


class Steps:
    """How many periods dateutil began, and how many years of weeks were listed."""

    def __init__(self) -> None:
        self.count = 0


def utc(text: str) -> datetime:
    """An instant from ISO 8601 without an offset."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str) -> datetime:
    """A wall-clock time from ISO 8601."""
    return datetime.fromisoformat(text)


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def repeating(
    rule: str,
    start: str,
    zone: str | None = BERLIN,
    *,
    length: timedelta = HOUR,
    exdates: Iterable[Moment] = (),
    rdates: Iterable[Moment] = (),
) -> Series:
    """A series from texts; all-day, of `length` in whole days, where `start` is a date."""
    if "T" in start:
        begin: Moment = local(start)
        end: Moment = begin + length
    else:
        begin = date.fromisoformat(start)
        end = begin + max(length, timedelta(days=1))
    return make_series(
        begin,
        end,
        zone,
        parse_rule(rule, hourly=True),
        exdates=tuple(exdates),
        rdates=tuple(rdates),
    )


def between(
    series: Series, start: str, end: str, zone: str = "UTC", limit: int = 1_000
) -> tuple[Occurrence, ...]:
    """The occurrences between two instants in UTC."""
    return occurrences(series, Window(utc(start), utc(end), zone), limit)


def starts(found: Iterable[Occurrence]) -> list[Moment]:
    return [occurrence.start for occurrence in found]
