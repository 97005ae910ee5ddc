"""Due dates in words, and how urgent they are, as lists show them."""

from __future__ import annotations

from datetime import date, time, timedelta

WEEK = 7


def due_words(day: date | None, at: time | None, today: date) -> str:
    """ "Today 14:00", "Tomorrow", "Friday", "3 Dec", "3 Dec 2027"; empty without a day."""
    if day is None:
        return ""
    return f"{_day_words(day, today)} {at:%H:%M}" if at else _day_words(day, today)


def due_tone(day: date | None, today: date) -> str:
    if day is None:
        return ""
    if day < today:
        return "overdue"
    if day == today:
        return "today"
    return "soon" if day < today + timedelta(days=WEEK) else "later"


def long_day(day: date, today: date) -> str:
    """ "Friday, 4 December", with the year unless it is that of `today`."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A}, {day.day} {day:%B}{year}"


def _day_words(day: date, today: date) -> str:
    away = (day - today).days
    near = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}
    if away in near:
        return near[away]
    if 0 < away < WEEK:
        return f"{day:%A}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"
