"""Recurrence rules: the RECUR value of RFC 5545 section 3.3.10, read strictly and written back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import TypeVar

from umbra.core.errors import InvalidInput
from umbra.core.text import length_message

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 1900, 9998
"""The years in which a series and its occurrences start: Python's dates end with the year 9999,
and a day's distance from that end is needed for zones."""

LONGEST_RULE = 1_000
MOST_COUNT = 10_000
MOST_INTERVAL = 999
MOST_A_DAY = 96
"""Occurrences a day that a rule may have: one every quarter of an hour."""

DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The weekdays by number: 0 is Monday, as in `datetime.date.weekday`."""

LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The days of each month in a leap year, January first."""

_MOST_WEEKDAYS_A_MONTH = 5


class Frequency(IntEnum):
    """FREQ, with the numbers of `dateutil.rrule`. MINUTELY and SECONDLY are refused."""

    YEARLY = 0
    MONTHLY = 1
    WEEKLY = 2
    DAILY = 3
    HOURLY = 4


@dataclass(frozen=True, slots=True)
class ByDay:
    """One weekday of BYDAY; with `nth`, only the nth of the month or year, from the end if < 0."""

    weekday: int
    nth: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule. The lists are without duplicates, ascending; empty if not given.

    `until` is inclusive: a date, a datetime in UTC (aware), or a wall-clock time (naive).
    `week_start` and the weekdays of `by_day` count from Monday, 0.
    """

    freq: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    by_second: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_day: tuple[ByDay, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week_no: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    week_start: int = 0

    @property
    def names_times(self) -> bool:
        """Whether the rule says at what times of the day it happens (RFC 5545: not for dates)."""
        return bool(
            self.freq is Frequency.HOURLY or self.by_hour or self.by_minute or self.by_second
        )


@dataclass(frozen=True, slots=True)
class _List:
    """A BYxxx part that is a list of numbers; `signed` ones count from the end below zero."""

    attribute: str
    least: int
    most: int
    signed: bool = False


_LISTS = {
    "BYSECOND": _List("by_second", 0, 60),
    "BYMINUTE": _List("by_minute", 0, 59),
    "BYHOUR": _List("by_hour", 0, 23),
    "BYMONTHDAY": _List("by_month_day", 1, 31, signed=True),
    "BYYEARDAY": _List("by_year_day", 1, 366, signed=True),
    "BYWEEKNO": _List("by_week_no", 1, 53, signed=True),
    "BYMONTH": _List("by_month", 1, 12),
    "BYSETPOS": _List("by_set_pos", 1, 366, signed=True),
}
_PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", *_LISTS, "WKST")

_NUMBER = re.compile(r"[+-]?\d{1,6}", re.ASCII)
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?", re.ASCII)


class _Refused(ValueError):
    """A rule that is not accepted; the message is for the user."""


def names_days(rule: Rule) -> bool:
    """Whether a rule names its days itself, and takes none of them from DTSTART."""
    return bool(rule.by_day or rule.by_month_day or rule.by_year_day or rule.by_week_no)


def parse_rule(text: str, *, field: str = "rrule", hourly: bool = False) -> Rule:
    """`text` as a Rule: parts `NAME=value` with semicolons between, in any order and case.

    Stricter than RFC 5545 in what it bounds: at most 1,000 characters, INTERVAL to 999, COUNT
    to 10,000, 96 occurrences a day, FREQ from DAILY up (HOURLY only with `hourly`, for imports).
    Raises InvalidInput at `field`.
    """
    try:
        if len(text) > LONGEST_RULE:
            raise _Refused(length_message(LONGEST_RULE, len(text)))
        rule = read_rule(text)
        _check(rule, hourly)
    except _Refused as refused:
        raise InvalidInput.at(field, str(refused)) from None
    return rule


def write_rule(rule: Rule) -> str:
    """A rule as the text that `parse_rule` reads, in the order of RFC 5545's grammar."""
    parts = [f"FREQ={rule.freq.name}"]
    if rule.until is not None:
        parts.append(f"UNTIL={_write_until(rule.until)}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.by_day:
        parts.append(f"BYDAY={','.join(map(_write_by_day, rule.by_day))}")
    for name, part in _LISTS.items():
        if values := getattr(rule, part.attribute):
            parts.append(f"{name}={','.join(map(str, values))}")
    if rule.week_start:
        parts.append(f"WKST={DAY_CODES[rule.week_start]}")
    return ";".join(parts)


def read_rule(text: str) -> Rule:
    """`text` as a Rule without the checks of how its parts go together. Raises ValueError."""
    values = _parts(text)
    if "FREQ" not in values:
        raise _Refused("FREQ is required: write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY first.")
    if "COUNT" in values and "UNTIL" in values:
        raise _Refused("COUNT and UNTIL can't be used together: keep one of them.")
    lists = {part.attribute: _numbers(name, values.get(name)) for name, part in _LISTS.items()}
    lists["by_second"] = tuple(sorted({min(second, 59) for second in lists["by_second"]}))
    return Rule(
        freq=_frequency(values["FREQ"]),
        interval=_optional(values, "INTERVAL", lambda text: _size(text, "INTERVAL")) or 1,
        count=_optional(values, "COUNT", lambda text: _size(text, "COUNT")),
        until=_optional(values, "UNTIL", _until),
        by_day=_optional(values, "BYDAY", _by_days) or (),
        week_start=_optional(values, "WKST", _week_start) or 0,
        **lists,
    )


def _optional(values: dict[str, str], name: str, read: Callable[[str], T]) -> T | None:
    return read(values[name]) if name in values else None


def _parts(text: str) -> dict[str, str]:
    if not text:
        raise _Refused("Is empty. Send null for something that does not repeat.")
    if not text.isascii():
        raise _Refused("Has letters that no rule has. Write it like FREQ=WEEKLY;BYDAY=MO.")
    found: dict[str, str] = {}
    for part in text.upper().split(";"):
        if not part:
            raise _Refused("Has an empty part. Remove the semicolon that is too many.")
        name, equals, value = part.partition("=")
        if name.startswith("RRULE:"):
            raise _Refused("Write the rule without RRULE: in front, like FREQ=DAILY.")
        if name not in _PARTS:
            raise _Refused(f"{_shown(name)} is not a part of a rule. Use {', '.join(_PARTS)}.")
        if not equals or not value:
            raise _Refused(f"{name} has no value. Write {name}=value, or remove it.")
        if name in found:
            raise _Refused(f"{name} is there twice. Keep one of them.")
        found[name] = value
    return found


def _frequency(value: str) -> Frequency:
    if value in Frequency.__members__:
        return Frequency[value]
    if value in {"MINUTELY", "SECONDLY"}:
        raise _Refused(f"FREQ={value} is too often. Use DAILY, WEEKLY, MONTHLY or YEARLY.")
    raise _Refused(f"FREQ can't be {_shown(value)}. Use DAILY, WEEKLY, MONTHLY or YEARLY.")


def _size(value: str, name: str) -> int:
    most = {"INTERVAL": MOST_INTERVAL, "COUNT": MOST_COUNT}[name]
    if not _NUMBER.fullmatch(value) or not value.isdigit() or not 1 <= int(value) <= most:
        raise _Refused(f"{name} must be a whole number from 1 to {most:,}.")
    return int(value)


def _numbers(name: str, value: str | None) -> tuple[int, ...]:
    if value is None:
        return ()
    part = _LISTS[name]
    numbers = [int(item) if _NUMBER.fullmatch(item) else None for item in value.split(",")]
    for number in numbers:
        size = abs(number) if part.signed and number is not None else number
        if size is None or not part.least <= size <= part.most:
            below = f", or -{part.least} to -{part.most} to count from the end"
            raise _Refused(
                f"{name} must be numbers from {part.least} to {part.most}"
                f"{below if part.signed else ''}, with commas between."
            )
    return tuple(sorted({number for number in numbers if number is not None}))


def _by_days(value: str) -> tuple[ByDay, ...]:
    days: set[tuple[int, int | None]] = set()
    for item in value.split(","):
        found = _BY_DAY.fullmatch(item)
        if not found or (found[1] and not 1 <= abs(int(found[1])) <= 53):
            raise _Refused(
                "BYDAY must be weekdays like MO,WE, or with a number from 1 to 53 like 2TU "
                "(the second Tuesday) or -1FR (the last Friday)."
            )
        days.add((DAY_CODES.index(found[2]), int(found[1]) if found[1] else None))
    return tuple(
        ByDay(weekday, nth) for weekday, nth in sorted(days, key=lambda day: (day[0], day[1] or 0))
    )


def _week_start(value: str) -> int:
    if value not in DAY_CODES:
        raise _Refused(f"WKST must be one of {', '.join(DAY_CODES)}.")
    return DAY_CODES.index(value)


def _until(value: str) -> date | datetime:
    until = _read_until(value)
    if until.year < FIRST_YEAR:
        raise _Refused(f"UNTIL must be in the year {FIRST_YEAR} or later.")
    return until if until.year <= LAST_YEAR else until.replace(year=LAST_YEAR, month=12, day=31)


def _read_until(value: str) -> date | datetime:
    found = _UNTIL.fullmatch(value)
    try:
        if not found:
            raise ValueError
        year, month, day, *time_of_day = found.groups()
        if time_of_day[0] is None:
            return date(int(year), int(month), int(day))
        hour, minute, second, utc = time_of_day
        local = datetime(
            int(year), int(month), int(day), int(hour), int(minute), min(int(second), 59)
        )
        return local.replace(tzinfo=UTC) if utc else local
    except ValueError:
        raise _Refused(
            "UNTIL must be a date that exists, like 20261231, or a time in UTC, "
            "like 20261231T225959Z."
        ) from None


def _check(rule: Rule, hourly: bool) -> None:
    """Raises _Refused for parts that RFC 5545 does not allow together, and for too many times."""
    freq = rule.freq
    if freq is Frequency.HOURLY and not hourly:
        raise _Refused("FREQ=HOURLY is too often. Use DAILY, WEEKLY, MONTHLY or YEARLY.")
    if freq is Frequency.WEEKLY and rule.by_month_day:
        raise _Refused("BYMONTHDAY can't be used with FREQ=WEEKLY. Use FREQ=MONTHLY.")
    if rule.by_year_day and freq in {Frequency.MONTHLY, Frequency.WEEKLY, Frequency.DAILY}:
        raise _Refused(f"BYYEARDAY can't be used with FREQ={freq.name}. Use FREQ=YEARLY.")
    if rule.by_week_no and freq is not Frequency.YEARLY:
        raise _Refused(f"BYWEEKNO can't be used with FREQ={freq.name}. Use FREQ=YEARLY.")
    _check_ordinals(rule)
    _check_positions(rule)
    if not _some_day_exists(rule):
        raise _Refused("Never happens: none of its months has such a day. Change BYMONTHDAY.")
    if _times_a_day(rule) > MOST_A_DAY:
        raise _Refused(f"Happens too often: at most {MOST_A_DAY} times a day are possible.")


def _times_a_day(rule: Rule) -> int:
    hours = 24 if rule.freq is Frequency.HOURLY and not rule.by_hour else len(rule.by_hour) or 1
    return hours * (len(rule.by_minute) or 1) * (len(rule.by_second) or 1)


def _check_ordinals(rule: Rule) -> None:
    ordinals = [abs(day.nth) for day in rule.by_day if day.nth is not None]
    if not ordinals:
        return
    if rule.freq not in {Frequency.MONTHLY, Frequency.YEARLY}:
        raise _Refused(
            f"BYDAY can't have numbers with FREQ={rule.freq.name}. "
            "Remove them, or use FREQ=MONTHLY or YEARLY."
        )
    if rule.by_week_no:
        raise _Refused("BYDAY can't have numbers beside BYWEEKNO. Remove them.")
    by_month = rule.freq is Frequency.MONTHLY or rule.by_month
    if by_month and max(ordinals) > _MOST_WEEKDAYS_A_MONTH:
        raise _Refused("A month has at most five of each weekday. Use 1 to 5 in BYDAY.")


def _check_positions(rule: Rule) -> None:
    if not rule.by_set_pos:
        return
    others = (rule.by_day, *(getattr(rule, part.attribute) for part in _LISTS.values()))
    if sum(map(bool, others)) == 1:
        raise _Refused("BYSETPOS needs another BY part to choose from, such as BYDAY.")
    if rule.freq is Frequency.HOURLY:
        raise _Refused("BYSETPOS can't be used with FREQ=HOURLY. Use FREQ=DAILY with BYHOUR.")
    if rule.freq in {Frequency.DAILY, Frequency.WEEKLY}:
        days = len(rule.by_day) or 1 if rule.freq is Frequency.WEEKLY else 1
        most = days * _times_a_day(rule)
        if min(map(abs, rule.by_set_pos)) > most:
            period = "day" if rule.freq is Frequency.DAILY else "week"
            raise _Refused(f"Never happens: BYSETPOS can be at most {most}, as a {period} has.")


def _some_day_exists(rule: Rule) -> bool:
    if not rule.by_month or not rule.by_month_day:
        return True
    longest = max(LONGEST_MONTHS[month - 1] for month in rule.by_month)
    return min(map(abs, rule.by_month_day)) <= longest


def _write_until(until: date | datetime) -> str:
    if not isinstance(until, datetime):
        return f"{until.year:04}{until:%m%d}"
    utc = "Z" if until.tzinfo else ""
    return f"{until.year:04}{until:%m%dT%H%M%S}{utc}"


def _write_by_day(day: ByDay) -> str:
    return f"{'' if day.nth is None else day.nth}{DAY_CODES[day.weekday]}"


def _shown(text: str) -> str:
    """Text from outside as it may stand in a message: short, without controls."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in text[:20])
    return printable if len(text) <= 20 else f"{printable}..."
