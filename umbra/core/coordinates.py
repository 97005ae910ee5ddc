"""Coordinates as people paste them: numbers, degrees and minutes, map links, geo URIs, GeoJSON."""

from __future__ import annotations

import re
from urllib.parse import unquote

from umbra.core.errors import InvalidInput

DECIMALS = 7
"""Decimal places of a degree that are kept: about a centimetre."""

_NUMBER = r"[-+\u2212]?\d{1,3}(?:[.,]\d+)?"
_DECIMAL = r"[-+]?\d{1,3}(?:\.\d+)?"
_PAIR = rf"(?P<first>{_DECIMAL})\s*[,;/+~]?\s*(?P<second>{_DECIMAL})"

# Where map services put the place a link shows, the most exact first.
_IN_LINKS = (
    rf"!3d(?P<first>{_DECIMAL})!4d(?P<second>{_DECIMAL})",  # Google: the marked place
    rf"[?&#](?:mlat)=(?P<first>{_DECIMAL})&mlon=(?P<second>{_DECIMAL})",  # OpenStreetMap: marker
    rf"[?&](?:q|query|ll|sll|daddr|destination|center|cp|coordinate)=(?:loc:)?{_PAIR}",
    rf"[#&]map=[\d.]+/(?P<first>{_DECIMAL})/(?P<second>{_DECIMAL})",  # OpenStreetMap: view
    rf"/@(?P<first>{_DECIMAL}),(?P<second>{_DECIMAL})",  # Google: view
    rf"/(?:place|search)/{_PAIR}(?:[/?]|$)",
)


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.ASCII)


_FIRST, _SECOND = rf"(?P<first>{_DECIMAL})", rf"(?P<second>{_DECIMAL})"
_GEO_URI = _pattern(f"geo:{_FIRST},{_SECOND}", r"(?:,[^;?]*)?(?:[;?].*)?")
_ICALENDAR = _pattern(f"GEO:{_FIRST};{_SECOND}")
_GEOJSON = _pattern(rf"\[\s*{_SECOND}\s*,\s*{_FIRST}\s*", r"(?:,[^\]]*)?\]")
_POINTS = _pattern(rf"{_FIRST}\s*°?\s*,\s*{_SECOND}\s*°?")
_WITH_COMMAS = _pattern(
    rf"(?P<first>{_NUMBER})\s*°?(?:\s*[;/]\s*|\s*,\s+|\s+)(?P<second>{_NUMBER})\s*°?"
)
_DEGREES = (
    r"(?P<deg{0}>\d{{1,3}}(?:[.,]\d+)?)\s*°?"
    r"\s*(?:(?P<min{0}>\d{{1,2}}(?:[.,]\d+)?)\s*['\u2032\u2019])?"
    r"\s*(?:(?P<sec{0}>\d{{1,2}}(?:[.,]\d+)?)\s*(?:\"|\u2033|\u201d|''))?"
)
_BEFORE = r"(?P<side{0}>[NSEWO])\s*" + _DEGREES
_BEHIND = _DEGREES + r"\s*(?P<side{0}>[NSEWO])"
_ANGLES = tuple(
    re.compile(angle.format(1) + r"\s*[,;]?\s*" + angle.format(2), re.IGNORECASE | re.ASCII)
    for angle in (_BEFORE, _BEHIND)
)

UNREADABLE = "Can't be read as coordinates. Paste them like 59.38, 13.50, or the link of a map."


def read_coordinates(text: str) -> tuple[float, float]:
    """Latitude and longitude in degrees (WGS 84) from `text`.

    Latitude comes first, as in RFC 5545 (3.8.1.6) and RFC 5870, but for GeoJSON (RFC 7946,
    3.1.1). A decimal comma is read where the two numbers are told apart by more than a comma.
    InvalidInput at `coordinates`.
    """
    trimmed = text.strip()
    pair = _from_link(trimmed) if "://" in trimmed else _from_text(trimmed)
    if pair is None:
        raise InvalidInput.at("coordinates", UNREADABLE)
    latitude, longitude = (round(value, DECIMALS) for value in pair)
    if problem := problem_of(latitude, longitude):
        raise InvalidInput.at("coordinates", problem)
    return latitude, longitude


def problem_of(latitude: float, longitude: float) -> str:
    """What is wrong with coordinates out of range; empty for none.

    A pair that may be swapped is asked about: swapping it unasked would be a guess.
    """
    if abs(latitude) > 90:
        swapped = " Are the two swapped?" if abs(latitude) <= 180 and abs(longitude) <= 90 else ""
        return f"The latitude, the first, is from -90 to 90 degrees.{swapped}"
    if abs(longitude) > 180:
        return "The longitude, the second, is from -180 to 180 degrees."
    return ""


def written(latitude: float | None, longitude: float | None) -> str:
    """Coordinates as `read_coordinates` reads them; empty where there are none."""
    if latitude is None or longitude is None:
        return ""
    return f"{_plain(latitude)}, {_plain(longitude)}"


def geo_uri(latitude: float, longitude: float) -> str:
    """The `geo:` URI (RFC 5870) that a phone opens in its map."""
    return f"geo:{_plain(latitude)},{_plain(longitude)}"


def _plain(degrees: float) -> str:
    return f"{degrees:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _from_link(link: str) -> tuple[float, float] | None:
    address = unquote(link)
    for pattern in _IN_LINKS:
        if found := re.search(pattern, address, re.ASCII):
            return _numbers(found)
    return None


def _from_text(text: str) -> tuple[float, float] | None:
    for pattern in (_GEO_URI, _ICALENDAR, _GEOJSON, _POINTS, _WITH_COMMAS):
        if found := pattern.fullmatch(text):
            return _numbers(found)
    return _from_angles(text)


def _numbers(found: re.Match[str]) -> tuple[float, float]:
    return _number(found["first"]), _number(found["second"])


def _number(text: str) -> float:
    return float(text.replace("\u2212", "-").replace(",", "."))


def _from_angles(text: str) -> tuple[float, float] | None:
    """Degrees, minutes and seconds, with the side of the world before or behind each."""
    found = next(filter(None, (angles.fullmatch(text) for angles in _ANGLES)), None)
    if found is None:
        return None
    sides = [found[f"side{number}"].upper() for number in (1, 2)]
    angles = []
    for number, side in zip((1, 2), sides, strict=True):
        minutes, seconds = (_number(found[f"{part}{number}"] or "0") for part in ("min", "sec"))
        if minutes >= 60 or seconds >= 60:
            return None
        degrees = _number(found[f"deg{number}"]) + minutes / 60 + seconds / 3600
        angles.append(-degrees if side in "SW" else degrees)
    one, two = (side in "NS" for side in sides)
    if one is two:
        return None
    return (angles[0], angles[1]) if one else (angles[1], angles[0])
