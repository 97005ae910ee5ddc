"""Relationships of two people: one word for what each is of the other, shown on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Select,
    Uuid,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningDelete

from umbra.core.actor import Actor
from umbra.core.errors import Conflict, InvalidInput, NotFound
from umbra.core.fields import Body
from umbra.core.ids import new_id
from umbra.core.item import table_of
from umbra.core.text import Label, folded
from umbra.database import Transaction, lock_ordering
from umbra.items import reading
from umbra.items.kind import ITEM, OWNER, present, these, written
from umbra.people.kind import PEOPLE, PERSON
from umbra.people.models import PersonRelation

RELATIONSHIPS = table_of(PersonRelation)
MOST_RELATIONSHIPS = 200

_R = RELATIONSHIPS.c
_P = PEOPLE.c


class RelationshipFields(Body):
    """The other person, what they are of this one ("mother"), and what this one is of them.

    Without `inverse` both are the same, as with "friend".
    """

    other_id: UUID
    word: Label
    inverse: Label | None = None


@dataclass(frozen=True, slots=True)
class RelationshipRow:
    """A relationship seen from one side: the person `other_id`, called `name`, is its `word`.

    `inverse` is what this person is of the other.
    """

    id: UUID
    other_id: UUID
    name: str
    word: str
    inverse: str
    created_at: datetime


async def list_relationships(
    tx: Transaction, actor: Actor, person_id: UUID
) -> list[RelationshipRow]:
    """The relationships of a person, oldest first; none with people in the trash. NotFound."""
    await reading.get(tx, actor, PERSON, person_id)
    found = await tx.all(_sides(), {"owner": actor.owner_id, "item": person_id})
    return [RelationshipRow(*row) for row in found]


async def add_relationship(
    tx: Transaction, actor: Actor, person_id: UUID, fields: RelationshipFields
) -> RelationshipRow:
    """Adds a relationship, which raises the versions of both.

    NotFound; InvalidInput at `other_id` for the same person, or one the owner does not have, or
    has in the trash, or for more than 200; Conflict where the two have it already.
    """
    await lock_ordering(tx, actor)
    names = await _locked(tx, actor, person_id, fields.other_id)
    if person_id not in names:
        raise NotFound
    if fields.other_id == person_id:
        raise InvalidInput.at("other_id", "Is the same person. Choose another one.")
    if fields.other_id not in names:
        raise InvalidInput.at("other_id", "Is not one of your people.")
    there = await list_relationships(tx, actor, person_id)
    if len(there) >= MOST_RELATIONSHIPS:
        raise InvalidInput.at("other_id", f"A person can have at most {MOST_RELATIONSHIPS}.")
    same = (fields.other_id, folded(fields.word))
    if any((one.other_id, folded(one.word)) == same for one in there):
        raise Conflict("These two have this relationship already.", "word")
    values = {
        "owner_id": actor.owner_id,
        "id": new_id(),
        "person_id": person_id,
        "other_id": fields.other_id,
        "word": fields.word,
        "inverse": fields.inverse or fields.word,
        "created_at": tx.now,
    }
    await tx.execute(insert(RELATIONSHIPS), values)
    await _touch(tx, actor, [person_id, fields.other_id])
    return RelationshipRow(
        values["id"],
        fields.other_id,
        names[fields.other_id],
        fields.word,
        values["inverse"],
        tx.now,
    )


async def delete_relationship(
    tx: Transaction, actor: Actor, person_id: UUID, relationship_id: UUID
) -> None:
    """Deletes a relationship on both sides, which raises the versions of both. NotFound."""
    await lock_ordering(tx, actor)
    await reading.get(tx, actor, PERSON, person_id)
    values = {"owner": actor.owner_id, "item": person_id, "relationship": relationship_id}
    gone = await tx.first(_delete(), values)
    if gone is None:
        raise NotFound
    await _touch(tx, actor, [gone.person_id, gone.other_id])


async def _locked(tx: Transaction, actor: Actor, *ids: UUID) -> dict[UUID, str]:
    """The names of those of the people `ids` that are there, locked in the order of their ids."""
    found = await tx.all(_for_update(), {"owner": actor.owner_id, "ids": list(ids)})
    return {row.id: row.name for row in found}


async def _touch(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> None:
    """Raises the versions of people, so that the tabs that show them read them again."""
    values = {"owner": actor.owner_id, "ids": list(ids), "at": tx.now}
    await tx.execute(update(PEOPLE).where(these(PERSON)).values(**written(PERSON.table)), values)


@cache
def _for_update() -> Select[*tuple[Any, ...]]:
    found = select(_P.id, _P.name).where(these(PERSON), present(PERSON))
    return found.order_by(_P.id).with_for_update()


@cache
def _sides() -> CompoundSelect[*tuple[Any, ...]]:
    """The relationships of the person `item` from their side, whichever that is in the row."""
    sides = (
        (_R.person_id, _R.other_id, _R.word, _R.inverse),
        (_R.other_id, _R.person_id, _R.inverse, _R.word),
    )
    found = (
        select(_R.id, other.label("other_id"), _P.name, word.label("word"), inverse, _R.created_at)
        .join(PEOPLE, and_(_P.owner_id == _R.owner_id, _P.id == other))
        .where(_R.owner_id == OWNER, own == ITEM, _P.deleted_at.is_(None))
        for own, other, word, inverse in sides
    )
    return union_all(*found).order_by("id")


@cache
def _delete() -> ReturningDelete[*tuple[Any, ...]]:
    which = bindparam("relationship", type_=Uuid())
    mine = or_(_R.person_id == ITEM, _R.other_id == ITEM)
    return (
        delete(RELATIONSHIPS)
        .where(_R.owner_id == OWNER, _R.id == which, mine)
        .returning(_R.person_id, _R.other_id)
    )
