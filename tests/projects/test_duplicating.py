"""Duplicates of a project."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from httpx import AsyncClient

from tests.projects import helpers
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.projects import service as projects
from umbra.projects.service import ProjectRow
from umbra.projects.tasks import comments
from umbra.projects.tasks.comments import CommentFields


async def duplicate(database: Database, actor: Actor, project_id: UUID) -> ProjectRow:
    async with database.transaction(actor) as tx:
        return await projects.duplicate_project(tx, actor, project_id)


async def test_a_copy_has_the_tasks_with_their_order_parents_tags_and_alarms_to_do_again(
    database: Database, alice: Actor
) -> None:
    source = await helpers.add_project(
        database,
        alice,
        "Renovation",
        notes="n",
        colour="teal",
        tags=["home"],
        status="archived",
        due_date="2026-05-01",
    )
    await helpers.patch_project(database, alice, source.id, status="active")
    a = await helpers.add(
        database,
        alice,
        source.id,
        "A",
        tags=["x"],
        due_date="2026-04-01",
        alarms=[{"days_before": 0, "at": "09:00"}],
    )
    await helpers.add(database, alice, source.id, "B", status="done", parent_id=a.id)
    c = await helpers.add(database, alice, source.id, "C", status="doing", notes="*n*")
    await helpers.patch(database, alice, c.id, status="todo", before=a.id)
    await helpers.patch(database, alice, c.id, status="doing")
    gone = await helpers.add(database, alice, source.id, "Gone")
    await helpers.delete(database, alice, gone.id)
    async with database.transaction(alice) as tx:
        await comments.add_comment(tx, alice, a.id, CommentFields(body="Hello"))
    before = await helpers.listed(database, alice, project_id=source.id)
    copy = await duplicate(database, alice, source.id)
    assert (copy.name, copy.status, copy.colour, copy.notes) == (
        "Renovation (copy)",
        "active",
        "teal",
        "n",
    )
    assert (copy.tags, copy.due_date) == (("home",), date(2026, 5, 1))
    assert copy.progress == {"done": 0, "total": 3}
    rows = {row.title: row for row in await helpers.listed(database, alice, project_id=copy.id)}
    assert {title: row.status for title, row in rows.items()} == {
        "A": "todo",
        "B": "todo",
        "C": "doing",
    }
    assert rows["B"].parent_id == rows["A"].id
    assert (rows["A"].tags, rows["A"].alarms) == (a.tags, a.alarms)
    assert (rows["A"].comment_count, rows["B"].completed_at, rows["C"].notes) == (0, None, "*n*")
    assert sorted(rows, key=lambda title: rows[title].position) == ["C", "A", "B"]
    assert await helpers.listed(database, alice, project_id=source.id) == before
    assert await helpers.titles(database, alice, "due", text="A") == ["A", "A"]


async def test_a_copy_costs_the_same_statements_however_many_tasks_there_are(
    database: Database, alice: Actor, statements: list[str]
) -> None:
    needed = []
    for size in (1, 20):
        project = (await helpers.add_project(database, alice)).id
        for _ in range(size):
            await helpers.add(
                database, alice, project, due_date="2026-04-01", alarms=[{"before": "PT1H"}]
            )
        statements.clear()
        await duplicate(database, alice, project)
        needed.append(len(statements))
    assert needed[0] == needed[1]


async def test_a_copy_is_made_by_the_route_once_for_a_key_and_named_as_asked(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    long = "n" * 500
    made = (await as_alice.post("/api/projects", json={"name": long})).json()
    address = f"/api/projects/{made['id']}/duplicate"
    first = await as_alice.post(address, headers={"Idempotency-Key": "1"})
    second = await as_alice.post(address, headers={"Idempotency-Key": "1"})
    assert (first.status_code, second.json()) == (201, first.json())
    assert first.json()["name"] == "n" * 493 + " (copy)"
    assert (await as_alice.get(first.headers["location"])).json() == first.json()
    named = await as_alice.post(address, json={"name": "Flat"})
    assert named.json()["name"] == "Flat"
    assert (await as_alice.post(address, json={"name": ""})).status_code == 422
    assert (await as_bob.post(address)).status_code == 404
