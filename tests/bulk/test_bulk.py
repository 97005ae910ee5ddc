"""The route for one act on many items."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient


async def create(client: AsyncClient) -> str:
    return (await client.post("/api/todos", json={"title": "Milk"})).json()["id"]


async def test_many_are_changed_at_once(as_alice: AsyncClient) -> None:
    ids = [await create(as_alice) for _ in range(3)]
    act = {"kind": "todo", "ids": ids, "action": "patch", "fields": {"tags": ["x"]}}
    answered = await as_alice.post("/api/bulk", json=act)
    assert answered.status_code == 200
    done = {item["id"]: item["version"] for item in answered.json()["items"]}
    assert done == dict.fromkeys(ids, 2)
    assert (await as_alice.get("/api/tags")).json()["items"] == [{"name": "x", "count": 3}]


async def test_a_missing_or_foreign_one_stops_all_and_is_404(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    own = await create(as_alice)
    answers = []
    for other in (str(uuid4()), await create(as_bob)):
        act = {"kind": "todo", "ids": [own, other], "action": "delete"}
        answered = await as_alice.post("/api/bulk", json=act)
        answers.append((answered.status_code, answered.content))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert (await as_alice.get(f"/api/todos/{own}")).json()["version"] == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "song"}, "kind"),
        ({"ids": []}, "ids"),
        ({"ids": [str(uuid4())] * 7 + ["x"]}, "ids.7"),
        ({"ids": [str(uuid4()) for _ in range(501)]}, "ids"),
        ({"action": "explode"}, "action"),
        ({"action": "patch"}, "fields"),
        ({"action": "patch", "fields": {"title": ""}}, "fields.title"),
        ({"action": "patch", "fields": {"colour": "red"}}, "fields.colour"),
        ({"fields": {"title": "x"}}, "fields"),
        ({"more": 1}, "more"),
    ],
)
async def test_bad_input_is_told_at_its_field(
    as_alice: AsyncClient, change: dict[str, Any], field: str
) -> None:
    act = {"kind": "todo", "ids": [str(uuid4())], "action": "complete", **change}
    answered = await as_alice.post("/api/bulk", json=act)
    assert answered.status_code == 422
    assert [error["field"] for error in answered.json()["errors"]] == [field]
