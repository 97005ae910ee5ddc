"""Due dates and priorities, which todos and tasks share: columns, sort keys, validators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any, Literal, TypeVar
from uuid import UUID

from pydantic import ValidationInfo
from sqlalchemy import ColumnElement, Date, Integer, Table, case, literal_column

from umbra.core.errors import InvalidInput
from umbra.items.orders import SortKey, by_day, by_number

Row = TypeVar("Row")

Priority = Literal["none", "low", "medium", "high"]
PRIORITIES: tuple[Priority, ...] = ("none", "low", "medium", "high")

DAY = """(
CASE
    WHEN due_date IS NULL THEN 'infinity'::date
    ELSE due_date
END)"""
"""The day an item is sorted by; one without a due date comes last.

Not `coalesce`, which PostgreSQL does not treat as leakproof: under row-level security a place
in the list could then not be an index condition.
"""

URGENCY = """(
CASE priority
    WHEN 'high'::text THEN 0
    WHEN 'medium'::text THEN 1
    WHEN 'low'::text THEN 2
    ELSE 3
END)"""
"""Priorities as numbers, the most urgent first; written as PostgreSQL returns the index."""

URGENCIES: dict[Priority, int] = {"high": 0, "medium": 1, "low": 2, "none": 3}
"""Priorities by the numbers that `URGENCY` gives them."""

DAY_COLUMN: ColumnElement[date] = literal_column(DAY, Date())
"""The day an item is sorted under, as the index has it."""

TIME_NEEDS_A_DAY = "Needs a due date. Set a date, or leave the time out."


def due_as(table: Table) -> ColumnElement[str]:
    """What is known of when an item is due, as `umbra.items.people.When` names it."""
    due = table.c
    day_alone = due.due_time.is_(None)
    return case((due.due_date.is_(None), "none"), (day_alone, "date"), else_="local")


def by_due_date(of: Callable[[Row], date | None]) -> SortKey[Row]:
    """By the due date; items without one come last."""
    return by_day("day", DAY, of)


def by_urgency(of: Callable[[Row], Priority]) -> SortKey[Row]:
    """By priority, the most urgent first."""
    column = literal_column(URGENCY, Integer())
    known = frozenset(URGENCIES.values())
    return by_number("urgency", column, lambda row: URGENCIES[of(row)], known)


def stands_on_a_day(due_time: time | None, info: ValidationInfo) -> time | None:
    """Validates `due_time` after `due_date`: a time needs a day."""
    if due_time is not None and info.data.get("due_date", due_time) is None:
        raise ValueError(TIME_NEEDS_A_DAY)
    return due_time


def one_neighbour(after: UUID | None, info: ValidationInfo) -> UUID | None:
    """Validates `after` after `before`: a move names one of them."""
    if after is not None and info.data.get("before") is not None:
        raise ValueError("Send either before or after, not both.")
    return after


def without_day_no_time(changes: dict[str, Any]) -> dict[str, Any]:
    """`changes` of a patch, where clearing the day clears the time.

    InvalidInput where a time is set while its day is cleared.
    """
    if "due_date" in changes and changes["due_date"] is None:
        if changes.get("due_time") is not None:
            raise InvalidInput.at("due_time", TIME_NEEDS_A_DAY)
        changes["due_time"] = None
    return changes
