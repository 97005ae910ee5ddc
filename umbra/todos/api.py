"""The routes of todos."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import StrictBool

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.core.fields import Body
from umbra.database import transaction
from umbra.todos import service
from umbra.todos.service import TodoFields, TodoFilterFields, TodoPatch, TodoRow
from umbra.web.etags import IfMatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import json_response, no_content

router = APIRouter(prefix="/todos", tags=["todos"], dependencies=[Depends(signed_in), KNOWN_QUERY])


class TodoQuery(TodoFilterFields, PageQuery):
    """Which todos, in which order, from where on, how many."""


class Toggle(Body):
    """What a todo is to be; left out, it becomes the other of what it is."""

    completed: StrictBool | None = None


@router.get("", response_model=Page[TodoRow])
async def list_todos(actor: SignedIn, query: Annotated[TodoQuery, Query()]) -> Response:
    """Todos, a page at a time."""
    async with transaction(actor) as tx:
        window = await service.list_window(
            tx, actor, query.filter(), query.sort, after=query.after, limit=query.limit
        )
    return json_response(page_of(window, lambda row: service.cursor_of(row, query.sort)))


@router.post("", status_code=201, response_model=TodoRow, responses=problems(409))
async def create_todo(actor: SignedIn, fields: TodoFields, once: IdempotencyDep) -> Response:
    """A new todo, the last of its day."""
    return await once.created(actor, "todos", lambda tx: service.create_todo(tx, actor, fields))


@router.get("/{todo_id}", response_model=TodoRow, responses=problems(404))
async def get_todo(actor: SignedIn, todo_id: UUID) -> Response:
    """One todo."""
    async with transaction(actor) as tx:
        todo = await service.get_todo(tx, actor, todo_id)
    return json_response(todo, version=todo.version)


@router.put("/{todo_id}", response_model=TodoRow, responses=problems(404, 412))
async def replace_todo(
    actor: SignedIn, todo_id: UUID, fields: TodoFields, if_match: IfMatch
) -> Response:
    """All fields anew; what is left out goes back to its default."""
    async with transaction(actor) as tx:
        todo = await service.replace_todo(tx, actor, todo_id, fields, if_match)
    return json_response(todo, version=todo.version)


@router.patch("/{todo_id}", response_model=TodoRow, responses=problems(404, 412))
async def patch_todo(
    actor: SignedIn, todo_id: UUID, patch: TodoPatch, if_match: IfMatch
) -> Response:
    """Changes what is named (RFC 7396), or moves the todo before or after another of its day."""
    async with transaction(actor) as tx:
        todo = await service.patch_todo(tx, actor, todo_id, patch, if_match)
    return json_response(todo, version=todo.version)


@router.delete("/{todo_id}", status_code=204, responses=problems(404, 412))
async def delete_todo(actor: SignedIn, todo_id: UUID, if_match: IfMatch) -> Response:
    """Puts the todo into the trash."""
    async with transaction(actor) as tx:
        await service.delete_todo(tx, actor, todo_id, if_match)
    return no_content()


@router.patch("/{todo_id}/toggle", response_model=TodoRow, responses=problems(404, 412))
async def toggle_todo(
    actor: SignedIn, todo_id: UUID, if_match: IfMatch, toggle: Toggle | None = None
) -> Response:
    """Done, or open again."""
    completed = toggle.completed if toggle else None
    async with transaction(actor) as tx:
        todo = await service.toggle_todo(tx, actor, todo_id, completed, if_match)
    return json_response(todo, version=todo.version)


@router.patch("/{todo_id}/skip", response_model=TodoRow, responses=problems(404, 409, 412))
async def skip_todo(actor: SignedIn, todo_id: UUID, if_match: IfMatch) -> Response:
    """Moves an open todo that repeats to its next date, without completing it."""
    async with transaction(actor) as tx:
        todo = await service.skip_todo(tx, actor, todo_id, if_match)
    return json_response(todo, version=todo.version)
