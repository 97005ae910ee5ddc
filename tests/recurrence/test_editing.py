"""This and following cuts a series in two; all moves it as a whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.recurrence.kit import BERLIN, between, days, local, repeating, starts
from umbra.core.errors import InvalidInput
from umbra.recurrence.editing import shift_all, split_at
from umbra.recurrence.rules import write_rule
from umbra.recurrence.series import Moment, Override, Series, make_series

YEAR = ("2026-01-01T00:00:00", "2027-01-01T00:00:00")
HOUR = timedelta(hours=1)


def written(series: Series | None) -> str | None:
    return write_rule(series.rule) if series and series.rule else None


def test_following_reduces_the_count_and_ends_the_first_part_with_until_in_utc() -> None:
    split = split_at(
        repeating("FREQ=WEEKLY;COUNT=10", "2026-03-01T09:00:00"), local("2026-04-05T09:00:00")
    )
    assert written(split.before) == "FREQ=WEEKLY;UNTIL=20260329T070000Z"
    assert written(split.after) == "FREQ=WEEKLY;COUNT=5"
    assert split.after.start == local("2026-04-05T09:00:00")


def test_following_of_an_endless_series_stays_endless() -> None:
    split = split_at(repeating("FREQ=DAILY;INTERVAL=3", "2026-03-01", None), date(2026, 3, 7))
    assert written(split.before) == "FREQ=DAILY;UNTIL=20260304;INTERVAL=3"
    assert written(split.after) == "FREQ=DAILY;INTERVAL=3"


def test_following_at_the_first_occurrence_is_the_whole_series() -> None:
    series = repeating("FREQ=DAILY;COUNT=3", "2026-03-01", None)
    split = split_at(series, date(2026, 3, 1))
    assert split.before is None
    assert split.after == series


def test_following_takes_later_exclusions_additions_and_moves_along() -> None:
    moved = Override(date(2026, 3, 9), date(2026, 3, 20), date(2026, 3, 21), None)
    daily = repeating("FREQ=DAILY;COUNT=10", "2026-03-01", None)
    series = make_series(
        daily.start,
        None,
        None,
        daily.rule,
        exdates=days("2026-03-02", "2026-03-06"),
        rdates=days("2026-02-01", "2026-04-01"),
        overrides=[moved],
    )
    split = split_at(series, date(2026, 3, 5))
    assert split.before is not None
    assert split.before.exdates == frozenset(days("2026-03-02"))
    assert split.before.rdates == frozenset(days("2026-02-01"))
    assert split.before.overrides == ()
    assert split.after.exdates == frozenset(days("2026-03-06"))
    assert split.after.rdates == frozenset(days("2026-04-01"))
    assert split.after.overrides == (moved,)
    both = between(split.before, *YEAR) + between(split.after, *YEAR)
    assert both == between(series, *YEAR)


def test_following_at_an_added_date_begins_at_the_next_date_of_the_rule() -> None:
    series = repeating("FREQ=WEEKLY;COUNT=4", "2026-03-02", None, rdates=days("2026-03-12"))
    split = split_at(series, date(2026, 3, 12))
    assert starts(between(split.after, *YEAR)) == days("2026-03-12", "2026-03-16", "2026-03-23")
    assert split.after.start == date(2026, 3, 16)
    assert split.before is not None
    assert starts(between(split.before, *YEAR)) == days("2026-03-02", "2026-03-09")


def test_following_at_an_added_date_after_the_rule_s_end_leaves_only_dates() -> None:
    added = days("2026-04-01", "2026-05-01")
    series = repeating("FREQ=WEEKLY;COUNT=2", "2026-03-02", None, rdates=added)
    split = split_at(series, date(2026, 4, 1))
    assert split.after.rule is None
    assert starts(between(split.after, *YEAR)) == added
    assert written(split.before) == "FREQ=WEEKLY;UNTIL=20260309"


def test_following_at_a_date_of_a_series_without_a_rule_divides_its_dates() -> None:
    series = make_series(date(2026, 3, 1), None, rdates=days("2026-02-01", "2026-04-01"))
    later = split_at(series, date(2026, 4, 1))
    assert later.before is not None
    assert starts(between(later.before, *YEAR)) == days("2026-02-01", "2026-03-01")
    assert starts(between(later.after, *YEAR)) == days("2026-04-01")
    first = split_at(series, date(2026, 3, 1))
    assert first.before is not None
    assert starts(between(first.before, *YEAR)) == days("2026-02-01")
    assert starts(between(first.after, *YEAR)) == days("2026-03-01", "2026-04-01")


def test_following_at_a_time_after_a_gap_leaves_the_gap_s_day_on_its_side() -> None:
    series = repeating("FREQ=DAILY", "2026-03-27T02:30:00")
    for cut in ("2026-03-29T02:30:00", "2026-03-30T02:30:00"):
        split = split_at(series, local(cut))
        assert split.before is not None
        both = between(split.before, *YEAR) + between(split.after, *YEAR)
        assert both == between(series, *YEAR)


@pytest.mark.parametrize("moment", [local("2026-03-08T10:00:00"), date(2026, 3, 8)])
def test_what_is_no_occurrence_is_refused(moment: Moment) -> None:
    series = repeating("FREQ=WEEKLY;COUNT=10", "2026-03-01T09:00:00")
    for refuse in (
        lambda: split_at(series, moment),
        lambda: shift_all(
            series, moment, local("2026-03-08T11:00:00"), local("2026-03-08T12:00:00"), BERLIN
        ),
    ):
        with pytest.raises(InvalidInput) as refused:
            refuse()
        [error] = refused.value.errors
        assert error.field == "recurrence_id"
        assert error.message == "Is not an occurrence of this series. Use one from its list."


def test_all_moves_by_the_difference_and_not_to_that_occurrence_s_day() -> None:
    moved = Override(
        local("2026-03-29T09:00:00"),
        local("2026-03-30T12:00:00"),
        local("2026-03-30T13:00:00"),
        BERLIN,
    )
    weekly = repeating("FREQ=WEEKLY;COUNT=6;BYDAY=SU", "2026-03-01T09:00:00")
    series = make_series(
        weekly.start,
        local("2026-03-01T10:00:00"),
        BERLIN,
        weekly.rule,
        exdates=[local("2026-03-22T09:00:00"), date(2026, 4, 5)],
        overrides=[moved],
    )
    shifted = shift_all(
        series,
        local("2026-03-15T09:00:00"),
        local("2026-03-17T10:30:00"),
        local("2026-03-17T12:00:00"),
        BERLIN,
    )
    assert shifted.start == local("2026-03-03T10:30:00")
    assert shifted.length == timedelta(minutes=90)
    assert written(shifted) == "FREQ=WEEKLY;COUNT=6;BYDAY=TU"
    assert shifted.exdates == {local("2026-03-24T10:30:00"), date(2026, 4, 7)}
    assert shifted.overrides == (
        Override(local("2026-03-31T10:30:00"), moved.start, moved.end, BERLIN),
    )
    assert starts(between(shifted, *YEAR)) == [
        local("2026-03-03T10:30:00"),
        local("2026-03-10T10:30:00"),
        local("2026-03-17T10:30:00"),
        local("2026-03-30T12:00:00"),
    ]


def test_all_moves_until_by_the_wall_clock_so_that_the_number_stays() -> None:
    series = repeating("FREQ=DAILY;UNTIL=20260331T070000Z", "2026-03-01T09:00:00")
    shifted = shift_all(
        series,
        local("2026-03-02T09:00:00"),
        local("2026-03-03T02:30:00"),
        local("2026-03-03T03:30:00"),
        "America/New_York",
    )
    assert len(between(shifted, *YEAR)) == len(between(series, *YEAR)) == 31
    assert written(shifted) == "FREQ=DAILY;UNTIL=20260401T063000Z"


def test_all_renames_a_day_of_the_month_that_only_names_the_start() -> None:
    series = repeating("FREQ=MONTHLY;BYMONTHDAY=5", "2026-01-05", None)
    shifted = shift_all(series, date(2026, 3, 5), date(2026, 3, 7), date(2026, 3, 8), None)
    assert written(shifted) == "FREQ=MONTHLY;BYMONTHDAY=7"


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYMONTHDAY=5,-1"]
)
def test_all_refuses_a_rule_that_does_not_fit_the_new_start(rule: str) -> None:
    series = repeating(rule, "2026-01-05", None)
    with pytest.raises(InvalidInput) as refused:
        shift_all(series, date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7), None)
    assert refused.value.errors[0].field == "rrule"


def test_all_turns_days_into_times_and_back() -> None:
    series = repeating("FREQ=WEEKLY;UNTIL=20260316", "2026-03-02", None, exdates=days("2026-03-09"))
    timed = shift_all(
        series,
        date(2026, 3, 16),
        local("2026-03-17T09:00:00"),
        local("2026-03-17T10:00:00"),
        BERLIN,
    )
    found = between(timed, *YEAR)
    assert starts(found) == [datetime(2026, 3, 3, 9), datetime(2026, 3, 17, 9)]
    assert {each.end_utc - each.start_utc for each in found} == {HOUR}
    again = shift_all(timed, datetime(2026, 3, 3, 9), date(2026, 3, 2), date(2026, 3, 3), None)
    assert starts(between(again, *YEAR)) == days("2026-03-02", "2026-03-16")
    assert again.exdates == frozenset(days("2026-03-09"))
