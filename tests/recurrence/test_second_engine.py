"""Random rules give the same as libical, but for a list of allowed differences with reasons.

libical (3.0.16 was compared) reads some rules otherwise than RFC 5545. `ALLOWED` says which rules
these are and, where a rule can say it, as what libical reads them: its answer must then be that
of UMBRA for that other rule. Each difference that occurs is decided by the table of RFC 5545
section 3.3.10, day by day (`reference.py`), and each entry has an example whose starts are
calculated here from the calendar alone.

Rules are compared in wall-clock time, so zones play no part, and from a DTSTART that is an
occurrence, as RFC 5545 section 3.8.5.3 leaves another one undefined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st

from tests.recurrence.libical import Libical, find_libical
from tests.recurrence.random_rules import moments, rules
from tests.recurrence.reference import expand
from umbra.recurrence.occurrences import next_five
from umbra.recurrence.rules import ByDay, Frequency, Rule, parse_rule, write_rule
from umbra.recurrence.series import first_match, fits, make_series

DAY = timedelta(days=1)
MOST, PART = 40, 15
WITHIN = set(range(2, 52))
"""The weeks that always lie in one year."""
END = datetime(2500, 1, 1)
"""What starts later is not compared: libical stops in the year 2582."""

random_and_fixed = settings(
    max_examples=300,
    deadline=None,
    database=None,
    suppress_health_check=[
        *(HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large),
    ],
)


@pytest.fixture(scope="module")
def libical() -> Libical:
    """Fails if it is not installed: a comparison that was skipped would look like one that held."""
    return Libical(find_libical())


@dataclass(frozen=True, slots=True)
class Reading:
    """As what libical reads a rule: as another rule, as never, or in a way no rule says."""

    rule: Rule
    begin: datetime
    """The time in the first period of the rule, which is DTSTART's unless INTERVAL is misread."""
    whole_days: bool = False
    """Whether BYSETPOS chooses days, of which all times are taken."""
    never: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A kind of rule that libical reads otherwise; UMBRA reads it as the reason says.

    Of the example, which begins at `start`, the starts are those of `hours` on each day that
    satisfies `happens`.
    """

    name: str
    reason: str
    applies: Callable[[Rule, datetime], bool]
    read: Callable[[Reading], Reading]
    example: str
    start: datetime
    happens: Callable[[datetime], bool]
    hours: tuple[int, ...] = (9,)


def _numbered(rule: Rule) -> bool:
    return any(day.nth is not None for day in rule.by_day)


def _names_a_day_twice(numbers: tuple[int, ...], lengths: range) -> bool:
    """Whether a number from the start and one from the end may mean the same day."""
    return any(number - length - 1 in numbers for number in numbers for length in lengths)


def _without_days_from_the_end(reading: Reading) -> Reading:
    kept = tuple(day for day in reading.rule.by_month_day if day > 0)
    rule = replace(reading.rule, by_month_day=kept)
    return replace(reading, rule=rule, never=reading.never or not kept)


def _in_the_month_of_the_start(reading: Reading) -> Reading:
    rule = replace(reading.rule, by_month=(reading.begin.month,))
    return replace(reading, rule=rule, free=_numbered(rule))


def _first_weekday(rule: Rule) -> int:
    """The first of BYDAY in a week that begins on WKST."""
    return min((day.weekday for day in rule.by_day), key=lambda day: (day - rule.week_start) % 7)


def _from_sunday(weekday: int) -> int:
    return (weekday + 1) % 7


def _is_counted_from_the_week_before(rule: Rule, start: datetime) -> bool:
    if rule.freq is not Frequency.WEEKLY or rule.interval == 1 or not rule.by_day:
        return False
    first = _first_weekday(rule)
    passes_sunday = _from_sunday(first) < _from_sunday(rule.week_start)
    return passes_sunday and first != start.weekday()


ALLOWED = (
    Difference(
        "DAILY with BYMONTHDAY from the end",
        "BYMONTHDAY=-1 is the last day of the month in a daily rule as well: the table has Limit "
        "there, without an exception. libical compares the number with the day from the start.",
        lambda rule, start: rule.freq is Frequency.DAILY and min(rule.by_month_day, default=1) < 0,
        _without_days_from_the_end,
        "FREQ=DAILY;BYMONTHDAY=-1,15",
        datetime(2026, 1, 15, 9),
        lambda day: day.day == 15 or (day + DAY).day == 1,
    ),
    Difference(
        "WEEKLY and DAILY with BYSETPOS",
        "BYSETPOS chooses within one interval of FREQ, whatever that is; libical ignores it where "
        "FREQ is WEEKLY or DAILY.",
        lambda rule, start: (
            rule.freq in {Frequency.WEEKLY, Frequency.DAILY} and bool(rule.by_set_pos)
        ),
        lambda reading: replace(reading, rule=replace(reading.rule, by_set_pos=())),
        "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1",
        datetime(2026, 1, 2, 9),
        lambda day: day.isoweekday() == 5,
    ),
    Difference(
        "BYSETPOS with several times a day",
        "The nth occurrence within the set of recurrence instances, each with its time; libical "
        "takes the nth day with all its times.",
        lambda rule, start: (
            rule.freq in {Frequency.YEARLY, Frequency.MONTHLY}
            and bool(rule.by_set_pos)
            and len(rule.by_hour) > 1
        ),
        lambda reading: replace(reading, whole_days=True),
        "FREQ=MONTHLY;BYDAY=MO;BYHOUR=9,17;BYSETPOS=2",
        datetime(2026, 1, 5, 17),
        lambda day: day.isoweekday() == 1 and day.day <= 7 and day.hour == 17,
        hours=(9, 17),
    ),
    Difference(
        "BYSETPOS with a day that the rule names twice",
        "A set has each day once, also one that is named from the start and from the end; libical "
        "counts it twice.",
        lambda rule, start: (
            rule.freq in {Frequency.YEARLY, Frequency.MONTHLY}
            and bool(rule.by_set_pos)
            and (
                _names_a_day_twice(rule.by_month_day, range(28, 32))
                or _names_a_day_twice(rule.by_year_day, range(365, 367))
            )
        ),
        lambda reading: replace(reading, free=True),
        "FREQ=MONTHLY;BYMONTHDAY=-31,1;BYSETPOS=-1",
        datetime(2026, 1, 1, 9),
        lambda day: day.day == 1,
    ),
    Difference(
        "YEARLY with BYMONTHDAY and without BYMONTH",
        "BYMONTHDAY expands a year to these days of all its months; libical takes the month of "
        "DTSTART. (Beside numbers in BYDAY, which would count in that month, it takes neither.)",
        lambda rule, start: (
            rule.freq is Frequency.YEARLY
            and bool(rule.by_month_day)
            and not (rule.by_month or rule.by_week_no or rule.by_year_day)
        ),
        _in_the_month_of_the_start,
        "FREQ=YEARLY;BYMONTHDAY=1",
        datetime(2026, 3, 1, 9),
        lambda day: day.day == 1,
    ),
    Difference(
        "BYYEARDAY with BYMONTH or BYMONTHDAY",
        "Each part leaves those days of the other that it names; libical finds none.",
        lambda rule, start: bool(rule.by_year_day) and bool(rule.by_month or rule.by_month_day),
        lambda reading: replace(reading, never=True),
        "FREQ=YEARLY;BYYEARDAY=60;BYMONTH=2",
        datetime(2024, 2, 29, 9),
        lambda day: day.timetuple().tm_yday == 60 and day.month == 2,
    ),
    Difference(
        "WEEKLY with INTERVAL and WKST other than Sunday and Monday",
        "INTERVAL counts weeks that begin on WKST from the one with DTSTART. libical goes back to "
        "the first weekday of BYDAY, a week too far if that is before WKST in a week from Sunday.",
        _is_counted_from_the_week_before,
        lambda reading: replace(reading, begin=reading.begin - 7 * DAY),
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE;WKST=FR",
        datetime(2026, 1, 7, 9),
        lambda day: (
            day.isoweekday() in {1, 3} and (day.date() - date(2026, 1, 2)).days // 7 % 3 == 0
        ),
    ),
    Difference(
        "BYWEEKNO with BYMONTHDAY",
        "Each part leaves those days of the other that it names; libical finds none.",
        lambda rule, start: bool(rule.by_week_no) and bool(rule.by_month_day),
        lambda reading: replace(reading, never=True),
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=FR;BYMONTHDAY=15",
        datetime(2026, 5, 15, 9),
        lambda day: (
            day.isocalendar().week == 20 and day.isocalendar().weekday == 5 and day.day == 15
        ),
    ),
    Difference(
        "BYWEEKNO of weeks at the end of a year, or with BYMONTH",
        "Week 1 and the last one lie in two years. UMBRA takes of each calendar year its own "
        "days, in ascending order (RFC 5545 does not say which year INTERVAL counts); libical has "
        "some days twice or out of order, and leaves others out.",
        lambda rule, start: (
            bool(rule.by_week_no) and (bool(rule.by_month) or not set(rule.by_week_no) <= WITHIN)
        ),
        lambda reading: replace(reading, free=True),
        "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO,TU,WE",
        datetime(2013, 12, 30, 9),
        lambda day: day.isocalendar().week in {1, 53} and day.isocalendar().weekday <= 3,
    ),
)


def is_asked(rule: Rule) -> bool:
    """Whether libical can be asked about a rule.

    With BYWEEKNO it reads memory that is not its own if a week is counted from the end or BYDAY
    is left out (a crash), and where it finds nothing in a daily rule it looks for half a second.
    """
    if rule.by_week_no:
        return min(rule.by_week_no) > 0 and bool(rule.by_day)
    return rule.freq is not Frequency.DAILY or max(rule.by_month_day, default=1) > 0


@st.composite
def week_rules(draw: st.DrawFn) -> Rule:
    """Rules of weeks, mostly such as both engines read alike."""
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1, max_size=4))
    numbers = draw(st.sets(st.integers(2, 51) | st.integers(1, 53), min_size=1, max_size=3))
    return Rule(
        Frequency.YEARLY,
        interval=draw(st.integers(1, 4)),
        week_start=draw(st.integers(0, 6)),
        by_week_no=tuple(sorted(numbers)),
        by_day=tuple(ByDay(weekday) for weekday in sorted(weekdays)),
        by_set_pos=draw(st.sampled_from([(), (), (1,), (-1, 2)])),
        by_hour=draw(st.sampled_from([(), (8, 20)])),
    )


@st.composite
def started_rules(draw: st.DrawFn) -> tuple[Rule, datetime]:
    """A rule, and a DTSTART that is one of its occurrences."""
    begin = draw(moments)
    rule = draw(rules(begin) | week_rules())
    assume(is_asked(rule))
    start = first_match(rule, begin)
    assume(isinstance(start, datetime) and start < END and fits(rule, start))
    assert isinstance(start, datetime)
    assume(not isinstance(rule.until, datetime) or start <= rule.until)
    return rule, start


def starts(rule: Rule, start: datetime, most: int = MOST) -> list[datetime]:
    """The first `most` starts that UMBRA lists, asked for in parts: not all begin at DTSTART."""
    if first_match(rule, start) is None:
        return []
    series = make_series(start, start, None, rule)
    instant = (start - timedelta(seconds=1)).replace(tzinfo=UTC)
    found: list[datetime] = []
    while len(found) < most and (part := next_five(series, instant, "UTC", PART)):
        found += [each.start for each in part if isinstance(each.start, datetime)]
        instant = part[-1].start_utc
    return found[:most]


def as_libical_reads_it(reading: Reading, start: datetime) -> list[datetime]:
    if reading.never:
        return []
    rule = replace(reading.rule, count=None, until=None)
    found = (_of_whole_days if reading.whole_days else starts)(rule, reading.begin, 2 * MOST)
    found = [moment for moment in found if moment >= start]
    if isinstance(reading.rule.until, datetime):
        found = [moment for moment in found if moment <= reading.rule.until]
    return found[: min(MOST, reading.rule.count or MOST)]


def _of_whole_days(rule: Rule, begin: datetime, most: int) -> list[datetime]:
    found = starts(replace(rule, by_hour=()), begin.replace(hour=0), most)
    return [day.replace(hour=hour) for day in found for hour in rule.by_hour]


def allowed_for(rule: Rule, start: datetime) -> list[Difference]:
    return [each for each in ALLOWED if each.applies(rule, start)]


def readings(rule: Rule, start: datetime) -> Iterator[Reading]:
    """As what libical may read a rule: by all allowed differences, or by some of them.

    Another version may have corrected the others.
    """
    allowed = allowed_for(rule, start)
    for size in range(len(allowed), 0, -1):
        for chosen in combinations(allowed, size):
            reading = Reading(rule, start)
            for difference in chosen:
                reading = difference.read(reading)
            yield reading


def is_allowed(rule: Rule, start: datetime, answer: list[datetime]) -> bool:
    """Whether an answer of libical is one that an allowed difference explains."""
    return any(
        reading.free or before_end(as_libical_reads_it(reading, start)) == answer
        for reading in readings(rule, start)
    )


def before_end(found: list[datetime]) -> list[datetime]:
    return [moment for moment in found if moment < END]


def test_random_rules_give_what_libical_gives(libical: Libical) -> None:
    counted: Counter[str] = Counter()

    @seed(5545)
    @random_and_fixed
    @given(started=started_rules())
    def compare(started: tuple[Rule, datetime]) -> None:
        rule, start = started
        found = before_end(starts(rule, start))
        answer = before_end(libical.starts(write_rule(rule), start, MOST))
        if found == answer:
            counted["equal"] += 1
            return
        names = [each.name for each in allowed_for(rule, start)]
        assert names, f"{write_rule(rule)} from {start}"
        assert is_allowed(rule, start, answer), f"{write_rule(rule)} from {start}: {names}"
        decided = min(found[-1], start + 365 * 40 * DAY)
        assert expand(rule, start, decided) == [moment for moment in found if moment < decided]
        counted["allowed"] += 1

    compare()
    assert counted["equal"] > 200
    assert counted["allowed"] < counted["equal"] / 3


@pytest.mark.parametrize("difference", ALLOWED, ids=lambda each: each.name)
def test_an_allowed_difference_is_decided_by_the_calendar(
    libical: Libical, difference: Difference
) -> None:
    rule, start = parse_rule(difference.example), difference.start
    days = [start.replace(hour=0) + number * DAY for number in range(366 * 12)]
    times = [day.replace(hour=hour) for day in days for hour in difference.hours]
    right = [moment for moment in times if moment >= start and difference.happens(moment)]
    number = min(MOST, len(right))
    assert number > 1
    assert starts(rule, start)[:number] == right[:number]
    assert allowed_for(rule, start) == [difference]
    answer = libical.starts(difference.example, start, MOST)
    assert answer[:number] == right[:number] or is_allowed(rule, start, before_end(answer))


@pytest.mark.parametrize("text", ["", "FREQ=SOMETIMES", "FREQ=DAILY;INTERVAL=0"])
def test_libical_has_no_answer_to_what_is_no_rule(libical: Libical, text: str) -> None:
    assert libical.starts(text, datetime(2026, 1, 1, 9), MOST) == []


def test_a_missing_library_fails_the_tests_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UMBRA_LIBICAL", "/nowhere/libical.so.3")
    with pytest.raises(RuntimeError, match="libical3 on Debian"):
        find_libical()
