"""What the dashboard says about the time of day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from umbra.dashboard.words import day_words, greeting


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Good evening"),
        (4, "Good evening"),
        (5, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (17, "Good afternoon"),
        (18, "Good evening"),
        (23, "Good evening"),
    ],
)
def test_the_greeting_follows_the_local_hour(hour: int, words: str):
    local = datetime(2026, 11, 24, hour, 59, tzinfo=ZoneInfo("Asia/Kathmandu"))
    assert greeting(local) == words


def test_a_day_is_said_without_its_year():
    assert day_words(date(2026, 11, 4)) == "Wednesday, 4 November"
