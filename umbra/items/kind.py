"""A kind of item as a value: its table, the row it is read as, its orders, tags and search.

Every function of this package takes a `Kind` where a framework would take a subclass. A kind
of its own (todos, say) is a module that makes one, and calls these functions with it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Table,
    TableValuedAlias,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.types import NullType

from umbra.core.item import KEPT_IN_TRASH
from umbra.core.rows import constructor_of
from umbra.core.search import search_query, search_vector
from umbra.items.orders import Part, text_key
from umbra.tags.service import TAGS, TagLink


class ItemRow(Protocol):
    """What an item is read as: a dataclass that has at least these fields."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...


Row = TypeVar("Row", bound=ItemRow)


@dataclass(frozen=True, eq=False)
class Child:
    """The children of an item: rows of `table` whose column `of` names the item.

    `kind` is the name of their kind. Their column `deleted_with` names the item they went into
    the trash with, null for those that were deleted by themselves or are not there.
    """

    kind: str
    table: Table
    of: Column[UUID]


@dataclass(frozen=True, eq=False)
class Kind(Generic[Row]):
    """One kind of item.

    `name` names it in notifications, the trash, bulk requests and sentences ("todo"), `plural`
    several. `path` is the page with its list, which opens an item by `?open=`, "" if there is none
    yet, and `icon` the name of its icon. `row` is a dataclass whose fields are columns of
    `table`, expressions of `computed`, those that `belonging` makes of the item's id, or `tags`
    (their names, in order). What belongs to an item is in other tables, and is looked up for the
    rows of a window only. `title` is what the trash and the search call an item.
    `orders` holds, by the name of a sort, the parts the list is read in; `part_of` says which of
    them a row stands in under a sort. `belonging_to_new` gives, where that is no empty array,
    what belongs to a new item. `searched` names the columns that `table.c.words` is made of,
    `words_of` what makes a text of those that are none, and `query` the query of what was typed;
    `text_keys` names, by the column of a sort key, the text it is made of. `part_of_item` is the
    column by which a row of the table names the item it is a part of: such a row is no item
    itself, and is deleted and restored with its item. `children` are items of their own that go
    into the trash with an item, and come back with it.
    """

    name: str
    plural: str
    path: str
    icon: str
    table: Table
    row: type[Row]
    title: Column[Any]
    orders: Mapping[str, tuple[Part[Row], ...]]
    part_of: Callable[[Row, str], int] = lambda _row, _sort: 0
    computed: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    belonging: Mapping[str, Callable[[ColumnElement[Any]], ColumnElement[Any]]] = field(
        default_factory=dict
    )
    belonging_to_new: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    tags: TagLink | None = None
    searched: tuple[str, ...] = ()
    words_of: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    query: Callable[[str], str] = search_query
    text_keys: Mapping[str, str] = field(default_factory=dict)
    part_of_item: Column[UUID] | None = None
    children: tuple[Child, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """An item that was written, and the version it has now."""

    id: UUID
    version: int


OWNER: ColumnElement[UUID] = bindparam("owner", type_=Uuid())
ITEM: ColumnElement[UUID] = bindparam("item", type_=Uuid())
AT = bindparam("at", type_=DateTime(timezone=True))
"""The instant a statement works at."""

HORIZON: ColumnElement[datetime] = bindparam("horizon", type_=DateTime(timezone=True))
"""The instant until which deleted items are no longer kept; `horizon` gives it."""

_EXPECTED = cast(bindparam("expected", type_=Integer()), Integer())

_AS_IT_COMES = NullType()
"""psycopg returns arrays as lists already; SQLAlchemy would copy each once more."""


@cache
def field_names(kind: Kind[Any]) -> tuple[str, ...]:
    """The fields of the kind's row, in their order."""
    return tuple(one.name for one in dataclasses.fields(kind.row))


@cache
def plain_columns(kind: Kind[Any]) -> tuple[ColumnElement[Any], ...]:
    """The expressions of a row's fields in their order, without tags and what belongs to it."""
    return tuple(
        kind.computed[name].label(name) if name in kind.computed else kind.table.c[name]
        for name in field_names(kind)
        if name != "tags" and name not in kind.belonging
    )


def in_columns(kind: Kind[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values `named` that are columns; tags, moves and the like are none."""
    return {name: value for name, value in named.items() if name in kind.table.c}


def with_text_keys(kind: Kind[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` by column, with the sort keys of the texts that are among them."""
    keys = {
        column: text_key(values[name]) for column, name in kind.text_keys.items() if name in values
    }
    return {**values, **keys}


def words_from(kind: Kind[Any], values: Mapping[str, Any]) -> str:
    """The search words of an item with these `values` of the columns `searched`."""
    texts = (
        kind.words_of[name](values[name]) if name in kind.words_of else values[name]
        for name in kind.searched
    )
    return search_vector(*texts)


def columns_from(
    kind: Kind[Any], columns: Mapping[str, ColumnElement[Any]] | ReadOnlyColumnCollection[str, Any]
) -> tuple[ColumnElement[Any], ...]:
    """All of a row's fields in their order: those of its own taken from `columns` by name."""

    def one(name: str) -> ColumnElement[Any]:
        if name == "tags":
            return _tags_of(kind, columns["id"])
        if name in kind.belonging:
            return kind.belonging[name](columns["id"]).label(name)
        return columns[name]

    return tuple(one(name) for name in field_names(kind))


@cache
def columns(kind: Kind[Any]) -> tuple[ColumnElement[Any], ...]:
    """The columns of a row of the kind, with its tags. The statement has the parameter `owner`."""
    return columns_from(kind, {column.name: column for column in plain_columns(kind)})


@cache
def columns_of_new(kind: Kind[Any]) -> tuple[ColumnElement[Any], ...]:
    """The same for INSERT, whose item has no tags, alarms or the like yet: nothing of other rows.

    Its RETURNING correlates no subquery, which would find what belongs to other items.
    """
    none = literal_column("'{}'::text[]", _AS_IT_COMES)
    return tuple(
        kind.belonging_to_new.get(column.name, none).label(column.name)
        if _has_subquery(column)
        else column
        for column in columns(kind)
    )


def _has_subquery(column: ColumnElement[Any]) -> bool:
    return any(isinstance(part, Select) for part in visitors.iterate(column))


@cache
def present(kind: Kind[Any]) -> ColumnElement[bool]:
    """The items of `owner` that are not in the trash."""
    return and_(kind.table.c.owner_id == OWNER, kind.table.c.deleted_at.is_(None), *whole(kind))


def whole(kind: Kind[Any]) -> tuple[ColumnElement[bool], ...]:
    """The condition for the rows that are items and not parts of one; empty where all are."""
    return () if kind.part_of_item is None else (kind.part_of_item.is_(None),)


@cache
def parts_of(kind: Kind[Any]) -> ColumnElement[bool]:
    """The rows of `owner` that are parts of the items with the ids in the array `ids`."""
    assert kind.part_of_item is not None
    ids = any_(bindparam("ids", type_=ARRAY(Uuid())))
    return and_(kind.table.c.owner_id == OWNER, kind.part_of_item == ids)


@cache
def this_one(kind: Kind[Any]) -> ColumnElement[bool]:
    """The item `item` of `owner`, unless it is in the trash."""
    return and_(present(kind), kind.table.c.id == ITEM)


@cache
def these(kind: Kind[Any]) -> ColumnElement[bool]:
    """The items of `owner` with one of the ids in the array `ids`, those in the trash too."""
    table = kind.table.c
    ids = any_(bindparam("ids", type_=ARRAY(Uuid())))
    return and_(table.owner_id == OWNER, table.id == ids, *whole(kind))


def text_by_id() -> TableValuedAlias:
    """The array parameters `ids` and `texts` as rows of `id` and `text`, to join in an UPDATE."""
    ids, texts = bindparam("ids", type_=ARRAY(Uuid())), bindparam("texts", type_=ARRAY(Text()))
    return func.unnest(ids, texts).table_valued("id", "text").render_derived()


@cache
def as_expected(kind: Kind[Any]) -> ColumnElement[bool]:
    """Optimistic locking: whether the item has the version `expected`, or that is null."""
    return or_(_EXPECTED.is_(None), kind.table.c.version == _EXPECTED)


def written(table: Table) -> dict[str, Any]:
    """The columns that every write of an item sets: version and time of change."""
    return {"version": table.c.version + 1, "updated_at": AT}


@cache
def trashed(kind: Kind[Any]) -> Select[*tuple[Any, ...]]:
    """The deleted items of `owner`, in the columns all kinds have in the trash."""
    table = kind.table.c
    return select(
        literal(kind.name).label("kind"),
        table.id,
        table.version,
        kind.title.label("title"),
        table.deleted_at,
    ).where(table.owner_id == OWNER, table.deleted_at.is_not(None), *by_itself(kind))


@cache
def restorable(kind: Kind[Any]) -> ColumnElement[bool]:
    """Whether the item was deleted after `horizon`, so that it can still be restored."""
    return and_(kind.table.c.deleted_at > HORIZON, *by_itself(kind))


def by_itself(kind: Kind[Any]) -> tuple[ColumnElement[bool], ...]:
    """The condition for items in the trash that did not go there with another."""
    if "deleted_with" not in kind.table.c:
        return whole(kind)
    return (*whole(kind), kind.table.c.deleted_with.is_(None))


def horizon(now: datetime) -> datetime:
    """The value of the parameter `horizon` for a statement that works at `now`."""
    return now - KEPT_IN_TRASH


def _tags_of(kind: Kind[Any], item: ColumnElement[Any]) -> ColumnElement[Any]:
    """The names of an item's tags as an array, in their order."""
    link = _link(kind)
    links = link.table.c
    names = (
        select(TAGS.c.name)
        .join(link.table, and_(links.owner_id == TAGS.c.owner_id, links.tag_id == TAGS.c.id))
        .where(links.owner_id == OWNER, links[link.item] == item)
        .order_by(TAGS.c.name_key)
        .correlate_except(TAGS, link.table)
    )
    return func.array(names.scalar_subquery(), type_=_AS_IT_COMES).label("tags")


def _link(kind: Kind[Any]) -> TagLink:
    if kind.tags is None:
        raise TypeError(f"The row of {kind.name} has tags, but the kind has no link to them.")
    return kind.tags


def row_from(kind: Kind[Row], found: Sequence[Any]) -> Row:
    """A result row of `columns(kind)` as the kind's row; the array of tags becomes a tuple."""
    values = list(found)
    if (place := _place_of_tags(kind)) is not None:
        values[place] = tuple(values[place])
    return _constructor(kind)(*values)


@cache
def _constructor(kind: Kind[Row]) -> Callable[..., Row]:
    return constructor_of(kind.row)


@cache
def _place_of_tags(kind: Kind[Any]) -> int | None:
    names = field_names(kind)
    return names.index("tags") if "tags" in names else None
