"""Todos made and listed in one breath."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.fields import validated
from umbra.database import Database, Transaction
from umbra.todos import service
from umbra.todos.service import Sort, TodoFields, TodoFilter, TodoPatch, TodoRow
from umbra.trash import service as trash


def fields(**values: Any) -> TodoFields:
    """A todo's fields as a caller sends them; titled "Todo" where it says nothing."""
    return validated(TodoFields, {"title": "Todo", **values})


def patch(**values: Any) -> TodoPatch:
    """A merge patch as a caller sends it."""
    return validated(TodoPatch, values)


async def make(database: Database, actor: Actor, **values: Any) -> TodoRow:
    """A todo in a transaction of its own."""
    async with database.transaction(actor) as tx:
        return await service.create_todo(tx, actor, fields(**values))


async def restore(tx: Transaction, actor: Actor, todo_id: UUID) -> TodoRow:
    """The todo, restored from the trash."""
    await trash.restore(tx, actor, todo_id)
    return await service.get_todo(tx, actor, todo_id)


async def titles(
    database: Database,
    actor: Actor,
    which: TodoFilter | None = None,
    sort: Sort = "due",
) -> list[str]:
    """The titles of the first 200 todos."""
    async with database.transaction(actor) as tx:
        window = await service.list_window(tx, actor, which or TodoFilter(), sort, limit=200)
    return [row.title for row in window.rows]
