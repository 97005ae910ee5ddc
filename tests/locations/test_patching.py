"""What only locations do when they are changed: coordinates are a pair."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import AsyncClient


async def create(client: AsyncClient, **fields: Any) -> str:
    answered = await client.post("/api/locations", json={"name": "Home", **fields})
    return f"/api/locations/{answered.json()['id']}"


async def test_one_coordinate_may_be_moved_beside_the_other(as_alice: AsyncClient) -> None:
    address = await create(as_alice, latitude=1, longitude=2)
    patched = (await as_alice.patch(address, json={"latitude": 3.12345678})).json()
    assert (patched["latitude"], patched["longitude"]) == (3.1234568, 2)


async def test_one_coordinate_taken_away_takes_the_other_along(as_alice: AsyncClient) -> None:
    address = await create(as_alice, latitude=1, longitude=2)
    patched = (await as_alice.patch(address, json={"longitude": None})).json()
    assert (patched["latitude"], patched["longitude"]) == (None, None)


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        ({"latitude": 3}, "latitude"),
        ({"longitude": 3}, "longitude"),
        ({"latitude": None, "longitude": 3}, "longitude"),
    ],
)
async def test_one_coordinate_alone_is_refused(
    as_alice: AsyncClient, patch: dict[str, Any], field: str
) -> None:
    address = await create(as_alice)
    answered = await as_alice.patch(address, json=patch)
    assert answered.status_code == 422
    assert [error["field"] for error in answered.json()["errors"]] == [field]


async def test_a_web_address_without_a_scheme_is_https(as_alice: AsyncClient) -> None:
    address = await create(as_alice, url="example.org/map")
    assert (await as_alice.get(address)).json()["url"] == "https://example.org/map"
