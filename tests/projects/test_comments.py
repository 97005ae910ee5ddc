"""Comments on tasks, by either path."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.conftest import FrozenClock
from tests.live.test_changes_are_delivered import running_listener
from tests.projects import helpers
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.live.changes import ItemChange
from umbra.projects.tasks import comments


@pytest.fixture(params=["/api/tasks/{task}", "/api/projects/{project}/tasks/{task}"])
async def path(request: pytest.FixtureRequest, database: Database, alice: Actor) -> str:
    """The address of a task's comments."""
    project = (await helpers.add_project(database, alice)).id
    task = (await helpers.add(database, alice, project)).id
    return f"{request.param.format(project=project, task=task)}/comments"


async def bodies(client: AsyncClient, path: str) -> list[str]:
    return [one["body"] for one in (await client.get(path)).json()["items"]]


async def test_comments_are_added_read_changed_and_deleted(
    as_alice: AsyncClient, path: str, clock: FrozenClock
) -> None:
    made = await as_alice.post(path, json={"body": "*One*"}, headers={"Idempotency-Key": "1"})
    again = await as_alice.post(path, json={"body": "*One*"}, headers={"Idempotency-Key": "1"})
    assert (made.status_code, again.json(), made.headers["etag"]) == (201, made.json(), '"1"')
    comment: dict[str, Any] = made.json()
    assert (await as_alice.get(made.headers["location"])).json() == comment
    clock.advance(minutes=1)
    await as_alice.post(path, json={"body": "Two"})
    assert await bodies(as_alice, path) == ["*One*", "Two"]
    own = f"{path}/{comment['id']}"
    stale = await as_alice.patch(own, json={"body": "x"}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    changed = (await as_alice.patch(own, json={"body": "First"})).json()
    assert (changed["body"], changed["version"]) == ("First", 2)
    assert changed["created_at"] == comment["created_at"] != changed["updated_at"]
    page = (await as_alice.get(f"{path}?limit=1")).json()
    rest = (await as_alice.get(f"{path}?limit=1&cursor={page['next']}")).json()
    assert [one["body"] for one in (*page["items"], *rest["items"])] == ["First", "Two"]
    assert rest["next"] is None
    assert (await as_alice.delete(own)).status_code == 204
    assert (await as_alice.get(own)).status_code == 404
    assert await bodies(as_alice, path) == ["Two"]


async def test_bad_input_is_told_at_its_field(as_alice: AsyncClient, path: str) -> None:
    for body in ("", " \n", "\u200b", "a" * 20_001, "a\x00", None, 7):
        answered = await as_alice.post(path, json={"body": body})
        assert [one["field"] for one in answered.json()["errors"]] == ["body"], body
    assert (await as_alice.post(path, json={"body": "a" * 20_000})).status_code == 201
    assert (await as_alice.get(f"{path}?cursor=x")).status_code == 422


async def test_another_owner_finds_neither_task_nor_comment(
    as_alice: AsyncClient, as_bob: AsyncClient, path: str
) -> None:
    comment = (await as_alice.post(path, json={"body": "Private"})).json()["id"]
    for method, address, body in (
        ("GET", path, None),
        ("POST", path, {"body": "x"}),
        ("GET", f"{path}/{comment}", None),
        ("PATCH", f"{path}/{comment}", {"body": "x"}),
        ("DELETE", f"{path}/{comment}", None),
    ):
        assert (await as_bob.request(method, address, json=body)).status_code == 404
    assert await bodies(as_alice, path) == ["Private"]


async def test_a_comment_counts_on_its_task_without_changing_the_task_s_version(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    task = await helpers.add(database, alice, project)
    async with running_listener(database) as (heard, _):
        path = f"/api/tasks/{task.id}/comments"
        comment = (await as_alice.post(path, json={"body": "One"})).json()["id"]
        assert await heard.get() == ItemChange(alice.owner_id, "comment", str(task.id), 1)
        found = await helpers.get(database, alice, task.id)
        assert (found.comment_count, found.version) == (1, task.version)
        async with database.transaction(alice) as tx:
            gone = await comments.delete_comment(tx, alice, task.id, UUID(comment))
        assert await heard.get() == ItemChange(alice.owner_id, "comment", str(task.id), 0)
        async with database.transaction(alice) as tx:
            back = await comments.restore_comment(tx, alice, gone)
        assert (str(back.id), back.body) == (comment, "One")
