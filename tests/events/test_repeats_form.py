"""How an event repeats, as the fields of a form and back; and the words beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from umbra.core.errors import InvalidInput
from umbra.items.state.repeats import (
    NO_REPEAT,
    check_start,
    next_dates,
    presets,
    rule_of,
    values_of,
    words_of,
)
from umbra.recurrence.rules import parse_rule, write_rule
from umbra.recurrence.series import Moment, Series

THURSDAY = date(2026, 11, 26)  # the fourth and last Thursday of the month
TEN = datetime(2026, 11, 26, 10)


def rule_from(fields: dict[str, str], start: Moment = THURSDAY, week_start: int = 0) -> str | None:
    rule = rule_of({**NO_REPEAT, **fields}, start, week_start)
    return None if rule is None else write_rule(rule)


def fields_of(rule: str, start: Moment = THURSDAY, zone: str | None = None) -> dict[str, str]:
    return values_of(parse_rule(rule), start, zone)


@pytest.mark.parametrize(
    ("choice", "rule"),
    [
        ("none", None),
        ("daily", "FREQ=DAILY"),
        ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("weekly", "FREQ=WEEKLY;BYDAY=TH"),
        ("fortnightly", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
        ("monthly_day", "FREQ=MONTHLY;BYMONTHDAY=26"),
        ("monthly_nth", "FREQ=MONTHLY;BYDAY=4TH"),
        ("monthly_last", "FREQ=MONTHLY;BYDAY=-1TH"),
        ("yearly", "FREQ=YEARLY"),
    ],
)
def test_each_preset_is_a_rule_and_is_recognised_again(choice: str, rule: str | None) -> None:
    assert rule_from({"repeat": choice}) == rule
    if rule is not None:
        assert fields_of(rule)["repeat"] == choice
        assert choice in dict(presets(THURSDAY))


@pytest.mark.parametrize(
    ("rule", "choice"),
    [
        ("FREQ=WEEKLY", "weekly"),
        ("FREQ=WEEKLY;WKST=SU", "weekly"),
        ("FREQ=MONTHLY", "monthly_day"),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=26", "yearly"),
        ("FREQ=WEEKLY;COUNT=5", "weekly"),
    ],
)
def test_a_rule_written_in_another_way_is_the_same_preset(rule: str, choice: str) -> None:
    assert fields_of(rule)["repeat"] == choice


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=WEEKLY;INTERVAL=4;BYDAY=TU,TH",
        "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=26",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=4TH",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TH",
        "FREQ=YEARLY;INTERVAL=2",
    ],
)
def test_a_custom_rule_comes_back_from_its_fields(rule: str) -> None:
    fields = fields_of(rule)
    assert fields["repeat"] == "custom"
    assert rule_from(fields) == rule


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYWEEKNO=48;BYDAY=TH",
        "FREQ=DAILY;BYMONTH=11,12",
        "FREQ=MONTHLY;BYMONTHDAY=1,26",
        "FREQ=WEEKLY;BYDAY=TH;BYHOUR=9,15",
    ],
)
def test_a_rule_that_the_form_can_t_express_is_kept_as_it_is(rule: str) -> None:
    fields = fields_of(rule)
    assert fields["repeat"] == "kept"
    kept = parse_rule(rule)
    assert rule_of(fields, THURSDAY, 0, kept) is kept
    assert presets(THURSDAY, "Its words")[0] == ("kept", "Its words")


def test_a_fifth_weekday_means_the_last_one() -> None:
    fifth = date(2026, 10, 29)
    assert rule_from({"repeat": "monthly_nth"}, fifth) == "FREQ=MONTHLY;BYDAY=-1TH"
    assert dict(presets(fifth))["monthly_nth"] == "Every month on the last Thursday"
    assert "monthly_last" not in dict(presets(fifth))


def test_a_rule_of_several_weeks_stores_the_day_that_the_account_s_weeks_begin_on() -> None:
    sunday = 6
    fields = {"repeat": "custom", "interval": "2", "day_1": "on", "day_3": "on"}
    assert rule_from(fields, week_start=sunday) == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU"
    kept = parse_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;WKST=SA")
    changed = rule_of({**NO_REPEAT, **fields}, THURSDAY, sunday, kept)
    assert changed is not None
    assert changed.week_start == kept.week_start


def test_an_end_is_a_day_or_a_number_of_times() -> None:
    assert rule_from({"repeat": "daily", "ends": "count", "count": "12"}) == "FREQ=DAILY;COUNT=12"
    until = rule_from({"repeat": "daily", "ends": "until", "until": "2026-12-24"})
    assert until == "FREQ=DAILY;UNTIL=20261224"
    assert fields_of("FREQ=DAILY;COUNT=12")["count"] == "12"


def test_an_end_in_utc_is_shown_as_the_day_in_the_event_s_zone() -> None:
    stored = "FREQ=DAILY;UNTIL=20261224T200000Z"
    assert fields_of(stored, TEN, "Asia/Tokyo")["until"] == "2026-12-25"
    assert fields_of(stored, TEN, "America/New_York")["until"] == "2026-12-24"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"repeat": "sometimes"}, "repeat"),
        ({"repeat": "custom", "interval": "0"}, "interval"),
        ({"repeat": "custom", "interval": "1.5"}, "interval"),
        ({"repeat": "custom", "interval": "1000"}, "interval"),
        ({"repeat": "custom", "interval": "٣"}, "interval"),
        ({"repeat": "custom", "unit": "hour"}, "interval"),
        ({"repeat": "custom", "unit": "week"}, "repeat"),
        ({"repeat": "daily", "ends": "count", "count": ""}, "count"),
        ({"repeat": "daily", "ends": "count", "count": "10001"}, "count"),
        ({"repeat": "daily", "ends": "until", "until": ""}, "until"),
        ({"repeat": "daily", "ends": "until", "until": "2026-11-25"}, "until"),
        ({"repeat": "daily", "ends": "until", "until": "9999-01-01"}, "until"),
    ],
)
def test_what_is_no_rule_is_refused_at_its_field(fields: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rule_from(fields)
    assert [error.field for error in refused.value.errors] == [field]


def test_a_start_outside_its_rule_is_named_with_the_first_day_of_the_rule() -> None:
    rule = parse_rule("FREQ=WEEKLY;BYDAY=MO")
    with pytest.raises(InvalidInput, match=r"Thu 26 Nov.*Mon 30 Nov"):
        check_start(rule, TEN)
    check_start(rule, datetime(2026, 11, 30, 10))


@pytest.mark.parametrize(
    ("rule", "start", "words"),
    [
        (
            "FREQ=MONTHLY;BYMONTHDAY=31",
            date(2026, 1, 31),
            "Monthly on the 31st; in shorter months it does not happen.",
        ),
        ("FREQ=YEARLY", date(2028, 2, 29), "Every year on 29 February; only in leap years."),
    ],
)
def test_the_words_say_what_happens_in_shorter_months(rule: str, start: date, words: str) -> None:
    assert words_of(parse_rule(rule), start, None) == words


def test_the_next_five_dates_begin_today_or_with_the_start() -> None:
    rule = parse_rule("FREQ=WEEKLY;BYDAY=TH")
    series = Series(TEN, timedelta(hours=1), "Europe/Berlin", rule)
    before = datetime(2026, 11, 1, tzinfo=UTC)
    first = next_dates(series, "Europe/Berlin", before)
    assert first == ["Thu 26 Nov", "Thu 3 Dec", "Thu 10 Dec", "Thu 17 Dec", "Thu 24 Dec"]
    later = next_dates(series, "Europe/Berlin", datetime(2026, 12, 20, tzinfo=UTC))
    assert later[:2] == ["Thu 24 Dec", "Thu 31 Dec"]
    assert later[2] == "Thu 7 Jan 2027"
