"""The parts of a location's panel beside its form, each read when it is opened."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.core.ids import id_from
from umbra.core.moments import Now
from umbra.database import Transaction, transaction
from umbra.items.state.editing import Editing
from umbra.items.timeline import TimelineRow
from umbra.locations.kind import LOCATION
from umbra.locations.ties import service
from umbra.locations.ties.service import PARTS
from umbra.preferences import service as preferences


class TiedLine(TypedDict):
    """A line of a part. `href` opens its item; `about` is when it is, or how far."""

    id: str
    title: str
    about: str
    href: str


class TiedPart(TypedDict):
    """A part that was read. `more` says that there are more than its lines."""

    lines: list[TiedLine]
    more: bool


class TiesOfLocation(Editing, mixin=True):
    """`parts` has those that are open, by their names (`umbra.locations.ties.service.PARTS`)."""

    parts: rx.Field[dict[str, TiedPart]] = rx.field(default_factory=dict)

    @rx.event
    async def turn_part(self, name: str) -> None:
        """Opens a part, or closes it."""
        if name in self.parts:
            self.parts = {one: part for one, part in self.parts.items() if one != name}
        elif name in PARTS:
            await self._read_parts([*self.parts, name])

    @rx.event
    async def ties_changed(self, _versions: dict[str, int]) -> None:
        """Reads the open parts again. The live listener calls this for every kind that is tied."""
        if self.parts and self.router.url.path == LOCATION.path:
            await self._read_parts(list(self.parts))

    async def _read_parts(self, names: list[str]) -> None:
        if not self.open_id:
            return
        actor, open_id = current_actor(), id_from(self.open_id)
        try:
            async with transaction(actor) as tx:
                now = await preferences.now_of(tx, actor)
                self.parts = {name: await _part(tx, actor, name, open_id, now) for name in names}
        except NotFound:
            self.parts = {}

    def _close(self) -> None:
        super()._close()
        self.parts = {}


async def _part(tx: Transaction, actor: Actor, name: str, location_id: UUID, now: Now) -> TiedPart:
    if name == "nearby":
        nearby = [
            _line(row.id, row.name, distance_words(row.distance), f"{LOCATION.path}?open={row.id}")
            for row in await service.list_nearby(tx, actor, location_id)
        ]
        return {"lines": nearby, "more": False}
    tied = await service.list_tied(tx, actor, location_id, name)
    lines = [_line(row.id, row.title, _when(row, now), service.href_of(row)) for row in tied.rows]
    return {"lines": lines, "more": tied.more}


def _line(item_id: UUID, title: str, about: str, href: str) -> TiedLine:
    return {"id": str(item_id), "title": title, "about": about, "href": href}


def distance_words(km: float) -> str:
    """ "350 m", "2.4 km", "31 km"."""
    if km < 1:
        return f"{round(km * 1000, -1):.0f} m" if km >= 0.1 else f"{km * 1000:.0f} m"
    return f"{km:.1f} km" if km < 10 else f"{km:.0f} km"


def _when(row: TimelineRow, now: Now) -> str:
    """The day, with the time where there is one, and whether it repeats."""
    return ", ".join(filter(None, [now.when(row.at), "repeats" if row.repeats else "", row.detail]))
