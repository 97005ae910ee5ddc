"""Pure rules of todos that repeat: the next date, the dates to come, what a change of them means.

One row stands for one time that a todo is due. Its rule counts from `dtstart` (RFC 5545 section
3.8.2.4), which is the due date of that row unless the user moved it; COUNT is what is left, this
row included. All days are in the owner's time zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import dropwhile, islice, takewhile
from typing import Any

from umbra.core.errors import InvalidInput
from umbra.recurrence.patterns import moments, plan_of
from umbra.recurrence.repeats import next_due, next_from_completion
from umbra.recurrence.rules import FIRST_YEAR, LAST_YEAR, Rule, names_days, read_rule, write_rule
from umbra.recurrence.series import NEVER, first_match, fits, last_start
from umbra.todos.fields import PAUSE_ENDS_BEFORE
from umbra.todos.rules import TodoRow, continues, is_paused

MOST_EXPECTED = 366
"""Dates that `coming` expects at most of a todo that is counted from completion."""

_DAY = timedelta(days=1)

WRITTEN = frozenset({"rrule", "due_date", "paused_from", "paused_until"})
"""The fields that `repeat_values` has to see before they are written."""

_NEVER = "Never happens from its due date on. Change the rule, its end or the due date."
_NEEDS_A_DATE = "Repeats, so it needs a due date. Take the rule away first, or choose another date."
_LATE = f"Repeats, so it must be due in the years {FIRST_YEAR} to {LAST_YEAR}."


@dataclass(frozen=True, slots=True)
class Following:
    """The next time a todo is due, and its rule from there on."""

    day: date
    rrule: str


def following(todo: TodoRow, done: date) -> Following | None:
    """What comes after `todo`, done on `done`; None without a rule and after its COUNT or UNTIL.

    From the due date it is the first date of the rule after both days, however many were missed;
    these count for COUNT. From completion it is counted from `done`, and COUNT counts what was
    done. Dates within the pause are passed over; without end, a pause passes nothing over.
    """
    if todo.rrule is None or todo.dtstart is None:
        return None
    rule = read_rule(todo.rrule)
    free = replace(rule, count=None)
    if todo.repeat_from == "completion":
        day = next_from_completion(free, done)
        if day is not None and (back := _back_after(todo, day)):
            day = _first_from(free, todo.dtstart, back)
        used = 1
    else:
        day = _next_due(todo, free, done)
        used = _dates_until(free, todo.dtstart, day) if day and rule.count is not None else 0
    if day is None or (rule.count is not None and used >= rule.count):
        return None
    left = None if rule.count is None else rule.count - used
    return Following(day, write_rule(replace(rule, count=left)))


def skipped(todo: TodoRow, today: date) -> Following | None:
    """Where an open `todo` is moved to if this time is skipped on `today`; None as `following`.

    From the due date it is the first date after it that is not over: today is one. From
    completion it is counted from today, and COUNT stays, since nothing was done.
    """
    if todo.repeat_from == "due":
        return following(todo, today - _DAY)
    if todo.rrule is None:
        return None
    endless = replace(todo, rrule=write_rule(replace(read_rule(todo.rrule), count=None)))
    found = following(endless, today)
    return None if found is None else Following(found.day, todo.rrule)


def coming(todo: TodoRow, first: date, last: date, today: date) -> list[date]:
    """The days from `first` to `last`, both included, on which `todo` is due after this time.

    Empty for one that is done, does not repeat, or has its next one already. Days up to `today`
    are left out, and those that its pause passes over. Counted from completion, it is expected to
    be done on each day it is due, 366 times at most.
    """
    days = _days_from(todo, first, today) if first <= last else iter(())
    return list(takewhile(lambda day: day <= last, days))


def next_days(todo: TodoRow, most: int, today: date) -> list[date]:
    """The first days on which an open `todo` is due: that of this time, then those of `coming`."""
    first = [todo.due_date] if todo.due_date is not None else []
    return [*first, *islice(_days_from(todo, date.min, today), most - len(first))]


def repeat_values(
    before: TodoRow | None, named: Mapping[str, Any], today: date | None
) -> dict[str, Any]:
    """The columns that the changes `named` set beside themselves: `dtstart`, and a first due date.

    `before` is the todo as it is, None for a new one. A rule without a due date begins on its
    first date from `today` on, which is needed where `named` has a rule. A moved due date moves
    `dtstart` along if the rule takes its days from it; a rule that names its days keeps it, so
    that every second Friday stays in its weeks.

    InvalidInput at `rrule`, `due_date` or `paused_until`.
    """
    _check_pause(before, named)
    text = _after(before, named, "rrule")
    if text is None:
        return {"dtstart": None} if "rrule" in named else {}
    rule, due = read_rule(text), _after(before, named, "due_date")
    changed = before is None or text != before.rrule
    values: dict[str, Any] = {}
    if due is None:
        if "rrule" not in named:
            raise InvalidInput.at("due_date", _NEEDS_A_DATE)
        assert today is not None
        due = values["due_date"] = _first_from(rule, today, today)
        if due is None:
            raise InvalidInput.at("rrule", _NEVER)
    if due.year > LAST_YEAR:
        raise InvalidInput.at("due_date", _LATE)
    if changed and (first_match(rule, due) is None or last_start(rule, due, None) == NEVER):
        raise InvalidInput.at("rrule", _NEVER)
    moved = before is not None and due != before.due_date
    if before is None or changed or before.dtstart is None or (moved and not names_days(rule)):
        values["dtstart"] = due
    return values


def _after(before: TodoRow | None, named: Mapping[str, Any], name: str) -> Any:
    """The value of a field once the changes are written."""
    return named[name] if name in named or before is None else getattr(before, name)


def _check_pause(before: TodoRow | None, named: Mapping[str, Any]) -> None:
    begins, ends = (_after(before, named, name) for name in ("paused_from", "paused_until"))
    if begins is not None and ends is not None and ends <= begins:
        raise InvalidInput.at("paused_until", PAUSE_ENDS_BEFORE)


def _next_due(todo: TodoRow, rule: Rule, done: date) -> date | None:
    assert todo.dtstart is not None
    due = max(todo.due_date or todo.dtstart, todo.dtstart)
    day = next_due(rule, todo.dtstart, due, done)
    if day is not None and (back := _back_after(todo, day)):
        return next_due(rule, todo.dtstart, due, max(done, back - _DAY))
    return day


def _back_after(todo: TodoRow, day: date) -> date | None:
    """The day a todo is back, if it rests on `day` and its pause has an end."""
    return todo.paused_until if is_paused(todo, day) else None


def _first_from(rule: Rule, dtstart: date, day: date) -> date | None:
    """The first date of a rule from `day` on, up to UNTIL; `day` itself for an implied one."""
    plain = replace(rule, interval=1, count=None, until=None)
    found = first_match(plain, day) if not names_days(rule) else _first(plain, dtstart, day)
    until = rule.until.date() if isinstance(rule.until, datetime) else rule.until
    return None if found is None or (until is not None and found > until) else found


def _first(rule: Rule, dtstart: date, day: date) -> date | None:
    found = next(moments(plan_of(rule, dtstart), datetime.combine(day, time())), None)
    return found.date() if found else None


def _dates_until(rule: Rule, dtstart: date, end: date) -> int:
    """How many of COUNT a todo uses up that is due next on `end`: itself and the dates between."""
    begin, bound = datetime.combine(dtstart + _DAY, time()), datetime.combine(end, time())
    return 1 + sum(1 for _ in moments(plan_of(rule, dtstart), begin, bound))


def _dates(todo: TodoRow, today: date, first: date) -> Iterator[date]:
    """The dates of a rule after this time and after today, from `first` on, without its pause."""
    assert todo.rrule is not None
    assert todo.dtstart is not None
    assert todo.due_date is not None
    rule = read_rule(todo.rrule)
    if rule.count is not None and not fits(rule, todo.dtstart):
        rule = replace(rule, count=rule.count - 1)
    if rule.count == 0:
        return
    end = last_start(rule, todo.dtstart, None)
    after = max(first, todo.due_date + _DAY, todo.dtstart + _DAY, today + _DAY)
    for moment in moments(plan_of(rule, todo.dtstart), datetime.combine(after, time())):
        if moment > end:
            return
        if not is_paused(todo, moment.date()):
            yield moment.date()


def _days_from(todo: TodoRow, first: date, today: date) -> Iterator[date]:
    if not continues(todo) or todo.dtstart is None or todo.due_date is None:
        return iter(())
    if todo.repeat_from == "due":
        return _dates(todo, today, first)
    return dropwhile(lambda day: day < first, _expected(todo, today))


def _expected(todo: TodoRow, today: date) -> Iterator[date]:
    """The dates of a todo counted from completion, as if it were done on each day it is due."""
    assert todo.due_date is not None
    done = max(todo.due_date, today)
    for _ in range(MOST_EXPECTED):
        found = following(todo, done)
        if found is None or is_paused(todo, found.day):
            return
        yield found.day
        done = found.day
        todo = replace(todo, due_date=done, dtstart=done, rrule=found.rrule)
