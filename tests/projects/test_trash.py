"""Projects and tasks in the trash: what goes along comes back, what was there before stays."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from tests.conftest import FrozenClock
from tests.projects import helpers
from umbra.core.actor import Actor
from umbra.core.errors import Conflict, InvalidInput, NotFound
from umbra.database import Database
from umbra.projects.tasks import service as tasks
from umbra.trash import service as trash


async def stored(database: Database) -> int:
    async with database.engine.connect() as connection:
        return await connection.scalar(text("SELECT count(*) FROM tasks")) or 0


async def test_a_project_takes_its_tasks_along_and_brings_back_those_alone(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice, "Renovation")).id
    parent = (await helpers.add(database, alice, project, "Parent")).id
    await helpers.add(database, alice, project, "Child", parent_id=parent)
    before = (await helpers.add(database, alice, project, "Before")).id
    await helpers.delete(database, alice, before)
    await helpers.delete_project(database, alice, project)
    assert await helpers.titles(database, alice, "due") == []
    assert sorted(await helpers.in_trash(database, alice)) == ["Before", "Renovation"]
    await helpers.restore(database, alice, project)
    assert await helpers.titles(database, alice, project_id=project) == ["Parent", "Child"]
    assert await helpers.in_trash(database, alice) == ["Before"]
    await helpers.restore(database, alice, before)
    assert len(await helpers.titles(database, alice, project_id=project)) == 3


async def test_a_task_takes_its_sub_tasks_along_and_brings_back_those_alone(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    parent = (await helpers.add(database, alice, project, "Parent")).id
    await helpers.add(database, alice, project, "Child", parent_id=parent)
    before = (await helpers.add(database, alice, project, "Before", parent_id=parent)).id
    await helpers.delete(database, alice, before)
    await helpers.delete(database, alice, parent)
    assert sorted(await helpers.in_trash(database, alice)) == ["Before", "Parent"]
    await helpers.restore(database, alice, parent)
    assert await helpers.titles(database, alice, project_id=project) == ["Parent", "Child"]


async def test_a_task_whose_project_or_parent_is_in_the_trash_is_not_restored_alone(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    project = (await helpers.add_project(database, alice)).id
    parent = (await helpers.add(database, alice, project)).id
    child = (await helpers.add(database, alice, project, parent_id=parent)).id
    await helpers.delete(database, alice, child)
    await helpers.delete(database, alice, parent)
    with pytest.raises(Conflict, match="sub-task"):
        await helpers.restore(database, alice, child)
    await helpers.delete_project(database, alice, project)
    answered = await as_alice.post(f"/api/trash/{parent}/restore")
    assert answered.status_code == 409
    assert "Restore the project first" in answered.json()["detail"]
    async with database.transaction(alice) as tx:
        await trash.restore(tx, alice, project)
        await tasks.bulk_tasks(tx, alice, [child, parent], "restore")
    assert len(await helpers.titles(database, alice, project_id=project)) == 2


async def test_what_went_along_is_deleted_for_good_with_it_and_not_by_itself(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    task = (await helpers.add(database, alice, project)).id
    await helpers.delete_project(database, alice, project)
    async with database.transaction(alice) as tx:
        assert await trash.empty_trash(tx, alice, "task") == 0
    with pytest.raises(NotFound):
        await helpers.restore(database, alice, task)
    assert await stored(database) == 1
    async with database.transaction(alice) as tx:
        assert await trash.empty_trash(tx, alice, "project") == 1
    assert await stored(database) == 0


async def test_after_thirty_days_a_project_goes_with_its_tasks(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    project = (await helpers.add_project(database, alice)).id
    await helpers.add(database, alice, project)
    await helpers.delete_project(database, alice, project)
    clock.instant += timedelta(days=30)
    async with database.transaction(alice) as tx:
        await trash.purge(tx, alice.owner_id)
    assert await stored(database) == 0


async def test_a_task_made_while_its_project_is_deleted_is_refused_or_goes_along(
    database: Database, alice: Actor
) -> None:
    for _ in range(5):
        project = (await helpers.add_project(database, alice)).id
        made, _ = await asyncio.gather(
            helpers.add(database, alice, project),
            helpers.delete_project(database, alice, project),
            return_exceptions=True,
        )
        assert not isinstance(made, BaseException) or isinstance(made, InvalidInput | NotFound)
        assert await helpers.titles(database, alice, "due") == []


async def test_deleting_a_project_costs_the_same_statements_however_many_tasks_it_has(
    database: Database, alice: Actor, statements: list[str]
) -> None:
    needed = []
    for size in (1, 20):
        project = (await helpers.add_project(database, alice)).id
        for _ in range(size):
            await helpers.add(database, alice, project)
        statements.clear()
        await helpers.delete_project(database, alice, project)
        await helpers.restore(database, alice, project)
        needed.append(len(statements))
    assert needed[0] == needed[1]
