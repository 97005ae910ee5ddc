"""Projects and tasks made, moved and listed in one breath."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.fields import validated
from umbra.database import Database
from umbra.projects import service as projects
from umbra.projects.service import ProjectFields, ProjectPatch, ProjectRow
from umbra.projects.tasks import service as tasks
from umbra.projects.tasks.service import Sort, TaskFields, TaskFilter, TaskPatch, TaskRow
from umbra.trash import service as trash


async def add_project(
    database: Database, actor: Actor, name: str = "Renovation", **more: Any
) -> ProjectRow:
    async with database.transaction(actor) as tx:
        fields = validated(ProjectFields, {"name": name, **more})
        return await projects.create_project(tx, actor, fields)


async def patch_project(
    database: Database, actor: Actor, project_id: UUID, **named: Any
) -> ProjectRow:
    async with database.transaction(actor) as tx:
        patch = validated(ProjectPatch, named)
        return await projects.patch_project(tx, actor, project_id, patch)


async def get_project(database: Database, actor: Actor, project_id: UUID) -> ProjectRow:
    async with database.transaction(actor) as tx:
        return await projects.get_project(tx, actor, project_id)


async def add(
    database: Database, actor: Actor, project_id: UUID, title: str = "Task", **more: Any
) -> TaskRow:
    async with database.transaction(actor) as tx:
        fields = validated(TaskFields, {"title": title, **more})
        return await tasks.create_task(tx, actor, fields, project_id)


async def patch(database: Database, actor: Actor, task_id: UUID, **named: Any) -> TaskRow:
    async with database.transaction(actor) as tx:
        return await tasks.patch_task(tx, actor, task_id, validated(TaskPatch, named))


async def get(database: Database, actor: Actor, task_id: UUID) -> TaskRow:
    async with database.transaction(actor) as tx:
        return await tasks.get_task(tx, actor, task_id)


async def listed(
    database: Database, actor: Actor, sort: Sort = "position", **which: Any
) -> list[TaskRow]:
    """The first 200 tasks."""
    async with database.transaction(actor) as tx:
        window = await tasks.list_window(tx, actor, TaskFilter(**which), sort, limit=200)
    return list(window.rows)


async def titles(
    database: Database, actor: Actor, sort: Sort = "position", **which: Any
) -> list[str]:
    return [row.title for row in await listed(database, actor, sort, **which)]


async def delete(database: Database, actor: Actor, task_id: UUID) -> None:
    async with database.transaction(actor) as tx:
        await tasks.delete_task(tx, actor, task_id)


async def delete_project(database: Database, actor: Actor, project_id: UUID) -> None:
    async with database.transaction(actor) as tx:
        await projects.delete_project(tx, actor, project_id)


async def restore(database: Database, actor: Actor, item_id: UUID) -> None:
    async with database.transaction(actor) as tx:
        await trash.restore(tx, actor, item_id)


async def in_trash(database: Database, actor: Actor) -> list[str]:
    async with database.transaction(actor) as tx:
        return [row.title for row in (await trash.list_trash(tx, actor, limit=200)).rows]
