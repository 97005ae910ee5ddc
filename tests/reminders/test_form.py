"""What is typed in the panel of a reminder. It is Friday, 27 November 2026, 09:40 UTC."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from umbra.core.errors import InvalidInput
from umbra.reminders.state.form import local_of, snoozed_until

NOW = datetime(2026, 11, 27, 9, 40, tzinfo=UTC)


def test_a_reminder_is_snoozed_to_a_time_of_the_account_s_zone() -> None:
    typed = {"day": "2026-11-27", "time": "02:30"}
    assert snoozed_until(typed, "America/Los_Angeles", NOW) == NOW.replace(hour=10, minute=30)


@pytest.mark.parametrize(
    ("day", "time", "why"),
    [
        ("", "10:00", "Enter a day and a time."),
        ("2026-11-28", "", "Enter a day and a time."),
        ("2026-11-27", "01:40", "Is past. Choose a later time."),
        ("9999-12-31", "23:59", "Must be in the years 1900 to 9998."),
    ],
)
def test_a_snooze_to_no_later_time_is_refused(day: str, time: str, why: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        snoozed_until({"day": day, "time": time}, "America/Los_Angeles", NOW)
    assert refused.value.detail == why


@pytest.mark.parametrize(("day", "time"), [("9999-12-31", "23:59"), ("1899-12-31", "09:00")])
def test_a_time_out_of_the_years_of_the_calendar_is_refused_at_its_field(
    day: str, time: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        local_of({"remind_date": day, "remind_time": time})
    assert [error.field for error in refused.value.errors] == ["remind_date"]
