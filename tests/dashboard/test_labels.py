"""The dashboard's greeting and date label."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from umbra.dashboard.labels import day_label, greeting


@pytest.mark.parametrize(
    ("hour", "expected"),
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
def test_the_greeting_follows_the_local_hour(hour: int, expected: str):
    local = datetime(2026, 11, 24, hour, 59, tzinfo=ZoneInfo("Asia/Kathmandu"))
    assert greeting(local) == expected


def test_the_date_label_has_no_year():
    assert day_label(date(2026, 11, 4)) == "Wednesday, 4 November"
