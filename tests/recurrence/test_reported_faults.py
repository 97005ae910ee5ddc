"""Faults that people reported of comparable software do not happen here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.recurrence.kit import BERLIN, between, days, local, repeating, starts, utc
from umbra.core.errors import InvalidInput
from umbra.core.zones import time_zone
from umbra.recurrence.editing import split_at
from umbra.recurrence.occurrences import (
    Window,
    find_occurrence,
    is_occurrence,
    next_after,
    occurrences,
)
from umbra.recurrence.rules import parse_rule, write_rule
from umbra.recurrence.series import (
    Override,
    Series,
    conforming,
    first_match,
    fits,
    last_end,
    local_start,
    make_series,
)
from umbra.recurrence.words import in_words


def test_a_daily_event_misses_no_day_when_the_clocks_change() -> None:
    series = repeating("FREQ=DAILY;COUNT=30", "2020-03-05T00:00:00", "Europe/London")
    found = between(series, "2020-01-01T00:00:00", "2020-12-01T00:00:00")
    assert starts(found) == [datetime(2020, 3, 5) + timedelta(days=day) for day in range(30)]
    assert found[24].start_utc == utc("2020-03-29T00:00:00")
    assert found[25].start_utc == utc("2020-03-29T23:00:00")
    assert found[-1].start_utc == utc("2020-04-02T23:00:00")


def test_until_in_utc_includes_an_occurrence_that_starts_at_that_instant() -> None:
    series = repeating(
        "FREQ=WEEKLY;UNTIL=20230819T093000Z", "2023-08-05T12:30:00", "Asia/Jerusalem"
    )
    found = between(series, "2023-08-01T00:00:00", "2024-01-01T00:00:00")
    assert starts(found) == [datetime(2023, 8, day, 12, 30) for day in (5, 12, 19)]
    earlier = repeating(
        "FREQ=WEEKLY;UNTIL=20230819T092959Z", "2023-08-05T12:30:00", "Asia/Jerusalem"
    )
    assert len(between(earlier, "2023-08-01T00:00:00", "2024-01-01T00:00:00")) == 2


def test_the_last_tuesday_of_twelve_months_ends_in_november_and_until_is_a_date() -> None:
    series = repeating("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1;COUNT=12", "2020-12-29", None)
    found = between(series, "2020-01-01T00:00:00", "2025-01-01T00:00:00")
    assert len(found) == 12
    assert found[-1].start == date(2021, 11, 30)
    cut = split_at(series, date(2021, 11, 30)).before
    assert cut is not None
    assert cut.rule is not None
    assert write_rule(cut.rule) == "FREQ=MONTHLY;UNTIL=20211026;BYDAY=TU;BYSETPOS=-1"


@pytest.mark.parametrize(
    ("start", "zone", "until", "written"),
    [
        (date(2026, 1, 5), None, "20260601T220000Z", "20260601"),
        (date(2026, 1, 5), None, "20260601", "20260601"),
        (datetime(2026, 1, 5, 9), BERLIN, "20260601", "20260601T215959Z"),
        (datetime(2026, 1, 5, 9), BERLIN, "20260601T090000", "20260601T070000Z"),
        (datetime(2026, 1, 5, 9), BERLIN, "20260601T070000Z", "20260601T070000Z"),
        (datetime(2026, 1, 5, 9), None, "20260601T070000Z", "20260601T070000"),
        (datetime(2026, 1, 5, 9), None, "20260601", "20260601T235959"),
    ],
)
def test_until_is_brought_into_the_form_of_the_start(
    start: date, zone: str | None, until: str, written: str
) -> None:
    rule = conforming(parse_rule(f"FREQ=DAILY;UNTIL={until}"), start, zone)
    assert write_rule(rule) == f"FREQ=DAILY;UNTIL={written}"


VIENNA = "Europe/Vienna"
LEFT = [datetime(2024, *day, 10) for day in ((3, 17), (4, 7), (4, 14), (4, 28), (5, 12), (5, 26))]
EXCLUDED = ["2024-03-24", "2024-03-31", "2024-04-21", "2024-05-05", "2024-05-19"]


def _as_utc(day: str) -> datetime:
    return local(f"{day}T{'09' if day < '2024-03-31' else '08'}:00:00").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "exdates",
    [
        days(*EXCLUDED),
        [local(f"{day}T10:00:00") for day in EXCLUDED],
        [_as_utc(day) for day in EXCLUDED],
        [_as_utc(day).astimezone(time_zone("Asia/Tokyo")) for day in EXCLUDED],
    ],
    ids=["dates", "local", "UTC", "another zone"],
)
def test_an_excluded_day_is_gone_in_whatever_form_it_was_excluded(exdates: list[date]) -> None:
    series = repeating(
        "FREQ=WEEKLY;BYDAY=SU;UNTIL=20240526T080000Z",
        "2024-03-17T10:00:00",
        VIENNA,
        exdates=exdates,
    )
    assert starts(between(series, "2024-01-01T00:00:00", "2025-01-01T00:00:00")) == LEFT
    assert not is_occurrence(series, datetime(2024, 3, 31, 10))
    assert find_occurrence(series, datetime(2024, 3, 31, 10), VIENNA) is None


def test_excluding_at_another_time_of_the_day_excludes_nothing() -> None:
    series = repeating(
        "FREQ=WEEKLY;COUNT=2", "2024-03-17T10:00:00", VIENNA, exdates=[local("2024-03-17T10:30:00")]
    )
    assert len(between(series, "2024-01-01T00:00:00", "2025-01-01T00:00:00")) == 2


def _moved() -> Series:
    daily = repeating("FREQ=DAILY", "2021-07-05T14:00:00", length=timedelta(minutes=15))
    quarter = timedelta(minutes=15)
    moves = {
        "2021-07-09T14:00:00": "2021-08-20T14:00:00",
        "2021-07-08T14:00:00": "2021-07-08T14:15:00",
        "2021-07-05T14:00:00": "2021-07-05T08:00:00",
    }
    overrides = [
        Override(local(old), local(new), local(new) + quarter, BERLIN) for old, new in moves.items()
    ]
    return make_series(
        daily.start, local("2021-07-05T14:15:00"), BERLIN, daily.rule, overrides=overrides
    )


def test_a_moved_occurrence_is_listed_once_and_where_it_is() -> None:
    found = between(_moved(), "2021-07-05T00:00:00", "2021-07-11T00:00:00")
    assert starts(found) == [
        local("2021-07-05T08:00:00"),
        local("2021-07-06T14:00:00"),
        local("2021-07-07T14:00:00"),
        local("2021-07-08T14:15:00"),
        local("2021-07-10T14:00:00"),
    ]
    assert [occurrence.moved for occurrence in found] == [True, False, False, True, False]
    assert found[3].recurrence_id == local("2021-07-08T14:00:00")


def test_a_window_has_what_was_moved_into_it_and_not_what_was_moved_out() -> None:
    assert between(_moved(), "2021-07-09T00:00:00", "2021-07-10T00:00:00") == ()
    august = between(_moved(), "2021-08-20T00:00:00", "2021-08-21T00:00:00")
    assert [found.recurrence_id for found in august] == [
        local("2021-07-09T14:00:00"),
        local("2021-08-20T14:00:00"),
    ]


def test_a_recurrence_id_in_utc_names_the_same_occurrence() -> None:
    named = local_start(utc("2021-07-08T12:00:00"), BERLIN, all_day=False)
    found = find_occurrence(_moved(), named, BERLIN)
    assert found is not None
    assert found.start == local("2021-07-08T14:15:00")


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
            "2026-01-30",
            days("2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30"),
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "2004-05-31",
            days(
                *("2004-05-31", "2004-06-30", "2004-07-30", "2004-08-31", "2004-09-30"),
                "2004-10-29",
            ),
        ),
    ],
)
def test_bysetpos_chooses_within_each_month_and_the_words_say_last(
    rule: str, start: str, expected: list[date]
) -> None:
    series = repeating(rule, start, None)
    end = f"{expected[-1] + timedelta(days=1)}T00:00:00"
    assert starts(between(series, f"{start}T00:00:00", end)) == expected
    assert "the last" in in_words(parse_rule(rule), expected[0])


def test_a_start_outside_its_rule_can_be_moved_to_the_first_match() -> None:
    rule = parse_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")
    sunday = datetime(2026, 3, 1, 9)
    assert not fits(rule, sunday)
    assert first_match(rule, sunday) == datetime(2026, 3, 12, 9)
    assert fits(rule, datetime(2026, 3, 12, 9))


def test_an_all_day_event_ends_on_the_day_before_its_exclusive_end() -> None:
    one = make_series(date(2023, 9, 9), date(2023, 9, 10))
    window = Window(utc("2023-09-09T22:00:00"), utc("2023-09-10T22:00:00"), BERLIN)
    assert occurrences(one, window) == ()
    three = make_series(date(2023, 9, 8), date(2023, 9, 11))
    assert len(occurrences(three, window)) == 1


@pytest.mark.parametrize("end", [None, date(2023, 9, 9), date(2023, 9, 10)])
def test_an_all_day_event_without_an_end_or_with_its_start_as_end_is_one_day(
    end: date | None,
) -> None:
    series = make_series(date(2023, 9, 9), end)
    evening = Window(utc("2023-09-09T21:59:59"), utc("2023-09-09T22:30:00"), BERLIN)
    [found] = occurrences(series, evening)
    assert (found.start, found.end) == (date(2023, 9, 9), date(2023, 9, 10))
    assert found.end_utc == utc("2023-09-09T22:00:00")
    assert last_end(series) == date(2023, 9, 10)


def test_an_all_day_event_begins_at_the_viewer_s_midnight_for_alarms() -> None:
    series = repeating("FREQ=YEARLY", "2020-01-30", None)
    paris = next_after(series, utc("2020-01-01T00:00:00"), "Europe/Paris")
    assert paris is not None
    assert paris.start_utc + timedelta(hours=17, minutes=30) == utc("2020-01-30T16:30:00")
    assert paris.end_utc - timedelta(minutes=5) == utc("2020-01-30T22:55:00")


def test_floating_time_is_the_same_time_wherever_the_viewer_is() -> None:
    series = repeating("FREQ=DAILY;COUNT=1", "2026-06-10T09:00:00", None)
    for zone, instant in (("Asia/Tokyo", "00:00"), ("Europe/Lisbon", "08:00")):
        [found] = between(series, "2026-06-09T00:00:00", "2026-06-12T00:00:00", zone)
        assert found.start == datetime(2026, 6, 10, 9)
        assert found.start_utc == utc(f"2026-06-10T{instant}:00")


def test_the_occurrence_for_an_alarm_is_one_however_often_it_is_asked_for() -> None:
    series = repeating("FREQ=DAILY", "2026-06-10T09:00:00")
    asked = {next_after(series, utc("2026-06-11T00:00:00"), BERLIN) for _ in range(3)}
    assert [found and found.recurrence_id for found in asked] == [datetime(2026, 6, 11, 9)]


@pytest.mark.parametrize("week_start", ["MO", "SU"])
def test_the_week_s_start_is_the_rule_s_own(week_start: str) -> None:
    rule = f"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={week_start}"
    series = repeating(rule, "1997-08-05T09:00:00", None)
    found = starts(between(series, "1997-08-01T00:00:00", "1997-12-01T00:00:00"))
    expected = {"MO": (5, 10, 19, 24), "SU": (5, 17, 19, 31)}
    assert found == [datetime(1997, 8, day, 9) for day in expected[week_start]]


def test_an_event_with_times_and_an_end_of_days_is_refused() -> None:
    for start, end in ((date(2026, 1, 1), datetime(2026, 1, 2)), (datetime(2026, 1, 1), date.max)):
        with pytest.raises(InvalidInput) as refused:
            make_series(start, end, BERLIN)
        assert refused.value.errors[0].field == "end"
