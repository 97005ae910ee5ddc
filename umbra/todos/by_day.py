"""The todos of a range of days, for the calendar: for each day a count and the first ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Date, Integer, Select, Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from umbra.core.actor import Actor
from umbra.core.item import table_of
from umbra.core.text import sanitized
from umbra.database import Transaction
from umbra.items import reading
from umbra.items.kind import OWNER
from umbra.tags.rules import tag_key
from umbra.tags.service import TAGS
from umbra.todos.kind import IS_DONE, TODO, TODOS
from umbra.todos.models import TodoTag
from umbra.todos.rules import TodoRow

_T = TODOS.c
_LINKS = table_of(TodoTag).c


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
        names = any_(bindparam("hidden", type_=ARRAY(TAGS.c.name_key.type)))
        hidden = select(_LINKS.todo_id).where(
            _LINKS.owner_id == OWNER,
            _LINKS.tag_id.in_(
                select(TAGS.c.id).where(TAGS.c.owner_id == OWNER, TAGS.c.name_key == names)
            ),
        )
        found = found.where(_T.id.not_in(hidden))
    return found
