"""Locations near a place: a box read from an index, then the exact distance, in one statement."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, bindparam, cast, func, or_

from umbra.core.distances import EARTH_KM, box_around
from umbra.items.filtering import Conditions, Filter
from umbra.items.kind import Kind
from umbra.items.orders import Key, Part, SortKey, by_id
from umbra.locations.fields import Near
from umbra.locations.kind import LOCATION, LOCATIONS
from umbra.locations.rules import NearbyRow

_L = LOCATIONS.c


def _given(name: str) -> ColumnElement[float]:
    return bindparam(f"near_{name}", type_=Float())


def _metres() -> ColumnElement[int]:
    """The distance by the haversine formula, in whole metres."""
    half_north = func.sin(func.radians(_L.latitude - _given("latitude")) / 2)
    half_east = func.sin(func.radians(_L.longitude - _given("longitude")) / 2)
    parallels = func.cos(func.radians(_given("latitude"))) * func.cos(func.radians(_L.latitude))
    chord = half_north * half_north + parallels * half_east * half_east
    angle = func.asin(func.least(1.0, func.sqrt(chord)), type_=Float())
    return cast(func.round(angle * (2_000 * EARTH_KM)), Integer())


def _metres_from(key: Key) -> int:
    if type(key) is not int or not 0 <= key <= _MOST_METRES:
        raise ValueError
    return key


_METRES = _metres()
"""The distance of a location from the place of a `Filter` by `within`."""

_MOST_METRES = 2**31 - 1
_DISTANCE: SortKey[NearbyRow] = SortKey(
    "key_metres",
    _METRES,
    bindparam("key_metres", type_=Integer()),
    lambda row: round(row.distance * 1000),
    _metres_from,
)

_PLAIN: Kind[Any] = LOCATION
NEARBY: Kind[NearbyRow] = replace(
    _PLAIN,
    row=NearbyRow,
    computed={"distance": cast(_METRES, Float()) / 1000.0},
    orders={**LOCATION.orders, "distance": (Part((_DISTANCE, by_id(LOCATIONS))),)},
)
"""Locations with their distance. What reads them needs a filter by `within`."""


def within(near: Near) -> Filter:
    """The locations that are near: to the metre, whatever poles and meridians are between."""
    box = asdict(box_around(near.latitude, near.longitude, near.km))
    values: dict[str, Any] = {f"near_{name}": bound for name, bound in box.items()}
    values |= {"near_latitude": near.latitude, "near_longitude": near.longitude}
    return Filter(_CONDITIONS, {**values, "near_metres": round(near.km * 1000)})


_CONDITIONS = Conditions(
    ("near",),
    (
        _L.latitude.is_not(None),
        _L.latitude.between(_given("south"), _given("north")),
        or_(
            _L.longitude.between(_given("west"), _given("east")),
            _L.longitude.between(_given("other_west"), _given("other_east")),
        ),
        bindparam("near_metres", type_=Integer()) >= _METRES,
    ),
)
