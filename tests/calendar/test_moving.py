"""Where an event goes when it is dragged or stretched (case 38 of the reported faults)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from umbra.calendar.moving import Placed, moved_times, resized_times
from umbra.core.errors import InvalidInput
from umbra.core.zones import time_zone

BERLIN, TOKYO = "Europe/Berlin", "Asia/Tokyo"


def placed(start: str, end: str, zone: str = BERLIN) -> Placed:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=time_zone(zone))

    return Placed(at(start), at(end), zone)


def times(values: dict[str, Any]) -> tuple[str, str]:
    return values["start"].isoformat(), values["end"].isoformat()


def test_a_move_over_a_clock_change_keeps_the_wall_clock_time_and_length() -> None:
    was = placed("2026-03-27T10:00", "2026-03-27T11:00")
    values = moved_times(was, datetime(2026, 3, 29, 10), BERLIN, 60)
    assert times(values) == ("2026-03-29T10:00:00", "2026-03-29T11:00:00")
    assert values["time_zone"] == BERLIN


def test_an_event_of_twenty_minutes_stays_twenty_minutes_long() -> None:
    was = placed("2026-11-26T13:00", "2026-11-26T13:20")
    values = moved_times(was, datetime(2026, 11, 28, 13), BERLIN, 60)
    assert times(values) == ("2026-11-28T13:00:00", "2026-11-28T13:20:00")


def test_days_move_as_days() -> None:
    was = Placed(date(2026, 3, 27), date(2026, 3, 29), None)
    assert moved_times(was, date(2026, 3, 28), BERLIN, 60) == {
        "start": date(2026, 3, 28),
        "end": date(2026, 3, 30),
    }


def test_an_event_in_another_zone_moved_by_days_keeps_the_time_of_its_zone() -> None:
    was = placed("2026-03-27T09:00", "2026-03-27T10:00", TOKYO)  # 01:00 in Berlin
    values = moved_times(was, datetime(2026, 3, 30, 1), BERLIN, 60)
    assert times(values) == ("2026-03-30T09:00:00", "2026-03-30T10:00:00")
    assert values["time_zone"] == TOKYO


def test_an_event_in_another_zone_moved_to_another_time_is_at_that_time_here() -> None:
    was = placed("2026-11-26T09:00", "2026-11-26T10:00", TOKYO)
    values = moved_times(was, datetime(2026, 11, 26, 12), BERLIN, 60)
    assert times(values) == ("2026-11-26T20:00:00", "2026-11-26T21:00:00")


def test_a_time_that_the_clocks_skip_is_kept_as_it_was_dropped() -> None:
    was = placed("2026-03-28T10:00", "2026-03-28T11:00")
    values = moved_times(was, datetime(2026, 3, 29, 2, 30), BERLIN, 60)
    assert times(values) == ("2026-03-29T02:30:00", "2026-03-29T03:30:00")


def test_from_the_all_day_row_an_event_gets_the_default_length_and_the_accounts_zone() -> None:
    was = Placed(date(2026, 11, 26), date(2026, 11, 29), None)
    values = moved_times(was, datetime(2026, 11, 27, 9), BERLIN, 45)
    assert times(values) == ("2026-11-27T09:00:00", "2026-11-27T09:45:00")
    assert values["time_zone"] == BERLIN


def test_into_the_all_day_row_an_event_covers_the_days_it_touched() -> None:
    one = placed("2026-11-26T09:00", "2026-11-26T10:00")
    night = placed("2026-11-26T22:00", "2026-11-27T02:00")
    to_midnight = placed("2026-11-26T22:00", "2026-11-27T00:00")
    nothing = placed("2026-11-26T22:00", "2026-11-26T22:00")
    for was, days in ((one, 1), (night, 2), (to_midnight, 1), (nothing, 1)):
        values = moved_times(was, date(2026, 12, 1), BERLIN, 60)
        assert (values["end"] - values["start"]).days == days


def test_only_the_edge_that_is_dragged_moves() -> None:
    was = placed("2026-11-26T13:00", "2026-11-26T13:20")
    later = resized_times(was, "end", datetime(2026, 11, 26, 14), BERLIN)
    assert times(later) == ("2026-11-26T13:00:00", "2026-11-26T14:00:00")
    earlier = resized_times(was, "start", datetime(2026, 11, 26, 12, 45), BERLIN)
    assert times(earlier) == ("2026-11-26T12:45:00", "2026-11-26T13:20:00")
    days = Placed(date(2026, 11, 26), date(2026, 11, 27), None)
    assert resized_times(days, "end", date(2026, 11, 30), BERLIN)["end"] == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("edge", "to"),
    [
        ("end", datetime(2026, 11, 26, 13)),
        ("end", datetime(2026, 11, 26, 12)),
        ("start", datetime(2026, 11, 26, 13, 20)),
        ("end", date(2026, 11, 27)),
    ],
)
def test_a_stretch_that_leaves_nothing_or_meets_a_day_is_refused(edge: Any, to: Any) -> None:
    was = placed("2026-11-26T13:00", "2026-11-26T13:20")
    with pytest.raises(InvalidInput):
        resized_times(was, edge, to, BERLIN)
