"""The routes of projects."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import transaction
from umbra.projects import service
from umbra.projects.service import (
    Duplicate,
    ProjectFields,
    ProjectFilterFields,
    ProjectPatch,
    ProjectRow,
)
from umbra.web.etags import IfMatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import json_response, no_content

router = APIRouter(
    prefix="/projects", tags=["projects"], dependencies=[Depends(signed_in), KNOWN_QUERY]
)


class ProjectQuery(ProjectFilterFields, PageQuery):
    """Which projects, in which order, from where on, how many."""


@router.get("", response_model=Page[ProjectRow])
async def list_projects(actor: SignedIn, query: Annotated[ProjectQuery, Query()]) -> Response:
    """Projects with their progress, a page at a time."""
    async with transaction(actor) as tx:
        window = await service.list_window(
            tx, actor, query.filter(), query.sort, after=query.after, limit=query.limit
        )
    return json_response(page_of(window, lambda row: service.cursor_of(row, query.sort)))


@router.post("", status_code=201, response_model=ProjectRow, responses=problems(409))
async def create_project(actor: SignedIn, fields: ProjectFields, once: IdempotencyDep) -> Response:
    """A new project, the last of its status."""
    return await once.created(
        actor, "projects", lambda tx: service.create_project(tx, actor, fields)
    )


@router.get("/{project_id}", response_model=ProjectRow, responses=problems(404))
async def get_project(actor: SignedIn, project_id: UUID) -> Response:
    """One project."""
    async with transaction(actor) as tx:
        project = await service.get_project(tx, actor, project_id)
    return json_response(project, version=project.version)


@router.put("/{project_id}", response_model=ProjectRow, responses=problems(404, 412))
async def replace_project(
    actor: SignedIn, project_id: UUID, fields: ProjectFields, if_match: IfMatch
) -> Response:
    """All fields anew; what is left out goes back to its default."""
    async with transaction(actor) as tx:
        project = await service.replace_project(tx, actor, project_id, fields, if_match)
    return json_response(project, version=project.version)


@router.patch("/{project_id}", response_model=ProjectRow, responses=problems(404, 412))
async def patch_project(
    actor: SignedIn, project_id: UUID, patch: ProjectPatch, if_match: IfMatch
) -> Response:
    """Changes what is named (RFC 7396), or moves the project next to another of its status."""
    async with transaction(actor) as tx:
        project = await service.patch_project(tx, actor, project_id, patch, if_match)
    return json_response(project, version=project.version)


@router.delete("/{project_id}", status_code=204, responses=problems(404, 412))
async def delete_project(actor: SignedIn, project_id: UUID, if_match: IfMatch) -> Response:
    """Puts the project into the trash, with its tasks."""
    async with transaction(actor) as tx:
        await service.delete_project(tx, actor, project_id, if_match)
    return no_content()


@router.post(
    "/{project_id}/duplicate",
    status_code=201,
    response_model=ProjectRow,
    responses=problems(404, 409),
)
async def duplicate_project(
    actor: SignedIn, project_id: UUID, once: IdempotencyDep, fields: Duplicate | None = None
) -> Response:
    """A copy of the project with its tasks, all of them to do again."""
    return await once.created(
        actor,
        "projects",
        lambda tx: service.duplicate_project(tx, actor, project_id, fields),
    )
