"""The title of a new reminder, with a day and a time at its end: "Call Ann tomorrow 9:30"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NEAR = {"today": 0, "tomorrow": 1}

_TIME = re.compile(
    r"\s(?:at\s)?(?:(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)"
    r"|(?P<twelve>1[0-2]|[1-9])(?::(?P<past>[0-5]\d))?\s?(?P<half>am|pm))$",
    re.ASCII | re.IGNORECASE,
)
_DAY = re.compile(
    r"\s(?:on\s)?(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<near>today|tomorrow)|(?P<weekday>{'|'.join(_WEEKDAYS)})"
    rf"|(?P<day>[1-3]?\d)\s(?P<month>{'|'.join(_MONTHS)})[a-z]*)$",
    re.ASCII | re.IGNORECASE,
)
_LENGTH = re.compile(
    r"\sin\s(?P<number>\d{1,3})\s(?P<unit>minute|hour|day)s?$", re.ASCII | re.IGNORECASE
)

MORNING = time(9)
"""The time of a reminder that has a day alone."""


def title_and_moment(text: str, now: datetime) -> tuple[str, datetime | None]:
    """The title without the day and the time at its end, and these as a local time.

    `now` is the wall-clock time (naive) of the account. None without either. What would leave no
    title is part of it. A time alone is the next such time, a weekday the next such day.
    """
    text = text.strip()
    if found := _LENGTH.search(f" {text}"):
        length = timedelta(**{f"{found['unit'].lower()}s": int(found["number"])})
        return _kept(text, found, (now + length).replace(second=0, microsecond=0))
    rest, day, at = text, None, None
    for _ in range(2):  # the day and the time stand in either order
        if at is None and (found := _TIME.search(f" {rest}")):
            at = _time_of(found)
        elif day is None and (found := _DAY.search(f" {rest}")):
            day = _day_of(found, now.date())
            if day is None:
                break
        else:
            break
        rest = rest[: max(0, found.start() - 1)].rstrip(" ,")
    if not rest or (day is None and at is None):
        return text, None
    return rest, moment_of(day, at, now)


def moment_of(day: date | None, at: time | None, now: datetime) -> datetime:
    """The local time that a day and a time give; without both it is the next full hour.

    A day alone is in its morning, or, if that is past, at the next full hour; a time alone is the
    next such time.
    """
    hour = (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    if at is None:
        if day is None:
            return hour
        morning = datetime.combine(day, MORNING)
        return morning if morning > now or day != now.date() else hour
    if day is not None:
        return datetime.combine(day, at)
    today = datetime.combine(now.date(), at)
    return today if today > now else today + timedelta(days=1)


def _kept(text: str, found: re.Match[str], moment: datetime) -> tuple[str, datetime | None]:
    rest = text[: max(0, found.start() - 1)].rstrip(" ,")
    return (rest, moment) if rest else (text, None)


def _time_of(found: re.Match[str]) -> time:
    if found["hour"] is not None:
        return time(int(found["hour"]), int(found["minute"]))
    hour = int(found["twelve"]) % 12 + (12 if found["half"].lower() == "pm" else 0)
    return time(hour, int(found["past"] or 0))


def _day_of(found: re.Match[str], today: date) -> date | None:
    """The day that was found; None for one that the calendar does not have."""
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["near"]:
            return today + timedelta(days=_NEAR[found["near"].lower()])
        if found["weekday"]:
            ahead = _WEEKDAYS.index(found["weekday"].lower()) - today.weekday()
            return today + timedelta(days=ahead % 7 or 7)
        day = date(today.year, _MONTHS.index(found["month"][:3].lower()) + 1, int(found["day"]))
        return day if day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None
