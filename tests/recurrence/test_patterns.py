"""Series share patterns; expansion begins near the window, and its steps are bounded."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.recurrence.kit import (
    BERLIN,
    NEVER,
    Steps,
    between,
    days,
    local,
    repeating,
    starts,
    utc,
)
from umbra.recurrence import walking
from umbra.recurrence.occurrences import next_after
from umbra.recurrence.patterns import HORIZON, day_mask, pattern_of, plan_of, walk
from umbra.recurrence.rules import Frequency, Rule, parse_rule
from umbra.recurrence.series import first_match, last_start

START = datetime(2016, 1, 4, 9)


def test_all_that_happens_daily_shares_one_pattern() -> None:
    rules = ("FREQ=DAILY", "FREQ=DAILY;COUNT=9", "FREQ=DAILY;UNTIL=20270101;WKST=SU")
    begun = (START, datetime(2026, 3, 1, 17, 30), date(1999, 12, 31))
    assert {pattern_of(parse_rule(rule), start) for rule in rules for start in begun} == {
        "FREQ=DAILY@0"
    }


def test_a_pattern_has_the_implied_days_and_the_phase() -> None:
    every_other = parse_rule("FREQ=WEEKLY;INTERVAL=2")
    one, other = (pattern_of(every_other, date(2026, 6, day)) for day in (2, 9))
    assert {one, other} == {
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU@0",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU@1",
    }
    assert pattern_of(every_other, date(2006, 6, 6)) in {one, other}
    assert pattern_of(Rule(Frequency.MONTHLY), date(2026, 6, 9)) == "FREQ=MONTHLY;BYMONTHDAY=9@0"


def test_an_hour_belongs_to_the_series_unless_bysetpos_needs_it() -> None:
    plain = plan_of(parse_rule("FREQ=DAILY;BYHOUR=9,17"), START)
    assert plain.pattern == "FREQ=DAILY@0"
    assert plain.times is not None
    assert [time.hour for time in plain.times] == [9, 17]
    chosen = plan_of(parse_rule("FREQ=DAILY;BYHOUR=9,17;BYSETPOS=-1"), START)
    assert chosen.times is None


def test_a_mask_has_a_bit_for_each_day_of_the_pattern() -> None:
    weekly = pattern_of(Rule(Frequency.WEEKLY), date(2026, 6, 1))
    assert day_mask(weekly, date(2026, 6, 1), 15) == 0b100000010000001
    assert day_mask(weekly, date(1995, 6, 5), 7) == 1
    assert day_mask(weekly, date(2026, 6, 1), 0) == 0
    assert day_mask(weekly, date(9999, 12, 1), 31) == 0


def test_weekdays_with_and_without_numbers_add_up() -> None:
    series = repeating("FREQ=MONTHLY;BYDAY=MO,2TU;COUNT=6", "2026-06-01", None)
    found = starts(between(series, "2026-01-01T00:00:00", "2027-01-01T00:00:00"))
    assert [day.day for day in found] == [1, 8, 9, 15, 22, 29]
    many = "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,2SU"
    yearly = repeating(many, "2026-01-01", None)
    found = between(yearly, "2026-01-01T00:00:00", "2027-01-01T00:00:00")
    assert len(found) == 365 - 52 + 1


def test_week_53_is_only_in_years_that_have_it() -> None:
    """dateutil gives 2011-01-02 as well, which is in week 52."""
    series = repeating("FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU", "2010-01-03", None)
    found = starts(between(series, "2010-01-01T00:00:00", "2034-01-01T00:00:00"))
    assert found == days("2010-01-03", "2016-01-03", "2021-01-03", "2027-01-03", "2033-01-02")


@pytest.mark.parametrize("year", range(1999, 2035))
def test_weeks_are_numbered_as_in_iso_8601(year: int) -> None:
    rule = "FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=MO,TU,WE,TH,FR,SA,SU"
    pattern = pattern_of(parse_rule(rule), date(1999, 1, 4))
    first = date(year, 1, 1)
    mask = day_mask(pattern, first, 365)
    for number in range(365):
        day = first + timedelta(days=number)
        last_week = date(day.isocalendar().year, 12, 28).isocalendar().week
        assert bool(mask >> number & 1) == (day.isocalendar().week in {1, last_week}), day


def test_yearly_weeks_without_a_weekday_take_that_of_the_start() -> None:
    series = repeating("FREQ=YEARLY;BYWEEKNO=20;COUNT=3", "2026-05-13", None)
    found = starts(between(series, "2026-01-01T00:00:00", "2030-01-01T00:00:00"))
    assert found == [date(2026, 5, 13), date(2027, 5, 19), date(2028, 5, 17)]


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        ("FREQ=DAILY", 50),
        ("FREQ=DAILY;INTERVAL=3", 20),
        ("FREQ=WEEKLY;BYDAY=MO,WE", 9),
        ("FREQ=MONTHLY;BYDAY=2TU", 4),
        ("FREQ=YEARLY", 3),
        ("FREQ=YEARLY;BYWEEKNO=20", 3),
        ("FREQ=HOURLY;INTERVAL=6", 200),
    ],
)
@pytest.mark.parametrize("year", [2026, 2090, 5000])
def test_a_month_takes_as_many_steps_however_long_ago_the_series_began(
    steps: Steps, rule: str, most: int, year: int
) -> None:
    series = repeating(rule, START.isoformat())
    steps.count = 0
    between(series, f"{year}-06-01T00:00:00", f"{year}-07-13T00:00:00")
    assert 0 < steps.count <= most


def test_a_month_seen_again_takes_no_step(steps: Steps) -> None:
    for start in (START, START - timedelta(days=900)):
        series = repeating("FREQ=DAILY", start.isoformat())
        steps.count = 0
        found = between(series, "2026-06-01T00:00:00", "2026-07-13T00:00:00")
        assert len(found) == 42
    assert steps.count == 0


@pytest.mark.parametrize("rule", NEVER)
def test_a_rule_that_never_happens_is_given_up_after_some_steps(steps: Steps, rule: str) -> None:
    assert first_match(parse_rule(rule, hourly=True), START) is None
    assert steps.count < 60_000


@pytest.mark.parametrize("rule", NEVER)
def test_a_rule_that_never_happens_is_given_up_at_the_window_s_end(steps: Steps, rule: str) -> None:
    pattern = pattern_of(parse_rule(rule, hourly=True), START)
    assert list(walk(pattern, START, START + timedelta(days=42))) == []
    assert steps.count < 250


@pytest.mark.parametrize("freq", ["DAILY", "YEARLY"])
def test_the_rarest_day_is_found_within_the_search(freq: str) -> None:
    """29 February on a Monday: the one of 2072 is followed by that of 2112."""
    rule = parse_rule(f"FREQ={freq};BYMONTH=2;BYMONTHDAY=29;BYDAY=MO")
    assert first_match(rule, datetime(2072, 2, 29)) == datetime(2072, 2, 29)
    assert first_match(rule, datetime(2072, 3, 1)) == datetime(2112, 2, 29)


def test_every_second_is_refused_and_every_quarter_of_an_hour_is_bounded(steps: Steps) -> None:
    minutes = "FREQ=HOURLY;BYMINUTE=0,15,30,45"
    series = repeating(minutes, START.isoformat())
    steps.count = 0
    found = between(series, "2026-06-01T00:00:00", "2036-06-01T00:00:00", limit=10)
    assert len(found) == 10
    assert steps.count < 200


def test_excluding_thousands_takes_as_many_steps_and_no_more(steps: Steps) -> None:
    excluded = [START + timedelta(days=day) for day in range(5_000)]
    series = repeating("FREQ=DAILY", START.isoformat(), exdates=excluded)
    steps.count = 0
    found = next_after(series, utc("2016-01-01T00:00:00"), BERLIN)
    assert found is not None
    assert found.start == START + timedelta(days=5_000)
    assert steps.count < 5_010


def test_a_count_is_walked_once(steps: Steps) -> None:
    series = repeating("FREQ=DAILY;COUNT=3000", START.isoformat())
    steps.count = 0
    found = between(series, "2024-01-01T00:00:00", "2025-01-01T00:00:00")
    assert found[-1].start == START + timedelta(days=2_999)
    assert steps.count < 500


def test_an_until_far_away_is_sought_from_its_end(steps: Steps) -> None:
    rule = parse_rule("FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=29990630")
    assert last_start(rule, START.replace(day=31), None) == datetime(2999, 5, 31, 9)
    assert steps.count < 20


def test_no_occurrence_starts_after_the_horizon() -> None:
    assert HORIZON.year == 9999
    series = repeating("FREQ=WEEKLY", "9998-12-01T23:30:00", "Pacific/Kiritimati")
    found = between(series, "9998-12-20T00:00:00", "9999-12-31T00:00:00")
    assert starts(found) == [local("9998-12-22T23:30:00"), local("9998-12-29T23:30:00")]


def test_dateutil_still_asks_for_what_the_bound_counts(steps: Steps) -> None:
    """The bound is in a private name of dateutil: a new version may rename it."""
    never = walking._Bounded(1, dtstart=datetime(2026, 1, 1), bymonthday=31, bymonth=2)
    assert list(never.matches(40)) == []
    assert 0 < steps.count <= 41
