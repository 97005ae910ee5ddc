"""The service of people, called by the page and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Unpack
from uuid import UUID

from sqlalchemy import Select, func, select

from umbra.alerts import alarms
from umbra.core.actor import Actor
from umbra.core.alarms import not_in_bulk
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction, lock_ordering
from umbra.items import reading, writing
from umbra.items.filtering import EVERYTHING, Conditions, Filter, matching, tagged
from umbra.items.kind import Changed, in_columns, present
from umbra.items.locations import check_location, without_gone_location
from umbra.items.many import change_many, patch_of_many, trash_values
from umbra.people.birthdays import PERSON_ALARMS, plan_alarms
from umbra.people.fields import (
    PersonFields,
    PersonFilter,
    PersonFilterFields,
    PersonPatch,
    Sort,
)
from umbra.people.kind import PEOPLE, PERSON
from umbra.people.rules import NO_LETTER, PersonRow, letter_of

__all__ = [
    "Letter",
    "PersonAction",
    "PersonFields",
    "PersonFilter",
    "PersonFilterFields",
    "PersonPatch",
    "PersonRow",
    "Sort",
    "bulk_people",
    "count",
    "create_person",
    "cursor_of",
    "delete_person",
    "get_person",
    "letters",
    "list_window",
    "patch_person",
    "replace_person",
    "revert_person",
    "rows_by_id",
]

PersonAction = Literal["delete", "restore", "patch"]

_P = PEOPLE.c
_BEFORE_ALL = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the index, "#" for all that are none, and the number of people under it.

    `place` is just before the first of them in the list sorted by name; None for the beginning.
    """

    letter: str
    count: int
    place: Cursor | None


async def get_person(tx: Transaction, actor: Actor, person_id: UUID) -> PersonRow:
    """The person by that id. NotFound where the owner has none, or has them in the trash."""
    return await reading.get(tx, actor, PERSON, person_id)


async def list_window(
    tx: Transaction,
    actor: Actor,
    which: PersonFilter,
    sort: Sort,
    **place: Unpack[reading.Place],
) -> Window[PersonRow]:
    """A window of the people in the order of `sort`; see `umbra.items.reading.window`."""
    filtered = await conditions_of(tx, which)
    return await reading.window(tx, actor, PERSON, filtered, sort, **place)


async def rows_by_id(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], which: PersonFilter
) -> list[PersonRow]:
    """Those of the people `ids` that are there and fit `which`, in no order."""
    return await reading.by_ids(tx, actor, PERSON, ids, await conditions_of(tx, which))


async def count(tx: Transaction, actor: Actor, which: PersonFilter) -> int:
    """The number of people who fit `which`."""
    return await reading.number_of(tx, actor, PERSON, await conditions_of(tx, which))


async def letters(tx: Transaction, actor: Actor) -> list[Letter]:
    """The letters that people's names begin with, in the order of the list."""
    found: dict[str, Letter] = {}
    for first, number in await tx.all(_letters(), {"owner": actor.owner_id}):
        letter = letter_of(first)
        known = found.get(letter)
        if known is not None:  # several signs that are no letters, before and after those
            found[letter] = Letter(letter, known.count + number, known.place)
            continue
        begins = None if letter == NO_LETTER else Cursor("name", (0, first, str(_BEFORE_ALL)))
        found[letter] = Letter(letter, number, begins)
    return list(found.values())


def cursor_of(row: PersonRow, sort: Sort) -> Cursor:
    """The place of `row` in the list sorted by `sort`."""
    return reading.cursor_of(PERSON, row, sort)


async def conditions_of(tx: Transaction, which: PersonFilter) -> Filter:
    """`which` as conditions."""
    filtered = await matching(tx, PERSON, which.text) if which.text else EVERYTHING
    if which.favourite is not None:
        condition = _P.favourite if which.favourite else ~_P.favourite
        filtered &= Filter(Conditions((f"favourite:{which.favourite}",), (condition,)))
    return filtered & tagged(PERSON, which.tag) if which.tag is not None else filtered


async def create_person(tx: Transaction, actor: Actor, fields: PersonFields) -> PersonRow:
    """Creates a person. InvalidInput at `location_id`."""
    await check_location(tx, actor, PERSON, fields.location_id)
    if fields.alarms:
        await lock_ordering(tx, actor)
    values = in_columns(PERSON, dict(fields))
    row = await writing.create(tx, actor, PERSON, values, fields.tags)
    return await _with_alarms(tx, actor, row, {"alarms": fields.alarms})


async def replace_person(
    tx: Transaction,
    actor: Actor,
    person_id: UUID,
    fields: PersonFields,
    version: int | None = None,
) -> PersonRow:
    """Replaces all fields of the person.

    NotFound; StaleVersion when `version` is given and they have another by now; InvalidInput at
    `location_id`.
    """
    return await _change(tx, actor, person_id, dict(fields), version)


async def patch_person(
    tx: Transaction,
    actor: Actor,
    person_id: UUID,
    patch: PersonPatch,
    version: int | None = None,
) -> PersonRow:
    """Applies a merge patch to the person. Errors as `replace_person`."""
    return await _change(tx, actor, person_id, patch.named(), version)


async def revert_person(
    tx: Transaction,
    actor: Actor,
    person_id: UUID,
    values: Mapping[str, Any],
    version: int,
    tags: Sequence[str] | None = None,
) -> PersonRow:
    """Writes former `values` by column, with the alarms among them, and `tags` back, for undo.

    A location that was deleted for good since is left out. NotFound; StaleVersion when the person
    has another version by now.
    """
    await lock_ordering(tx, actor)
    own = {name: value for name, value in values.items() if name != "alarms"}
    own = await without_gone_location(tx, actor, PERSON, own)
    row = await writing.change(
        tx, actor, PERSON, person_id, own, version, tags=tags, has_parts="alarms" in values
    )
    return await _with_alarms(tx, actor, row, values)


async def delete_person(
    tx: Transaction, actor: Actor, person_id: UUID, version: int | None = None
) -> None:
    """Puts the person into the trash.

    NotFound; StaleVersion when `version` is given and they have another by now.
    """
    await writing.delete(tx, actor, PERSON, person_id, version)


async def bulk_people(
    tx: Transaction,
    actor: Actor,
    ids: Sequence[UUID],
    action: PersonAction,
    patch: PersonPatch | None = None,
) -> list[Changed]:
    """Applies `action` to all of `ids` or to none: NotFound if one does not exist.

    "restore" takes them from the trash. InvalidInput at `ids` for none or more than 500, at
    `fields` for what a bulk patch can't do.
    """
    named = patch_of_many(action, patch)
    not_in_bulk(named)
    location_id = named.get("location_id")
    await check_location(tx, actor, PERSON, location_id, field="fields.location_id")
    values = trash_values(action)
    if values is None:
        values = in_columns(PERSON, named)
    changed = await change_many(
        tx, actor, PERSON, ids, values, tags=named.get("tags"), in_trash=action == "restore"
    )
    if "birthday" in named:
        await plan_alarms(tx, actor, [one.id for one in changed])
    return changed


async def _change(
    tx: Transaction, actor: Actor, person_id: UUID, named: dict[str, Any], version: int | None
) -> PersonRow:
    await check_location(tx, actor, PERSON, named.get("location_id"), person_id)
    if "alarms" in named:
        await lock_ordering(tx, actor)
    values = in_columns(PERSON, named)
    row = await writing.change(
        tx,
        actor,
        PERSON,
        person_id,
        values,
        version,
        tags=named.get("tags"),
        has_parts="alarms" in named,
    )
    return await _with_alarms(tx, actor, row, named)


async def _with_alarms(
    tx: Transaction, actor: Actor, row: PersonRow, named: Mapping[str, Any]
) -> PersonRow:
    """The person with the alarms that are `named`; those they have follow the birthday."""
    if await alarms.write_alarms(tx, actor, PERSON_ALARMS, row, named):
        return await reading.get(tx, actor, PERSON, row.id)
    return row


@cache
def _letters() -> Select[*tuple[Any, ...]]:
    first = func.left(_P.sort_key, 1).label("first")
    counted = select(first, func.count().label("number")).where(present(PERSON))
    return counted.group_by(first).order_by(first)
