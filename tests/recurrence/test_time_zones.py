"""Wall-clock times keep through clock changes; times in gaps and overlaps follow RFC 5545 3.3.5."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

import pytest

from tests.recurrence.kit import BERLIN, HOUR, between, local, repeating, starts, utc
from umbra.core.errors import InvalidInput
from umbra.core.zones import instant_of, time_zone, wall_clock
from umbra.recurrence.occurrences import Window, next_after, next_five, occurrences
from umbra.recurrence.rules import parse_rule
from umbra.recurrence.series import last_end, make_series

APIA = "Pacific/Apia"
KATHMANDU = "Asia/Kathmandu"
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
CHANGING = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")


@cache
def changes(zone: str, first: int = 2024, last: int = 2030) -> list[tuple[datetime, timedelta]]:
    """The clock changes in these years: the instant, and how far clocks were set forward."""
    found = []
    instant = datetime(first, 1, 1, tzinfo=UTC)
    while instant.year <= last:
        by = _offset(instant + DAY, zone) - _offset(instant, zone)
        if by:
            low, high = 0, 24 * 60
            while high - low > 1:
                middle = (low + high) // 2
                changed = _offset(instant + middle * MINUTE, zone) != _offset(instant, zone)
                low, high = (low, middle) if changed else (middle, high)
            found.append((instant + high * MINUTE, by))
        instant += DAY
    return found


def _offset(instant: datetime, zone: str) -> timedelta:
    offset = instant.astimezone(time_zone(zone)).utcoffset()
    assert offset is not None
    return offset


def by_zoneinfo(local: datetime, zone: str) -> datetime:
    """The instant of a wall-clock time: that time minus the offset that zoneinfo gives for it."""
    offset = local.replace(tzinfo=time_zone(zone)).utcoffset()
    assert offset is not None
    return (local - offset).replace(tzinfo=UTC)


EACH_CHANGE = [(zone, *change) for zone in CHANGING for change in changes(zone)]


def test_each_zone_changes_its_clocks() -> None:
    """Twice a year; Morocco around Ramadan, in tzdata 2026f for the last time in 2026."""
    found = {zone: len(changes(zone)) for zone in CHANGING}
    assert found.pop("Africa/Casablanca") >= 6
    assert set(found.values()) == {14}


@pytest.mark.parametrize(("zone", "instant", "by"), EACH_CHANGE)
def test_a_daily_event_keeps_its_wall_clock_time_over_every_clock_change(
    zone: str, instant: datetime, by: timedelta
) -> None:
    noon = datetime.combine(wall_clock(instant, zone).date() - 2 * DAY, datetime.min.time())
    noon += timedelta(hours=12)
    series = repeating("FREQ=DAILY;COUNT=5", noon.isoformat(), zone)
    found = occurrences(series, Window(instant - 5 * DAY, instant + 5 * DAY, "UTC"))
    assert starts(found) == [noon + number * DAY for number in range(5)]
    assert [wall_clock(each.start_utc, zone) for each in found] == starts(found)
    assert [each.start_utc for each in found] == [
        by_zoneinfo(noon + number * DAY, zone) for number in range(5)
    ]
    apart = {later.start_utc - each.start_utc for each, later in pairwise(found)}
    assert apart == {DAY, DAY - by}
    assert {each.end_utc - each.start_utc for each in found} == {HOUR}


@pytest.mark.parametrize(("zone", "instant", "by"), EACH_CHANGE)
def test_a_weekly_event_keeps_its_wall_clock_time_over_every_clock_change(
    zone: str, instant: datetime, by: timedelta
) -> None:
    """On the weekday of the change: two weeks before it, on its day and two weeks after it."""
    noon = datetime.combine(wall_clock(instant, zone).date(), time(12)) - 2 * WEEK
    series = repeating("FREQ=WEEKLY;COUNT=5", noon.isoformat(), zone)
    found = occurrences(series, Window(instant - 3 * WEEK, instant + 3 * WEEK, "UTC"))
    assert starts(found) == [noon + number * WEEK for number in range(5)]
    assert [each.start_utc for each in found] == [
        by_zoneinfo(noon + number * WEEK, zone) for number in range(5)
    ]
    apart = [later.start_utc - each.start_utc for each, later in pairwise(found)]
    assert apart == [WEEK, WEEK - by, WEEK, WEEK]


@pytest.mark.parametrize("freq", ["DAILY", "WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"])
@pytest.mark.parametrize("zone", CHANGING)
def test_seven_years_of_days_have_their_wall_clock_time_by_zoneinfo(zone: str, freq: str) -> None:
    series = repeating(f"FREQ={freq}", "2024-01-01T12:00:00", zone)
    found = next_five(series, utc("2023-12-31T00:00:00"), "UTC", count=2_557)
    expected = [datetime(2024, 1, 1, 12) + number * DAY for number in range(2_557)]
    assert expected[-1] == datetime(2030, 12, 31, 12)
    assert starts(found) == expected
    assert [each.start_utc for each in found] == [by_zoneinfo(noon, zone) for noon in expected]


@pytest.mark.parametrize(("zone", "instant", "by"), EACH_CHANGE)
def test_an_all_day_event_lasts_the_day_of_a_clock_change(
    zone: str, instant: datetime, by: timedelta
) -> None:
    day = wall_clock(instant - timedelta(seconds=1), zone).date()
    series = repeating("FREQ=DAILY;COUNT=1", day.isoformat(), None)
    [found] = occurrences(series, Window(instant - 2 * DAY, instant + 2 * DAY, zone))
    assert found.end_utc - found.start_utc == DAY - by


@pytest.mark.parametrize(("zone", "instant", "by"), EACH_CHANGE)
def test_a_time_that_a_change_skips_or_repeats_is_read_with_the_offset_before_it(
    zone: str, instant: datetime, by: timedelta
) -> None:
    before = wall_clock(instant - timedelta(seconds=1), zone) + timedelta(seconds=1)
    skipped_or_repeated = before + by / 2
    day_before = skipped_or_repeated - DAY
    series = repeating("FREQ=DAILY;COUNT=3", day_before.isoformat(), zone)
    found = occurrences(series, Window(instant - 3 * DAY, instant + 3 * DAY, zone))
    assert starts(found) == [day_before, skipped_or_repeated, skipped_or_repeated + DAY]
    assert found[1].start_utc == instant + by / 2
    assert found[1].end_utc - found[1].start_utc >= HOUR
    shown = wall_clock(found[1].start_utc, zone)
    assert shown == (skipped_or_repeated + by if by > timedelta() else skipped_or_repeated)


def test_a_weekly_meeting_in_berlin_stays_at_nine_in_spring() -> None:
    series = repeating("FREQ=WEEKLY", "2026-03-22T09:00:00")
    found = next_five(series, utc("2026-03-01T00:00:00"), BERLIN)
    assert [each.start_utc.hour for each in found] == [8, 7, 7, 7, 7]


def test_an_event_in_a_gap_keeps_its_length() -> None:
    series = repeating("FREQ=DAILY", "2026-03-28T02:45:00", length=timedelta(minutes=15))
    [_, found] = between(series, "2026-03-28T00:00:00", "2026-03-29T12:00:00")
    assert found.start_utc == utc("2026-03-29T01:45:00")
    assert found.end_utc == utc("2026-03-29T02:00:00")


def test_a_night_shift_ends_at_its_wall_clock_time_in_both_changes() -> None:
    series = repeating("FREQ=DAILY", "2026-01-01T22:00:00", length=8 * HOUR)
    lengths = [
        next_after(series, utc(f"{evening}T12:00:00"), BERLIN)
        for evening in ("2026-03-27", "2026-03-28", "2026-10-24")
    ]
    assert [each and each.end_utc - each.start_utc for each in lengths] == [
        8 * HOUR,
        7 * HOUR,
        9 * HOUR,
    ]
    assert {each and each.end.isoformat()[11:] for each in lengths} == {"06:00:00"}


def test_an_hourly_event_is_not_doubled_where_a_gap_moves_one_onto_the_next() -> None:
    series = repeating("FREQ=HOURLY", "2026-03-29T00:00:00", length=timedelta())
    found = between(series, "2026-03-28T23:00:00", "2026-03-29T03:00:00")
    assert starts(found) == [datetime(2026, 3, 29, hour) for hour in (0, 1, 3, 4)]
    assert [each.start_utc.hour for each in found] == [23, 0, 1, 2]


def test_occurrences_come_by_instant_also_where_a_gap_turns_their_order() -> None:
    series = repeating(
        "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=15,30", "2026-03-28T02:15:00", length=timedelta()
    )
    excluded = [local("2026-03-29T03:30:00")]
    series = make_series(series.start, series.start, BERLIN, series.rule, exdates=excluded)
    found = between(series, "2026-03-29T00:00:00", "2026-03-29T12:00:00")
    assert [each.start_utc for each in found] == [
        utc("2026-03-29T01:15:00"),
        utc("2026-03-29T01:30:00"),
    ]
    assert starts(found) == [local("2026-03-29T03:15:00"), local("2026-03-29T02:30:00")]


def test_samoa_skipped_the_30th_of_december_2011() -> None:
    assert changes(APIA, 2011, 2011)[-1] == (utc("2011-12-30T10:00:00"), DAY)
    assert wall_clock(utc("2011-12-30T09:59:59"), APIA) == local("2011-12-29T23:59:59")
    assert wall_clock(utc("2011-12-30T10:00:00"), APIA) == local("2011-12-31T00:00:00")


@pytest.mark.parametrize("first", [date(2011, 12, 14 + day) for day in range(7) if day != 2])
def test_a_weekly_event_keeps_its_wall_clock_time_over_the_day_that_samoa_skipped(
    first: date,
) -> None:
    """All weekdays but Friday, the one that was skipped."""
    morning = datetime.combine(first, time(9))
    series = repeating("FREQ=WEEKLY;COUNT=5", morning.isoformat(), APIA)
    found = next_five(series, utc("2011-12-01T00:00:00"), "UTC")
    assert [wall_clock(each.start_utc, APIA) for each in found] == [
        morning + number * WEEK for number in range(5)
    ]
    assert [each.start_utc for each in found] == [
        by_zoneinfo(morning + number * WEEK, APIA) for number in range(5)
    ]
    apart = [later.start_utc - each.start_utc for each, later in pairwise(found)]
    assert sorted(apart) == [WEEK - DAY, WEEK, WEEK, WEEK]


def test_the_day_that_samoa_skipped_has_no_occurrence_beside_the_next_day_s() -> None:
    daily = repeating("FREQ=DAILY", "2011-12-28T09:00:00", APIA)
    found = next_five(daily, utc("2011-12-28T00:00:00"), "UTC")
    assert [each.recurrence_id.isoformat()[:10] for each in found] == [
        "2011-12-28",
        "2011-12-29",
        "2011-12-31",
        "2012-01-01",
        "2012-01-02",
    ]
    assert [(later.start_utc - each.start_utc) for each, later in pairwise(found)] == [DAY] * 4


def test_a_weekly_event_on_the_day_that_samoa_skipped_is_shown_on_the_day_after() -> None:
    friday = repeating("FREQ=WEEKLY", "2011-12-16T09:00:00", APIA)
    found = between(friday, "2011-12-29T00:00:00", "2012-01-02T00:00:00")
    assert starts(found) == [local("2011-12-30T09:00:00")]
    assert wall_clock(found[0].start_utc, APIA) == local("2011-12-31T09:00:00")


def test_an_all_day_event_on_the_day_that_samoa_skipped_takes_no_time() -> None:
    series = repeating("FREQ=DAILY;COUNT=3", "2011-12-29", None)
    found = between(series, "2011-12-01T00:00:00", "2012-02-01T00:00:00", APIA)
    assert [each.end_utc - each.start_utc for each in found] == [DAY, timedelta(), DAY]


def test_kathmandu_is_five_hours_and_three_quarters_ahead_all_year() -> None:
    assert changes(KATHMANDU) == []
    series = repeating("FREQ=MONTHLY", "2026-01-15T06:00:00", KATHMANDU)
    for each in next_five(series, utc("2026-01-01T00:00:00"), "UTC", count=12):
        assert (each.start_utc.hour, each.start_utc.minute) == (0, 15)


@pytest.mark.parametrize(("freq", "apart"), [("DAILY", DAY), ("WEEKLY", WEEK)])
def test_kathmandu_s_days_begin_at_a_quarter_past_six_in_the_evening_by_utc(
    freq: str, apart: timedelta
) -> None:
    midnight = datetime(2026, 1, 1)
    series = repeating(f"FREQ={freq}", midnight.isoformat(), KATHMANDU)
    found = next_five(series, utc("2025-12-01T00:00:00"), "UTC", count=400)
    assert starts(found) == [midnight + number * apart for number in range(400)]
    assert [each.start_utc for each in found] == [
        utc("2025-12-31T18:15:00") + number * apart for number in range(400)
    ]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_an_all_day_event_is_that_day_in_every_viewer_s_zone(zone: str) -> None:
    series = repeating("FREQ=WEEKLY;COUNT=1", "2026-03-23", None)
    window = Window(
        instant_of(datetime(2026, 3, 23), zone), instant_of(datetime(2026, 3, 24), zone), zone
    )
    assert starts(occurrences(series, window)) == [date(2026, 3, 23)]
    assert occurrences(series, Window(window.end, window.end + DAY, zone)) == ()
    assert occurrences(series, Window(window.start - DAY, window.start, zone)) == ()


def test_until_in_the_repeated_hour_includes_what_starts_before_it() -> None:
    """02:45 comes first at 00:45Z; UNTIL is the second 02:30, which is after it."""
    series = repeating("FREQ=DAILY;UNTIL=20261025T013000Z", "2026-10-24T02:45:00")
    assert last_end(series) == local("2026-10-25T03:45:00")


def test_until_in_a_gap_leaves_out_what_starts_after_it() -> None:
    """02:30 is shown as 03:30, 01:30Z; UNTIL is 01:00Z, which clocks show as 03:00."""
    series = repeating("FREQ=DAILY;UNTIL=20260329T010000Z", "2026-03-28T02:30:00")
    assert last_end(series) == local("2026-03-28T03:30:00")
    series = repeating("FREQ=DAILY;UNTIL=20260329T013000Z", "2026-03-28T02:30:00")
    assert last_end(series) == local("2026-03-29T03:30:00")


def test_an_unknown_zone_is_refused_at_its_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        make_series(datetime(2026, 1, 1), None, "Mars/Base", parse_rule("FREQ=DAILY"))
    [error] = refused.value.errors
    assert error.field == "time_zone"
    assert error.message == "Must be an IANA time zone name, such as Europe/Berlin."


def test_results_do_not_depend_on_the_machine_s_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    import time as of_the_machine

    series = repeating("FREQ=DAILY;COUNT=30", "2020-03-05T00:00:00", "Europe/London")
    found = {}
    for name in ("UTC", "America/Los_Angeles", "Pacific/Auckland"):
        monkeypatch.setenv("TZ", name)
        of_the_machine.tzset()
        found[name] = between(series, "2020-01-01T00:00:00", "2020-12-01T00:00:00")
    monkeypatch.undo()
    of_the_machine.tzset()
    assert len(set(found.values())) == 1
    assert found["UTC"][0].start_utc.tzinfo is UTC
