"""The state of the location page: the list, and the side panel of a location."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import reflex as rx

from umbra.core.actor import Actor
from umbra.core.contact import map_uri, telephone_uri
from umbra.core.coordinates import read_coordinates, written
from umbra.core.errors import InvalidInput
from umbra.database import Transaction
from umbra.items.state.list_kind import ItemCard, ListKind, Printed, plain_card, register
from umbra.items.state.listing import filters_of
from umbra.items.state.printing import Printing
from umbra.items.state.selecting import Selecting
from umbra.items.state.slots import slots_of
from umbra.items.state.texts import draft_of, fields_of, implied_by
from umbra.locations import service
from umbra.locations.kind import LOCATION
from umbra.locations.map.state import MapPoints
from umbra.locations.service import LocationFields, LocationFilter, LocationPatch, LocationRow, Sort
from umbra.locations.ties.state import TiesOfLocation

LABELS = {
    "name": "Name",
    "category": "Category",
    "tags": "Tags",
    "address": "Address",
    "coordinates": "Coordinates",
    "phone": "Phone",
    "url": "Web page",
    "notes": "Notes",
}


@dataclass(frozen=True, slots=True)
class Address:
    """The state of the location page in its URL."""

    view: Literal["list", "map"] = "list"
    category: str = ""
    tag: str = ""
    sort: Sort = "name"
    open: str = ""


class LocationCard(ItemCard):
    """A slot of the list as the page gets it. `map` and `call` are URIs, empty without them."""

    name: str
    category: str
    tags: list[str]
    noted: bool
    address: str
    map: str
    call: str


def card_of(row: LocationRow, _today: date) -> LocationCard:
    return {
        **plain_card(row),
        "name": row.name,
        "category": row.category or "",
        "tags": list(row.tags),
        "noted": bool(row.notes),
        "address": row.address.replace("\n", ", "),
        "map": map_uri(row.latitude, row.longitude, row.address),
        "call": telephone_uri(row.phone),
    }


def printed_of(row: LocationRow, _today: date) -> Printed:
    details = (row.category or "", row.address.replace("\n", ", "), row.phone)
    return {"mark": "", "title": row.name, "details": " · ".join(filter(None, details))}


def filter_of(address: Address, text: str, _today: date) -> LocationFilter:
    return LocationFilter(text, address.category or None, address.tag or None)


def draft(row: LocationRow) -> dict[str, str]:
    texts = draft_of(row, (name for name in LABELS if name != "coordinates"))
    return {**texts, "coordinates": written(row.latitude, row.longitude)}


def parsed(values: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a form as fields of the service. InvalidInput at `coordinates`."""
    texts = {name: text for name, text in values.items() if name != "coordinates"}
    return fields_of(texts, ("category",)) | coordinates_in(values.get("coordinates"))


def coordinates_in(text: str | None) -> dict[str, float | None]:
    """The fields that a text of coordinates sets: none for None, no coordinates for the empty."""
    if text is None:
        return {}
    pair = read_coordinates(text) if text.strip() else (None, None)
    return dict(zip(("latitude", "longitude"), pair, strict=True))


def new_fields(values: Mapping[str, str], address: Address, _today: date) -> dict[str, Any]:
    """The fields of a new location; what is pasted may be coordinates or the link of a map."""
    text = values.get("name", "")
    fields = {"name": text, **implied_by(address, "category")}
    try:
        latitude, longitude = read_coordinates(text)
    except InvalidInput:
        return fields
    named = {"name": written(latitude, longitude), "latitude": latitude, "longitude": longitude}
    return fields | named


async def _count(tx: Transaction, actor: Actor, which: LocationFilter, _today: date) -> Any:
    return {"": await service.count(tx, actor, which)}


LOCATION_LIST = register(
    ListKind(
        kind=LOCATION,
        address=Address,
        filter=filter_of,
        shows=LocationCard,
        card=card_of,
        printed=printed_of,
        labels=LABELS,
        draft=draft,
        parsed=parsed,
        new=new_fields,
        fields=LocationFields,
        changes=LocationPatch,
        window=service.list_window,
        by_ids=service.rows_by_id,
        create=service.create_location,
        patch=service.patch_location,
        bulk=service.bulk_locations,
        count=_count,
        in_use=("category",),
        no_filters=("view",),
    )
)


class LocationList(MapPoints, Selecting, Printing, slots_of(LocationCard), rx.State):
    """The list of locations of a tab, and their map beside it if the address says so."""

    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: filters_of(Address()))

    _kind_name: str = LOCATION.name

    @rx.event
    async def categorise_selected(self, category: str) -> None:
        await self._bulk("patch", {"category": category or None}, "Changed the category of {}")

    @rx.event
    async def points_changed(self, versions: dict[str, int]) -> None:
        """Reads changed points of the map again; without ids, all. The listener calls this."""
        if not self._is_open() or self._shown_address.view != "map":
            return
        if versions:
            await self._read_moved(list(versions), self._filter())
        else:
            await self._read_points(self._filter())

    async def _reload(self, *, from_end: bool = False, keep_place: bool = False) -> None:
        await super()._reload(from_end=from_end, keep_place=keep_place)
        if self._shown_address.view == "map":
            await self._read_points(self._filter())
        else:
            self._clear_points()

    @property
    def _editor_state(self) -> type[LocationEditor]:
        return LocationEditor


class LocationEditor(TiesOfLocation, rx.State):
    """The panel of one location, and what is tied to it.

    `map` and `call` are URIs of what is stored.
    """

    map: rx.Field[str] = rx.field("")
    call: rx.Field[str] = rx.field("")
    link: rx.Field[str] = rx.field("")

    _kind_name: str = LOCATION.name

    @property
    def _list_state(self) -> type[LocationList]:
        return LocationList

    def _show_state(self, row: LocationRow) -> None:
        self.map = map_uri(row.latitude, row.longitude, row.address)
        self.call, self.link = telephone_uri(row.phone), row.url
