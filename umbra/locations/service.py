"""The service of locations, called by the page and the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Unpack
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction
from umbra.items import reading, writing
from umbra.items.filtering import EVERYTHING, Filter, equals, matching, tagged
from umbra.items.kind import Changed, in_columns
from umbra.items.many import change_many, patch_of_many, trash_values
from umbra.locations.fields import (
    PAIR,
    LocationFields,
    LocationFilter,
    LocationFilterFields,
    LocationPatch,
    Near,
    NearbySort,
    Sort,
)
from umbra.locations.kind import LOCATION, LOCATIONS
from umbra.locations.nearby import NEARBY, within
from umbra.locations.rules import LocationRow, NearbyRow

__all__ = [
    "LocationAction",
    "LocationFields",
    "LocationFilter",
    "LocationFilterFields",
    "LocationPatch",
    "LocationRow",
    "Near",
    "NearbyRow",
    "NearbySort",
    "Sort",
    "bulk_locations",
    "categories",
    "count",
    "create_location",
    "cursor_of",
    "delete_location",
    "get_location",
    "list_window",
    "patch_location",
    "replace_location",
    "rows_by_id",
]

LocationAction = Literal["delete", "restore", "patch"]

_L = LOCATIONS.c
_HAS_COORDINATES = (_L.latitude.is_not(None),)


async def get_location(tx: Transaction, actor: Actor, location_id: UUID) -> LocationRow:
    """The location by that id. NotFound where the owner has none, or has it in the trash."""
    return await reading.get(tx, actor, LOCATION, location_id)


async def list_window(
    tx: Transaction,
    actor: Actor,
    which: LocationFilter,
    sort: NearbySort,
    **place: Unpack[reading.Place],
) -> Window[LocationRow] | Window[NearbyRow]:
    """A window of the locations in the order of `sort`; see `umbra.items.reading.window`.

    With `near` they have their distance, by which they may be sorted.
    """
    filtered = await conditions_of(tx, which)
    if which.near is not None:
        return await reading.window(tx, actor, NEARBY, filtered, sort, **place)
    return await reading.window(tx, actor, LOCATION, filtered, sort, **place)


async def rows_by_id(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], which: LocationFilter
) -> list[LocationRow]:
    """Those of the locations `ids` that are there and fit `which`, in no order."""
    return await reading.by_ids(tx, actor, LOCATION, ids, await conditions_of(tx, which))


async def categories(tx: Transaction, actor: Actor) -> Sequence[str]:
    """The categories of the owner's locations, by name; of very many the first 200."""
    return await reading.values_in_use(tx, actor, LOCATION, _L.category)


async def count(tx: Transaction, actor: Actor, which: LocationFilter) -> int:
    """The number of locations that fit `which`."""
    return await reading.number_of(tx, actor, LOCATION, await conditions_of(tx, which))


def cursor_of(row: LocationRow, sort: NearbySort) -> Cursor:
    """The place of `row` in the list sorted by `sort`."""
    if isinstance(row, NearbyRow):
        return reading.cursor_of(NEARBY, row, sort)
    return reading.cursor_of(LOCATION, row, sort)


async def conditions_of(tx: Transaction, which: LocationFilter) -> Filter:
    """`which` as conditions."""
    filtered = await matching(tx, LOCATION, which.text) if which.text else EVERYTHING
    if which.category is not None:
        filtered &= equals(_L.category, which.category)
    if which.near is not None:
        filtered &= within(which.near)
    return filtered & tagged(LOCATION, which.tag) if which.tag is not None else filtered


async def create_location(tx: Transaction, actor: Actor, fields: LocationFields) -> LocationRow:
    """Creates a location."""
    return await writing.create(tx, actor, LOCATION, _values_of(fields), fields.tags)


async def replace_location(
    tx: Transaction,
    actor: Actor,
    location_id: UUID,
    fields: LocationFields,
    version: int | None = None,
) -> LocationRow:
    """Replaces all fields of the location.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    return await writing.change(
        tx, actor, LOCATION, location_id, _values_of(fields), version, tags=fields.tags
    )


async def patch_location(
    tx: Transaction,
    actor: Actor,
    location_id: UUID,
    patch: LocationPatch,
    version: int | None = None,
) -> LocationRow:
    """Applies a merge patch to the location.

    NotFound; StaleVersion when `version` is given and it has another by now; InvalidInput at
    the coordinate that is missing beside the one that is set.
    """
    named = patch.named()
    alone = _lone_coordinate(named)
    return await writing.change(
        tx,
        actor,
        LOCATION,
        location_id,
        in_columns(LOCATION, named),
        version,
        tags=named.get("tags"),
        only=_HAS_COORDINATES if alone else (),
        otherwise=InvalidInput.at(alone, PAIR),
    )


async def delete_location(
    tx: Transaction, actor: Actor, location_id: UUID, version: int | None = None
) -> None:
    """Puts the location into the trash.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    await writing.delete(tx, actor, LOCATION, location_id, version)


async def bulk_locations(
    tx: Transaction,
    actor: Actor,
    ids: Sequence[UUID],
    action: LocationAction,
    patch: LocationPatch | None = None,
) -> list[Changed]:
    """Applies `action` to all of `ids` or to none: NotFound if one does not exist.

    "restore" takes them from the trash. InvalidInput at `ids` for none or more than 500, at
    `fields` for what a bulk patch can't do.
    """
    named = patch_of_many(action, patch)
    if alone := _lone_coordinate(named):
        raise InvalidInput.at(f"fields.{alone}", PAIR)
    values = trash_values(action)
    if values is None:
        values = in_columns(LOCATION, named)
    return await change_many(
        tx, actor, LOCATION, ids, values, tags=named.get("tags"), in_trash=action == "restore"
    )


def _lone_coordinate(named: dict[str, Any]) -> str:
    """The coordinate that `named` sets without the other; empty if there is none."""
    both = [name for name in ("latitude", "longitude") if name in named]
    return both[0] if len(both) == 1 else ""


def _values_of(fields: LocationFields) -> dict[str, Any]:
    return in_columns(LOCATION, dict(fields))
