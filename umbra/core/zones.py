"""Time zones from one database: the pinned package `tzdata`, never the machine's own files.

A machine's files may be older than the package, so that two installations would disagree about
the same meeting. Every `ZoneInfo` of UMBRA is made here; PostgreSQL has a third database and is
never asked to convert (no timezone arithmetic in SQL).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

import tzdata

_UNSET_ZONE = "Factory"
"""The IANA database's entry for a machine whose time zone is not set."""


def tzdata_version() -> str:
    """The release of the IANA database in use, such as 2026f."""
    return tzdata.IANA_VERSION


@cache
def zone_names() -> frozenset[str]:
    """The names of all zones and links of the IANA database, such as Europe/Berlin and UTC."""
    listed = files("tzdata").joinpath("zones").read_text(encoding="ascii")
    return frozenset(listed.split()) - {_UNSET_ZONE}


def is_known_zone(name: str | None) -> bool:
    """Whether `name` is in `zone_names`, spelled exactly as there."""
    return name in zone_names()


@cache
def time_zone(name: str) -> ZoneInfo:
    """The zone called `name`. Raises LookupError for a name that `is_known_zone` denies."""
    with _file_of(name).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


@cache
def rules_hash(name: str) -> str:
    """SHA-256 (hexadecimal) of a zone's rules: it changes when a release changes this zone.

    Times derived with other rules have to be derived again. LookupError for an unknown name.
    """
    return sha256(_file_of(name).read_bytes()).hexdigest()


def instant_of(local: datetime, name: str) -> datetime:
    """The instant, in UTC, of a wall-clock time (naive) in a zone, by RFC 5545 section 3.3.5.

    A time that occurs twice means the first; one that a gap skips is read with the UTC offset
    before the gap, so 02:30 becomes 03:30. Both are what `fold=0` means (PEP 495).
    """
    return local.replace(tzinfo=time_zone(name), fold=0).astimezone(UTC)


def wall_clock(instant: datetime, name: str) -> datetime:
    """The wall-clock time (naive) that a zone's clocks show at an instant (aware)."""
    return instant.astimezone(time_zone(name)).replace(tzinfo=None, fold=0)


def _file_of(name: str) -> Traversable:
    if not is_known_zone(name):
        raise LookupError(f"not a time zone of tzdata {tzdata_version()}: {name!r}")
    return files("tzdata").joinpath("zoneinfo", *name.split("/"))
