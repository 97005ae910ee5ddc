"""What was deleted, and how it comes back."""

from __future__ import annotations

from uuid import uuid4

from httpx import AsyncClient

from tests.conftest import FrozenClock
from tests.todos.helpers import make
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.todos import service as todos
from umbra.trash.service import list_trash


async def throw_away(client: AsyncClient, title: str) -> str:
    todo = (await client.post("/api/todos", json={"title": title})).json()
    assert (await client.delete(f"/api/todos/{todo['id']}")).status_code == 204
    return todo["id"]


async def test_the_last_deleted_comes_first_page_by_page(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    for title in ("a", "b", "c"):
        clock.advance(minutes=1)
        await throw_away(as_alice, title)
    first = (await as_alice.get("/api/trash?limit=2")).json()
    assert [row["title"] for row in first["items"]] == ["c", "b"]
    assert first["items"][0]["kind"] == "todo"
    second = (await as_alice.get(f"/api/trash?limit=2&cursor={first['next']}")).json()
    assert ([row["title"] for row in second["items"]], second["next"]) == (["a"], None)


async def test_what_comes_back_leaves_the_trash(as_alice: AsyncClient) -> None:
    todo = await throw_away(as_alice, "a")
    restored = await as_alice.post(f"/api/trash/{todo}/restore")
    assert (restored.status_code, restored.headers["etag"]) == (200, '"3"')
    assert (await as_alice.get("/api/trash")).json() == {"items": [], "next": None}
    assert (await as_alice.post(f"/api/trash/{todo}/restore")).status_code == 404


async def test_the_trash_shows_thirty_days(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    todo = await make(database, alice)
    async with database.transaction(alice) as tx:
        await todos.delete_todo(tx, alice, todo.id)
    for passed, shown in [({"days": 30, "seconds": -1}, 1), ({"seconds": 1}, 0)]:
        clock.advance(**passed)
        async with database.transaction(alice) as tx:
            assert len((await list_trash(tx, alice, limit=9)).rows) == shown


async def test_another_s_trash_is_as_if_it_were_empty(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    todo = await throw_away(as_alice, "a")
    assert (await as_bob.get("/api/trash")).json()["items"] == []
    foreign = await as_bob.post(f"/api/trash/{todo}/restore")
    missing = await as_bob.post(f"/api/trash/{uuid4()}/restore")
    assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content)


async def test_a_place_in_another_list_is_refused(as_alice: AsyncClient) -> None:
    for title in ("a", "b"):
        await as_alice.post("/api/todos", json={"title": title})
    elsewhere = (await as_alice.get("/api/todos?limit=1")).json()["next"]
    answered = await as_alice.get(f"/api/trash?cursor={elsewhere}")
    assert (answered.status_code, answered.json()["errors"][0]["field"]) == (422, "cursor")
