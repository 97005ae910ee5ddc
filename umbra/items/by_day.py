"""The items that are due on each of a range of days, for the calendar: a count, the first ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Generic
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from umbra.core.actor import Actor
from umbra.core.text import sanitized
from umbra.database import Transaction
from umbra.items import reading
from umbra.items.kind import OWNER, Kind, Row
from umbra.tags.rules import tag_key
from umbra.tags.service import TAGS


@dataclass(frozen=True, eq=False)
class DueKind(Generic[Row]):
    """A kind whose table has `due_date`, `due_time`, `position` and `completed_at`.

    `only` are conditions for the items that are shown by their day.
    """

    kind: Kind[Row]
    only: tuple[ColumnElement[bool], ...] = ()


@dataclass(frozen=True, slots=True)
class DueDay(Generic[Row]):
    """How many items are due on a day, done or not, and the first of them: open ones first."""

    count: int
    first: tuple[Row, ...]


async def due_by_day(
    tx: Transaction,
    actor: Actor,
    of: DueKind[Row],
    first: date,
    last: date,
    n: int,
    hidden_tags: tuple[str, ...] = (),
) -> dict[date, DueDay[Row]]:
    """The days from `first` to `last`, both included, that have items; `n` items each.

    Those with one of `hidden_tags` are left out of the counts too. Two statements.
    """
    keys = hidden_keys(hidden_tags)
    values = {"owner": actor.owner_id, "first": first, "last": last, "n": n, "hidden": keys}
    found = await tx.all(_days(of, bool(keys)), values)
    ids = [one for row in found for one in row.ids]
    rows = {row.id: row for row in await reading.by_ids(tx, actor, of.kind, ids)} if ids else {}
    return {
        row.due_date: DueDay(row.total, tuple(rows[one] for one in row.ids if one in rows))
        for row in found
    }


def hidden_keys(tags: tuple[str, ...]) -> list[str]:
    """The value of the parameter `hidden` of `without_hidden`."""
    return [tag_key(sanitized(name)) for name in tags]


def without_hidden(kind: Kind[Any]) -> ColumnElement[bool]:
    """The items without any of the tags whose keys are in the array `hidden`."""
    assert kind.tags is not None
    links = kind.tags.table.c
    names = any_(bindparam("hidden", type_=ARRAY(Text())))
    tags = select(TAGS.c.id).where(TAGS.c.owner_id == OWNER, TAGS.c.name_key == names)
    hidden: Select[UUID] = select(links[kind.tags.item]).where(
        links.owner_id == OWNER, links.tag_id.in_(tags)
    )
    return kind.table.c.id.not_in(hidden)


@lru_cache
def _days(of: DueKind[Any], hiding: bool) -> Select[*tuple[Any, ...]]:
    table = of.kind.table.c
    done = table.completed_at.is_not(None)
    order = (done, table.due_time.asc().nulls_first(), table.position, table.id)
    ids = func.array_agg(aggregate_order_by(table.id, *order), type_=ARRAY(Uuid()))
    after = func.greatest(func.cardinality(ids) - bindparam("n", type_=Integer()), 0)
    found = (
        select(
            table.due_date,
            func.count().label("total"),
            func.trim_array(ids, after, type_=ARRAY(Uuid())).label("ids"),
        )
        .where(
            table.owner_id == OWNER,
            table.deleted_at.is_(None),
            table.due_date >= bindparam("first", type_=Date()),
            table.due_date <= bindparam("last", type_=Date()),
            *of.only,
        )
        .group_by(table.due_date)
    )
    return found.where(without_hidden(of.kind)) if hiding else found
