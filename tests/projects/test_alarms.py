"""Alarms of tasks, and the tasks of the calendar.

It is Wednesday, 4 March 2026, 09:30 UTC; alice's time zone is UTC.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from tests.alerts.test_ledger import alerts
from tests.projects import helpers
from tests.todos.test_windows import executed, plan_of
from umbra.calendar.due import DUE_TASKS, due_entry, undo_due
from umbra.calendar.service import Wanted, days_of
from umbra.calendar.views import range_of
from umbra.core.actor import Actor
from umbra.core.errors import StaleVersion
from umbra.database import Database
from umbra.projects.tasks import service as tasks
from umbra.projects.tasks.by_day import by_day

MORNING = {"days_before": 0, "at": "08:00"}
FRIDAY = date(2026, 3, 6)


async def planned(client: AsyncClient) -> list[str]:
    return [one["run_at"][:16] for one in await alerts(client, "state=planned")]


@pytest.fixture
async def project(as_alice: AsyncClient) -> str:
    return (await as_alice.post("/api/projects", json={"name": "Renovation"})).json()["id"]


async def task(client: AsyncClient, project: str, **fields: Any) -> dict[str, Any]:
    sent = {"title": "Roof", "due_date": "2026-03-06", "alarms": [MORNING], **fields}
    answered = await client.post(f"/api/projects/{project}/tasks", json=sent)
    assert answered.status_code == 201, answered.text
    return answered.json()


async def test_an_alarm_follows_the_day_the_zone_and_the_state_of_its_task(
    as_alice: AsyncClient, project: str
) -> None:
    made = await task(as_alice, project)
    address = f"/api/tasks/{made['id']}"
    [alert] = await alerts(as_alice, "state=planned")
    assert alert["source"] == {"kind": "task", "id": made["id"]}
    assert await planned(as_alice) == ["2026-03-06T08:00"]
    await as_alice.patch(address, json={"due_date": "2026-03-09"})
    assert await planned(as_alice) == ["2026-03-09T08:00"]
    await as_alice.patch("/api/settings", json={"time_zone": "Europe/Berlin"})
    assert await planned(as_alice) == ["2026-03-09T07:00"]
    await as_alice.patch(f"{address}/toggle", json={"completed": True})
    assert await planned(as_alice) == []
    await as_alice.patch(address, json={"status": "doing"})
    assert await planned(as_alice) == ["2026-03-09T07:00"]
    await as_alice.patch(address, json={"alarms": []})
    assert await planned(as_alice) == []


async def test_alarms_rest_while_the_task_or_its_project_is_in_the_trash_or_archived(
    as_alice: AsyncClient, project: str
) -> None:
    made = await task(as_alice, project)
    for path, item in (("tasks", made["id"]), ("projects", project)):
        await as_alice.delete(f"/api/{path}/{item}")
        assert await planned(as_alice) == []
        await as_alice.post(f"/api/trash/{item}/restore")
        assert await planned(as_alice) == ["2026-03-06T08:00"]
    for archived, body in (
        ([], {"status": "archived"}),
        (["2026-03-06T08:00"], {"status": "on_hold"}),
    ):
        await as_alice.patch(f"/api/projects/{project}", json=body)
        assert await planned(as_alice) == archived
    for action in ("delete", "restore"):
        bulk = {"kind": "project", "ids": [project], "action": action}
        assert (await as_alice.post("/api/bulk", json=bulk)).status_code == 200
    assert await planned(as_alice) == ["2026-03-06T08:00"]


async def test_a_day_of_the_calendar_has_its_tasks_with_their_projects(
    database: Database, alice: Actor, as_alice: AsyncClient, project: str
) -> None:
    await task(as_alice, project, title="Timed", due_time="09:00")
    await task(as_alice, project, title="Done", status="done", tags=["Hidden"])
    archived = (await as_alice.post("/api/projects", json={"name": "Old"})).json()["id"]
    await task(as_alice, archived, title="Archived")
    await as_alice.patch(f"/api/projects/{archived}", json={"status": "archived"})
    wanted = Wanted(range_of("week", FRIDAY, "monday"), "UTC", FRIDAY, 8, True, frozenset({"task"}))
    async with database.transaction(alice) as tx:
        days = await days_of(tx, alice, wanted)
        hidden = await by_day(tx, alice, FRIDAY, FRIDAY, 8, ("hidden",))
    [found] = [day for day in days if day["count"]]
    assert (found["day"], found["count"]) == ("2026-03-06", 2)
    done, timed = found["entries"]
    assert (done["title"], done["flags"], done["detail"]) == ("Done", "tsdak", "Renovation")
    assert (timed["start"], timed["end"]) == ("2026-03-06T09:00", "2026-03-06T09:30")
    assert hidden[FRIDAY].count == 1


async def test_the_tasks_of_a_day_are_read_along_their_index(
    database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        await tx.execute(text("SET LOCAL enable_seqscan = off"))
        with executed(tx) as statements:
            await by_day(tx, alice, FRIDAY, FRIDAY, 8)
        assert "ix_tasks_day" in await plan_of(tx, *statements[0])


async def test_what_the_calendar_does_with_a_task_is_undone(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    made = await helpers.add(database, alice, project, due_date="2026-03-06")
    moved = await helpers.patch(database, alice, made.id, due_date="2026-03-09")
    entry = due_entry(DUE_TASKS, made, moved)
    await helpers.delete(database, alice, made.id)
    async with database.transaction(alice) as tx:
        fitted = await undo_due(tx, alice, DUE_TASKS, due_entry(DUE_TASKS, moved, None))
    assert (await helpers.get(database, alice, made.id)).due_date == moved.due_date
    with pytest.raises(StaleVersion):
        async with database.transaction(alice) as tx:
            await undo_due(tx, alice, DUE_TASKS, entry)
    async with database.transaction(alice) as tx:
        await undo_due(tx, alice, DUE_TASKS, fitted(entry))
    assert (await helpers.get(database, alice, made.id)).due_date == made.due_date


async def test_undo_of_a_drag_gives_back_column_place_and_project(
    database: Database, alice: Actor
) -> None:
    project, other = [(await helpers.add_project(database, alice)).id for _ in range(2)]
    before = await helpers.add(database, alice, project)
    child = await helpers.add(database, alice, project, parent_id=before.id)
    after = await helpers.patch(database, alice, before.id, project_id=other, status="done")
    async with database.transaction(alice) as tx:
        await undo_due(tx, alice, DUE_TASKS, due_entry(DUE_TASKS, before, after))
        row = await tasks.get_task(tx, alice, before.id)
    assert (row.project_id, row.status, row.position, row.completed_at) == (
        project,
        "todo",
        before.position,
        None,
    )
    assert (await helpers.get(database, alice, child.id)).project_id == project
