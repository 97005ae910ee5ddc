"""The dashboard's greeting and date label. Pure functions of the account's local time."""

from __future__ import annotations

from datetime import date, datetime

MORNING, NOON, EVENING = 5, 12, 18
"""Hours at which the greeting changes."""


def greeting(local: datetime) -> str:
    """Returns the greeting for this local time."""
    if MORNING <= local.hour < NOON:
        return "Good morning"
    if NOON <= local.hour < EVENING:
        return "Good afternoon"
    return "Good evening"


def day_label(day: date) -> str:
    """Returns the date as weekday, day and month: "Tuesday, 24 November"."""
    return f"{day:%A}, {day.day} {day:%B}"
