"""A move of an event by hand: the wall clock and the length stay (case: 24 h become 25)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from umbra.core.errors import InvalidInput
from umbra.events.rules import Times
from umbra.events.state.moving import all_day_on, moved_to, shown_start, stretched

BERLIN = "Europe/Berlin"
NOON = Times(datetime(2026, 3, 27, 10), datetime(2026, 3, 27, 11), BERLIN)
DAYS = Times(date(2026, 3, 27), date(2026, 3, 29), None)


def test_a_timed_event_moved_to_a_day_keeps_its_time_over_a_clock_change() -> None:
    assert moved_to(NOON, date(2026, 3, 29), BERLIN, 60) == {
        "start": "2026-03-29T10:00:00",
        "end": "2026-03-29T11:00:00",
    }


def test_an_event_over_a_clock_change_keeps_its_wall_clock_length() -> None:
    night = Times(datetime(2026, 3, 27, 22), datetime(2026, 3, 28, 6), BERLIN)
    assert moved_to(night, date(2026, 3, 28), BERLIN, 60) == {
        "start": "2026-03-28T22:00:00",
        "end": "2026-03-29T06:00:00",
    }


def test_an_event_of_another_zone_moves_on_the_user_s_clock_and_keeps_its_own() -> None:
    tokyo = Times(datetime(2026, 3, 27, 3), datetime(2026, 3, 27, 4), "Asia/Tokyo")
    assert shown_start(tokyo, BERLIN) == datetime(2026, 3, 26, 19)
    assert moved_to(tokyo, datetime(2026, 3, 26, 20), BERLIN, 60) == {
        "start": "2026-03-27T04:00:00",
        "end": "2026-03-27T05:00:00",
    }
    assert moved_to(tokyo, date(2026, 3, 27), BERLIN, 60)["start"] == "2026-03-28T03:00:00"


def test_an_all_day_event_stays_whole_days_or_gets_the_default_length_at_a_time() -> None:
    assert moved_to(DAYS, date(2026, 4, 1), BERLIN, 60) == {
        "start": "2026-04-01",
        "end": "2026-04-03",
    }
    assert moved_to(DAYS, datetime(2026, 4, 1, 9), BERLIN, 45) == {
        "start": "2026-04-01T09:00:00",
        "end": "2026-04-01T09:45:00",
        "time_zone": BERLIN,
    }


def test_a_timed_event_becomes_an_all_day_one_over_the_days_it_covers() -> None:
    assert all_day_on(NOON, date(2026, 3, 30), BERLIN) == {
        "start": "2026-03-30",
        "end": "2026-03-31",
    }
    to_midnight = Times(datetime(2026, 3, 27, 22), datetime(2026, 3, 28), BERLIN)
    assert all_day_on(to_midnight, date(2026, 3, 30), BERLIN)["end"] == "2026-03-31"
    night = Times(datetime(2026, 3, 27, 22), datetime(2026, 3, 28, 6), BERLIN)
    assert all_day_on(night, date(2026, 3, 30), BERLIN)["end"] == "2026-04-01"


def test_a_stretch_moves_the_dragged_edge_alone_and_never_past_the_other() -> None:
    assert stretched(NOON, "end", datetime(2026, 3, 27, 12), BERLIN) == {
        "end": "2026-03-27T12:00:00"
    }
    assert stretched(DAYS, "end", date(2026, 3, 31), BERLIN) == {"end": "2026-03-31"}
    for edge, to in (("start", datetime(2026, 3, 27, 11)), ("end", datetime(2026, 3, 27, 9))):
        with pytest.raises(InvalidInput):
            stretched(NOON, "start" if edge == "start" else "end", to, BERLIN)
