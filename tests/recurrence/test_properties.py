"""Random rules give the same as a second engine that lists every day from DTSTART."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.recurrence.random_rules import moments, rules
from tests.recurrence.reference import expand
from umbra.core.errors import InvalidInput
from umbra.core.zones import instant_of, wall_clock
from umbra.recurrence.editing import split_at
from umbra.recurrence.occurrences import (
    Window,
    find_occurrence,
    is_occurrence,
    next_after,
    occurrences,
)
from umbra.recurrence.patterns import day_mask, pattern_of, plan_of
from umbra.recurrence.patterns import moments as moments_of
from umbra.recurrence.rules import Rule, parse_rule, write_rule
from umbra.recurrence.series import ENDLESS, Series, last_end, last_start, make_series

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
DAY = timedelta(days=1)

slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
many = settings(max_examples=60, deadline=None, suppress_health_check=slow)


@st.composite
def started_rules(draw: st.DrawFn) -> tuple[Rule, datetime]:
    start = draw(moments)
    return draw(rules(start)), start


def series_of(rule: Rule, start: datetime, zone: str | None, hours: int = 0) -> Series | None:
    try:
        return make_series(start, start + timedelta(hours=hours), zone, rule)
    except InvalidInput:
        return None


@many
@given(started=started_rules(), offset=st.integers(-50, 2_500), length=st.integers(1, 400))
def test_a_window_has_what_the_second_engine_lists_from_the_beginning(
    started: tuple[Rule, datetime], offset: int, length: int
) -> None:
    rule, start = started
    begin = start + timedelta(days=offset)
    end = begin + timedelta(days=length)
    expected = [moment for moment in expand(rule, start, end) if moment >= begin]
    series = series_of(rule, start, None)
    if series is None:
        assert expected == []
        return
    window = Window(begin.replace(tzinfo=UTC), end.replace(tzinfo=UTC), "UTC")
    assert [found.start for found in occurrences(series, window)] == expected


@many
@given(started=started_rules(), days=st.integers(-50, 2_500))
def test_the_next_is_the_first_that_the_second_engine_lists_after_it(
    started: tuple[Rule, datetime], days: int
) -> None:
    rule, start = started
    series = series_of(rule, start, None)
    after = start + timedelta(days=days)
    far = after + timedelta(days=2_000)
    expected = next((moment for moment in expand(rule, start, far) if moment > after), None)
    found = next_after(series, after.replace(tzinfo=UTC), "UTC") if series else None
    if expected is None:
        assert found is None or found.start_utc >= far.replace(tzinfo=UTC)
    else:
        assert found is not None
        assert found.start == expected


@many
@given(
    started=started_rules(),
    zone=st.sampled_from(ZONES),
    offset=st.integers(0, 1_500),
    hours=st.integers(0, 60),
)
def test_in_any_zone_a_window_has_those_of_all_occurrences_that_overlap_it(
    started: tuple[Rule, datetime], zone: str, offset: int, hours: int
) -> None:
    rule, start = started
    series = series_of(rule, start, zone, hours)
    if series is None:
        return
    begin = instant_of(start, zone) + timedelta(days=offset)
    end = begin + timedelta(days=30)
    whole = Window(begin - timedelta(days=offset + 5), end + timedelta(days=5), zone)
    expected = [
        found
        for found in occurrences(series, whole, 1_000_000)
        if found.start_utc < end and (found.end_utc > begin or found.start_utc >= begin)
    ]
    assert list(occurrences(series, Window(begin, end, zone), 1_000_000)) == expected
    assert expected == sorted(expected, key=lambda found: found.start_utc)


@many
@given(started=started_rules(), zone=st.sampled_from(ZONES))
def test_going_from_one_to_the_next_visits_the_window_s_occurrences(
    started: tuple[Rule, datetime], zone: str
) -> None:
    rule, start = started
    series = series_of(rule, start, zone)
    if series is None:
        return
    begin = instant_of(start, zone)
    window = Window(begin, begin + timedelta(days=500), zone)
    listed = occurrences(series, window, limit=25)
    instant = begin - timedelta(seconds=1)
    for expected in listed:
        found = next_after(series, instant, zone)
        assert found == expected
        assert is_occurrence(series, expected.recurrence_id)
        assert find_occurrence(series, expected.recurrence_id, zone) == expected
        instant = expected.start_utc


@many
@given(started=started_rules())
def test_the_last_start_is_the_last_that_the_second_engine_lists(
    started: tuple[Rule, datetime],
) -> None:
    rule, start = started
    series = series_of(rule, start, None, hours=2)
    if series is None:
        return
    last = last_start(rule, start, None)
    if rule.count is None and rule.until is None:
        assert last == ENDLESS
        assert last_end(series) is None
        return
    listed = expand(rule, start, last + timedelta(days=200))
    assert listed[-1] == last
    assert last_end(series) == last + timedelta(hours=2)


@many
@given(started=started_rules(), offset=st.integers(-3_000, 3_000), days=st.integers(1, 100))
def test_a_mask_has_the_days_of_the_pattern_whatever_the_series_began_with(
    started: tuple[Rule, datetime], offset: int, days: int
) -> None:
    rule, start = started
    first = start.date() + timedelta(days=offset)
    mask = day_mask(pattern_of(rule, start), first, days)
    begin = datetime.combine(first, datetime.min.time())
    listed = moments_of(plan_of(rule, start), begin, begin + timedelta(days=days))
    assert {day for day in range(days) if mask >> day & 1} == {
        (moment.date() - first).days for moment in listed
    }
    assert mask < 1 << days


@many
@given(started=started_rules(), zone=st.sampled_from(ZONES), place=st.integers(0, 12))
def test_the_two_sides_of_a_split_are_the_whole_series(
    started: tuple[Rule, datetime], zone: str, place: int
) -> None:
    rule, start = started
    series = series_of(rule, start, zone)
    if series is None:
        return
    begin = instant_of(start, zone)
    window = Window(begin, begin + timedelta(days=400), zone)
    whole = occurrences(series, window)
    if place >= len(whole):
        return
    split = split_at(series, whole[place].recurrence_id)
    before = occurrences(split.before, window) if split.before else ()
    assert before == whole[:place]
    assert occurrences(split.after, window) == whole[place:]
    assert split.after.start == whole[place].recurrence_id


@many
@given(started=started_rules())
def test_a_rule_is_read_as_it_is_written(started: tuple[Rule, datetime]) -> None:
    rule, _ = started
    assert parse_rule(write_rule(rule)) == rule


@given(moment=moments, zone=st.sampled_from(ZONES))
def test_a_wall_clock_time_comes_back_from_its_instant_or_lies_in_a_gap(
    moment: datetime, zone: str
) -> None:
    shown = wall_clock(instant_of(moment, zone), zone)
    assert moment <= shown <= moment + timedelta(hours=1)
