"""Distances on the earth, by the haversine formula on a sphere, and boxes around a circle."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, degrees, pi, radians, sin, sqrt

EARTH_KM = 6371.0088
"""The mean radius of the earth (IUGG). A distance on it is off by at most 0.6 % of the true one."""

_MARGIN = 1e-6
"""Degrees that a box is wider on each side, so that rounding leaves no place out."""


@dataclass(frozen=True, slots=True)
class Box:
    """All places between two latitudes and within one of two ranges of longitude, in degrees.

    The second range is the first once more, unless the box crosses the 180th meridian.
    """

    south: float
    north: float
    west: float
    east: float
    other_west: float
    other_east: float


def distance_km(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """The distance of two places in km; all arguments in degrees."""
    north, other_north = radians(latitude), radians(other_latitude)
    half_north = sin((other_north - north) / 2)
    half_east = sin(radians(other_longitude - longitude) / 2)
    chord = half_north**2 + cos(north) * cos(other_north) * half_east**2
    return 2 * EARTH_KM * asin(min(1, sqrt(chord)))


def box_around(latitude: float, longitude: float, km: float) -> Box:
    """The smallest box with everything at most `km` from a place, which is given in degrees.

    It has all longitudes where a pole is within the distance.
    """
    angle = km / EARTH_KM
    height = degrees(angle) + _MARGIN
    south, north = latitude - height, latitude + height
    if angle >= pi / 2 or south <= -90 or north >= 90:
        return Box(max(south, -90), min(north, 90), -180, 180, -180, 180)
    width = degrees(asin(min(1, sin(angle) / cos(radians(latitude))))) + _MARGIN
    west, east = longitude - width, longitude + width
    if west <= -180:
        return Box(south, north, -180, east, west + 360, 180)
    if east >= 180:
        return Box(south, north, west, 180, -180, east - 360)
    return Box(south, north, west, east, west, east)
