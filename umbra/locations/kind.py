"""The kind of locations: columns and sort orders."""

from __future__ import annotations

from umbra.core.item import table_of
from umbra.items.kind import Kind
from umbra.items.orders import Part, SortKey, by_id, by_instant, by_text, text_key
from umbra.locations.models import Location, LocationTag
from umbra.locations.rules import LocationRow
from umbra.tags.service import TagLink

LOCATIONS = table_of(Location)
_L = LOCATIONS.c

_ID: SortKey[LocationRow] = by_id(LOCATIONS)
_NAME: SortKey[LocationRow] = by_text(_L.name_key, lambda row: text_key(row.name))
_CREATED: SortKey[LocationRow] = by_instant(_L.created_at, lambda row: row.created_at)

LOCATION = Kind(
    name="location",
    plural="locations",
    path="/locations",
    icon="map-pin",
    table=LOCATIONS,
    row=LocationRow,
    title=_L.name,
    orders={
        "name": (Part((_NAME, _ID)),),
        "-name": (Part((_NAME, _ID), rising=False),),
        "created": (Part((_CREATED, _ID)),),
        "-created": (Part((_CREATED, _ID), rising=False),),
    },
    tags=TagLink(table_of(LocationTag), "location_id", LOCATIONS),
    searched=("name", "category", "address", "notes"),
    text_keys={"name_key": "name"},
)
