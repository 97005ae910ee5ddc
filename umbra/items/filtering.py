"""Filters as conditions: which ones are in use makes the statement, their values are parameters.

Filters are joined by `&`. Two with the same conditions share one cached statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Date,
    Select,
    String,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from umbra.core.text import sanitized
from umbra.database import Transaction
from umbra.items.kind import OWNER, Kind
from umbra.items.people import PEOPLE_ID, VISIBLE_PEOPLE, PeopleLink
from umbra.tags.rules import tag_key
from umbra.tags.service import TAGS

FEW = 500
"""Up to so many ids found by a search go into the statement as an array. More are a semi-join:
asked row by row while the list is read in its order."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of a statement; equal where they are of the same shape."""

    shape: tuple[str, ...] = ()
    clauses: tuple[ColumnElement[bool], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions, and the values of their parameters."""

    conditions: Conditions = Conditions()
    values: dict[str, Any] = field(default_factory=dict)

    def __and__(self, other: Filter) -> Filter:
        one, two = self.conditions, other.conditions
        joined = Conditions(one.shape + two.shape, one.clauses + two.clauses)
        return Filter(joined, self.values | other.values)


EVERYTHING = Filter()


async def matching(tx: Transaction, kind: Kind[Any], text: str) -> Filter:
    """Items with all words of `text`, each of which may be the beginning of one."""
    search = getattr(func, f"search_{kind.table.name}")
    found = select(search(cast(bindparam("text", type_=Text()), TSQUERY), type_=Uuid()))
    query = kind.query(text)
    ids: Sequence[UUID] = ()
    if query:
        ids = (await tx.execute(found.limit(FEW + 1), {"text": query})).scalars().all()
    if len(ids) > FEW:
        return _filter("text:many", semi_join(kind, found), text=query)
    these = kind.table.c.id == any_(bindparam("found", type_=ARRAY(Uuid())))
    return _filter("text:few", these, found=ids)


def tagged(kind: Kind[Any], name: str) -> Filter:
    """Items with the tag `name`: a semi-join over the link table."""
    assert kind.tags is not None
    links = kind.tags.table.c
    tag = select(TAGS.c.id).where(
        TAGS.c.owner_id == OWNER, TAGS.c.name_key == bindparam("tag", type_=Text())
    )
    items = select(links[kind.tags.item]).where(
        links.owner_id == OWNER, links.tag_id == tag.scalar_subquery()
    )
    return _filter("tag", semi_join(kind, items), tag=tag_key(sanitized(name)))


def with_person(kind: Kind[Any], link: PeopleLink, person_id: UUID) -> Filter:
    """Items with that person, none for one in the trash: a semi-join over the link table."""
    links = link.table.c
    wanted = links.person_id == bindparam("person", type_=Uuid())
    there = VISIBLE_PEOPLE.where(links.person_id == PEOPLE_ID).exists()
    items = select(links[link.item]).where(links.owner_id == OWNER, wanted, there)
    return _filter("person", semi_join(kind, items), person=person_id)


def equals(column: Column[Any], value: object) -> Filter:
    """Items whose `column` is `value`."""
    name = column.name
    stored = sanitized(value) if isinstance(value, str) else value
    condition = column == bindparam(name, type_=_plain_type(column))
    return _filter(f"equals:{name}", condition, **{name: stored})


def one_of(column: Column[Any], values: Iterable[object]) -> Filter:
    """Items whose `column` is one of `values`."""
    name = f"{column.name}_any"
    condition = column == any_(bindparam(name, type_=ARRAY(_plain_type(column))))
    return _filter(f"any:{column.name}", condition, **{name: list(values)})


def is_null(column: Column[Any]) -> Filter:
    """Items without a value in `column`."""
    return _filter(f"null:{column.name}", column.is_(None))


def within(
    column: Column[Any],
    first: date | None,
    last: date | None,
    *,
    indexed: ColumnElement[date] | None = None,
) -> Filter:
    """Items whose day is from `first` to `last`, both included; None leaves an end open.

    `indexed` is the expression an index orders the days by, where that is not the column.
    """
    filtered = EVERYTHING
    for side, day in (("from", first), ("to", last)):
        if day is None:
            continue
        name = f"{column.name}_{side}"
        bound = bindparam(name, type_=Date())
        conditions = [column >= bound if side == "from" else column <= bound]
        if indexed is not None:
            conditions.append(bound <= indexed if side == "from" else bound >= indexed)
        filtered &= Filter(Conditions((name,), tuple(conditions)), {name: day})
    return filtered


def semi_join(kind: Kind[Any], ids: Select[UUID]) -> ColumnElement[bool]:
    """A semi-join: whether an item is among many `ids`, checked row by row in list order.

    "Is true" keeps PostgreSQL from joining, which would fetch and sort all of them.
    """
    return kind.table.c.id.in_(ids).is_(true())


def _filter(shape: str, condition: ColumnElement[bool], **values: Any) -> Filter:
    return Filter(Conditions((shape,), (condition,)), values)


def _plain_type(column: Column[Any]) -> Any:
    """The column's type; of texts one without collation, so that every index can be used."""
    return Text() if isinstance(column.type, String) else column.type
