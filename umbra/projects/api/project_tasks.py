"""The routes of the tasks of a project."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import transaction
from umbra.projects import service as projects
from umbra.projects.tasks import service
from umbra.projects.tasks.service import (
    ProjectTaskFilterFields,
    TaskFields,
    TaskPatch,
    TaskRow,
)
from umbra.web.etags import IfMatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import json_response, no_content

router = APIRouter(
    prefix="/projects/{project_id}/tasks",
    tags=["tasks"],
    dependencies=[Depends(signed_in), KNOWN_QUERY],
)


class ProjectTaskQuery(ProjectTaskFilterFields, PageQuery):
    """Which tasks of the project, in which order, from where on, how many."""


@router.get("", response_model=Page[TaskRow], responses=problems(404))
async def list_tasks_of_project(
    actor: SignedIn, project_id: UUID, query: Annotated[ProjectTaskQuery, Query()]
) -> Response:
    """The tasks of a project, a page at a time."""
    async with transaction(actor) as tx:
        await projects.get_project(tx, actor, project_id)
        window = await service.list_window(
            tx, actor, query.filter(project_id), query.sort, after=query.after, limit=query.limit
        )
    return json_response(page_of(window, lambda row: service.cursor_of(row, query.sort)))


@router.post("", status_code=201, response_model=TaskRow, responses=problems(404, 409))
async def create_task_of_project(
    actor: SignedIn, project_id: UUID, fields: TaskFields, once: IdempotencyDep
) -> Response:
    """A new task, the last of its status in the project."""
    return await once.created(
        actor, "tasks", lambda tx: service.create_task(tx, actor, fields, project_id)
    )


@router.get("/{task_id}", response_model=TaskRow, responses=problems(404))
async def get_task_of_project(actor: SignedIn, project_id: UUID, task_id: UUID) -> Response:
    """One task of the project."""
    async with transaction(actor) as tx:
        task = await service.get_task(tx, actor, task_id, project_id)
    return json_response(task, version=task.version)


@router.put("/{task_id}", response_model=TaskRow, responses=problems(404, 412))
async def replace_task_of_project(
    actor: SignedIn, project_id: UUID, task_id: UUID, fields: TaskFields, if_match: IfMatch
) -> Response:
    """All fields anew; what is left out goes back to its default, but the project stays."""
    async with transaction(actor) as tx:
        await service.get_task(tx, actor, task_id, project_id)
        task = await service.replace_task(tx, actor, task_id, fields, if_match)
    return json_response(task, version=task.version)


@router.patch("/{task_id}", response_model=TaskRow, responses=problems(404, 412))
async def patch_task_of_project(
    actor: SignedIn, project_id: UUID, task_id: UUID, patch: TaskPatch, if_match: IfMatch
) -> Response:
    """Changes what is named (RFC 7396), or moves the task."""
    async with transaction(actor) as tx:
        await service.get_task(tx, actor, task_id, project_id)
        task = await service.patch_task(tx, actor, task_id, patch, if_match)
    return json_response(task, version=task.version)


@router.delete("/{task_id}", status_code=204, responses=problems(404, 412))
async def delete_task_of_project(
    actor: SignedIn, project_id: UUID, task_id: UUID, if_match: IfMatch
) -> Response:
    """Puts the task into the trash, with its sub-tasks."""
    async with transaction(actor) as tx:
        await service.get_task(tx, actor, task_id, project_id)
        await service.delete_task(tx, actor, task_id, if_match)
    return no_content()
