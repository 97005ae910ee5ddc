"""How a todo repeats, as the fields of its form, and what the typed ones mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from umbra.core.errors import InvalidInput
from umbra.items.state.repeats import (
    NO_REPEAT,
    ON,
    REPEAT_FIELDS,
    day_words,
    presets,
    rule_of,
    values_of,
)
from umbra.items.state.rule_look import RuleLook, look_at_rule
from umbra.recurrence.rules import Rule, read_rule, write_rule
from umbra.recurrence.series import first_match
from umbra.recurrence.words import in_words
from umbra.todos.repeats import next_days
from umbra.todos.rules import TodoRow

WATCHED = ("due_date", "repeat_from", *REPEAT_FIELDS)
"""The fields that the meaning of a rule depends on."""

_MOST_NEXT = 5


def repeat_draft(row: TodoRow) -> dict[str, str]:
    """The fields of the form that mean the rule of a todo."""
    if row.rrule is not None and row.dtstart is not None:
        return values_of(read_rule(row.rrule), row.dtstart, None, dayless=True)
    ticked = {} if row.due_date is None else {f"day_{row.due_date.weekday()}": ON}
    return {**NO_REPEAT, **ticked}


def rule_patch(
    values: Mapping[str, str], row: TodoRow, today: date, week_start: int
) -> dict[str, str | None]:
    """The field of the service that all fields of the form's rule set; none for a kept rule.

    InvalidInput at the field of the form.
    """
    if values["repeat"] == "kept":
        return {}
    rule = _rule(values, row, today, week_start)
    return {"rrule": None if rule is None else write_rule(rule)}


def look_at(values: Mapping[str, str], row: TodoRow, today: date, week_start: int) -> RuleLook:
    """What to say about the typed fields of a todo."""
    start = _start(values, row, today)
    from_completion = values["repeat_from"] == "completion"

    def words(rule: Rule) -> str:
        return f"{in_words(rule, start, from_completion=from_completion)}."

    def dates(rule: Rule) -> list[str]:
        due = _due(values, today)
        typed = replace(
            row,
            completed=False,
            next_id=None,
            rrule=write_rule(rule),
            repeat_from="completion" if from_completion else "due",
            due_date=due if _has_date(values) else first_match(rule, due),
            dtstart=start,
        )
        return [day_words(day, today.year) for day in next_days(typed, _MOST_NEXT, today)]

    kept = repeat_draft(row)["repeat"] == "kept" and row.rrule is not None
    current = words(read_rule(row.rrule)).removesuffix(".") if kept and row.rrule else ""
    return look_at_rule(
        presets(start, current, dayless=True),
        lambda: _rule(values, row, today, week_start),
        words,
        dates,
    )


def _rule(values: Mapping[str, str], row: TodoRow, today: date, week_start: int) -> Rule | None:
    start = _start(values, row, today)
    kept = None if row.rrule is None else read_rule(row.rrule)
    rule = rule_of(values, start, week_start, kept, dayless=True)
    if rule is not None and first_match(rule, start) is None:
        raise InvalidInput.at("repeat", "Never happens from its due date on. Change the rule.")
    return rule


def _start(values: Mapping[str, str], row: TodoRow, today: date) -> date:
    """The day that the presets name: of a todo that repeats the one its rule counts from.

    So a due date that is moved once does not change the rule.
    """
    return row.dtstart if row.rrule is not None and row.dtstart else _due(values, today)


def _has_date(values: Mapping[str, str]) -> bool:
    return bool(values.get("due_date"))


def _due(values: Mapping[str, str], today: date) -> date:
    try:
        return date.fromisoformat(values.get("due_date", ""))
    except ValueError:
        return today


def without_rule(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` without the fields of the form's rule."""
    return {name: value for name, value in values.items() if name not in REPEAT_FIELDS}
