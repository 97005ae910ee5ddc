"""Merges one person into another, and undoes it when the other is restored from the trash.

The other person goes into the trash with all fields as they are; what is tied to them moves.
A row of `person_merges` has what the merge changed, so that an undo takes back that and no more.
The owner's lock (`umbra.database.lock_ordering`) comes first, then the people in the order of
their ids: of two merges at once the second finds what the first left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Update,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from umbra.alerts import alarms
from umbra.core.actor import Actor
from umbra.core.errors import Conflict, InvalidInput, NotFound, StaleVersion
from umbra.core.fields import Body
from umbra.core.ids import new_id
from umbra.core.item import table_of
from umbra.database import Transaction, lock_ordering
from umbra.items import reading, writing
from umbra.items.kind import (
    AT,
    OWNER,
    columns,
    in_columns,
    present,
    row_from,
    these,
    with_text_keys,
    words_from,
    written,
)
from umbra.items.locations import existing_locations
from umbra.items.people import TimelineSource
from umbra.people.birthdays import PERSON_ALARMS
from umbra.people.contacts import refresh_talked_on
from umbra.people.kind import PEOPLE, PERSON
from umbra.people.merged import Prefer, fields_of, merged, unmerged
from umbra.people.models import PersonMerge
from umbra.people.relationships import RELATIONSHIPS
from umbra.people.rules import PersonRow
from umbra.people.timeline import all_sources
from umbra.tags.service import set_tags

MERGES = table_of(PersonMerge)
_M, _R = MERGES.c, RELATIONSHIPS.c

FROM: ColumnElement[UUID] = bindparam("from_id", type_=Uuid())
TO: ColumnElement[UUID] = bindparam("to_id", type_=Uuid())
_IDS: ColumnElement[Any] = any_(bindparam("ids", type_=ARRAY(Uuid())))

_SIDES = {"relationship": ("person_id", "other_id"), "relationship_of": ("other_id", "person_id")}
"""The two sides of a relationship: by a name in the journal, the column that moves, the other."""


class MergeFields(Body):
    """The person to merge into this one, and whose single values stay where both have some."""

    other_id: UUID
    prefer: Prefer = Field("this")


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would make: the fields of the person, and how many things would move, by kind.

    Things that both are tied to already don't move.
    """

    fields: dict[str, Any]
    moves: dict[str, int]


async def preview_merge(
    tx: Transaction, actor: Actor, person_id: UUID, fields: MergeFields
) -> MergePreview:
    """What `merge_people` would do. Errors as there."""
    kept, other = await _two(tx, actor, person_id, fields.other_id)
    values = {"owner": actor.owner_id, "from_id": other.id, "to_id": kept.id}
    counts = await tx.first(_counts(all_sources()), values)
    assert counts is not None
    return MergePreview(merged(kept, other, fields.prefer), dict(counts._mapping))


async def merge_people(
    tx: Transaction,
    actor: Actor,
    person_id: UUID,
    fields: MergeFields,
    version: int | None = None,
) -> PersonRow:
    """Merges the other person into this one, and puts the other into the trash.

    What is tied to the other is tied to this one then. Restoring the other undoes the merge:
    see `undo_merges`. NotFound; StaleVersion when `version` is given and this one has another by
    now; InvalidInput at `other_id` for the same person, for one that is not there or is in the
    trash, and for what is too much for one person.
    """
    await lock_ordering(tx, actor)
    kept, other = await _two(tx, actor, person_id, fields.other_id)
    if version is not None and kept.version != version:
        raise StaleVersion(kept.version)
    before, after = fields_of(kept), merged(kept, other, fields.prefer)
    moved = {
        source.kind: await _move(tx, actor, source, other.id, kept.id) for source in all_sources()
    }
    for name in _SIDES:
        moved[name] = await _move_relationships(tx, actor, name, other.id, kept.id)
    journal = {
        "owner_id": actor.owner_id,
        "id": new_id(),
        "kept_id": kept.id,
        "merged_id": other.id,
        "created_at": tx.now,
        "before": before,
        "after": after,
        "moved": {name: [str(one) for one in ids] for name, ids in moved.items()},
    }
    await tx.execute(insert(MERGES), journal)
    await writing.delete(tx, actor, PERSON, other.id)
    await _write(tx, actor, kept, {n: v for n, v in after.items() if v != before[n]})
    await refresh_talked_on(tx, actor, kept.id)
    return await reading.get(tx, actor, PERSON, kept.id)


async def undo_merges(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> None:
    """Undoes the merges of people who were restored from the trash.

    What moved goes back, unless its person was changed since; the fields of the person it was
    merged into become what they were, where they are still what the merge made of them. Conflict
    where that person was merged into another since: then that one is to be restored first. The
    caller holds `umbra.database.lock_ordering`.
    """
    which = {"owner": actor.owner_id, "ids": list(ids)}
    merges = await tx.all(_journal(), which)
    if not merges:
        return
    further = {"owner": actor.owner_id, "ids": [one.kept_id for one in merges]}
    for later in await tx.all(_journal(), further):
        if later.merged_id not in ids:
            raise Conflict(
                "Was merged into someone who was merged into another person since. Restore that "
                "one first."
            )
    for merge in reversed(merges):
        await _undo(tx, actor, merge)


async def _undo(tx: Transaction, actor: Actor, merge: Any) -> None:
    moved = {name: [UUID(one) for one in ids] for name, ids in merge.moved.items()}
    for source in all_sources():
        if ids := moved.get(source.kind):
            await _move(tx, actor, source, merge.kept_id, merge.merged_id, ids)
    for name in _SIDES:
        if ids := moved.get(name):
            await _move_relationships(tx, actor, name, merge.kept_id, merge.merged_id, ids)
    kept = await _locked(tx, actor, merge.kept_id)
    values = unmerged(fields_of(kept), merge.before, merge.after)
    if values.get("location_id"):
        wanted = UUID(values["location_id"])
        if wanted not in await existing_locations(tx, actor, PERSON, [wanted]):
            values["location_id"] = None
    await _write(tx, actor, kept, values)
    await tx.execute(delete(MERGES).where(_M.owner_id == actor.owner_id, _M.id == merge.id))
    for person_id in (merge.kept_id, merge.merged_id):
        await refresh_talked_on(tx, actor, person_id)


async def _two(
    tx: Transaction, actor: Actor, person_id: UUID, other_id: UUID
) -> tuple[PersonRow, PersonRow]:
    """Both people, locked in the order of their ids. NotFound; InvalidInput at `other_id`."""
    found = await tx.all(_pair(), {"owner": actor.owner_id, "ids": [person_id, other_id]})
    people = {row.id: row for row in (row_from(PERSON, one) for one in found)}
    if person_id not in people:
        raise NotFound
    if person_id == other_id:
        raise InvalidInput.at("other_id", "Is the same person. Choose another one.")
    if other_id not in people:
        raise InvalidInput.at("other_id", "Is not one of your people.")
    return people[person_id], people[other_id]


async def _locked(tx: Transaction, actor: Actor, person_id: UUID) -> PersonRow:
    """A person, who may be in the trash, locked until the transaction ends."""
    found = await tx.first(_anywhere(), {"owner": actor.owner_id, "ids": [person_id]})
    assert found is not None
    return row_from(PERSON, found)


async def _write(tx: Transaction, actor: Actor, row: PersonRow, values: Mapping[str, Any]) -> None:
    """Writes fields, as JSON has them, of a person, who may be in the trash.

    The version is raised in any case.
    """
    changes = with_text_keys(PERSON, in_columns(PERSON, values))
    if changes.get("location_id"):
        changes["location_id"] = UUID(changes["location_id"])
    if any(name in values for name in PERSON.searched):
        texts = {name: values.get(name, getattr(row, name)) for name in PERSON.searched}
        changes["words"] = cast(literal(words_from(PERSON, texts)), TSVECTOR)
    statement = update(PEOPLE).where(these(PERSON)).values(**changes, **written(PERSON.table))
    await tx.execute(statement, {"owner": actor.owner_id, "ids": [row.id], "at": tx.now})
    if "tags" in values:
        assert PERSON.tags is not None
        await set_tags(tx, actor, PERSON.tags, [row.id], values["tags"])
    await alarms.write_alarms(tx, actor, PERSON_ALARMS, row, values)


async def _move(
    tx: Transaction,
    actor: Actor,
    source: TimelineSource,
    from_id: UUID,
    to_id: UUID,
    ids: Sequence[UUID] | None = None,
) -> list[UUID]:
    """Ties things of one kind to another person, all or those with these ids; returns their ids.

    What that person is tied to already stays. The versions of the items are raised.
    """
    values: dict[str, Any] = {"owner": actor.owner_id, "from_id": from_id, "to_id": to_id}
    if ids is not None:
        values["ids"] = list(ids)
    moved = list((await tx.execute(_move_statement(source, ids is None), values)).scalars())
    if moved and source.items is not None:
        touched = {"owner": actor.owner_id, "ids": moved, "at": tx.now}
        await tx.execute(_touch(source), touched)
    return moved


async def _move_relationships(
    tx: Transaction,
    actor: Actor,
    name: str,
    from_id: UUID,
    to_id: UUID,
    ids: Sequence[UUID] | None = None,
) -> list[UUID]:
    values: dict[str, Any] = {"owner": actor.owner_id, "from_id": from_id, "to_id": to_id}
    if ids is not None:
        values["ids"] = list(ids)
    found = await tx.execute(_move_relationships_statement(name, ids is None), values)
    return list(found.scalars())


@cache
def _pair() -> Select[*tuple[Any, ...]]:
    found = select(*columns(PERSON)).where(these(PERSON), present(PERSON))
    return found.order_by(PEOPLE.c.id).with_for_update(of=PEOPLE)


@cache
def _anywhere() -> Select[*tuple[Any, ...]]:
    return select(*columns(PERSON)).where(these(PERSON)).with_for_update(of=PEOPLE)


@cache
def _journal() -> Select[*tuple[Any, ...]]:
    """The merges of people with these ids into others, the earliest first."""
    names = (_M.id, _M.kept_id, _M.merged_id, _M.before, _M.after, _M.moved)
    return select(*names).where(_M.owner_id == OWNER, _M.merged_id == _IDS).order_by(_M.id)


def _moving(source: TimelineSource) -> list[ColumnElement[bool]]:
    """The conditions for what moves: not tied to the new person already, in a link table."""
    table = source.walked.c
    conditions = [table.owner_id == OWNER, source.tied_to == FROM]
    if source.walked is not source.items and source.items is not None:
        there = source.walked.alias("there")
        same = (
            there.c.owner_id == table.owner_id,
            there.c[source.id.name] == source.id,
            there.c.person_id == TO,
        )
        conditions.append(~select(there.c.person_id).where(*same).exists())
    return conditions


@cache
def _move_statement(source: TimelineSource, everything: bool) -> Any:
    conditions = _moving(source)
    if not everything:
        conditions.append(source.id == _IDS)
    moving = update(source.walked).where(*conditions).values(person_id=TO)
    return moving.returning(source.id)


@cache
def _touch(source: TimelineSource) -> Update:
    assert source.items is not None
    items = source.items.c
    raised = {"version": items.version + 1, "updated_at": AT}
    return update(source.items).where(items.owner_id == OWNER, items.id == _IDS).values(raised)


def _moving_relationships(name: str) -> list[ColumnElement[bool]]:
    """Not those between the two, nor what the new person is with the same one already."""
    column, other = _SIDES[name]
    there = RELATIONSHIPS.alias("there")
    word = _R.word if name == "relationship" else _R.inverse
    same = or_(
        and_(there.c.person_id == TO, there.c.other_id == _R[other], there.c.word == word),
        and_(there.c.other_id == TO, there.c.person_id == _R[other], there.c.inverse == word),
    )
    known = select(there.c.id).where(there.c.owner_id == OWNER, same).exists()
    return [_R.owner_id == OWNER, _R[column] == FROM, _R[other] != TO, ~known]


@cache
def _move_relationships_statement(name: str, everything: bool) -> Any:
    column, _ = _SIDES[name]
    conditions = _moving_relationships(name)
    if not everything:
        conditions.append(_R.id == _IDS)
    return update(RELATIONSHIPS).where(*conditions).values({column: TO}).returning(_R.id)


@cache
def _counts(sources: tuple[TimelineSource, ...]) -> Select[*tuple[Any, ...]]:
    """How many things of each kind a merge moves, in one statement."""
    numbers = [
        select(func.count()).select_from(source.walked).where(*_moving(source)).scalar_subquery()
        for source in sources
    ]
    sides = [
        select(func.count()).select_from(RELATIONSHIPS).where(*_moving_relationships(name))
        for name in _SIDES
    ]
    related = sides[0].scalar_subquery() + sides[1].scalar_subquery()
    kinds = (number.label(one.kind) for number, one in zip(numbers, sources, strict=True))
    return select(*kinds, related.label("relationship"))
