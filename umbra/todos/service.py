"""The service of todos, called by the page and the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import case, func, literal, null

from umbra.core import rank
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction, lock_ordering
from umbra.items import reading, writing
from umbra.items.kind import AT, Changed
from umbra.items.many import MOST_IN_BULK
from umbra.items.moving import move_in, rank_beside
from umbra.todos.bulk import BulkAction, bulk_todos
from umbra.todos.fields import (
    TIME_NEEDS_A_DAY,
    Sort,
    TodoFields,
    TodoFilter,
    TodoFilterFields,
    TodoPatch,
)
from umbra.todos.filtering import SectionCounts, conditions_of, counts, done_or_open, parts_of
from umbra.todos.kind import BY_HAND, IS_OPEN, TODO, TODOS
from umbra.todos.rules import SECTIONS, Section, TodoRow, section_of
from umbra.todos.values import changes_of

__all__ = [
    "MOST_IN_BULK",
    "SECTIONS",
    "BulkAction",
    "Changed",
    "Section",
    "SectionCounts",
    "Sort",
    "TodoFields",
    "TodoFilter",
    "TodoFilterFields",
    "TodoPatch",
    "TodoRow",
    "bulk_todos",
    "categories",
    "counts",
    "create_todo",
    "cursor_of",
    "delete_todo",
    "get_todo",
    "list_window",
    "patch_todo",
    "replace_todo",
    "rows_by_id",
    "section_of",
    "toggle_todo",
]

_T = TODOS.c


async def get_todo(tx: Transaction, actor: Actor, todo_id: UUID) -> TodoRow:
    """The todo by that id. NotFound where the owner has none, or has it in the trash."""
    return await reading.get(tx, actor, TODO, todo_id)


async def list_window(
    tx: Transaction,
    actor: Actor,
    which: TodoFilter,
    sort: Sort,
    **place: Unpack[reading.Place],
) -> Window[TodoRow]:
    """A window of the todos in the order of `sort`; see `umbra.items.reading.window`."""
    filtered = await conditions_of(tx, which)
    return await reading.window(tx, actor, TODO, filtered, sort, parts_of(which), **place)


async def rows_by_id(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], which: TodoFilter
) -> list[TodoRow]:
    """Those of the todos `ids` that are there and fit `which`, in no order."""
    filtered = await conditions_of(tx, which) & done_or_open(which)
    return await reading.by_ids(tx, actor, TODO, ids, filtered)


async def categories(tx: Transaction, actor: Actor) -> Sequence[str]:
    """The categories the owner's todos stand in, by name; of very many the first 200."""
    return await reading.values_in_use(tx, actor, TODO, _T.category)


def cursor_of(row: TodoRow, sort: Sort) -> Cursor:
    """The place of `row` in the list sorted by `sort`."""
    return reading.cursor_of(TODO, row, sort)


async def create_todo(tx: Transaction, actor: Actor, fields: TodoFields) -> TodoRow:
    """Creates a todo, the last of its day."""
    values = _values_of(fields) | {
        "completed_at": tx.now if fields.completed else None,
        "position": rank.fresh(),
    }
    return await writing.create(tx, actor, TODO, values, fields.tags)


async def replace_todo(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    fields: TodoFields,
    version: int | None = None,
) -> TodoRow:
    """Replaces all fields of the todo; its position stays.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    return await writing.change(
        tx, actor, TODO, todo_id, _values_of(fields), version, tags=fields.tags
    )


async def patch_todo(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    patch: TodoPatch,
    version: int | None = None,
) -> TodoRow:
    """Applies a merge patch to the todo, and moves it if the patch names a neighbour.

    NotFound; StaleVersion when `version` is given and it has another by now;
    InvalidInput at `due_time` for a time without a day, at `before` or `after` for a
    neighbour that is not there or stands on another day.
    """
    named = patch.named()
    changes = changes_of(named)
    if move := move_in(named, "due_date"):
        await lock_ordering(tx, actor)
        changes["position"] = await rank_beside(tx, actor, BY_HAND, todo_id, move)
    needs_day = changes.get("due_time") is not None and "due_date" not in changes
    return await writing.change(
        tx,
        actor,
        TODO,
        todo_id,
        changes,
        version,
        tags=named.get("tags"),
        only=(_T.due_date.is_not(None),) if needs_day else (),
        otherwise=InvalidInput.at("due_time", TIME_NEEDS_A_DAY),
    )


async def toggle_todo(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    completed: bool | None = None,
    version: int | None = None,
) -> TodoRow:
    """Completes or reopens the todo, as `completed` says; None toggles it.

    A todo that is done already keeps its instant of completion. NotFound; StaleVersion when
    `version` is given and it has another by now.
    """
    done = IS_OPEN if completed is None else literal(completed)
    instant = case((done, func.coalesce(_T.completed_at, AT)), else_=null())
    return await writing.change(tx, actor, TODO, todo_id, {"completed_at": instant}, version)


async def delete_todo(
    tx: Transaction, actor: Actor, todo_id: UUID, version: int | None = None
) -> None:
    """Puts the todo into the trash.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    await writing.delete(tx, actor, TODO, todo_id, version)


def _values_of(fields: TodoFields) -> dict[str, Any]:
    return changes_of(dict(fields))
