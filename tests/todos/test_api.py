"""The routes of todos, as another program meets them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from tests.kinds.kit import KITS
from umbra.core.actor import Actor

WHOLE = next(kit.whole for kit in KITS if kit.name == "todo")


async def create(client: AsyncClient, **values: Any) -> dict[str, Any]:
    answered = await client.post("/api/todos", json={"title": "Milk", **values})
    assert answered.status_code == 201, answered.text
    return answered.json()


def fields_of(answered: Response) -> dict[str, str]:
    assert answered.status_code == 422, answered.text
    assert answered.headers["content-type"] == "application/problem+json"
    return {error["field"]: error["message"] for error in answered.json()["errors"]}


async def test_a_todo_created_as_completed_has_the_instant_of_its_creation(
    as_alice: AsyncClient,
) -> None:
    todo = await create(as_alice, **WHOLE)
    assert todo["created_at"] == todo["completed_at"] == "2026-03-04T09:30:00+00:00"


async def test_a_put_leaves_out_what_goes_back_to_its_default(as_alice: AsyncClient) -> None:
    todo = await create(as_alice, **WHOLE)
    put = await as_alice.put(f"/api/todos/{todo['id']}", json={"title": "Bare"})
    assert put.json() == {
        **todo,
        "version": 2,
        "title": "Bare",
        "notes": "",
        "due_date": None,
        "due_time": None,
        "priority": "none",
        "category": None,
        "tags": [],
        "completed": False,
        "completed_at": None,
        "rrule": None,
        "repeat_from": "due",
        "dtstart": None,
        "paused_from": None,
        "paused_until": None,
        "alarms": [],
    }


async def test_clearing_the_due_date_clears_the_time(as_alice: AsyncClient) -> None:
    todo = await create(as_alice, **{**WHOLE, "rrule": None})
    patched = await as_alice.patch(f"/api/todos/{todo['id']}", json={"due_date": None})
    assert patched.json() == {**todo, "version": 2, "due_date": None, "due_time": None}


async def test_a_toggle_needs_no_body_and_takes_one(as_alice: AsyncClient) -> None:
    todo = await create(as_alice)
    address = f"/api/todos/{todo['id']}/toggle"
    assert (await as_alice.patch(address)).json()["completed"] is True
    assert (await as_alice.patch(address, json={})).json()["completed"] is False
    for completed in (True, True, False):
        answered = await as_alice.patch(address, json={"completed": completed})
        assert answered.json()["completed"] is completed
    assert fields_of(await as_alice.patch(address, json={"completed": "yes"})) == {
        "completed": "Must be true or false."
    }


async def test_todos_are_moved_by_a_patch(as_alice: AsyncClient) -> None:
    first, _, third = [await create(as_alice, title=title) for title in ("a", "b", "c")]
    moved = await as_alice.patch(f"/api/todos/{third['id']}", json={"before": first["id"]})
    assert moved.json()["position"] < first["position"]
    listed = (await as_alice.get("/api/todos")).json()["items"]
    assert [todo["title"] for todo in listed] == ["c", "a", "b"]
    assert fields_of(
        await as_alice.patch(f"/api/todos/{third['id']}", json={"after": str(uuid4())})
    ) == {"after": "There is no open todo by that id."}


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ("", ["late", "now", "some day", "done"]),
        ("completed=true", ["done"]),
        ("completed=false&due_to=2026-03-04", ["late", "now"]),
        ("due_from=2026-03-04", ["now"]),
        ("priority=high&priority=low", ["late", "now"]),
        ("category=home", ["some day"]),
        ("tag=x", ["now"]),
        ("q=so", ["some day"]),
        ("sort=-title&completed=false", ["some day", "now", "late"]),
        ("sort=priority", ["now", "late", "some day", "done"]),
    ],
)
async def test_a_list_is_filtered_and_sorted(
    as_alice: AsyncClient, filters: str, titles: list[str]
) -> None:
    await create(as_alice, title="done", completed=True)
    await create(as_alice, title="some day", category="home")
    await create(as_alice, title="now", due_date="2026-03-04", priority="high", tags=["X"])
    await create(as_alice, title="late", due_date="2026-03-03", priority="low")
    listed = await as_alice.get(f"/api/todos?{filters}")
    assert [todo["title"] for todo in listed.json()["items"]] == titles


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "a" * 10_000}, "title"),
        ({"title": "a\x00"}, "title"),
        ({"title": "x", "due_date": "2026-02-30"}, "due_date"),
        ({"title": "x", "due_time": "25:00"}, "due_time"),
        ({"title": "x", "due_time": "10:00"}, "due_time"),
        ({"title": "x", "priority": "urgent"}, "priority"),
        ({"title": "x", "tags": [None]}, "tags.0"),
        ({"title": "x", "tags": {"a": 1}}, "tags"),
        ({"title": "x", "notes": ["a"]}, "notes"),
        ({"title": "x", "owner_id": str(uuid4())}, "owner_id"),
        ({"title": "x", "deleted_at": None}, "deleted_at"),
    ],
)
async def test_bad_input_is_told_at_its_field_and_writes_nothing(
    as_alice: AsyncClient, body: dict[str, Any], field: str
) -> None:
    for method, path in (("POST", "/api/todos"), ("PUT", f"/api/todos/{uuid4()}")):
        assert list(fields_of(await as_alice.request(method, path, json=body))) == [field]
    assert (await as_alice.get("/api/todos")).json()["items"] == []


async def test_half_a_character_is_told_at_its_field(as_alice: AsyncClient) -> None:
    answered = await as_alice.post(
        "/api/todos",
        content=rb'{"title": "\ud800"}',
        headers={"Content-Type": "application/json"},
    )
    assert list(fields_of(answered)) == ["title"]


async def test_what_is_no_id_is_told_so(as_alice: AsyncClient, alice: Actor) -> None:
    assert fields_of(await as_alice.get("/api/todos/7")) == {"todo_id": "Must be an id."}


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/api/todos"), ("POST", "/api/tags")])
async def test_a_method_that_is_not_for_an_address_is_405(
    as_alice: AsyncClient, method: str, path: str
) -> None:
    answered = await as_alice.request(method, path)
    assert (answered.status_code, answered.json()["type"]) == (405, "/problems/method-not-allowed")
    assert answered.headers["content-type"] == "application/problem+json"


async def test_a_change_costs_one_statement_beside_the_wall_s(
    as_alice: AsyncClient, statements: list[str]
) -> None:
    todo = await create(as_alice)
    statements.clear()
    await as_alice.patch(f"/api/todos/{todo['id']}/toggle")
    assert [statement.split()[0] for statement in statements] == ["SELECT", "SELECT", "UPDATE"]
    statements.clear()
    await as_alice.get("/api/todos")
    assert len(statements) == 3
