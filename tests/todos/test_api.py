"""The routes of todos, as another program meets them."""

from __future__ import annotations

from httpx import AsyncClient


async def test_a_todo_can_be_made_read_and_listed(as_alice: AsyncClient) -> None:
    made = await as_alice.post("/api/todos", json={"title": "Buy milk", "tags": ["Shop"]})
    assert made.status_code == 201
    assert made.headers["etag"] == '"1"'
    todo = made.json()
    assert made.headers["location"] == f"/api/todos/{todo['id']}"
    read = await as_alice.get(made.headers["location"])
    assert (read.status_code, read.json()) == (200, todo)
    listed = await as_alice.get("/api/todos")
    assert listed.json() == {"items": [todo], "next": None}
