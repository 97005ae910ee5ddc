"""The log of contacts: when one talked with a person, how, and what about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import (
    Date,
    Integer,
    Select,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
)
from sqlalchemy.sql.dml import ReturningDelete

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound
from umbra.core.fields import Body
from umbra.core.ids import new_id
from umbra.core.item import table_of
from umbra.core.paging import Cursor, Window, keys_of, read_day, read_id
from umbra.core.text import Notes, ShortText
from umbra.core.zones import instant_of, wall_clock
from umbra.database import Transaction
from umbra.items import reading, writing
from umbra.items.kind import ITEM, OWNER
from umbra.people.kind import PEOPLE, PERSON
from umbra.people.models import PersonContact
from umbra.preferences.service import owner_time_zone
from umbra.recurrence.fields import Moment

CONTACTS = table_of(PersonContact)
ORDER = "contacts"

_C = CONTACTS.c
_P = PEOPLE.c


class ContactFields(Body):
    """A contact. `at` is a date, an instant, or a local time of the account's zone."""

    at: Moment
    note: Notes = ""
    way: ShortText = Field("", json_schema_extra={"examples": ["call", "letter"]})


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as it is read. `at` is a date, or an instant in UTC; `day` its day."""

    id: UUID
    at: date | datetime
    day: date
    note: str
    way: str
    created_at: datetime


async def list_contacts(
    tx: Transaction, actor: Actor, person_id: UUID, *, after: Cursor | None = None, limit: int
) -> Window[ContactRow]:
    """The contacts with a person, the latest day first.

    NotFound for a person the owner does not have; InvalidInput at `cursor`.
    """
    await reading.get(tx, actor, PERSON, person_id)
    values = {"owner": actor.owner_id, "item": person_id, "limit": limit + 1}
    if after is not None:
        values |= _place(after)
    found = await tx.all(_latest(after is not None), values)
    rows = [_row_from(row) for row in found]
    return Window(rows[:limit], has_before=after is not None, has_after=len(rows) > limit)


async def add_contact(
    tx: Transaction, actor: Actor, person_id: UUID, fields: ContactFields
) -> ContactRow:
    """Adds a contact; the person's `talked_on` and version follow.

    NotFound; InvalidInput at `at` for a day that is still to come.
    """
    zone = (await owner_time_zone(tx, actor)).name
    day, instant = _when(fields.at, zone)
    if day > wall_clock(tx.now, zone).date():
        raise InvalidInput.at("at", "Is still to come. Choose the day you talked.")
    latest = func.greatest(_P.talked_on, literal(day, Date()))
    await writing.change(tx, actor, PERSON, person_id, {"talked_on": latest})
    values = {
        "owner_id": actor.owner_id,
        "id": new_id(),
        "person_id": person_id,
        "day": day,
        "instant": instant,
        "note": fields.note,
        "way": fields.way.strip(),
        "created_at": tx.now,
    }
    row = await tx.first(insert(CONTACTS).returning(*_COLUMNS), values)
    assert row is not None
    return _row_from(row)


async def delete_contact(
    tx: Transaction, actor: Actor, person_id: UUID, contact_id: UUID
) -> ContactRow:
    """Deletes a contact for good and returns it; the person's `talked_on` and version follow.

    NotFound.
    """
    await writing.change(tx, actor, PERSON, person_id, {"talked_on": _P.talked_on})
    values = {"owner": actor.owner_id, "item": person_id, "contact": contact_id}
    gone = await tx.first(_delete(), values)
    if gone is None:
        raise NotFound
    await refresh_talked_on(tx, actor, person_id)
    return _row_from(gone)


async def refresh_talked_on(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """Sets a person's `talked_on` to the latest day of the contacts that are there."""
    values = {"owner": actor.owner_id, "item": person_id}
    await tx.execute(_refresh(), values)


def cursor_of(row: ContactRow) -> Cursor:
    """The place of `row` in the list."""
    return Cursor(ORDER, (row.day.isoformat(), str(row.id)))


_COLUMNS = (_C.id, _C.instant, _C.day, _C.note, _C.way, _C.created_at)


def _row_from(row: Any) -> ContactRow:
    return ContactRow(row.id, row.instant or row.day, row.day, row.note, row.way, row.created_at)


def _when(at: date | datetime, zone: str) -> tuple[date, datetime | None]:
    """The day in the account's zone, and the instant unless only the day was given."""
    if not isinstance(at, datetime):
        return at, None
    instant = at.astimezone(UTC) if at.tzinfo else instant_of(at, zone)
    return wall_clock(instant, zone).date(), instant


def _place(cursor: Cursor) -> dict[str, object]:
    day, contact_id = keys_of(cursor, ORDER, read_day, read_id)
    return {"day": day, "contact": contact_id}


@cache
def _latest(placed: bool) -> Select[*tuple[Any, ...]]:
    found = (
        select(*_COLUMNS)
        .where(_C.owner_id == OWNER, _C.person_id == ITEM)
        .order_by(_C.day.desc(), _C.id.desc())
        .limit(bindparam("limit", type_=Integer()))
    )
    if not placed:
        return found
    place = tuple_(bindparam("day", type_=Date()), bindparam("contact", type_=Uuid()))
    return found.where(tuple_(_C.day, _C.id) < place)


@cache
def _delete() -> ReturningDelete[*tuple[Any, ...]]:
    contact = bindparam("contact", type_=Uuid())
    one = (_C.owner_id == OWNER, _C.person_id == ITEM, _C.id == contact)
    return delete(CONTACTS).where(*one).returning(*_COLUMNS)


@cache
def _refresh() -> Any:
    latest = select(func.max(_C.day)).where(_C.owner_id == OWNER, _C.person_id == ITEM)
    one = (_P.owner_id == OWNER, _P.id == ITEM)
    return PEOPLE.update().where(*one).values(talked_on=latest.scalar_subquery())
