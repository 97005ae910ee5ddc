"""What the dashboard says about the time of day: pure, from the account's local time."""

from __future__ import annotations

from datetime import date, datetime

MORNING, NOON, EVENING = 5, 12, 18
"""Hours at which the greeting changes."""


def greeting(local: datetime) -> str:
    """What one says to somebody at this local time."""
    if MORNING <= local.hour < NOON:
        return "Good morning"
    if NOON <= local.hour < EVENING:
        return "Good afternoon"
    return "Good evening"


def day_words(day: date) -> str:
    """ "Tuesday, 24 November"."""
    return f"{day:%A}, {day.day} {day:%B}"
