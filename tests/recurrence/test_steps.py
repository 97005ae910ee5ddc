"""Rules and dates that are made to cost much are refused unread, or answered in counted steps.

A step is a period that the engine looks at: a year, month, week, day or hour of a rule, whether
or not it matches. Steps are counted and not timed, so that the tests say the same on any machine.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.recurrence.kit import BERLIN, NEVER, Steps, between, local, repeating, starts, utc
from umbra.core.errors import InvalidInput
from umbra.recurrence.editing import split_at
from umbra.recurrence.occurrences import find_occurrence, is_occurrence, next_after, next_five
from umbra.recurrence.rules import LONGEST_RULE, MOST_COUNT, parse_rule
from umbra.recurrence.series import MOST_DATES, Series, last_end, make_series

START = datetime(2016, 1, 4, 9)
BEFORE = utc("2016-01-01T00:00:00")
DAY = timedelta(days=1)

HOURS = ",".join(map(str, range(24)))
MINUTES = ",".join(map(str, range(60)))
QUARTERS = f"BYHOUR={HOURS};BYMINUTE=0,15,30,45"
UNREAD = {
    "FREQ below DAILY: seconds": ("FREQ=SECONDLY", "is too often"),
    "FREQ below DAILY: minutes": ("FREQ=MINUTELY;INTERVAL=999", "is too often"),
    "INTERVAL=0": ("FREQ=DAILY;INTERVAL=0", "INTERVAL must be a whole number from 1 to 999"),
    "INTERVAL=-1": ("FREQ=YEARLY;INTERVAL=-1", "INTERVAL must be a whole number from 1 to 999"),
    "INTERVAL of many digits": ("FREQ=DAILY;INTERVAL=" + "9" * 900, "from 1 to 999"),
    "COUNT of many digits": ("FREQ=DAILY;COUNT=" + "9" * 900, "from 1 to 10,000"),
    "10,080 a day": (
        f"FREQ=DAILY;BYHOUR={HOURS};BYMINUTE={MINUTES};BYSECOND=0,1,2,3,4,5,6",
        "at most 96 times a day",
    ),
    "10,080 a day by the hour": (
        f"FREQ=HOURLY;BYMINUTE={MINUTES};BYSECOND=0,1,2,3,4,5,6",
        "at most 96 times a day",
    ),
    "120 on one day of a year": (
        f"FREQ=YEARLY;BYHOUR=9;BYMINUTE={MINUTES};BYSECOND=0,30",
        "at most 96 times a day",
    ),
    "10,000 characters of numbers": (
        "FREQ=YEARLY;BYYEARDAY=" + ",".join(["1"] * 4_989),
        "this has 9,999",
    ),
    "10,000 characters of parts": ("FREQ=DAILY" + ";COUNT=1" * 1_249, "this has 10,002"),
    "a day that no month has": ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "Never happens"),
    "a place that no day has": ("FREQ=DAILY;BYHOUR=9;BYSETPOS=2", "Never happens"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_a_rule_that_would_cost_much_is_refused_without_a_step(steps: Steps, name: str) -> None:
    text, message = UNREAD[name]
    with pytest.raises(InvalidInput, match=message) as refused:
        parse_rule(text, hourly=True)
    assert [error.field for error in refused.value.errors] == ["rrule"]
    assert steps.count == 0


def test_hours_are_refused_without_a_step_unless_they_are_imported(steps: Steps) -> None:
    with pytest.raises(InvalidInput, match="FREQ=HOURLY is too often"):
        parse_rule("FREQ=HOURLY")
    assert steps.count == 0


@pytest.mark.parametrize("end", ["", ";COUNT=10000", ";UNTIL=99981231T235959"])
@pytest.mark.parametrize("rule", NEVER)
def test_a_series_that_never_happens_is_refused_within_60_000_steps(
    steps: Steps, rule: str, end: str
) -> None:
    with pytest.raises(InvalidInput, match="Never happens from the start on") as refused:
        repeating(rule + end, START.isoformat())
    assert [error.field for error in refused.value.errors] == ["rrule"]
    assert steps.count < 60_000


@pytest.mark.parametrize("rule", NEVER)
def test_a_stored_series_that_never_happens_is_answered_within_the_same_steps(
    steps: Steps, rule: str
) -> None:
    stored = Series(START, DAY, BERLIN, parse_rule(rule, hourly=True))
    assert next_after(stored, BEFORE, BERLIN) is None
    assert steps.count < 60_000
    steps.count = 0
    assert between(stored, "2026-06-01T00:00:00", "2026-07-13T00:00:00") == ()
    assert not is_occurrence(stored, START)
    assert steps.count < 250


@pytest.mark.parametrize("rest", ["", ";BYSETPOS=1,2,3,95,96"])
def test_as_many_a_day_as_are_possible_take_a_step_a_day(steps: Steps, rest: str) -> None:
    series = repeating(f"FREQ=DAILY;{QUARTERS}{rest}", "2016-01-04T00:00:00", length=timedelta())
    steps.count = 0
    found = between(series, "2026-06-01T00:00:00", "2026-07-13T00:00:00")
    assert len(found) == (1_000 if not rest else 42 * 5)
    assert steps.count <= 50
    steps.count = 0
    assert len(next_five(series, utc("2026-06-01T00:00:00"), BERLIN)) == 5
    assert steps.count <= 10


def test_the_most_and_longest_of_everything_take_a_step_a_day(steps: Steps) -> None:
    days = ",".join(map(str, range(1, 32)))
    rule = f"FREQ=MONTHLY;COUNT={MOST_COUNT};{QUARTERS};BYMONTHDAY={days};BYDAY=MO,TU,WE,TH,FR"
    rule += ";BYSETPOS=" + ",".join(map(str, range(1, 217)))
    assert LONGEST_RULE - 50 < len(rule) <= LONGEST_RULE
    series = repeating(rule, "2016-01-04T00:00:00")
    assert last_end(series) is not None
    assert steps.count <= 2 * (MOST_COUNT // 216 + 3)


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29", 255_000),
        ("FREQ=DAILY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29", 255_000),
        ("FREQ=DAILY", 10_002),
        ("FREQ=WEEKLY", 10_002),
        ("FREQ=MONTHLY;BYMONTHDAY=31", 18_000),
        ("FREQ=YEARLY", 8_000),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", 8_100),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU", 8_000),
    ],
)
def test_the_highest_count_is_walked_once_in_stated_steps(
    steps: Steps, rule: str, most: int
) -> None:
    series = repeating(f"{rule};COUNT={MOST_COUNT}", START.isoformat())
    assert last_end(series) is not None
    assert 0 < steps.count <= most
    steps.count = 0
    last_end(series)
    between(series, "2026-06-01T00:00:00", "2026-07-13T00:00:00")
    assert steps.count <= 300


def test_a_count_that_takes_too_long_to_reach_ends_after_the_periods_that_are_counted(
    steps: Steps,
) -> None:
    """250,000 days are 684 years: 29 February of 2696 is the last before they end."""
    rare = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29"
    series = repeating(f"{rare};COUNT={MOST_COUNT}", START.isoformat())
    assert last_end(series) == datetime(2696, 2, 29, 10)
    enough = repeating(f"{rare};COUNT=100", START.isoformat())
    assert last_end(enough) == datetime(2424, 2, 29, 10)
    monthly = repeating(f"FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;COUNT={MOST_COUNT}", "2016-02-29")
    assert last_end(monthly) == date(9996, 3, 1)


@pytest.mark.parametrize("field", ["exdate", "rdate"])
def test_more_dates_than_are_possible_are_refused_without_a_step(steps: Steps, field: str) -> None:
    dates = [START + number * DAY for number in range(MOST_DATES + 1)]
    exdates, rdates = (dates, []) if field == "exdate" else ([], dates)
    with pytest.raises(InvalidInput, match="at most 5,000 dates; this has 5,001") as refused:
        make_series(START, START, BERLIN, None, exdates=exdates, rdates=rdates)
    assert [error.field for error in refused.value.errors] == [field]
    assert steps.count == 0


@pytest.mark.parametrize("kind", ["times", "days"])
def test_thousands_of_exdates_take_a_step_for_each_that_is_passed(steps: Steps, kind: str) -> None:
    times = [START + number * DAY for number in range(MOST_DATES)]
    excluded = [time.date() for time in times] if kind == "days" else times
    series = repeating("FREQ=DAILY", START.isoformat(), exdates=excluded)
    steps.count = 0
    found = next_after(series, BEFORE, BERLIN)
    assert found is not None
    assert found.start == START + MOST_DATES * DAY
    assert steps.count <= MOST_DATES + 10


def test_a_window_among_thousands_of_exdates_takes_a_step_a_day(steps: Steps) -> None:
    excluded = [START + 2 * number * DAY for number in range(MOST_DATES)]
    series = repeating("FREQ=DAILY", START.isoformat(), exdates=excluded)
    steps.count = 0
    found = between(series, "2026-06-01T00:00:00", "2026-07-13T00:00:00")
    assert len(found) == 21
    assert steps.count <= 50
    steps.count = 0
    assert is_occurrence(series, START + 3_001 * DAY)
    assert not is_occurrence(series, START + 3_000 * DAY)
    assert find_occurrence(series, START + 3_000 * DAY, BERLIN) is None
    assert steps.count <= 10
    steps.count = 0
    split = split_at(series, START + 3_001 * DAY)
    assert split.before is not None
    assert len(split.before.exdates) + len(split.after.exdates) == MOST_DATES
    assert steps.count <= 50


def test_a_series_whose_occurrences_are_all_excluded_ends_after_its_count(steps: Steps) -> None:
    excluded = [START + number * DAY for number in range(MOST_DATES)]
    series = repeating(f"FREQ=DAILY;COUNT={MOST_DATES}", START.isoformat(), exdates=excluded)
    assert next_after(series, BEFORE, BERLIN) is None
    assert steps.count <= 2 * (MOST_DATES + 10)


def test_thousands_of_rdates_take_no_more_steps_than_the_rule(steps: Steps) -> None:
    added = [START + timedelta(hours=1) + number * DAY for number in range(MOST_DATES)]
    series = repeating("FREQ=DAILY", START.isoformat(), rdates=added)
    steps.count = 0
    found = between(series, "2026-06-01T00:00:00", "2026-07-13T00:00:00")
    assert len(found) == 84
    assert starts(found[:2]) == [local("2026-06-01T09:00:00"), local("2026-06-01T10:00:00")]
    assert steps.count <= 50


@pytest.mark.parametrize("year", [1900, 2026, 9998])
def test_the_rarest_day_is_found_within_eighty_years_of_days(steps: Steps, year: int) -> None:
    """29 February on a given weekday comes after at most 40 years.

    The next but one is sought too, as a gap may turn the order of two.
    """
    rule = parse_rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO")
    stored = Series(date(1900, 1, 1), DAY, None, rule)
    found = next_after(stored, utc(f"{year}-03-01T00:00:00"), "UTC")
    assert (found is None) == (year == 9998)
    assert steps.count <= 80 * 366 + 10
