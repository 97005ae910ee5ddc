"""The filters of todos as SQL conditions, and the counts of the list's sections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, func, not_

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.due import DAY_COLUMN
from umbra.items.filtering import (
    EVERYTHING,
    Conditions,
    Filter,
    equals,
    is_null,
    matching,
    one_of,
    tagged,
    within,
)
from umbra.items.reading import counting
from umbra.todos.fields import TodoFilter
from umbra.todos.kind import DONE, IS_DONE, IS_OPEN, OPEN, RESTS, TODO, TODOS

_T = TODOS.c


@dataclass(frozen=True, slots=True)
class SectionCounts:
    """The number of todos in each section of the list."""

    overdue: int = 0
    today: int = 0
    upcoming: int = 0
    someday: int = 0
    paused: int = 0
    done: int = 0


def parts_of(which: TodoFilter) -> tuple[int, ...]:
    """The parts of the list that `which` lets through: open, done, or both."""
    if which.completed is None:
        return OPEN, DONE
    return (DONE,) if which.completed else (OPEN,)


async def conditions_of(tx: Transaction, which: TodoFilter) -> Filter:
    """`which` as conditions; whether todos are done is left to `parts_of`."""
    filtered = await matching(tx, TODO, which.text) if which.text else EVERYTHING
    if which.priorities:
        filtered &= one_of(_T.priority, which.priorities)
    if which.category is not None:
        filtered &= equals(_T.category, which.category)
    if which.tag is not None:
        filtered &= tagged(TODO, which.tag)
    filtered &= within(_T.due_date, which.due_from, which.due_to, indexed=DAY_COLUMN)
    if which.undated:
        filtered &= is_null(_T.due_date)
    if which.awake_on is not None:
        filtered &= Filter(Conditions(("awake",), (not_(RESTS),)), {"on_day": which.awake_on})
    if which.resting_on is not None:
        filtered &= Filter(Conditions(("resting",), (RESTS,)), {"on_day": which.resting_on})
    return filtered


def done_or_open(which: TodoFilter) -> Filter:
    """Whether todos are done as a condition, for reading some by their ids."""
    if which.completed is None:
        return EVERYTHING
    condition = IS_DONE if which.completed else IS_OPEN
    return Filter(Conditions((f"done:{which.completed}",), (condition,)))


async def counts(tx: Transaction, actor: Actor, which: TodoFilter, today: date) -> SectionCounts:
    """Counts the todos that fit `which` by section; done or open, resting or not is ignored."""
    filtered = await conditions_of(tx, replace(which, awake_on=None, resting_on=None))
    values = {"owner": actor.owner_id, "today": today, "on_day": today} | filtered.values
    row = await tx.first(_counts_statement(filtered.conditions), values)
    return SectionCounts(*row) if row else SectionCounts()


@lru_cache(maxsize=128)
def _counts_statement(conditions: Conditions) -> Select[*tuple[int, ...]]:
    today = bindparam("today", type_=Date())
    awake = and_(IS_OPEN, not_(RESTS))

    def number(*which: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(*which)

    return counting(
        TODO,
        conditions,
        number(awake, _T.due_date < today),
        number(awake, _T.due_date == today),
        number(awake, _T.due_date > today),
        number(awake, _T.due_date.is_(None)),
        number(RESTS),
        number(IS_DONE),
    )
