"""The same act on many todos, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, any_, bindparam, update

from umbra.core.actor import Actor
from umbra.core.errors import FieldError, InvalidInput, NotFound
from umbra.database import Transaction, lock_ordering
from umbra.tags.service import set_tags
from umbra.todos.changes import AT, TAGGED, WRITTEN, changes_of, completed_at
from umbra.todos.columns import OWNER, TODOS
from umbra.todos.fields import TodoPatch

BulkAction = Literal["complete", "delete", "restore", "patch"]
MOST_IN_BULK = 500

_T = TODOS.c
_THESE = and_(_T.owner_id == OWNER, _T.id == any_(bindparam("ids", type_=ARRAY(Uuid()))))


@dataclass(frozen=True, slots=True)
class Changed:
    """An item that was written, and the version it has now."""

    id: UUID
    version: int


async def bulk_todos(
    tx: Transaction,
    actor: Actor,
    ids: Sequence[UUID],
    action: BulkAction,
    patch: TodoPatch | None = None,
) -> list[Changed]:
    """The same act on all of `ids`, or on none: NotFound if one is not there.

    "restore" looks in the trash. InvalidInput at `ids` for more than 500 or none, at
    `fields` for what a patch of many can't do.
    """
    wanted = list(dict.fromkeys(ids))
    if not 1 <= len(wanted) <= MOST_IN_BULK:
        raise InvalidInput.at("ids", f"Name 1 to {MOST_IN_BULK} of them; these are {len(wanted)}.")
    named = _named_for_many(action, patch)
    await lock_ordering(tx, actor)
    if "tags" in named:
        await set_tags(tx, actor, TAGGED, wanted, named["tags"])
    in_trash = _T.deleted_at.is_not(None) if action == "restore" else _T.deleted_at.is_(None)
    statement = (
        update(TODOS)
        .where(_THESE, in_trash)
        .values(**_columns_set(action, named), **WRITTEN)
        .returning(_T.id, _T.version)
    )
    rows = await tx.all(statement, {"owner": actor.owner_id, "ids": wanted, "at": tx.now})
    if len(rows) != len(wanted):
        raise NotFound("Not all of these are there, so nothing was changed.")
    return [Changed(row.id, row.version) for row in rows]


def _named_for_many(action: BulkAction, patch: TodoPatch | None) -> dict[str, Any]:
    named = _named(patch) if patch else {}
    if (action == "patch") is not bool(named):
        words = "Name what to change." if action == "patch" else "Goes with the action patch alone."
        raise InvalidInput.at("fields", words)
    for side in ("before", "after"):
        if side in named:
            raise InvalidInput.at(f"fields.{side}", "Works on one todo at a time.")
    if named.get("due_time") is not None and named.get("due_date") is None:
        raise InvalidInput.at("fields.due_time", "Needs a due date beside it, the same for all.")
    return named


def _named(patch: TodoPatch) -> dict[str, Any]:
    try:
        return patch.named()
    except InvalidInput as refused:
        raise InvalidInput(
            FieldError(f"fields.{error.field}", error.message) for error in refused.errors
        ) from None


def _columns_set(action: BulkAction, named: dict[str, Any]) -> dict[str, Any]:
    match action:
        case "complete":
            return {"completed_at": completed_at(True)}
        case "delete":
            return {"deleted_at": AT}
        case "restore":
            return {"deleted_at": None}
        case "patch":
            return changes_of(named)
