"""The routes that make a todo a task, and a task a todo."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.converting import service
from umbra.core.fields import Body
from umbra.database import Transaction
from umbra.projects.tasks.service import TaskRow
from umbra.todos.service import TodoRow
from umbra.web.etags import IfMatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY

router = APIRouter(dependencies=[Depends(signed_in), KNOWN_QUERY])


class ToTask(Body):
    """The project that a todo becomes a task of."""

    project_id: UUID


@router.post(
    "/todos/{todo_id}/to-task",
    tags=["todos"],
    status_code=201,
    response_model=TaskRow,
    responses=problems(404, 409, 412),
)
async def todo_to_task(
    actor: SignedIn, todo_id: UUID, fields: ToTask, if_match: IfMatch, once: IdempotencyDep
) -> Response:
    """Makes the todo a task; it goes into the trash itself."""

    async def convert(tx: Transaction) -> TaskRow:
        return (await service.todo_to_task(tx, actor, todo_id, fields.project_id, if_match))[0]

    return await once.created(actor, "tasks", convert)


@router.post(
    "/tasks/{task_id}/to-todo",
    tags=["tasks"],
    status_code=201,
    response_model=TodoRow,
    responses=problems(404, 409, 412),
)
async def task_to_todo(
    actor: SignedIn, task_id: UUID, if_match: IfMatch, once: IdempotencyDep
) -> Response:
    """Makes the task a todo; it goes into the trash itself."""

    async def convert(tx: Transaction) -> TodoRow:
        return (await service.task_to_todo(tx, actor, task_id, if_match))[0]

    return await once.created(actor, "todos", convert)
