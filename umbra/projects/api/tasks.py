"""The routes of the tasks of all projects."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import StrictBool

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.core.fields import Body
from umbra.database import transaction
from umbra.projects.tasks import service
from umbra.projects.tasks.service import TaskFields, TaskFilterFields, TaskPatch, TaskRow
from umbra.web.etags import IfMatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import json_response, no_content

router = APIRouter(prefix="/tasks", tags=["tasks"], dependencies=[Depends(signed_in), KNOWN_QUERY])


class TaskQuery(TaskFilterFields, PageQuery):
    """Which tasks, in which order, from where on, how many."""


class ToggleTask(Body):
    """Whether a task is to be done; left out, it becomes the other of what it is."""

    completed: StrictBool | None = None


@router.get("", response_model=Page[TaskRow])
async def list_tasks(actor: SignedIn, query: Annotated[TaskQuery, Query()]) -> Response:
    """The tasks of all projects that are not archived, a page at a time."""
    async with transaction(actor) as tx:
        window = await service.list_window(
            tx, actor, query.filter(), query.sort, after=query.after, limit=query.limit
        )
    return json_response(page_of(window, lambda row: service.cursor_of(row, query.sort)))


@router.post("", status_code=201, response_model=TaskRow, responses=problems(409))
async def create_task(actor: SignedIn, fields: TaskFields, once: IdempotencyDep) -> Response:
    """A new task of the project that `project_id` names, the last of its status."""
    return await once.created(actor, "tasks", lambda tx: service.create_task(tx, actor, fields))


@router.get("/{task_id}", response_model=TaskRow, responses=problems(404))
async def get_task(actor: SignedIn, task_id: UUID) -> Response:
    """One task."""
    async with transaction(actor) as tx:
        task = await service.get_task(tx, actor, task_id)
    return json_response(task, version=task.version)


@router.put("/{task_id}", response_model=TaskRow, responses=problems(404, 412))
async def replace_task(
    actor: SignedIn, task_id: UUID, fields: TaskFields, if_match: IfMatch
) -> Response:
    """All fields anew; what is left out goes back to its default, but the project stays."""
    async with transaction(actor) as tx:
        task = await service.replace_task(tx, actor, task_id, fields, if_match)
    return json_response(task, version=task.version)


@router.patch("/{task_id}", response_model=TaskRow, responses=problems(404, 412))
async def patch_task(
    actor: SignedIn, task_id: UUID, patch: TaskPatch, if_match: IfMatch
) -> Response:
    """Changes what is named (RFC 7396), or moves the task: next to another, to a project."""
    async with transaction(actor) as tx:
        task = await service.patch_task(tx, actor, task_id, patch, if_match)
    return json_response(task, version=task.version)


@router.delete("/{task_id}", status_code=204, responses=problems(404, 412))
async def delete_task(actor: SignedIn, task_id: UUID, if_match: IfMatch) -> Response:
    """Puts the task into the trash, with its sub-tasks."""
    async with transaction(actor) as tx:
        await service.delete_task(tx, actor, task_id, if_match)
    return no_content()


@router.patch("/{task_id}/toggle", response_model=TaskRow, responses=problems(404, 412))
async def toggle_task(
    actor: SignedIn, task_id: UUID, if_match: IfMatch, toggle: ToggleTask | None = None
) -> Response:
    """Done, or open again."""
    completed = toggle.completed if toggle else None
    async with transaction(actor) as tx:
        task = await service.toggle_task(tx, actor, task_id, completed, if_match)
    return json_response(task, version=task.version)
