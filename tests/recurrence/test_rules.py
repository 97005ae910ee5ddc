"""Rules are read as RFC 5545 section 3.3.10 says, and refused with a sentence that helps."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from umbra.core.errors import InvalidInput
from umbra.recurrence.rules import ByDay, Frequency, Rule, parse_rule, write_rule

REFUSED = {
    "": "Is empty. Send null for something that does not repeat.",
    "INTERVAL=2": "FREQ is required: write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY first.",
    "FREQ=SOMETIMES": "FREQ can't be SOMETIMES. Use DAILY, WEEKLY, MONTHLY or YEARLY.",
    "FREQ=SECONDLY": "FREQ=SECONDLY is too often. Use DAILY, WEEKLY, MONTHLY or YEARLY.",
    "FREQ=MINUTELY": "FREQ=MINUTELY is too often. Use DAILY, WEEKLY, MONTHLY or YEARLY.",
    "FREQ=HOURLY": "FREQ=HOURLY is too often. Use DAILY, WEEKLY, MONTHLY or YEARLY.",
    "RRULE:FREQ=DAILY": "Write the rule without RRULE: in front, like FREQ=DAILY.",
    "FREQ=DAILY;": "Has an empty part. Remove the semicolon that is too many.",
    "FREQ=DAILY;;COUNT=2": "Has an empty part. Remove the semicolon that is too many.",
    "FREQ=DAILY;COUNT": "COUNT has no value. Write COUNT=value, or remove it.",
    "FREQ=DAILY;COUNT=": "COUNT has no value. Write COUNT=value, or remove it.",
    "FREQ=DAILY;FREQ=DAILY": "FREQ is there twice. Keep one of them.",
    "FREQ=DAILY;COUNT=3;UNTIL=20261231": (
        "COUNT and UNTIL can't be used together: keep one of them."
    ),
    "FREQ=DAILY;INTERVAL=0": "INTERVAL must be a whole number from 1 to 999.",
    "FREQ=DAILY;INTERVAL=-1": "INTERVAL must be a whole number from 1 to 999.",
    "FREQ=DAILY;INTERVAL=1000": "INTERVAL must be a whole number from 1 to 999.",
    "FREQ=DAILY;INTERVAL=1.5": "INTERVAL must be a whole number from 1 to 999.",
    "FREQ=DAILY;COUNT=0": "COUNT must be a whole number from 1 to 10,000.",
    "FREQ=DAILY;COUNT=+3": "COUNT must be a whole number from 1 to 10,000.",
    "FREQ=DAILY;COUNT=10001": "COUNT must be a whole number from 1 to 10,000.",
    "FREQ=DAILY;COUNT=99999999999999999999": "COUNT must be a whole number from 1 to 10,000.",
    "FREQ=DAILY;BYMONTH=13": "BYMONTH must be numbers from 1 to 12, with commas between.",
    "FREQ=DAILY;BYMONTH=-1": "BYMONTH must be numbers from 1 to 12, with commas between.",
    "FREQ=DAILY;BYMONTH=1,,2": "BYMONTH must be numbers from 1 to 12, with commas between.",
    "FREQ=DAILY;BYMONTH=1 ,2": "BYMONTH must be numbers from 1 to 12, with commas between.",
    "FREQ=DAILY;BYHOUR=24": "BYHOUR must be numbers from 0 to 23, with commas between.",
    "FREQ=DAILY;BYMINUTE=60": "BYMINUTE must be numbers from 0 to 59, with commas between.",
    "FREQ=DAILY;BYSECOND=61": "BYSECOND must be numbers from 0 to 60, with commas between.",
    "FREQ=MONTHLY;BYMONTHDAY=0": (
        "BYMONTHDAY must be numbers from 1 to 31, or -1 to -31 to count from the end, "
        "with commas between."
    ),
    "FREQ=MONTHLY;BYMONTHDAY=-32": (
        "BYMONTHDAY must be numbers from 1 to 31, or -1 to -31 to count from the end, "
        "with commas between."
    ),
    "FREQ=YEARLY;BYYEARDAY=367": (
        "BYYEARDAY must be numbers from 1 to 366, or -1 to -366 to count from the end, "
        "with commas between."
    ),
    "FREQ=YEARLY;BYWEEKNO=54": (
        "BYWEEKNO must be numbers from 1 to 53, or -1 to -53 to count from the end, "
        "with commas between."
    ),
    "FREQ=WEEKLY;BYDAY=MO,XX": (
        "BYDAY must be weekdays like MO,WE, or with a number from 1 to 53 like 2TU "
        "(the second Tuesday) or -1FR (the last Friday)."
    ),
    "FREQ=MONTHLY;BYDAY=0MO": (
        "BYDAY must be weekdays like MO,WE, or with a number from 1 to 53 like 2TU "
        "(the second Tuesday) or -1FR (the last Friday)."
    ),
    "FREQ=WEEKLY;BYDAY=2TU": (
        "BYDAY can't have numbers with FREQ=WEEKLY. Remove them, or use FREQ=MONTHLY or YEARLY."
    ),
    "FREQ=MONTHLY;BYDAY=6MO": ("A month has at most five of each weekday. Use 1 to 5 in BYDAY."),
    "FREQ=YEARLY;BYMONTH=1;BYDAY=-6MO": (
        "A month has at most five of each weekday. Use 1 to 5 in BYDAY."
    ),
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO": "BYDAY can't have numbers beside BYWEEKNO. Remove them.",
    "FREQ=WEEKLY;BYMONTHDAY=3": "BYMONTHDAY can't be used with FREQ=WEEKLY. Use FREQ=MONTHLY.",
    "FREQ=MONTHLY;BYYEARDAY=3": "BYYEARDAY can't be used with FREQ=MONTHLY. Use FREQ=YEARLY.",
    "FREQ=DAILY;BYWEEKNO=3": "BYWEEKNO can't be used with FREQ=DAILY. Use FREQ=YEARLY.",
    "FREQ=MONTHLY;BYSETPOS=1": "BYSETPOS needs another BY part to choose from, such as BYDAY.",
    "FREQ=DAILY;BYHOUR=9;BYSETPOS=2": ("Never happens: BYSETPOS can be at most 1, as a day has."),
    "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=-3": (
        "Never happens: BYSETPOS can be at most 2, as a week has."
    ),
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": (
        "Never happens: none of its months has such a day. Change BYMONTHDAY."
    ),
    "FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=-31": (
        "Never happens: none of its months has such a day. Change BYMONTHDAY."
    ),
    "FREQ=WEEKLY;WKST=XX": "WKST must be one of MO, TU, WE, TH, FR, SA, SU.",
    "FREQ=DAILY;UNTIL=20260230": (
        "UNTIL must be a date that exists, like 20261231, or a time in UTC, like 20261231T225959Z."
    ),
    "FREQ=DAILY;UNTIL=2026-12-31": (
        "UNTIL must be a date that exists, like 20261231, or a time in UTC, like 20261231T225959Z."
    ),
    "FREQ=DAILY;UNTIL=20261231T25": (
        "UNTIL must be a date that exists, like 20261231, or a time in UTC, like 20261231T225959Z."
    ),
    "FREQ=DAILY;UNTIL=00010101": "UNTIL must be in the year 1900 or later.",
    "FREQ=DAILY;BYEASTER=0": (
        "BYEASTER is not a part of a rule. Use FREQ, INTERVAL, COUNT, UNTIL, BYDAY, BYSECOND, "
        "BYMINUTE, BYHOUR, BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYMONTH, BYSETPOS, WKST."
    ),
    "FREQ=DA\u0131LY": "Has letters that no rule has. Write it like FREQ=WEEKLY;BYDAY=MO.",
    "FREQ=DAILY;COUNT=\u0663": "Has letters that no rule has. Write it like FREQ=WEEKLY;BYDAY=MO.",
    "FREQ=DAILY\n": "FREQ can't be DAILY?. Use DAILY, WEEKLY, MONTHLY or YEARLY.",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_rule_that_is_not_valid_is_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_rule(text)
    [error] = refused.value.errors
    assert (error.field, error.message) == ("rrule", REFUSED[text])


def test_every_part_of_a_rule_is_read() -> None:
    text = (
        "FREQ=YEARLY;UNTIL=20301231T225959Z;INTERVAL=2;BYDAY=MO,2TU,-1FR;BYSECOND=0,30;"
        "BYMINUTE=15;BYHOUR=9,17;BYMONTHDAY=-1,1;BYYEARDAY=-1,100;BYMONTH=1,12;BYSETPOS=-1,2;"
        "WKST=SU"
    )
    rule = parse_rule(text)
    assert rule == Rule(
        Frequency.YEARLY,
        interval=2,
        until=datetime(2030, 12, 31, 22, 59, 59, tzinfo=UTC),
        by_second=(0, 30),
        by_minute=(15,),
        by_hour=(9, 17),
        by_day=(ByDay(0), ByDay(1, 2), ByDay(4, -1)),
        by_month_day=(-1, 1),
        by_year_day=(-1, 100),
        by_month=(1, 12),
        by_set_pos=(-1, 2),
        week_start=6,
    )
    assert write_rule(rule) == text


def test_case_order_and_doubles_do_not_matter() -> None:
    written = parse_rule("byday=we,mo,MO;freq=weekly;Interval=01")
    assert write_rule(written) == "FREQ=WEEKLY;BYDAY=MO,WE"


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("20261231", date(2026, 12, 31)),
        ("20261231T120000", datetime(2026, 12, 31, 12)),
        ("20261231T120000Z", datetime(2026, 12, 31, 12, tzinfo=UTC)),
        ("20161231T235960Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("99991231", date(9998, 12, 31)),
        ("99991231T235959Z", datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_until_is_a_date_a_local_time_or_an_instant(text: str, until: date) -> None:
    assert parse_rule(f"FREQ=DAILY;UNTIL={text}").until == until


def test_second_60_is_read_as_59_as_no_clock_here_has_leap_seconds() -> None:
    assert parse_rule("FREQ=DAILY;BYSECOND=60").by_second == (59,)


def test_a_rule_of_10_000_characters_is_refused() -> None:
    text = "FREQ=YEARLY;BYYEARDAY=" + ",".join(["1"] * 5_000)
    with pytest.raises(InvalidInput, match=r"at most 1,000 characters; this has 10,021"):
        parse_rule(text)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))) + ";BYMINUTE=0,30",
        "FREQ=DAILY;BYHOUR=8,9,10,11;BYMINUTE=" + ",".join(map(str, range(25))),
        "FREQ=HOURLY;BYMINUTE=0,10,20,30,40",
    ],
)
def test_a_rule_of_too_many_times_a_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="Happens too often: at most 96 times a day"):
        parse_rule(text, hourly=True)


def test_an_import_may_be_hourly() -> None:
    rule = parse_rule("FREQ=HOURLY;INTERVAL=6", hourly=True)
    assert (rule.freq, rule.interval) == (Frequency.HOURLY, 6)
    with pytest.raises(InvalidInput, match="BYSETPOS can't be used with FREQ=HOURLY"):
        parse_rule("FREQ=HOURLY;BYMINUTE=0,30;BYSETPOS=1", hourly=True)


def test_the_error_is_at_the_field_that_the_caller_names() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_rule("FREQ=", field="items.3.rrule")
    assert refused.value.errors[0].field == "items.3.rrule"


def test_a_message_shows_little_of_what_was_sent() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_rule("FREQ=DAILY;" + "X" * 500 + "=1")
    assert refused.value.detail.startswith("XXXXXXXXXXXXXXXXXXXX... is not a part of a rule.")
