"""Todos become tasks, and tasks todos, and back by undo."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import AsyncClient

from tests.conftest import FrozenClock
from tests.projects import helpers
from umbra.converting import service
from umbra.core.actor import Actor
from umbra.core.errors import NotFound, StaleVersion
from umbra.core.fields import validated
from umbra.database import Database
from umbra.todos import service as todos
from umbra.todos.service import TodoFields

KEPT: dict[str, Any] = {
    "title": "Roof",
    "notes": "*n*",
    "due_date": "2026-03-06",
    "due_time": "09:30:00",
    "priority": "high",
    "tags": ["home"],
    "alarms": [{"before": "PT10M"}],
}


async def test_a_todo_becomes_a_task_and_a_task_a_todo_with_all_they_share(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    project = (await as_alice.post("/api/projects", json={"name": "Renovation"})).json()["id"]
    todo = (await as_alice.post("/api/todos", json={**KEPT, "completed": True})).json()
    about = {"kind": "todo", "id": todo["id"]}
    reminder = {"title": "Look", "remind_at": "2026-03-05T09:00:00Z", "about": about}
    reminder_id = (await as_alice.post("/api/reminders", json=reminder)).json()["id"]
    clock.advance(days=1)
    path = f"/api/todos/{todo['id']}/to-task"
    stale = await as_alice.post(path, json={"project_id": project}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    made = await as_alice.post(path, json={"project_id": project})
    task = made.json()
    assert made.status_code == 201
    assert made.headers["location"] == f"/api/tasks/{task['id']}"
    assert {name: task[name] for name in KEPT} == KEPT
    assert (task["status"], task["completed_at"]) == ("done", todo["completed_at"])
    assert (await as_alice.get(f"/api/todos/{todo['id']}")).status_code == 404
    [trashed] = (await as_alice.get("/api/trash")).json()["items"]
    assert trashed["id"] == todo["id"]
    found = (await as_alice.get(f"/api/reminders/{reminder_id}")).json()
    assert found["about"] == {"kind": "task", "id": task["id"]}
    back = await as_alice.post(f"/api/tasks/{task['id']}/to-todo")
    assert back.headers["location"] == f"/api/todos/{back.json()['id']}"
    assert {name: back.json()[name] for name in KEPT} == KEPT
    assert back.json()["completed_at"] == todo["completed_at"]


async def test_what_the_other_kind_can_not_be_is_refused_and_nothing_changes(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    mine, theirs = [
        (await client.post("/api/projects", json={"name": "Renovation"})).json()["id"]
        for client in (as_alice, as_bob)
    ]
    daily = {**KEPT, "rrule": "FREQ=DAILY"}
    repeating = (await as_alice.post("/api/todos", json=daily)).json()["id"]
    refused = await as_alice.post(f"/api/todos/{repeating}/to-task", json={"project_id": mine})
    assert (refused.status_code, "repeats" in refused.json()["detail"]) == (409, True)
    todo = (await as_alice.post("/api/todos", json=KEPT)).json()["id"]
    foreign = await as_alice.post(f"/api/todos/{todo}/to-task", json={"project_id": theirs})
    assert foreign.json()["errors"][0]["field"] == "project_id"
    path = f"/api/projects/{mine}/tasks"
    parent = (await as_alice.post(path, json={"title": "Parent"})).json()["id"]
    await as_alice.post(path, json={"title": "Child", "parent_id": parent})
    whole = await as_alice.post(f"/api/tasks/{parent}/to-todo")
    assert (whole.status_code, "sub-tasks" in whole.json()["detail"]) == (409, True)
    assert (await as_alice.get("/api/trash")).json()["items"] == []
    assert (await as_bob.post(f"/api/tasks/{parent}/to-todo")).status_code == 404


async def test_a_conversion_is_undone_unless_what_it_made_was_changed(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    async with database.transaction(alice) as tx:
        todo = await todos.create_todo(tx, alice, validated(TodoFields, KEPT))
        task, done = await service.todo_to_task(tx, alice, todo.id, project)
    async with database.transaction(alice) as tx:
        await service.undo_conversion(tx, alice, done)
        again = await todos.get_todo(tx, alice, todo.id)
    assert (again.title, again.alarms) == (todo.title, todo.alarms)
    with pytest.raises(NotFound):
        await helpers.get(database, alice, task.id)
    async with database.transaction(alice) as tx:
        task, done = await service.todo_to_task(tx, alice, todo.id, project)
    await helpers.patch(database, alice, task.id, title="Other")
    with pytest.raises(StaleVersion):
        async with database.transaction(alice) as tx:
            await service.undo_conversion(tx, alice, done)
