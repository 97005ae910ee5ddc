"""The earth as a sphere, and the box around a circle on it."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, degrees, pi, radians, sin

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
