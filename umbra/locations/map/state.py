"""The map of the location page: its points, which are sent once and then change by change."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.config import settings
from umbra.core.ids import id_from
from umbra.database import transaction
from umbra.locations import points
from umbra.locations.points import MOST_POINTS, Counts, Point
from umbra.locations.service import LocationFilter

MOST_CHANGES = 200
"""Changes that are kept beside the points; then all are read again."""

PointValues = list[Any]
"""A point as the page gets it: id, name, latitude, longitude. One that is gone has its id only."""


class MapPoints(rx.State, mixin=True):
    """The points of the map while it is shown, empty otherwise.

    `points` is sent once, as JSON; `moved` has what changed since, which replaces points by their
    ids. `on_the_map` says how many there are. `tiles` is the URL template of the administrator's
    tile server, empty for none, and `attribution` what it wants to be said.
    """

    points: rx.Field[str] = rx.field("[]")
    moved: rx.Field[list[PointValues]] = rx.field(default_factory=list)
    points_read: rx.Field[int] = rx.field(0)
    on_the_map: rx.Field[str] = rx.field("")
    tiles: rx.Field[str] = rx.field("")
    attribution: rx.Field[str] = rx.field("")

    async def _read_points(self, which: LocationFilter) -> None:
        """Shows the locations that fit `which`."""
        actor = current_actor()
        async with transaction(actor) as tx:
            self.points, counts = await points.list_points(tx, actor, which)
        self.moved = []
        self.points_read += 1
        self.on_the_map = counts_in_words(counts)
        self.tiles, self.attribution = settings().tile_url or "", settings().tile_attribution

    async def _read_moved(self, ids: list[str], which: LocationFilter) -> None:
        """Shows the locations `ids` as they are now."""
        if len(self.moved) + len(ids) > MOST_CHANGES:
            await self._read_points(which)
            return
        actor = current_actor()
        wanted = [id_from(item_id) for item_id in ids]
        async with transaction(actor) as tx:
            found = await points.points_by_id(tx, actor, wanted, which)
            counts = await points.count_points(tx, actor, which)
        changed = [_values(found[one]) if one in found else [str(one)] for one in wanted]
        self.moved = [*self.moved, *changed]
        self.on_the_map = counts_in_words(counts)

    def _clear_points(self) -> None:
        if self.points_read:
            self.points, self.moved, self.points_read = "[]", [], 0
            self.on_the_map = ""


def counts_in_words(counts: Counts) -> str:
    """ "12 locations on the map, 3 locations have no coordinates", or what else there is to say."""
    shown = min(counts.placed, MOST_POINTS)
    words = [f"{_locations(shown)} on the map" if shown else "Nothing on the map"]
    if counts.placed > shown:
        words.append(f"the last {counts.placed - shown:,} by name are left out")
    if counts.unplaced:
        verb = "has" if counts.unplaced == 1 else "have"
        words.append(f"{_locations(counts.unplaced)} {verb} no coordinates")
    return ", ".join(words)


def _locations(number: int) -> str:
    return "1 location" if number == 1 else f"{number:,} locations"


def _values(point: Point) -> PointValues:
    return [str(point.id), point.name, point.latitude, point.longitude]
