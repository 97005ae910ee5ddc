"""Lists of projects and tasks: progress, counts, orders, filters, indexes, statements."""

from __future__ import annotations

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from tests.conftest import FrozenClock
from tests.projects import helpers
from tests.todos.test_windows import executed, plan_of
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.database import Database
from umbra.projects import service as projects
from umbra.projects.service import ProjectFilter
from umbra.projects.tasks import service as tasks
from umbra.projects.tasks.service import StatusCounts, TaskFilter


async def test_progress_counts_tasks_and_sub_tasks_without_those_in_the_trash(
    database: Database, alice: Actor, bob: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    other = (await helpers.add_project(database, bob)).id
    await helpers.add(database, bob, other, status="done")
    parent = (await helpers.add(database, alice, project, status="done")).id
    await helpers.add(database, alice, project, parent_id=parent, status="done")
    await helpers.add(database, alice, project, status="doing")
    gone = (await helpers.add(database, alice, project, status="done")).id
    await helpers.delete(database, alice, gone)
    found = await helpers.get_project(database, alice, project)
    assert found.progress == {"done": 2, "total": 3}
    patched = await helpers.patch_project(database, alice, project, name="Other")
    assert patched.progress == found.progress
    async with database.transaction(alice) as tx:
        window = await projects.list_window(tx, alice, ProjectFilter(), "name", limit=9)
    assert [row.progress for row in window.rows] == [found.progress]


async def test_projects_are_listed_by_status_and_moved_within_it(as_alice: AsyncClient) -> None:
    ids = {}
    for name, status in (("A", "done"), ("B", "active"), ("C", "archived"), ("D", "active")):
        body = {"name": name, "status": status}
        ids[name] = (await as_alice.post("/api/projects", json=body)).json()["id"]

    async def names(query: str = "") -> list[str]:
        answered = await as_alice.get(f"/api/projects?{query}")
        return [one["name"] for one in answered.json()["items"]]

    assert await names() == ["B", "D", "A", "C"]
    assert await names("status=archived&status=active") == ["B", "D", "C"]
    await as_alice.patch(f"/api/projects/{ids['D']}", json={"before": ids["B"]})
    assert await names() == ["D", "B", "A", "C"]
    await as_alice.patch(f"/api/projects/{ids['A']}", json={"status": "active", "after": ids["D"]})
    assert await names() == ["D", "A", "B", "C"]
    refused = await as_alice.patch(f"/api/projects/{ids['A']}", json={"after": ids["C"]})
    assert refused.json()["errors"][0]["field"] == "after"


async def test_the_heads_of_the_columns_are_counted_in_one_statement(
    database: Database, alice: Actor, statements: list[str]
) -> None:
    project, other = [(await helpers.add_project(database, alice)).id for _ in range(2)]
    for status in ("todo", "todo", "doing", "done"):
        await helpers.add(database, alice, project, status=status)
    await helpers.add(database, alice, other)
    async with database.transaction(alice) as tx:
        statements.clear()
        counted = await tasks.counts(tx, alice, TaskFilter(project_id=project, statuses=("done",)))
        assert len(statements) == 1
        assert await projects.counts(tx, alice, ProjectFilter()) == projects.StatusCounts(active=2)
    assert counted == StatusCounts(todo=2, doing=1, done=1)


async def test_my_tasks_are_those_of_all_projects_but_archived_ones_by_due_date(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    one, two, archived = [(await helpers.add_project(database, alice)).id for _ in range(3)]
    await helpers.add(database, alice, one, "undated")
    await helpers.add(database, alice, two, "later", due_date="2026-03-09", status="doing")
    await helpers.add(database, alice, one, "sooner", due_date="2026-03-05")
    await helpers.add(database, alice, archived, "archived", due_date="2026-03-05")
    await helpers.add(database, alice, one, "done", due_date="2026-03-01", status="done")
    await helpers.patch_project(database, alice, archived, status="archived")
    assert await helpers.titles(database, alice, "due") == ["sooner", "later", "undated", "done"]
    assert await helpers.titles(database, alice, "due", project_id=archived) == ["archived"]
    with pytest.raises(InvalidInput) as refused:
        await helpers.titles(database, alice, "position")
    assert refused.value.errors[0].field == "sort"


async def test_filters_of_the_route_name_what_they_let_through(as_alice: AsyncClient) -> None:
    project = (await as_alice.post("/api/projects", json={"name": "Renovation"})).json()["id"]
    path = f"/api/projects/{project}/tasks"

    async def add(title: str, **fields: object) -> str:
        return (await as_alice.post(path, json={"title": title, **fields})).json()["id"]

    parent = await add("Parent", due_date="2026-03-05", priority="high")
    await add("Child", parent_id=parent, status="doing", tags=["Roof"])
    await add("Done", status="done")
    for query, expected in {
        "": ["Parent", "Child", "Done"],
        "status=doing&status=done": ["Child", "Done"],
        "parent_id=none": ["Parent", "Done"],
        f"parent_id={parent}": ["Child"],
        "due_from=2026-03-05&due_to=2026-03-05": ["Parent"],
        "priority=high": ["Parent"],
        "tag=roof": ["Child"],
        "q=chi": ["Child"],
        "sort=title": ["Child", "Parent", "Done"],
    }.items():
        found = (await as_alice.get(f"{path}?{query}")).json()["items"]
        assert [one["title"] for one in found] == expected, query
    page = (await as_alice.get(f"{path}?limit=2")).json()
    rest = (await as_alice.get(f"{path}?limit=2&cursor={page['next']}")).json()
    assert [one["title"] for one in rest["items"]] == ["Done"]
    for query in ("status=open", "parent_id=all", "sort=status", "person=1"):
        assert (await as_alice.get(f"{path}?{query}")).status_code == 422, query
    assert (await as_alice.get("/api/tasks?sort=position")).status_code == 422
    by_project = await as_alice.get(f"/api/tasks?sort=position&project_id={project}")
    assert len(by_project.json()["items"]) == 3


@pytest.mark.parametrize("status", ["todo", "doing", "done"])
async def test_a_column_is_read_from_an_index_from_any_place_on(
    database: Database, alice: Actor, status: str
) -> None:
    project = (await helpers.add_project(database, alice)).id
    first = await helpers.add(database, alice, project, status=status)
    other_project = (await helpers.add_project(database, alice)).id
    async with database.engine.begin() as connection:  # so many others that the column counts
        await connection.execute(
            text(
                "INSERT INTO tasks SELECT (jsonb_populate_record(t, jsonb_build_object("
                "'id', gen_random_uuid(), 'project_id', cast(:project AS text),"
                "'completed_at', t.completed_at - n * interval '1 minute'))).*"
                " FROM tasks AS t, generate_series(1, 500) AS n"
            ),
            {"project": str(other_project)},
        )
        await connection.execute(text("ANALYZE tasks"))
    async with database.transaction(alice) as tx:
        for other in ("seqscan", "bitmapscan", "sort"):
            await tx.execute(text(f"SET LOCAL enable_{other} = off"))
        which = TaskFilter(project_id=project, statuses=(first.status,))
        after = tasks.cursor_of(first, "position")
        with executed(tx) as statements:
            await tasks.list_window(tx, alice, which, "position", after=after, limit=50)
        plan = await plan_of(tx, *statements[0])
    assert ("ix_tasks_column_done" if status == "done" else "ix_tasks_column") in plan, plan
    assert any("ROW(" in line for line in plan.splitlines() if "Index Cond:" in line), plan


async def test_lists_cost_one_statement_however_many_rows_they_have(
    database: Database, alice: Actor, statements: list[str]
) -> None:
    for size in (1, 12):
        for _ in range(size):
            project = (await helpers.add_project(database, alice)).id
            parent = (await helpers.add(database, alice, project, tags=["a"])).id
            await helpers.add(database, alice, project, parent_id=parent)
        async with database.transaction(alice) as tx:
            statements.clear()
            await projects.list_window(tx, alice, ProjectFilter(), "position", limit=50)
            await tasks.list_window(tx, alice, TaskFilter(), "due", limit=50)
            assert len(statements) == 2
