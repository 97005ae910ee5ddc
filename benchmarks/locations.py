"""Locations: a list, and a change of a name."""

from __future__ import annotations

from benchmarks.sizes import Sized

LOCATIONS = Sized(
    title="Locations",
    path="/api/locations",
    write="Write",
    some="some_locations",
    bodies=({"name": "Bakery by the bridge"}, {"name": "Bakery at the corner"}),
)
