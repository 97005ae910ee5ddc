"""How an item repeats, as the fields of a form, and back; and what that means in words.

The form has presets that depend on the start ("Weekly on Thursday"), a custom rule, and an end. A
rule that these can't express is the preset "kept": it is shown in words and stays as it is.

With `dayless` there are rules that name no day as well ("Every week"), for todos: counted from
completion they mean whole weeks or months.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from umbra.core.errors import InvalidInput
from umbra.core.zones import wall_clock
from umbra.recurrence.occurrences import next_five
from umbra.recurrence.patterns import with_implied_days
from umbra.recurrence.rules import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_COUNT,
    MOST_INTERVAL,
    ByDay,
    Frequency,
    Rule,
)
from umbra.recurrence.series import Moment, Series, as_datetime, first_match
from umbra.recurrence.words import in_words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_FIELDS = tuple(f"day_{number}" for number in range(7))
UNITS = {
    "day": Frequency.DAILY,
    "week": Frequency.WEEKLY,
    "month": Frequency.MONTHLY,
    "year": Frequency.YEARLY,
}
ON = "on"
"""The value of a ticked box."""

NO_REPEAT: dict[str, str] = {
    "repeat": "none",
    "interval": "1",
    "unit": "week",
    **dict.fromkeys(DAY_FIELDS, ""),
    "month_by": "day",
    "ends": "never",
    "until": "",
    "count": "",
}
"""The fields of an item that does not repeat."""

REPEAT_FIELDS = tuple(NO_REPEAT)
"""The fields of the form, of which each says something only beside the others."""

_DAYLESS = {"whole_weeks": Frequency.WEEKLY, "whole_months": Frequency.MONTHLY}
"""Presets that name no day."""

_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_WORKDAYS = tuple(ByDay(day) for day in range(5))


def presets(start: date, current: str = "", *, dayless: bool = False) -> list[tuple[str, str]]:
    """The options of the select element for an item that begins on `start`: value and label.

    `current` is the rule in words that only "kept" stands for; without it that option is absent.
    """
    weekday = WEEKDAYS[start.weekday()]
    nth = _nth(start)
    options = [
        ("none", "Does not repeat"),
        ("daily", "Every day"),
        ("weekdays", "Every weekday (Monday to Friday)"),
        ("weekly", f"Every week on {weekday}"),
        ("fortnightly", f"Every second week on {weekday}"),
        ("monthly_day", f"Every month on day {start.day}"),
        ("monthly_nth", f"Every month on the {_ORDINALS[nth]} {weekday}"),
    ]
    if nth > 0 and _is_last(start):
        options.append(("monthly_last", f"Every month on the last {weekday}"))
    yearly = "Every year" if dayless else f"Every year on {start.day} {start:%B}"
    options += [("yearly", yearly), ("custom", "Custom...")]
    if dayless:
        options.insert(3, ("whole_weeks", "Every week"))
        options.insert(6, ("whole_months", "Every month"))
    return [("kept", current), *options] if current else options


def rule_of(
    values: Mapping[str, str],
    start: Moment,
    week_start: int = 0,
    kept: Rule | None = None,
    *,
    dayless: bool = False,
) -> Rule | None:
    """The rule that the fields mean for a start; None for an item that does not repeat.

    `kept` is the rule the item has. A new rule stores the day a week begins on, 0 is Monday
    (RFC 5545 section 3.3.10, WKST); one that was there keeps its own.
    InvalidInput at the field of the form.
    """
    choice = values.get("repeat", "none")
    if choice == "none":
        return None
    if choice == "kept":
        return kept
    if choice == "custom":
        rule = _custom(values, start, dayless=dayless)
    elif dayless and choice in _DAYLESS:
        rule = Rule(_DAYLESS[choice])
    else:
        rule = _preset(choice, start)
    if rule.freq is Frequency.WEEKLY and rule.interval > 1:
        rule = replace(rule, week_start=kept.week_start if kept else week_start)
    return _with_end(rule, values, start)


def checked_rule(
    values: Mapping[str, str], start: Moment, week_start: int = 0, kept: Rule | None = None
) -> Rule | None:
    """The same as `rule_of`. InvalidInput at `repeat` too, for a start that it does not yield."""
    rule = rule_of(values, start, week_start, kept)
    if rule is not None:
        check_start(rule, start)
    return rule


def values_of(
    rule: Rule | None, start: Moment, zone: str | None, *, dayless: bool = False
) -> dict[str, str]:
    """The fields that mean `rule`, of a series that has an occurrence at `start`, in `zone`."""
    if rule is None:
        return dict(NO_REPEAT)
    fields = {**NO_REPEAT, **_custom_fields(rule, start), **_end_fields(rule, zone)}
    if dayless and (found := _dayless_fields(rule)):
        return {**fields, **found}
    bare = _bare(rule, start)
    for choice in (
        "daily",
        "weekdays",
        "weekly",
        "fortnightly",
        "monthly_day",
        *_of_weekday(start),
    ):
        if _bare(_preset(choice, start), start) == bare:
            return {**fields, "repeat": choice}
    if _bare(_preset("yearly", start), start) == bare:
        return {**fields, "repeat": "yearly"}
    try:
        if _bare(_custom(fields, start), start) == bare:
            return {**fields, "repeat": "custom"}
    except InvalidInput:
        pass
    return {**NO_REPEAT, "repeat": "kept"}


def next_dates(series: Series, zone: str, now: datetime) -> list[str]:
    """The next five occurrences after `now` (an instant), as days in words."""
    year = wall_clock(now, zone).year
    return [day_words(one.start, year) for one in next_five(series, now, zone)]


def words_of(rule: Rule, start: Moment, zone: str | None) -> str:
    """A rule in words, as a sentence."""
    return f"{in_words(rule, start, zone)}."


def check_start(rule: Rule, start: Moment) -> None:
    """InvalidInput at `repeat` for a start that the rule does not yield (section 3.8.5.3)."""
    first = first_match(rule, start)
    if first is None:
        raise InvalidInput.at("repeat", "Never happens from the start on. Change the rule.")
    if first != start:
        raise InvalidInput.at(
            "repeat",
            f"It begins on {day_words(start, start.year)}, but the first day of this rule is "
            f"{day_words(first, start.year)}. Change one of them.",
        )


def _preset(choice: str, start: date) -> Rule:
    weekday = start.weekday()
    if choice == "daily":
        return Rule(Frequency.DAILY)
    if choice == "weekdays":
        return Rule(Frequency.WEEKLY, by_day=_WORKDAYS)
    if choice in {"weekly", "fortnightly"}:
        interval = 2 if choice == "fortnightly" else 1
        return Rule(Frequency.WEEKLY, interval, by_day=(ByDay(weekday),))
    if choice == "monthly_day":
        return Rule(Frequency.MONTHLY, by_month_day=(start.day,))
    if choice in {"monthly_nth", "monthly_last"}:
        nth = -1 if choice == "monthly_last" else _nth(start)
        return Rule(Frequency.MONTHLY, by_day=(ByDay(weekday, nth),))
    if choice == "yearly":
        return Rule(Frequency.YEARLY)
    raise InvalidInput.at("repeat", "Choose how it repeats.")


def _of_weekday(start: date) -> tuple[str, ...]:
    return ("monthly_nth", "monthly_last") if _is_last(start) else ("monthly_nth",)


def _dayless_fields(rule: Rule) -> dict[str, str]:
    """The fields that a rule of weeks or months which names no day has of its own; else none."""
    bare = replace(rule, count=None, until=None, week_start=0)
    if bare != Rule(rule.freq, rule.interval) or rule.freq not in _DAYLESS.values():
        return {}
    unit = {"month_by": "whole", **dict.fromkeys(DAY_FIELDS, "")}
    if rule.interval > 1:
        return {"repeat": "custom", **unit}
    preset = next(name for name, frequency in _DAYLESS.items() if frequency is rule.freq)
    return {"repeat": preset, **unit}


def _custom(values: Mapping[str, str], start: date, *, dayless: bool = False) -> Rule:
    interval = _number(values.get("interval", ""), "interval", MOST_INTERVAL)
    unit = values.get("unit", "")
    if unit not in UNITS:
        raise InvalidInput.at("interval", "Choose days, weeks, months or years.")
    rule = Rule(UNITS[unit], interval)
    if unit == "week":
        days = tuple(ByDay(number) for number, name in enumerate(DAY_FIELDS) if values.get(name))
        if not days and not dayless:
            raise InvalidInput.at("repeat", "Choose at least one day of the week.")
        return replace(rule, by_day=days)
    if unit == "month" and not (dayless and values.get("month_by") == "whole"):
        by = {"day": "monthly_day", "nth": "monthly_nth", "last": "monthly_last"}
        same = _preset(by.get(values.get("month_by", ""), ""), start)
        return replace(same, interval=interval)
    return rule


def _custom_fields(rule: Rule, start: date) -> dict[str, str]:
    """The fields of the custom rule, filled also while a preset is chosen: to go on from it."""
    units = {frequency: unit for unit, frequency in UNITS.items()}
    days = {day.weekday for day in rule.by_day} if rule.freq is Frequency.WEEKLY else set[int]()
    days = days or {start.weekday()}
    nth = {day.nth for day in rule.by_day} if rule.freq is Frequency.MONTHLY else set[int]()
    month_by = "day"
    if nth:
        month_by = "last" if nth == {-1} and _nth(start) != -1 else "nth"
    return {
        "interval": str(rule.interval),
        "unit": units.get(rule.freq, "week"),
        **{name: ON if number in days else "" for number, name in enumerate(DAY_FIELDS)},
        "month_by": month_by,
    }


def _with_end(rule: Rule, values: Mapping[str, str], start: date) -> Rule:
    ends = values.get("ends", "never")
    if ends == "count":
        return replace(rule, count=_number(values.get("count", ""), "count", MOST_COUNT))
    if ends != "until":
        return rule
    try:
        until = date.fromisoformat(values.get("until", ""))
    except ValueError:
        raise InvalidInput.at("until", "Enter the last day.") from None
    if not FIRST_YEAR <= until.year <= LAST_YEAR:
        raise InvalidInput.at("until", f"Must be in the years {FIRST_YEAR} to {LAST_YEAR}.")
    if until < as_datetime(start).date():
        raise InvalidInput.at("until", "Must not be before the start.")
    return replace(rule, until=until)


def _end_fields(rule: Rule, zone: str | None) -> dict[str, str]:
    if rule.count is not None:
        return {"ends": "count", "count": str(rule.count)}
    if rule.until is None:
        return {}
    until = rule.until
    if isinstance(until, datetime):
        until = wall_clock(until, zone or "UTC") if until.tzinfo else until
        until = until.date()
    return {"ends": "until", "until": until.isoformat()}


def _bare(rule: Rule, start: Moment) -> Rule:
    """A rule without its end, with the days that it takes from the start, for comparing."""
    full = with_implied_days(rule, as_datetime(start))
    week_start = full.week_start if full.interval > 1 and len(full.by_day) > 1 else 0
    return replace(full, count=None, until=None, week_start=week_start)


def _number(text: str, field: str, most: int) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal()) or not 1 <= int(digits[:9]) <= most:
        raise InvalidInput.at(field, f"Enter a whole number from 1 to {most:,}.")
    return int(digits[:9])


def _nth(day: date) -> int:
    """Which of its weekday in the month a day is; -1, the last, for a fifth one."""
    number = (day.day - 1) // 7 + 1
    return -1 if number == 5 else number


def _is_last(day: date) -> bool:
    return day.day + 7 > monthrange(day.year, day.month)[1]


def day_words(day: date, year: int) -> str:
    """ "Fri 4 Dec", with the year unless it is `year`."""
    end = "" if day.year == year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{end}"
