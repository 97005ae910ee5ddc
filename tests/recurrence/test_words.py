"""A rule in words says what happens, also in months that are too short."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.recurrence.kit import BERLIN
from umbra.recurrence.rules import parse_rule
from umbra.recurrence.words import in_words

WORDS = [
    ("FREQ=DAILY", "2026-01-01", "Every day"),
    ("FREQ=DAILY;INTERVAL=2", "2026-01-01", "Every second day"),
    ("FREQ=DAILY;INTERVAL=10;COUNT=5", "2026-01-01", "Every 10 days, 5 times"),
    ("FREQ=DAILY;COUNT=1", "2026-01-01", "Every day, once"),
    ("FREQ=DAILY;BYMONTH=1", "2026-01-01", "Every day in January"),
    ("FREQ=DAILY;BYDAY=SA,SU", "2026-01-03", "Every Saturday and Sunday"),
    (
        "FREQ=DAILY;INTERVAL=2;BYDAY=SA,SU",
        "2026-01-03",
        "Every second day that is a Saturday or Sunday",
    ),
    ("FREQ=DAILY;BYMONTHDAY=1,15", "2026-01-01", "Every day that is the 1st or the 15th"),
    ("FREQ=DAILY;BYHOUR=9,17", "2026-01-01T09:30:00", "Every day at 09:30 and 17:30"),
    (
        "FREQ=DAILY;BYHOUR=9,10,11,12;BYMINUTE=0,30",
        "2026-01-01T09:00:00",
        "Every day, 8 times a day",
    ),
    ("FREQ=HOURLY;INTERVAL=6", "2026-01-01T09:00:00", "Every 6 hours"),
    ("FREQ=HOURLY;BYHOUR=9,10", "2026-01-01T09:00:00", "Every hour at 09 and 10 o'clock"),
    ("FREQ=WEEKLY", "2026-01-01", "Every Thursday"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-01-01", "Every weekday (Monday to Friday)"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "2026-01-01", "Every day"),
    ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20260603", "2026-03-03", "Every second Tuesday, until 3 June"),
    (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE",
        "2026-01-05",
        "Every second week on Monday and Wednesday",
    ),
    ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "2026-01-06", "Every 3 weeks on Tuesday"),
    (
        "FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=-1;BYMONTH=6,7",
        "2026-06-03",
        "Every Monday and Wednesday, only the last of these in June and July",
    ),
    ("FREQ=MONTHLY", "2026-01-15", "Monthly on the 15th"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", "Monthly on the last day"),
    ("FREQ=MONTHLY;BYMONTHDAY=-2", "2026-01-30", "Monthly on the second to last day"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1,1", "2026-01-01", "Monthly on the 1st and the last day"),
    ("FREQ=MONTHLY;BYMONTHDAY=2,3,22", "2026-01-02", "Monthly on the 2nd, the 3rd and the 22nd"),
    ("FREQ=MONTHLY;BYMONTHDAY=11,12,13", "2026-01-11", "Monthly on the 11th to the 13th"),
    ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU", "2026-01-13", "Every second month on the second Tuesday"),
    (
        "FREQ=MONTHLY;BYDAY=1FR,-1FR",
        "2026-01-02",
        "Monthly on the first Friday and the last Friday",
    ),
    ("FREQ=MONTHLY;BYDAY=MO,2TU", "2026-01-05", "Monthly on every Monday and the second Tuesday"),
    (
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "2026-02-13",
        "Monthly on every Friday that is the 13th",
    ),
    (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "2026-01-30",
        "Monthly on the last weekday (Monday to Friday)",
    ),
    (
        "FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=3",
        "2026-01-03",
        "Monthly on the third day",
    ),
    ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=1,-1", "2026-01-02", "Monthly on the first and last Friday"),
    (
        "FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3",
        "2026-01-07",
        "Monthly on the third of every Tuesday, Wednesday and Thursday",
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        "2026-01-30",
        "Monthly on the last of the 28th to the 30th",
    ),
    (
        "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1,15;BYSETPOS=1",
        "2026-06-01",
        "Monthly on the first of every Monday that is the 1st or the 15th",
    ),
    ("FREQ=MONTHLY;BYMONTHDAY=1;BYMONTH=6,7", "2026-06-01", "Monthly on the 1st in June and July"),
    ("FREQ=YEARLY", "2026-05-08", "Every year on 8 May"),
    ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1,8", "2026-05-08", "Every year on 1 and 8 May"),
    (
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=1,7",
        "2026-01-08",
        "Every second year on the 8th of January and July",
    ),
    ("FREQ=YEARLY;BYMONTHDAY=8", "2026-01-08", "Every year on the 8th of every month"),
    ("FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "2026-05-10", "Every year on the second Sunday of May"),
    ("FREQ=YEARLY;BYDAY=20MO", "2026-05-18", "Every year on the 20th Monday of the year"),
    ("FREQ=YEARLY;BYDAY=TH;BYMONTH=3", "2026-03-05", "Every year on every Thursday of March"),
    ("FREQ=YEARLY;BYWEEKNO=20", "2026-05-11", "Every year on Monday of week 20"),
    (
        "FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=MO;BYMONTH=12",
        "2026-12-28",
        "Every year on Monday of week 1 and the last week in December",
    ),
    (
        "FREQ=YEARLY;BYWEEKNO=20;BYMONTHDAY=15",
        "2026-05-15",
        "Every year on days of week 20 that is the 15th",
    ),
    (
        "FREQ=YEARLY;BYYEARDAY=1,100,-1;BYDAY=FR",
        "2026-01-01",
        "Every year on day 1, day 100 and the last day of the year that is a Friday",
    ),
    (
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        "1996-11-05",
        "Every 4 years on every Tuesday that is the 2nd to the 8th of November",
    ),
]

SHORT_MONTHS = [
    ("FREQ=MONTHLY", "2026-01-31", "Monthly on the 31st; in shorter months it does not happen"),
    ("FREQ=MONTHLY", "2026-01-30", "Monthly on the 30th; in February it does not happen"),
    ("FREQ=MONTHLY", "2026-01-29", "Monthly on the 29th; in February only in leap years"),
    ("FREQ=YEARLY", "2024-02-29", "Every year on 29 February; only in leap years"),
    ("FREQ=YEARLY", "2026-01-31", "Every year on 31 January"),
    ("FREQ=MONTHLY;INTERVAL=12", "2026-01-31", "Every 12 months on the 31st"),
    ("FREQ=MONTHLY;INTERVAL=3", "2026-01-30", "Every 3 months on the 30th"),
    (
        "FREQ=MONTHLY;INTERVAL=3",
        "2026-01-31",
        "Every 3 months on the 31st; in April it does not happen",
    ),
    (
        "FREQ=YEARLY;BYMONTH=1,4,6;BYMONTHDAY=31",
        "2026-01-31",
        "Every year on the 31st of January, April and June; in April and June it does not happen",
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=30,31;UNTIL=20270103",
        "2026-01-30",
        "Monthly on the 30th and the 31st, until 3 January 2027; "
        "a month without one of these days is left out for it",
    ),
    (
        "FREQ=MONTHLY;BYDAY=5MO",
        "2026-03-30",
        "Monthly on the fifth Monday; in months with only four it does not happen",
    ),
    (
        "FREQ=YEARLY;BYYEARDAY=366",
        "2024-12-31",
        "Every year on day 366 of the year; day 366 only in leap years",
    ),
    (
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO",
        "2026-12-28",
        "Every year on Monday of week 53; week 53 only in years that have it",
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=29,30,31;BYSETPOS=-1",
        "2026-01-31",
        "Monthly on the last of the 29th to the 31st",
    ),
]


@pytest.mark.parametrize(("rule", "start", "words"), WORDS)
def test_a_rule_is_said_in_words(rule: str, start: str, words: str) -> None:
    assert _words(rule, start) == words


@pytest.mark.parametrize(("rule", "start", "words"), SHORT_MONTHS)
def test_the_words_say_what_happens_in_months_that_are_too_short(
    rule: str, start: str, words: str
) -> None:
    assert _words(rule, start) == words


def _words(rule: str, start: str) -> str:
    begin = datetime.fromisoformat(start) if "T" in start else date.fromisoformat(start)
    return in_words(parse_rule(rule, hourly=True), begin)


def test_until_is_the_day_in_the_series_zone() -> None:
    rule = parse_rule("FREQ=DAILY;UNTIL=20260603T220000Z")
    assert in_words(rule, datetime(2026, 1, 1), BERLIN) == "Every day, until 4 June"
    assert in_words(rule, datetime(2026, 1, 1)) == "Every day, until 3 June"
    assert in_words(rule, datetime(2025, 1, 1), BERLIN) == "Every day, until 4 June 2026"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY;INTERVAL=10", "Every 10 days from completion"),
        ("FREQ=WEEKLY", "Every week from completion"),
        ("FREQ=MONTHLY;COUNT=3", "Every month from completion, 3 times"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "Every second Friday, from completion"),
        ("FREQ=YEARLY;UNTIL=20270601", "Every year from completion, until 1 June 2027"),
    ],
)
def test_what_is_counted_from_completion_names_no_day_that_only_its_start_implies(
    rule: str, words: str
) -> None:
    assert in_words(parse_rule(rule), date(2026, 6, 3), from_completion=True) == words
