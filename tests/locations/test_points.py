"""What the map shows of the locations."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from umbra.core.actor import Actor
from umbra.database import Database
from umbra.locations import points
from umbra.locations.map.state import counts_in_words
from umbra.locations.service import LocationFilter


async def add(client: AsyncClient, name: str, **fields: Any) -> UUID:
    made = await client.post("/api/locations", json={"name": name, **fields})
    return UUID(made.json()["id"])


async def test_the_map_has_the_places_that_fit_and_counts_those_without_coordinates(
    as_alice: AsyncClient, as_bob: AsyncClient, database: Database, alice: Actor
) -> None:
    bakery = await add(
        as_alice, 'The "Bakery"', category="Shop", latitude=59.380001, longitude=13.5
    )
    market = await add(as_alice, "Market", category="Shop")
    doctor = await add(as_alice, "Doctor", latitude=1, longitude=2)
    await add(as_bob, "Bob's", category="Shop", latitude=3, longitude=4)
    shops = LocationFilter(category="Shop")
    async with database.transaction(alice) as tx:
        shown = json.loads((await points.list_points(tx, alice, shops))[0])
        assert shown == [[str(bakery), 'The "Bakery"', 59.38, 13.5]]
        assert await points.count_points(tx, alice, shops) == points.Counts(1, 1)
        assert await points.count_points(tx, alice, LocationFilter()) == points.Counts(2, 1)
        found = await points.points_by_id(tx, alice, [bakery, market, doctor], shops)
        assert (await points.list_points(tx, alice, LocationFilter(category="None")))[0] == "[]"
    assert found == {bakery: points.Point(bakery, 'The "Bakery"', 59.38, 13.5)}


async def test_a_map_has_a_most_and_takes_the_first_by_name(
    as_alice: AsyncClient,
    database: Database,
    alice: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(points, "MOST_POINTS", 2)
    points._points.cache_clear()
    for name in ("C", "A", "B"):
        await add(as_alice, name, latitude=1, longitude=2)
    async with database.transaction(alice) as tx:
        shown = json.loads((await points.list_points(tx, alice, LocationFilter()))[0])
    points._points.cache_clear()
    assert [name for _, name, *_ in shown] == ["A", "B"]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (points.Counts(0, 0), "Nothing on the map"),
        (points.Counts(1, 3), "1 location on the map, 3 locations have no coordinates"),
        (points.Counts(2, 1), "2 locations on the map, 1 location has no coordinates"),
        (
            points.Counts(6_000, 0),
            "5,000 locations on the map, the last 1,000 by name are left out",
        ),
    ],
)
def test_the_page_says_how_many_are_on_the_map(counts: points.Counts, words: str) -> None:
    assert counts_in_words(counts) == words
