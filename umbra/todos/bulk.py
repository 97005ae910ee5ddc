"""Bulk changes of todos, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.database import Transaction
from umbra.items.kind import Changed
from umbra.items.many import change_many, patch_of_many, trash_values
from umbra.todos.fields import TodoPatch
from umbra.todos.kind import TODO
from umbra.todos.values import changes_of, completed_at

BulkAction = Literal["complete", "delete", "restore", "patch"]


async def bulk_todos(
    tx: Transaction,
    actor: Actor,
    ids: Sequence[UUID],
    action: BulkAction,
    patch: TodoPatch | None = None,
) -> list[Changed]:
    """Applies `action` to all of `ids` or to none: NotFound if one does not exist.

    "restore" takes them from the trash. InvalidInput at `ids` for none or more than 500, at
    `fields` for what a bulk patch can't do.
    """
    named = patch_of_many(action, patch)
    for side in ("before", "after"):
        if side in named:
            raise InvalidInput.at(f"fields.{side}", "Works on one todo at a time.")
    if named.get("due_time") is not None and named.get("due_date") is None:
        raise InvalidInput.at("fields.due_time", "Needs a due date beside it, the same for all.")
    values = trash_values(action)
    if values is None:
        values = {"completed_at": completed_at(True)} if action == "complete" else changes_of(named)
    tags = named.get("tags")
    return await change_many(tx, actor, TODO, ids, values, tags=tags, in_trash=action == "restore")
