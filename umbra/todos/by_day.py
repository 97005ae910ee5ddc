"""The todos of a range of days, for the calendar: for each day a count and the first ones.

Those that are there are read by the database. Coming ones of a todo that repeats have no rows:
they are computed from its open one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, select

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.by_day import DueDay, DueKind, due_by_day, hidden_keys, without_hidden
from umbra.items.kind import columns, present, row_from
from umbra.todos.kind import IS_OPEN, TODO, TODOS
from umbra.todos.repeats import coming
from umbra.todos.rules import TodoRow

_T = TODOS.c

MOST_REPEATING = 500
"""Todos that repeat whose coming dates are computed at most, those due first."""


DUE_TODOS = DueKind(TODO)


async def by_day(
    tx: Transaction,
    actor: Actor,
    first: date,
    last: date,
    n: int,
    hidden_tags: tuple[str, ...] = (),
) -> dict[date, DueDay[TodoRow]]:
    """The days from `first` to `last`, both included, that have todos; `n` todos each.

    Those with one of `hidden_tags` are left out of the counts too.
    """
    return await due_by_day(tx, actor, DUE_TODOS, first, last, n, hidden_tags)


async def coming_by_day(
    tx: Transaction,
    actor: Actor,
    first: date,
    last: date,
    n: int,
    today: date,
    hidden_tags: tuple[str, ...] = (),
) -> dict[date, DueDay[TodoRow]]:
    """The days on which open todos that repeat are due after the time they are due now.

    The same form as `by_day`: each todo as it is, with the coming day as its `due_date`. Days up
    to `today`, the owner's day, have none. Of very many todos the 500 that are due first count.
    """
    keys = hidden_keys(hidden_tags)
    values = {"owner": actor.owner_id, "last": last, "hidden": keys, "most": MOST_REPEATING}
    found: dict[date, list[TodoRow]] = {}
    for row in await tx.all(_repeating(bool(keys)), values):
        todo = row_from(TODO, row)
        for day in coming(todo, first, last, today):
            found.setdefault(day, []).append(replace(todo, due_date=day))
    return {
        day: DueDay(len(todos), tuple(sorted(todos, key=_within_day)[:n]))
        for day, todos in found.items()
    }


def _within_day(row: TodoRow) -> tuple[time, str]:
    """The order within a day: those without a time first."""
    return row.due_time or time(), row.position


@cache
def _repeating(hiding: bool) -> Select[*tuple[Any, ...]]:
    found = (
        select(*columns(TODO))
        .where(
            present(TODO),
            IS_OPEN,
            _T.rrule.is_not(None),
            _T.next_id.is_(None),
            _T.due_date < bindparam("last", type_=Date()),
        )
        .order_by(_T.due_date, _T.id)
        .limit(bindparam("most", type_=Integer()))
    )
    return found.where(without_hidden(TODO)) if hiding else found
