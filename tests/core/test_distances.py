"""Distances on the earth, and the boxes that hold all that is within one."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbra.core.distances import EARTH_KM, Box, box_around

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


def distance_km(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """The distance of two places in km; all arguments in degrees."""
    north, other_north = radians(latitude), radians(other_latitude)
    half_north = sin((other_north - north) / 2)
    half_east = sin(radians(other_longitude - longitude) / 2)
    chord = half_north**2 + cos(north) * cos(other_north) * half_east**2
    return 2 * EARTH_KM * asin(min(1, sqrt(chord)))


def holds(box: Box, latitude: float, longitude: float) -> bool:
    return box.south <= latitude <= box.north and (
        box.west <= longitude <= box.east or box.other_west <= longitude <= box.other_east
    )


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((52.52, 13.405), (48.8566, 2.3522), 877.5),  # Berlin, Paris
        ((-33.8688, 151.2093), (34.0522, -118.2437), 12_073),  # Sydney, Los Angeles
        ((0, 179.9), (0, -179.9), 22.24),
        ((90, 0), (90, 123), 0),
        ((0, 0), (0, 180), 20_015.1),
    ],
)
def test_a_distance_is_that_of_the_great_circle(
    one: tuple[float, float], other: tuple[float, float], km: float
) -> None:
    assert distance_km(*one, *other) == pytest.approx(km, rel=5e-4, abs=1e-6)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES, st.floats(0.001, 20_000))
def test_a_box_holds_everything_within_the_distance(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float, km: float
) -> None:
    if distance_km(latitude, longitude, other_latitude, other_longitude) <= km:
        assert holds(box_around(latitude, longitude, km), other_latitude, other_longitude)


def test_a_small_box_is_small_also_across_the_180th_meridian() -> None:
    box = box_around(0, 179.95, 20)
    assert holds(box, 0, -179.9)
    assert not holds(box, 0, 179.7)
    assert not holds(box, 0, 0)


def test_a_box_at_a_pole_has_all_longitudes_and_no_latitude_beyond_it() -> None:
    box = box_around(89.99, 10, 5)
    assert holds(box, 89.99, -170)
    assert box.north == 90
