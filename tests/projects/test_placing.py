"""Where a task may stand: one level of sub-tasks, within a project, not in an archived one."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from tests.projects import helpers
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound
from umbra.database import Database


async def refused(database: Database, actor: Actor, task_id: UUID, **named: Any) -> list[str]:
    """The fields that a patch is refused at."""
    with pytest.raises(InvalidInput) as error:
        await helpers.patch(database, actor, task_id, **named)
    return [one.field for one in error.value.errors]


async def test_a_task_can_not_be_its_own_parent_nor_its_own_grandparent(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    a = (await helpers.add(database, alice, project, "A")).id
    b = (await helpers.add(database, alice, project, "B", parent_id=a)).id
    c = (await helpers.add(database, alice, project, "C")).id
    assert await refused(database, alice, a, parent_id=a) == ["parent_id"]
    assert await refused(database, alice, a, parent_id=b) == ["parent_id"]
    assert await refused(database, alice, c, parent_id=b) == ["parent_id"]
    assert await refused(database, alice, a, parent_id=c) == ["parent_id"]


async def test_a_circle_closed_by_two_tabs_at_once_is_refused_to_one_of_them(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    for _ in range(5):
        a = (await helpers.add(database, alice, project)).id
        b = (await helpers.add(database, alice, project)).id
        answers = await asyncio.gather(
            helpers.patch(database, alice, a, parent_id=b),
            helpers.patch(database, alice, b, parent_id=a),
            return_exceptions=True,
        )
        assert [isinstance(one, InvalidInput) for one in answers].count(True) == 1
        parents = [(await helpers.get(database, alice, one)).parent_id for one in (a, b)]
        assert parents.count(None) == 1


async def test_a_parent_in_another_project_or_of_another_owner_is_refused(
    database: Database, alice: Actor, bob: Actor
) -> None:
    project, other = [(await helpers.add_project(database, alice)).id for _ in range(2)]
    task = (await helpers.add(database, alice, project)).id
    stranger = (await helpers.add_project(database, bob)).id
    parents = [
        (await helpers.add(database, alice, other)).id,
        (await helpers.add(database, bob, stranger)).id,
        uuid4(),
    ]
    for parent in parents:
        assert await refused(database, alice, task, parent_id=parent) == ["parent_id"]


async def test_another_owner_s_project_is_as_one_that_is_not_there(
    database: Database, alice: Actor, bob: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    task = (await helpers.add(database, alice, project)).id
    stranger = (await helpers.add_project(database, bob)).id
    messages = []
    for other in (stranger, uuid4()):
        with pytest.raises(InvalidInput) as error:
            await helpers.patch(database, alice, task, project_id=other)
        messages.append(error.value.errors)
        with pytest.raises(NotFound):
            await helpers.add(database, alice, other)
    assert messages[0] == messages[1]


async def test_an_archived_project_takes_no_tasks_but_lets_them_go(
    database: Database, alice: Actor
) -> None:
    project, archived = [(await helpers.add_project(database, alice)).id for _ in range(2)]
    inside = (await helpers.add(database, alice, archived)).id
    task = (await helpers.add(database, alice, project)).id
    await helpers.patch_project(database, alice, archived, status="archived")
    assert await refused(database, alice, task, project_id=archived) == ["project_id"]
    with pytest.raises(InvalidInput) as error:
        await helpers.add(database, alice, archived)
    assert error.value.errors[0].field == "project_id"
    assert "archived" in error.value.errors[0].message
    assert (await helpers.patch(database, alice, inside, status="done")).status == "done"
    assert (await helpers.patch(database, alice, inside, project_id=project)).project_id == project


async def test_sub_tasks_in_the_trash_let_their_task_become_a_sub_task(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    a, b = [(await helpers.add(database, alice, project)).id for _ in range(2)]
    child = (await helpers.add(database, alice, project, parent_id=a)).id
    await helpers.delete(database, alice, child)
    await helpers.patch(database, alice, a, parent_id=b)
    await helpers.restore(database, alice, child)
    assert (await helpers.get(database, alice, child)).parent_id is None


async def test_completing_a_task_leaves_its_sub_tasks_open(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    parent = (await helpers.add(database, alice, project)).id
    child = (await helpers.add(database, alice, project, parent_id=parent)).id
    await helpers.patch(database, alice, parent, status="done")
    assert (await helpers.get(database, alice, child)).status == "todo"
    assert (await helpers.get(database, alice, parent)).subtasks == {"done": 0, "total": 1}


async def test_the_project_of_a_path_and_that_of_the_body_must_agree(
    as_alice: AsyncClient,
) -> None:
    one, two = [
        (await as_alice.post("/api/projects", json={"name": name})).json()["id"] for name in "AB"
    ]
    path = f"/api/projects/{one}/tasks"
    made = await as_alice.post(path, json={"title": "Task"})
    task = made.json()
    assert made.headers["location"] == f"/api/tasks/{task['id']}"
    disagreeing = await as_alice.post(path, json={"title": "Task", "project_id": two})
    assert disagreeing.json()["errors"][0]["field"] == "project_id"
    missing = await as_alice.post("/api/tasks", json={"title": "Task"})
    assert missing.json()["errors"] == [{"field": "project_id", "message": "Is required."}]
    assert (await as_alice.get(f"/api/projects/{two}/tasks/{task['id']}")).status_code == 404
    put = await as_alice.put(f"{path}/{task['id']}", json={"title": "Other"})
    assert (put.json()["title"], put.json()["project_id"]) == ("Other", one)
    emptied = await as_alice.patch(f"{path}/{task['id']}", json={"project_id": None})
    assert emptied.json()["errors"][0]["field"] == "project_id"
    assert (await as_alice.delete(f"{path}/{task['id']}")).status_code == 204
