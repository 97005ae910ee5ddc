"""The map of locations, beside their list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from umbra.ui.kinds import OnValue, Text

_LIBRARY = rx.asset("location_map.jsx", shared=True).importable_path
for _part in ("land.js", "map.css", "places.js", "world.js"):
    rx.asset(_part, shared=True)
_PACKAGES = ["leaflet@1.9.4", "world-atlas@2.0.2"]


def _id(place: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (place,)


class _LocationMap(rx.Component):
    library = _LIBRARY
    tag = "LocationMap"
    lib_dependencies: list[str] = _PACKAGES

    points: rx.Var[str]
    moved: rx.Var[list[Any]]
    read: rx.Var[int]
    open: rx.Var[str]
    tiles: rx.Var[str]
    attribution: rx.Var[str]
    label: rx.Var[str]
    on_open: rx.EventHandler[_id]


def location_map(
    *,
    points: rx.Var[str],
    moved: rx.Var[Sequence[Any]],
    read: rx.Var[int],
    open: rx.Var[str],
    tiles: rx.Var[str],
    attribution: rx.Var[str],
    label: Text,
    on_open: OnValue,
) -> rx.Component:
    """The map, as high as its parent. Its accessible name is `label`.

    `points` is JSON, lists of id, name, latitude and longitude (degrees in WGS 84); `moved` are
    such lists that changed since, in order: an id alone is gone. When the counter `read` grows,
    all were read anew, and the map shows where they are; it is 0 before the first. The place
    `open` is marked, `on_open(id)` is called when one is clicked. Rows of the list are ringed on
    the map while they have the focus, or the pointer is over them.

    The outline of the land is drawn where `tiles`, the URL template of a tile server, is empty.
    Leaflet and the outline are loaded when the map is first shown.
    """
    return _LocationMap.create(
        points=points,
        moved=moved,
        read=read,
        open=open,
        tiles=tiles,
        attribution=attribution,
        label=label,
        on_open=on_open,
    )
