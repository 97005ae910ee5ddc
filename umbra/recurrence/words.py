"""A rule in words, in English: "Every second Tuesday, until 3 June"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import product

from umbra.core.zones import wall_clock
from umbra.recurrence.patterns import with_implied_days
from umbra.recurrence.rules import LONGEST_MONTHS, ByDay, Frequency, Rule, names_days
from umbra.recurrence.series import Moment, as_datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_UNITS = {
    Frequency.YEARLY: "year",
    Frequency.MONTHLY: "month",
    Frequency.WEEKLY: "week",
    Frequency.DAILY: "day",
    Frequency.HOURLY: "hour",
}
_WEEKDAYS = tuple(range(5))
_MOST_TIMES = 6
_SHORTER_MONTHS = (2, 4, 6, 9, 11)


def in_words(
    rule: Rule, start: Moment, zone: str | None = None, *, from_completion: bool = False
) -> str:
    """What a rule means for a series that begins at `start`, as one line without a full stop.

    Says when months are too short for it. UNTIL is the date in `zone` (UTC if None), with its
    year unless that is the year of `start`. `from_completion`: each time is counted from the day
    the last one was done (`umbra.recurrence.repeats`), so days that `start` would imply are not
    said.
    """
    if from_completion and not names_days(rule):
        full = rule
        main = f"{_every(rule)}{_in_months(rule)} from completion"
    else:
        full = with_implied_days(rule, as_datetime(start))
        main = _main(full) + _times(full, start) + (", from completion" if from_completion else "")
    if rule.count is not None:
        main += ", once" if rule.count == 1 else f", {rule.count} times"
    if rule.until is not None:
        main += f", until {_day(_local_date(rule.until, zone), start.year)}"
    notes = _notes(full, start)
    return "; ".join([main, *notes])


def _main(rule: Rule) -> str:
    if rule.freq is Frequency.YEARLY:
        return f"{_every(rule)} {_days_of_year(rule)}"
    if rule.freq is Frequency.MONTHLY:
        head = "Monthly" if rule.interval == 1 else _every(rule)
        return f"{head} on {_days_of_month(rule)}{_in_months(rule)}"
    if rule.freq is Frequency.WEEKLY or (_is_weekly(rule) and not rule.by_month_day):
        return f"{_weekdays(rule)}{_positions(rule)}{_in_months(rule)}"
    return f"{_every(rule)}{_conditions(rule)}{_in_months(rule)}"


def _is_weekly(rule: Rule) -> bool:
    """Whether a daily rule is one of weekdays."""
    return rule.freq is Frequency.DAILY and rule.interval == 1 and bool(rule.by_day)


def _every(rule: Rule) -> str:
    unit = _UNITS[rule.freq]
    if rule.interval == 1:
        return f"Every {unit}"
    return f"Every second {unit}" if rule.interval == 2 else f"Every {rule.interval} {unit}s"


def _weekdays(rule: Rule) -> str:
    days = tuple(day.weekday for day in rule.by_day)
    if rule.interval == 1:
        if len(days) == len(_DAYS):
            return "Every day"
        if days == _WEEKDAYS:
            return "Every weekday (Monday to Friday)"
        return f"Every {_names(days)}"
    if rule.interval == 2 and len(days) == 1:
        return f"Every second {_names(days)}"
    return f"{_every(rule)} on {_names(days)}"


def _positions(rule: Rule) -> str:
    if not rule.by_set_pos:
        return ""
    return f", only the {_places(rule)} of these"


def _places(rule: Rule) -> str:
    return _listed([_ordinal(place) for place in _from_start(rule.by_set_pos)])


def _conditions(rule: Rule) -> str:
    """The further days of a rule whose unit is smaller than theirs."""
    return _that_is_a(rule.by_day) + _that_is(rule.by_month_day) + _positions(rule)


def _in_months(rule: Rule) -> str:
    return (
        f" in {_listed([_MONTHS[month - 1] for month in rule.by_month])}" if rule.by_month else ""
    )


def _days_of_month(rule: Rule) -> str:
    """The days within a month, after "on"."""
    if rule.by_set_pos:
        return _chosen(rule)
    if not rule.by_day:
        return _month_days(rule.by_month_day)
    return f"{_numbered_days(rule.by_day)}{_that_is(rule.by_month_day)}"


def _chosen(rule: Rule) -> str:
    """The days that BYSETPOS chooses among the others."""
    places = _places(rule)
    days = tuple(day.weekday for day in rule.by_day if day.nth is None)
    if len(days) == len(rule.by_day) and not rule.by_month_day:
        if days == _WEEKDAYS:
            return f"the {places} weekday (Monday to Friday)"
        if len(days) == len(_DAYS):
            return f"the {places} day"
        if len(days) == 1:
            return f"the {places} {_DAYS[days[0]]}"
    if not rule.by_day:
        return f"the {places} of {_month_days(rule.by_month_day)}"
    return f"the {places} of {_numbered_days(rule.by_day)}{_that_is(rule.by_month_day)}"


def _numbered_days(days: Sequence[ByDay]) -> str:
    plain = [day.weekday for day in days if day.nth is None]
    numbered = [
        f"the {_ordinal(day.nth)} {_DAYS[day.weekday]}"
        for day in sorted(days, key=lambda day: _from_start_key(day.nth or 0))
        if day.nth
    ]
    return _listed([*([f"every {_names(plain)}"] if plain else []), *numbered])


def _days_of_year(rule: Rule) -> str:
    """The days within a year, with "on"."""
    if rule.by_week_no:
        numbers = _from_start(rule.by_week_no)
        weeks = _listed([f"week {week}" if week > 0 else _last("week", week) for week in numbers])
        names = _names([day.weekday for day in rule.by_day]) if rule.by_day else "days"
        return f"on {names} of {weeks}{_rest_of_year(rule)}"
    if rule.by_year_day:
        numbers = _from_start(rule.by_year_day)
        days = [f"day {day}" if day > 0 else _last("day", day) for day in numbers]
        return f"on {_listed(days)} of the year{_rest_of_year(rule)}"
    if _is_of_dates(rule):
        return f"on {_listed(list(map(str, rule.by_month_day)))} {_MONTHS[rule.by_month[0] - 1]}"
    months = [_MONTHS[month - 1] for month in rule.by_month]
    if months:
        return f"on {_days_of_month(rule)} of {_listed(months)}"
    return f"on {_days_of_month(rule)} of {'every month' if rule.by_month_day else 'the year'}"


def _is_of_dates(rule: Rule) -> bool:
    """Whether a yearly rule names days of one month by their numbers alone."""
    others = rule.by_day or rule.by_set_pos
    return len(rule.by_month) == 1 and min(rule.by_month_day, default=0) > 0 and not others


def _rest_of_year(rule: Rule) -> str:
    """Further parts that a rule of weeks or days of the year may have."""
    weekdays = _that_is_a(rule.by_day) if rule.by_year_day else ""
    return weekdays + _that_is(rule.by_month_day) + _positions(rule) + _in_months(rule)


def _that_is_a(days: Sequence[ByDay]) -> str:
    return f" that is a {_listed([_DAYS[day.weekday] for day in days], 'or')}" if days else ""


def _that_is(month_days: Sequence[int]) -> str:
    return f" that is {_month_days(month_days, 'or')}" if month_days else ""


def _times(rule: Rule, start: Moment) -> str:
    if rule.freq is Frequency.HOURLY:
        hours = [f"{hour:02}" for hour in rule.by_hour]
        return f" at {_listed(hours)} o'clock" if hours else ""
    if not rule.names_times:
        return ""
    first = as_datetime(start)
    parts = product(
        rule.by_hour or (first.hour,), rule.by_minute or (first.minute,), rule.by_second or (0,)
    )
    times = [time(*part) for part in parts]
    if len(times) > _MOST_TIMES:
        return f", {len(times)} times a day"
    return f" at {_listed([f'{moment:%H:%M}' for moment in times])}"


def _notes(rule: Rule, start: date) -> list[str]:
    notes = []
    if rule.by_set_pos:
        return notes
    if len(late := [day for day in rule.by_month_day if abs(day) > 28]) == 1:
        notes += _short_months(rule, start, abs(late[0]))
    elif late:
        notes.append("a month without one of these days is left out for it")
    if any(abs(day.nth or 0) == 5 for day in rule.by_day):
        notes.append("in months with only four it does not happen")
    if any(abs(day) == 366 for day in rule.by_year_day):
        notes.append("day 366 only in leap years")
    if any(abs(week) == 53 for week in rule.by_week_no):
        notes.append("week 53 only in years that have it")
    return notes


def _short_months(rule: Rule, start: date, day: int) -> list[str]:
    """What happens in months without a 29th, 30th or 31st, if the rule ever gets to one."""
    reached = _months_reached(rule, start)
    if day == 29 and 2 in reached:
        return ["only in leap years" if reached == {2} else "in February only in leap years"]
    without = tuple(month for month in sorted(reached) if LONGEST_MONTHS[month - 1] < day)
    if not without:
        return []
    if without == _SHORTER_MONTHS:
        return ["in shorter months it does not happen"]
    return [f"in {_listed([_MONTHS[month - 1] for month in without])} it does not happen"]


def _months_reached(rule: Rule, start: date) -> set[int]:
    months = set(rule.by_month or range(1, 13))
    if rule.freq is Frequency.MONTHLY:
        months &= {(start.month - 1 + number * rule.interval) % 12 + 1 for number in range(12)}
    return months


def _month_days(days: Sequence[int], last: str = "and") -> str:
    if len(days) > 2 and days[0] > 0 and days[-1] - days[0] == len(days) - 1:
        return f"the {_nth(days[0])} to the {_nth(days[-1])}"
    return _listed([_month_day(day) for day in _from_start(days)], last)


def _from_start(numbers: Sequence[int]) -> list[int]:
    """Numbers that count from the start, then those that count from the end."""
    return sorted(numbers, key=_from_start_key)


def _from_start_key(number: int) -> tuple[bool, int]:
    return number < 0, number


def _month_day(day: int) -> str:
    if day == -1:
        return "the last day"
    return f"the {_nth(day)}" if day > 0 else f"{_last('day', day)}"


def _last(unit: str, number: int) -> str:
    return f"the {_ordinal(number)} {unit}"


def _ordinal(number: int) -> str:
    if number == -1:
        return "last"
    if number < 0:
        return f"{_ordinal(-number)} to last"
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else _nth(number)


def _nth(number: int) -> str:
    teen = number % 100 in {11, 12, 13}
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _names(weekdays: Sequence[int]) -> str:
    return _listed([_DAYS[weekday] for weekday in weekdays])


def _listed(words: Sequence[str], last: str = "and") -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _local_date(until: date, zone: str | None) -> date:
    if not isinstance(until, datetime):
        return until
    if until.tzinfo is not None and zone is not None:
        return wall_clock(until, zone).date()
    return until.date()


def _day(day: date, year: int) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}{'' if day.year == year else f' {day.year}'}"
