"""What is tied to a location: events there, people who live there, todos, and places nearby.

Kinds don't import each other: what there is comes from `umbra.kinds`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.clock import local_date
from umbra.database import Transaction
from umbra.items.people import TimelineSource
from umbra.items.timeline import Sort, TimelineFilter, TimelineRow, read_timeline
from umbra.locations import service
from umbra.locations.service import LocationFilter, Near, NearbyRow
from umbra.preferences import service as preferences

MOST_SHOWN = 5
"""Rows of each part: of events those from today on, and the latest before."""

NEARBY_KM = 50
"""How far a place is that counts as nearby."""

Part = Literal["event", "person", "todo", "nearby"]
PARTS: tuple[Part, ...] = ("event", "todo", "person", "nearby")

_sources: tuple[TimelineSource, ...] = ()


def use_ties(sources: Iterable[TimelineSource]) -> None:
    """Sets what is tied to locations. `umbra.kinds` calls this."""
    global _sources
    _sources = tuple(sources)


@dataclass(frozen=True, slots=True)
class Tied:
    """The first things of a part, and whether there are more."""

    rows: tuple[TimelineRow, ...]
    more: bool


def href_of(row: TimelineRow) -> str:
    """The local URL that opens a tied item."""
    [kind] = [source.of for source in _sources if source.kind == row.kind]
    assert kind is not None
    return f"{kind.path}?open={row.id}"


async def list_tied(tx: Transaction, actor: Actor, location_id: UUID, part: str) -> Tied:
    """What of a kind is tied to a location.

    Events: from today on in the account's zone, the earliest first, then the latest before. Open
    todos by the day they are due, then those without one. People in the order they were added.
    """
    if part != "event":
        return await _read(tx, actor, location_id, TimelineFilter(part), "at")
    zone = (await preferences.owner_time_zone(tx, actor)).name
    today = local_date(tx.now, zone)
    ahead = await _read(tx, actor, location_id, TimelineFilter(part, start=today), "at")
    before = await _read(tx, actor, location_id, TimelineFilter(part, end=today), "-at")
    return Tied(ahead.rows + before.rows, ahead.more or before.more)


async def list_nearby(tx: Transaction, actor: Actor, location_id: UUID) -> list[NearbyRow]:
    """The five locations that are nearest to this one, within 50 km. NotFound."""
    here = await service.get_location(tx, actor, location_id)
    if here.latitude is None or here.longitude is None:
        return []
    which = LocationFilter(near=Near(here.latitude, here.longitude, NEARBY_KM))
    window = await service.list_window(tx, actor, which, "distance", limit=MOST_SHOWN + 1)
    found = [row for row in window.rows if isinstance(row, NearbyRow) and row.id != location_id]
    return found[:MOST_SHOWN]


async def _read(
    tx: Transaction, actor: Actor, location_id: UUID, which: TimelineFilter, sort: Sort
) -> Tied:
    window = await read_timeline(tx, actor, location_id, _sources, which, sort, limit=MOST_SHOWN)
    return Tied(tuple(window.rows), window.has_after)
