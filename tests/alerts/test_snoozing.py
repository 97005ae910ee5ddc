"""The times that an alert can be snoozed to, in the account's zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from umbra.alerts.snoozing import snooze_choices, snooze_until
from umbra.core.errors import InvalidInput

PARIS = "Europe/Paris"
NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "instant"),
    [
        ("10m", at(4, 11, 10)),
        ("1h", at(4, 12)),
        ("evening", at(4, 17)),
        ("tomorrow", at(5, 8)),
    ],
)
def test_a_named_snooze_is_a_time_of_the_account_s_zone(name: str, instant: datetime) -> None:
    assert snooze_until(name, NOON, PARIS) == instant


def test_this_evening_is_offered_until_late_afternoon_of_the_account_s_zone() -> None:
    offered = [one.name for one in snooze_choices(NOON, PARIS)]
    assert offered == ["10m", "1h", "evening", "tomorrow"]
    assert [one.name for one in snooze_choices(at(4, 16), PARIS)] == ["10m", "1h", "tomorrow"]


def test_an_evening_that_passed_meanwhile_is_the_next_one() -> None:
    assert snooze_until("evening", at(4, 18), PARIS) == at(5, 17)


def test_tomorrow_morning_keeps_its_time_over_a_change_of_the_clock() -> None:
    before = datetime(2026, 3, 28, 20, tzinfo=UTC)
    assert snooze_until("tomorrow", before, PARIS) == datetime(2026, 3, 29, 7, tzinfo=UTC)


def test_a_snooze_by_another_name_is_refused_at_its_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        snooze_until("next year", NOON, PARIS)
    assert [error.field for error in refused.value.errors] == ["until"]
