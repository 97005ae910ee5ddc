"""The todos of a range of days, for the calendar: for each day a count and the first ones.

Those that are there are read by the database. Coming ones of a todo that repeats have no rows:
they are computed from its open one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Integer, Select, Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from umbra.core.actor import Actor
from umbra.core.item import table_of
from umbra.core.text import sanitized
from umbra.database import Transaction
from umbra.items import reading
from umbra.items.kind import OWNER, columns, present, row_from
from umbra.tags.rules import tag_key
from umbra.tags.service import TAGS
from umbra.todos.kind import IS_DONE, IS_OPEN, TODO, TODOS
from umbra.todos.models import TodoTag
from umbra.todos.repeats import coming
from umbra.todos.rules import TodoRow

_T = TODOS.c
_LINKS = table_of(TodoTag).c

MOST_REPEATING = 500
"""Todos that repeat whose coming dates are computed at most, those due first."""


@dataclass(frozen=True, slots=True)
class DayOfTodos:
    """How many todos are due on a day, done or not, and the first of them: open ones first."""

    count: int
    first: tuple[TodoRow, ...]


async def by_day(
    tx: Transaction,
    actor: Actor,
    first: date,
    last: date,
    n: int,
    hidden_tags: tuple[str, ...] = (),
) -> dict[date, DayOfTodos]:
    """The days from `first` to `last`, both included, that have todos; `n` todos each.

    Those with one of `hidden_tags` are left out of the counts too.
    """
    keys = [tag_key(sanitized(name)) for name in hidden_tags]
    values = {"owner": actor.owner_id, "first": first, "last": last, "n": n, "hidden": keys}
    found = await tx.all(_days(bool(keys)), values)
    ids = [one for row in found for one in row.ids]
    rows = {row.id: row for row in await reading.by_ids(tx, actor, TODO, ids)} if ids else {}
    return {
        row.due_date: DayOfTodos(row.total, tuple(rows[one] for one in row.ids if one in rows))
        for row in found
    }


async def coming_by_day(
    tx: Transaction,
    actor: Actor,
    first: date,
    last: date,
    n: int,
    today: date,
    hidden_tags: tuple[str, ...] = (),
) -> dict[date, DayOfTodos]:
    """The days on which open todos that repeat are due after the time they are due now.

    The same form as `by_day`: each todo as it is, with the coming day as its `due_date`. Days up
    to `today`, the owner's day, have none. Of very many todos the 500 that are due first count.
    """
    keys = [tag_key(sanitized(name)) for name in hidden_tags]
    values = {"owner": actor.owner_id, "last": last, "hidden": keys, "most": MOST_REPEATING}
    found: dict[date, list[TodoRow]] = {}
    for row in await tx.all(_repeating(bool(keys)), values):
        todo = row_from(TODO, row)
        for day in coming(todo, first, last, today):
            found.setdefault(day, []).append(replace(todo, due_date=day))
    return {
        day: DayOfTodos(len(todos), tuple(sorted(todos, key=_within_day)[:n]))
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
    return found.where(_T.id.not_in(_hidden())) if hiding else found


@cache
def _days(hiding: bool) -> Select[*tuple[Any, ...]]:
    ids = func.array_agg(
        aggregate_order_by(_T.id, IS_DONE, _T.due_time.asc().nulls_first(), _T.position, _T.id),
        type_=ARRAY(Uuid()),
    )
    after = func.greatest(func.cardinality(ids) - bindparam("n", type_=Integer()), 0)
    found = (
        select(
            _T.due_date,
            func.count().label("total"),
            func.trim_array(ids, after, type_=ARRAY(Uuid())).label("ids"),
        )
        .where(
            _T.owner_id == OWNER,
            _T.deleted_at.is_(None),
            _T.due_date >= bindparam("first", type_=Date()),
            _T.due_date <= bindparam("last", type_=Date()),
        )
        .group_by(_T.due_date)
    )
    if hiding:
        found = found.where(_T.id.not_in(_hidden()))
    return found


def _hidden() -> Select[UUID]:
    """The todos with one of the tags whose keys are in the array `hidden`."""
    names = any_(bindparam("hidden", type_=ARRAY(TAGS.c.name_key.type)))
    tags = select(TAGS.c.id).where(TAGS.c.owner_id == OWNER, TAGS.c.name_key == names)
    return select(_LINKS.todo_id).where(_LINKS.owner_id == OWNER, _LINKS.tag_id.in_(tags))
