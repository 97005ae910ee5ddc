"""What the map shows of locations: where they are, and how many have no coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Select, Text, cast, func, select

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.filtering import Conditions, Filter
from umbra.items.kind import present
from umbra.items.reading import counting
from umbra.locations import service
from umbra.locations.kind import LOCATION, LOCATIONS
from umbra.locations.service import LocationFilter

MOST_POINTS = 5_000
"""Locations on a map at most: the first by name."""

DECIMALS = 5
"""Decimal places of a degree on the map: about a metre."""

_L = LOCATIONS.c


@dataclass(frozen=True, slots=True)
class Point:
    """A location on the map, in degrees (WGS 84)."""

    id: UUID
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How many locations that fit have coordinates, and how many have none."""

    placed: int
    unplaced: int


async def list_points(tx: Transaction, actor: Actor, which: LocationFilter) -> tuple[str, Counts]:
    """The first 5,000 locations with coordinates that fit `which`, by name, as JSON; the counts.

    An array of arrays of id, name, latitude and longitude. The database makes it: as rows they
    would take ten times as long.
    """
    filtered = await service.conditions_of(tx, which)
    values = {"owner": actor.owner_id, **filtered.values}
    found = await tx.scalar(_points(filtered.conditions), values) or "[]"
    return found, await _count(tx, actor, filtered)


async def count_points(tx: Transaction, actor: Actor, which: LocationFilter) -> Counts:
    """How many of the locations that fit `which` the map can show."""
    return await _count(tx, actor, await service.conditions_of(tx, which))


async def _count(tx: Transaction, actor: Actor, filtered: Filter) -> Counts:
    values = {"owner": actor.owner_id, **filtered.values}
    row = await tx.first(_counts(filtered.conditions), values)
    return Counts(0, 0) if row is None else Counts(*row)


async def points_by_id(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], which: LocationFilter
) -> dict[UUID, Point]:
    """Those of the locations `ids` that are there, fit `which` and have coordinates."""
    return {
        row.id: Point(
            row.id, row.name, round(row.latitude, DECIMALS), round(row.longitude, DECIMALS)
        )
        for row in await service.rows_by_id(tx, actor, ids, which)
        if row.latitude is not None and row.longitude is not None
    }


@lru_cache(maxsize=128)
def _points(conditions: Conditions) -> Select[*tuple[Any, ...]]:
    rows = (
        select(_L.id, _L.name, _rounded(_L.latitude), _rounded(_L.longitude))
        .where(present(LOCATION), _L.latitude.is_not(None), *conditions.clauses)
        .order_by(_L.name_key, _L.id)
        .limit(MOST_POINTS)
        .subquery()
    )
    return select(cast(func.json_agg(func.json_build_array(*rows.c)), Text()))


def _rounded(degrees: Column[Any]) -> ColumnElement[Any]:
    return (func.round(degrees * 10**DECIMALS) / 10.0**DECIMALS).label(degrees.name)


@lru_cache(maxsize=128)
def _counts(conditions: Conditions) -> Select[*tuple[Any, ...]]:
    placed = func.count(_L.latitude)
    return counting(LOCATION, conditions, placed, func.count() - placed)
