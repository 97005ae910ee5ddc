"""Links of items of any kind to people, and what a person's time line shows of them.

Each kind has a link table of its own, as for tags. The table of people is known
by its name, since kinds don't import each other. A link to a person in the trash is hidden and
stays, so that restoring the person brings it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    DateTime,
    Delete,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Uuid,
    and_,
    any_,
    bindparam,
    column,
    delete,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql.selectable import FromClause
from sqlalchemy.types import NullType

from umbra.core.actor import Actor
from umbra.core.errors import FieldError, InvalidInput
from umbra.database import Transaction
from umbra.items.kind import OWNER, Kind

MOST_PEOPLE = 50

_AS_IT_COMES = NullType()
_PEOPLE = table(
    "people",
    column("owner_id", Uuid()),
    column("id", Uuid()),
    column("deleted_at", DateTime(timezone=True)),
)
_P = _PEOPLE.c
_IDS: ColumnElement[Any] = any_(bindparam("ids", type_=ARRAY(Uuid())))


def _each_once(ids: list[UUID]) -> list[UUID]:
    once = list(dict.fromkeys(ids))
    if len(once) > MOST_PEOPLE:
        raise ValueError(f"Can be at most {MOST_PEOPLE} people; these are {len(once)}.")
    return once


PeopleIds = Annotated[
    list[UUID], AfterValidator(_each_once), Field(json_schema_extra={"maxItems": MOST_PEOPLE})
]
"""The ids of up to 50 people, each once, in their order."""


def people_keys(item: str, items: str) -> tuple[ForeignKeyConstraint | Index, ...]:
    """The foreign keys and the index of the link table of `items` and people.

    `item` is its column of the item's id, which names it: `todo_people` has `todo_id`.
    """
    return (
        ForeignKeyConstraint(
            ["owner_id", item], [f"{items}.owner_id", f"{items}.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["owner_id", "person_id"], ["people.owner_id", "people.id"], ondelete="CASCADE"
        ),
        Index(f"ix_{item.removesuffix('_id')}_people_person", "owner_id", "person_id", "at", item),
    )


@dataclass(frozen=True, eq=False)
class PeopleLink:
    """A kind's link table, its column that names the item, and the table of items."""

    table: Table
    item: str
    items: Table


When = Literal["date", "local", "instant", "none"]
"""What a place in the time line means: a date, a wall-clock time, an instant, or nothing."""


@dataclass(frozen=True, eq=False)
class TimelineSource:
    """What the time line of a person, or of another item, shows of one kind.

    `walked` is the table that is read along its index on owner, `tied_to`, `at` and `id`;
    `tied_to` is the id of the item with the time line, `at` a time without zone, or with
    `is_instant` an instant. `rows` joins it with what is shown, of which `there` leaves out the
    rest. `of` is the kind of what is shown, None for contacts. `items` is the table of the items,
    whose versions follow when they are tied to another person; None where none do. `when` is a
    `When`.
    """

    of: Kind[Any] | None
    walked: Table
    tied_to: Column[Any]
    at: ColumnElement[Any]
    id: Column[UUID]
    title: ColumnElement[str]
    when: ColumnElement[str]
    rows: FromClause | None = None
    there: tuple[ColumnElement[bool], ...] = ()
    done: ColumnElement[bool] | None = None
    repeats: ColumnElement[bool] | None = None
    detail: ColumnElement[Any] | None = None
    is_instant: bool = False
    items: Table | None = None

    @property
    def kind(self) -> str:
        """The name that the rows of the time line have for the kind."""
        return "contact" if self.of is None else self.of.name


def joined(link: PeopleLink) -> FromClause:
    """The link table with its items."""
    links, items = link.table.c, link.items.c
    same = and_(items.owner_id == links.owner_id, items.id == links[link.item])
    return link.table.join(link.items, same)


def people_of(link: PeopleLink, item: ColumnElement[Any]) -> ColumnElement[Any]:
    """The people of an item as an array of ids in their order, without those in the trash."""
    links = link.table.c
    there = and_(_P.owner_id == links.owner_id, _P.id == links.person_id)
    ids = (
        select(links.person_id)
        .join(_PEOPLE, there)
        .where(links.owner_id == OWNER, links[link.item] == item, _P.deleted_at.is_(None))
        .order_by(links.position, links.person_id)
        .correlate_except(link.table, _PEOPLE)
    )
    return func.array(ids.scalar_subquery(), type_=_AS_IT_COMES)


async def check_people(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], field: str = "people"
) -> None:
    """InvalidInput at `<field>.<n>` for each that the owner does not have, or has in the trash.

    The caller holds `umbra.database.lock_ordering`, so that none is merged into another meanwhile.
    """
    if not ids:
        return
    values = {"owner": actor.owner_id, "ids": list(ids)}
    known = set((await tx.execute(_KNOWN, values)).scalars())
    errors = [
        FieldError(f"{field}.{number}", "Is not one of your people.")
        for number, person_id in enumerate(ids)
        if person_id not in known
    ]
    if errors:
        raise InvalidInput(errors)


async def set_people(
    tx: Transaction, actor: Actor, link: PeopleLink, items: Sequence[UUID], ids: Sequence[UUID]
) -> None:
    """Links each of the owner's `items` with exactly these people, in this order.

    Hidden links stay, and those who are not there are skipped. The caller holds
    `umbra.database.lock_ordering`.
    """
    values = {"owner": actor.owner_id, "items": list(items), "ids": list(ids)}
    await tx.execute(_unlink(link), values)
    if ids:
        await tx.execute(_link(link), values)


PEOPLE_ID: ColumnElement[UUID] = _P.id
VISIBLE_PEOPLE = select(PEOPLE_ID).where(_P.owner_id == OWNER, _P.deleted_at.is_(None))
"""The ids of the people of `owner`, without those in the trash."""

_KNOWN = VISIBLE_PEOPLE.where(_P.id == _IDS)


@cache
def _unlink(link: PeopleLink) -> Delete:
    links = link.table.c
    items = any_(bindparam("items", type_=ARRAY(Uuid())))
    return delete(link.table).where(
        links.owner_id == OWNER,
        links[link.item] == items,
        VISIBLE_PEOPLE.where(_P.id == links.person_id).exists(),
        ~(links.person_id == _IDS),
    )


@cache
def _link(link: PeopleLink) -> Insert:
    """A trigger of the table sets the place in the time line."""
    items = link.items.c
    given = func.unnest(bindparam("ids", type_=ARRAY(Uuid())))
    named = given.table_valued("id", with_ordinality="position").render_derived()
    wanted = any_(bindparam("items", type_=ARRAY(Uuid())))
    pairs = (
        select(items.owner_id, items.id, _P.id, named.c.position.cast(Integer()))
        .select_from(link.items)
        .join(named, literal_column("true"))
        .join(_PEOPLE, and_(_P.owner_id == items.owner_id, _P.id == named.c.id))
        .where(items.owner_id == OWNER, items.id == wanted, _P.deleted_at.is_(None))
    )
    columns = ["owner_id", link.item, "person_id", "position"]
    new = insert(link.table).from_select(columns, pairs)
    key = ["owner_id", link.item, "person_id"]
    return new.on_conflict_do_update(index_elements=key, set_={"position": new.excluded.position})
