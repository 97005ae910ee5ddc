"""A series is checked when it is made, and says when its last occurrence ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.recurrence.kit import BERLIN, between, days, local, repeating, starts, utc
from umbra.core.errors import InvalidInput
from umbra.recurrence.occurrences import Window, is_occurrence, next_after, occurrences
from umbra.recurrence.rules import Frequency, Rule, parse_rule
from umbra.recurrence.series import Moment, Override, Series, last_end, local_start, make_series

NINE = datetime(2026, 6, 1, 9)
DAILY = Rule(Frequency.DAILY)


@pytest.mark.parametrize(
    ("start", "end", "field", "message"),
    [
        (NINE, NINE - timedelta(seconds=1), "end", "Must not be before the start."),
        (date(2026, 6, 2), date(2026, 6, 1), "end", "Must not be before the start."),
        (
            NINE,
            date(2026, 6, 2),
            "end",
            "Must be a time, like the start: an event has either days or times.",
        ),
        (
            date(2026, 6, 1),
            NINE,
            "end",
            "Must be a date, like the start: an event has either days or times.",
        ),
        (NINE, NINE.replace(tzinfo=UTC), "end", "Must be a local time, without a UTC offset."),
        (NINE.replace(tzinfo=UTC), NINE, "start", "Must be a local time, without a UTC offset."),
        (NINE.replace(microsecond=1), NINE, "start", "Must be in whole seconds."),
        (datetime(1, 1, 1), None, "start", "Must be in the years 1900 to 9998."),
        (date(9999, 12, 31), None, "start", "Must be in the years 1900 to 9998."),
        (
            NINE,
            NINE + timedelta(days=40 * 365),
            "end",
            "Must be at most 366 days after the start, as it repeats.",
        ),
    ],
)
def test_a_start_and_end_that_make_no_sense_are_refused_in_words(
    start: Moment, end: Moment, field: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_series(start, end, BERLIN, DAILY)
    [error] = refused.value.errors
    assert (error.field, error.message) == (field, message)


def test_a_single_event_may_last_forty_years_or_no_time() -> None:
    long = make_series(NINE, NINE + timedelta(days=40 * 365), BERLIN)
    assert len(between(long, "2050-01-01T00:00:00", "2050-01-02T00:00:00")) == 1
    instant = make_series(NINE, NINE, BERLIN)
    assert len(between(instant, "2026-06-01T07:00:00", "2026-06-01T07:00:01")) == 1
    assert between(instant, "2026-06-01T07:00:01", "2026-06-01T08:00:00") == ()
    assert between(instant, "2026-06-01T06:00:00", "2026-06-01T07:00:00") == ()


def test_an_occurrence_that_ends_when_the_window_begins_is_not_in_it() -> None:
    series = repeating("FREQ=DAILY;COUNT=1", "2026-06-01T09:00:00")
    assert between(series, "2026-06-01T08:00:00", "2026-06-01T09:00:00") == ()
    assert len(between(series, "2026-06-01T07:59:59", "2026-06-01T09:00:00")) == 1


def test_what_began_before_the_window_and_lasts_into_it_is_in_it() -> None:
    series = repeating("FREQ=MONTHLY", "2026-01-01", None, length=timedelta(days=40))
    found = starts(between(series, "2026-06-05T00:00:00", "2026-06-06T00:00:00"))
    assert found == days("2026-05-01", "2026-06-01")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("FREQ=DAILY;BYHOUR=9", "An all-day event can't repeat at times."),
        ("FREQ=HOURLY;INTERVAL=6", "An all-day event can't repeat at times."),
        ("FREQ=DAILY;UNTIL=20260531", "Never happens from the start on."),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "Never happens from the start on."),
        ("FREQ=YEARLY;BYMONTH=6;BYWEEKNO=1", "Never happens from the start on."),
    ],
)
def test_a_rule_that_does_not_go_with_its_start_is_refused(rule: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message) as refused:
        make_series(date(2026, 6, 1), None, None, parse_rule(rule, hourly=True))
    assert refused.value.errors[0].field == "rrule"


def test_dates_by_the_thousand_are_accepted_up_to_five() -> None:
    many = [NINE + timedelta(days=day) for day in range(5_001)]
    series = make_series(NINE, None, BERLIN, DAILY, rdates=many[1:], exdates=many[1:])
    assert len(series.rdates) == len(series.exdates) == 5_000
    for field, dates in (("rdate", (many, [])), ("exdate", ([], many))):
        with pytest.raises(InvalidInput, match="at most 5,000 dates; this has 5,001") as refused:
            make_series(NINE, None, BERLIN, DAILY, rdates=dates[0], exdates=dates[1])
        assert refused.value.errors[0].field == field


def test_dates_of_another_age_or_kind_are_refused() -> None:
    with pytest.raises(InvalidInput, match="in the years 1900 to 9998"):
        make_series(NINE, None, BERLIN, DAILY, exdates=[datetime.min.replace(tzinfo=UTC)])
    with pytest.raises(InvalidInput, match="Must be times like the start, not dates"):
        make_series(NINE, None, BERLIN, DAILY, rdates=days("2026-06-02"))


def test_added_dates_are_occurrences_and_a_doubled_one_counts_once() -> None:
    added = [local("2026-06-03T15:00:00"), local("2026-06-08T09:00:00"), utc("2026-05-01T07:00:00")]
    series = repeating("FREQ=WEEKLY;COUNT=2", "2026-06-01T09:00:00", rdates=added)
    assert starts(between(series, "2026-01-01T00:00:00", "2027-01-01T00:00:00")) == [
        local("2026-05-01T09:00:00"),
        local("2026-06-01T09:00:00"),
        local("2026-06-03T15:00:00"),
        local("2026-06-08T09:00:00"),
    ]
    assert is_occurrence(series, local("2026-06-03T15:00:00"))
    assert not is_occurrence(series, local("2026-06-03T09:00:00"))


def test_what_is_of_another_kind_or_excluded_is_no_occurrence() -> None:
    series = repeating("FREQ=DAILY", "2026-06-01", None, exdates=days("2026-06-02"))
    assert is_occurrence(series, date(2026, 6, 3))
    assert not is_occurrence(series, date(2026, 6, 2))
    assert not is_occurrence(series, date(2026, 5, 31))
    assert not is_occurrence(series, datetime(2026, 6, 3))


def test_without_a_rule_the_start_and_added_dates_are_all() -> None:
    series = make_series(NINE, None, BERLIN, rdates=[NINE + timedelta(days=3)])
    window = Window(utc("2026-01-01T00:00:00"), utc("2027-01-01T00:00:00"), BERLIN)
    assert starts(occurrences(series, window)) == [NINE, NINE + timedelta(days=3)]
    assert next_after(series, utc("2026-06-05T00:00:00"), BERLIN) is None


@pytest.mark.parametrize(
    ("series", "end"),
    [
        (make_series(NINE, NINE + timedelta(hours=1), BERLIN), local("2026-06-01T10:00:00")),
        (repeating("FREQ=DAILY", "2026-06-01T09:00:00"), None),
        (repeating("FREQ=DAILY;COUNT=3", "2026-06-01T09:00:00"), local("2026-06-03T10:00:00")),
        (repeating("FREQ=DAILY;COUNT=3", "2026-06-01", None), date(2026, 6, 4)),
        (repeating("FREQ=WEEKLY;UNTIL=20260621", "2026-06-01", None), date(2026, 6, 16)),
        (
            repeating("FREQ=YEARLY;UNTIL=20991231", "2024-02-29T09:00:00"),
            local("2096-02-29T10:00:00"),
        ),
        (
            repeating("FREQ=DAILY;COUNT=3", "2026-06-01", None, rdates=days("2026-07-01")),
            date(2026, 7, 2),
        ),
        (
            repeating("FREQ=DAILY;COUNT=3", "2026-06-01", None, exdates=days("2026-06-03")),
            date(2026, 6, 4),
        ),
    ],
)
def test_the_last_end_is_that_of_the_last_occurrence(series: Series, end: Moment | None) -> None:
    assert last_end(series) == end


def test_an_occurrence_moved_past_the_end_moves_the_last_end_in_the_series_zone() -> None:
    moved = Override(NINE, local("2026-06-05T20:00:00"), local("2026-06-05T21:00:00"), "Asia/Tokyo")
    series = make_series(NINE, NINE, BERLIN, parse_rule("FREQ=DAILY;COUNT=2"), overrides=[moved])
    assert last_end(series) == local("2026-06-05T14:00:00")


def test_a_count_that_the_years_do_not_hold_ends_with_the_last_year() -> None:
    series = repeating("FREQ=YEARLY;COUNT=10000", "2026-06-01", None)
    assert last_end(series) == date(9998, 6, 2)
    endless = repeating("FREQ=YEARLY", "9990-06-01T09:00:00", "Pacific/Kiritimati")
    assert len(between(endless, "9990-01-01T00:00:00", "9999-12-31T00:00:00")) == 9
    assert next_after(endless, utc("9998-06-01T12:00:00"), BERLIN) is None
    assert next_after(endless, utc("9999-12-31T12:00:00"), BERLIN) is None


@pytest.mark.parametrize(
    ("given", "zone", "all_day", "expected"),
    [
        (utc("2026-06-01T07:00:00"), BERLIN, False, NINE),
        (utc("2026-06-01T09:00:00"), None, False, NINE),
        (NINE, BERLIN, False, NINE),
        (NINE, None, True, date(2026, 6, 1)),
        (date(2026, 6, 1), BERLIN, False, date(2026, 6, 1)),
    ],
)
def test_a_start_from_outside_becomes_one_of_the_series(
    given: Moment, zone: str | None, all_day: bool, expected: Moment
) -> None:
    assert local_start(given, zone, all_day) == expected


def test_an_empty_window_and_a_limit_of_none_have_no_occurrences() -> None:
    series = repeating("FREQ=DAILY", "2026-06-01T09:00:00")
    assert between(series, "2026-07-01T00:00:00", "2026-07-01T00:00:00") == ()
    assert between(series, "2026-07-02T00:00:00", "2026-07-01T00:00:00") == ()
    assert between(series, "2026-07-01T00:00:00", "2026-08-01T00:00:00", limit=0) == ()
    assert len(between(series, "2026-07-01T00:00:00", "2026-08-01T00:00:00", limit=3)) == 3
