"""The routes of comments on a task, which is named by itself or with its project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import transaction
from umbra.projects.tasks import comments as service
from umbra.projects.tasks import service as tasks
from umbra.projects.tasks.comments import CommentFields, CommentPatch, CommentRow
from umbra.web.etags import IfMatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import json_response, no_content

router = APIRouter(tags=["comments"], dependencies=[Depends(signed_in), KNOWN_QUERY])


async def _task(task_id: UUID) -> UUID:
    return task_id


async def _task_of_project(actor: SignedIn, project_id: UUID, task_id: UUID) -> UUID:
    async with transaction(actor) as tx:
        return (await tasks.get_task(tx, actor, task_id, project_id)).id


def _add_routes(path: str, task_of: Callable[..., Any]) -> None:
    """Adds the routes under `path`, whose task `task_of` finds."""
    task = Depends(task_of)

    @router.get(path, response_model=Page[CommentRow], responses=problems(404))
    async def list_comments(
        actor: SignedIn, query: Annotated[PageQuery, Query()], task_id: UUID = task
    ) -> Response:
        """The comments on a task, oldest first, a page at a time."""
        async with transaction(actor) as tx:
            window = await service.list_comments(
                tx, actor, task_id, after=query.after, limit=query.limit
            )
        return json_response(page_of(window, service.cursor_of))

    @router.post(path, status_code=201, response_model=CommentRow, responses=problems(404, 409))
    async def add_comment(
        actor: SignedIn, fields: CommentFields, once: IdempotencyDep, task_id: UUID = task
    ) -> Response:
        """A new comment on the task."""
        return await once.created(
            actor,
            f"tasks/{task_id}/comments",
            lambda tx: service.add_comment(tx, actor, task_id, fields),
        )

    @router.get(f"{path}/{{comment_id}}", response_model=CommentRow, responses=problems(404))
    async def get_comment(actor: SignedIn, comment_id: UUID, task_id: UUID = task) -> Response:
        """One comment on the task."""
        async with transaction(actor) as tx:
            comment = await service.get_comment(tx, actor, task_id, comment_id)
        return json_response(comment, version=comment.version)

    @router.patch(f"{path}/{{comment_id}}", response_model=CommentRow, responses=problems(404, 412))
    async def change_comment(
        actor: SignedIn,
        comment_id: UUID,
        patch: CommentPatch,
        if_match: IfMatch,
        task_id: UUID = task,
    ) -> Response:
        """Changes the text of a comment."""
        async with transaction(actor) as tx:
            comment = await service.change_comment(tx, actor, task_id, comment_id, patch, if_match)
        return json_response(comment, version=comment.version)

    @router.delete(f"{path}/{{comment_id}}", status_code=204, responses=problems(404, 412))
    async def delete_comment(
        actor: SignedIn, comment_id: UUID, if_match: IfMatch, task_id: UUID = task
    ) -> Response:
        """Deletes a comment for good."""
        async with transaction(actor) as tx:
            await service.delete_comment(tx, actor, task_id, comment_id, if_match)
        return no_content()


_add_routes("/tasks/{task_id}/comments", _task)
_add_routes("/projects/{project_id}/tasks/{task_id}/comments", _task_of_project)
