"""`near` in the list of locations: what is within a distance, nearest first."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from tests.core.test_distances import distance_km
from tests.todos.test_windows import executed, plan_of
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.locations import service
from umbra.locations.service import LocationFilter, Near

BERLIN = (52.52, 13.405)
SPREAD = text("""
    INSERT INTO locations (owner_id, id, version, created_at, updated_at, name, name_key, address,
        latitude, longitude, phone, url, notes, words)
    SELECT :owner, gen_random_uuid(), 1, :now, :now, 'P', 'p', '', n % 180 - 90, n % 360 - 180,
        '', '', '', ''
    FROM generate_series(1, 2000) AS n
""")
"""2,000 places, spread over the earth."""


async def add(client: AsyncClient, name: str, latitude: float, longitude: float) -> None:
    place = {"name": name, "latitude": latitude, "longitude": longitude}
    assert (await client.post("/api/locations", json=place)).status_code == 201


async def near(client: AsyncClient, query: str, **more: Any) -> dict[str, Any]:
    answered = await client.get("/api/locations", params={"near": query, **more})
    assert answered.status_code == 200, answered.text
    return answered.json()


async def names_near(client: AsyncClient, query: str, **more: Any) -> list[str]:
    return [item["name"] for item in (await near(client, query, **more))["items"]]


async def test_places_within_the_distance_come_nearest_first_with_their_distance(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    await add(as_alice, "Potsdam", 52.3989, 13.0657)
    await add(as_alice, "Alexanderplatz", 52.5219, 13.4132)
    await add(as_alice, "Hamburg", 53.5511, 9.9937)
    await as_alice.post("/api/locations", json={"name": "Somewhere"})
    await add(as_bob, "Bob's", *BERLIN)
    found = (await near(as_alice, "52.52,13.405,50"))["items"]
    assert [(one["name"], one["distance"]) for one in found] == [
        ("Alexanderplatz", 0.594),
        ("Potsdam", round(distance_km(*BERLIN, 52.3989, 13.0657), 3)),
    ]
    assert await names_near(as_alice, "52.52,13.405,26.641") == ["Alexanderplatz"]
    assert await names_near(as_alice, "52.52,13.405,26.642") == ["Alexanderplatz", "Potsdam"]
    assert await names_near(as_alice, "52.52,13.405,20000", q="ham") == ["Hamburg"]
    assert (await names_near(as_alice, "52.52,13.405,300", sort="-name"))[0] == "Potsdam"
    put_back = await as_alice.put(f"/api/locations/{found[0]['id']}", json=found[0])
    assert put_back.status_code == 200


async def test_the_180th_meridian_and_the_poles_are_no_borders(as_alice: AsyncClient) -> None:
    await add(as_alice, "Fiji east", -16.8, -179.95)
    await add(as_alice, "Fiji west", -16.8, 179.9)
    await add(as_alice, "Beyond the pole", 89.9, -100)
    assert await names_near(as_alice, "-16.8,179.95,20") == ["Fiji west", "Fiji east"]
    assert await names_near(as_alice, "-16.8,-180,20") == ["Fiji east", "Fiji west"]
    assert await names_near(as_alice, "89.9,80,30") == ["Beyond the pole"]
    assert await names_near(as_alice, "90,0,12") == ["Beyond the pole"]


async def test_pages_meet_each_place_once_also_where_distances_are_the_same(
    as_alice: AsyncClient,
) -> None:
    for number in range(7):
        await add(as_alice, f"Flat {number}", 52.5, 13.4 + number // 3 / 1000)
    walked, cursor = [], None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = await near(as_alice, "52.5,13.4,10", limit=2, **more)
        walked += [one["name"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(walked) == len(set(walked)) == 7
    assert {name[-1] for name in walked[:3]} == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ({"near": "122.9,13.5,10"}, "near", "Are the two swapped?"),
        ({"near": "13.5,180.1,10"}, "near", "from -180 to 180"),
        ({"near": "190,13.5,10"}, "near", "from -90 to 90 degrees."),
        ({"near": "59.38,13.5,0"}, "near", "more than 0"),
        ({"near": "59.38,13.5,100000"}, "near", "at most 20,000"),
        ({"near": "59.38,13.5"}, "near", "like 59.38,13.5,10"),
        ({"near": "59,38;13,5;10"}, "near", "like 59.38,13.5,10"),
        ({"near": "59.38,13.5,nan"}, "near", "like 59.38,13.5,10"),
        ({"near": "59.38,13.5,-1"}, "near", "like 59.38,13.5,10"),
        ({"near": ""}, "near", "like 59.38,13.5,10"),
        ({"sort": "distance"}, "sort", "Needs `near`"),
    ],
)
async def test_anything_else_is_told_at_its_field(
    as_alice: AsyncClient, query: dict[str, str], field: str, message: str
) -> None:
    answered = await as_alice.get("/api/locations", params=query)
    assert answered.status_code == 422
    [error] = answered.json()["errors"]
    assert error["field"] == field
    assert message in error["message"]


async def test_the_box_is_read_from_its_index_under_row_level_security(
    database: Database, alice: Actor
) -> None:
    which = LocationFilter(near=Near(*BERLIN, 10))
    async with database.transaction(alice) as tx:
        await tx.execute(SPREAD, {"owner": alice.owner_id, "now": tx.now})
        with executed(tx) as statements:
            await service.list_window(tx, alice, which, "distance", limit=5)
        plan = await plan_of(tx, *statements[0])
    [condition] = [line for line in plan.splitlines() if "latitude >=" in line]
    assert "Index Cond" in condition
    assert "ix_locations_coordinates" in plan
