"""What is tied to a location, as its panel shows it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from httpx import AsyncClient

from umbra.core.actor import Actor
from umbra.database import Database
from umbra.locations.ties import service
from umbra.locations.ties.state import distance_words


async def make(client: AsyncClient, path: str, **fields: Any) -> str:
    made = await client.post(f"/api/{path}", json=fields)
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def test_a_location_shows_its_events_open_todos_and_people(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    here = await make(as_alice, "locations", name="Karlstad")
    other = await make(as_alice, "locations", name="Elsewhere")

    async def event(title: str, start: str, end: str, **more: Any) -> str:
        return await make(as_alice, "events", title=title, start=start, end=end, **more)

    at = {"location_id": here}
    await event("Long ago", "2020-01-01", "2020-01-02", **at)
    await event("Lately", "2026-03-03T10:00:00Z", "2026-03-03T11:00:00Z", **at)
    await event("Today", "2026-03-04T08:00:00Z", "2026-03-04T09:00:00Z", **at)
    await event("Later", "2026-05-01", "2026-05-02", **at)
    await event("Not here", "2026-05-01", "2026-05-02", location_id=other)
    gone = await event("Deleted", "2026-05-01", "2026-05-02", **at)
    await as_alice.delete(f"/api/events/{gone}")
    await make(as_alice, "todos", title="Some day", **at)
    await make(as_alice, "todos", title="Soon", due_date="2026-03-09", **at)
    done = await make(as_alice, "todos", title="Done", **at)
    await as_alice.patch(f"/api/todos/{done}/toggle")
    anna = await make(as_alice, "people", name="Anna", **at)

    async with database.transaction(alice) as tx:
        shown = {
            part: await service.list_tied(tx, alice, UUID(here), part)
            for part in ("event", "todo", "person")
        }
    titles = {part: [row.title for row in tied.rows] for part, tied in shown.items()}
    assert titles == {
        "event": ["Today", "Later", "Lately", "Long ago"],
        "todo": ["Soon", "Some day"],
        "person": ["Anna"],
    }
    assert [row.at for row in shown["todo"].rows][1] is None
    assert str(shown["person"].rows[0].id) == anna
    assert service.href_of(shown["event"].rows[0]).startswith("/calendar?open=")


async def test_more_than_five_are_said(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    here = await make(as_alice, "locations", name="Karlstad")
    for number in range(6):
        await make(as_alice, "todos", title=f"T{number}", location_id=here)
    async with database.transaction(alice) as tx:
        tied = await service.list_tied(tx, alice, UUID(here), "todo")
    assert (len(tied.rows), tied.more) == (5, True)


async def test_nearby_are_the_five_nearest_and_not_the_location_itself(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    here = await make(as_alice, "locations", name="Here", latitude=10, longitude=20)
    for number in range(7):
        await make(
            as_alice, "locations", name=f"P{number}", latitude=10 + number / 20, longitude=20
        )
    bare = await make(as_alice, "locations", name="Bare")
    async with database.transaction(alice) as tx:
        nearby = await service.list_nearby(tx, alice, UUID(here))
        assert await service.list_nearby(tx, alice, UUID(bare)) == []
    assert [row.name for row in nearby] == ["P0", "P1", "P2", "P3", "P4"]
    assert nearby[1].distance == 5.56


def test_distances_are_said_as_they_are_read() -> None:
    said = {0.0: "0 m", 0.054: "54 m", 0.356: "360 m", 2.44: "2.4 km", 31.2: "31 km"}
    assert {km: distance_words(km) for km in said} == said
