"""Todos: every act on them, for the page and the API alike.

Reading is in `reading`, the places of a list in `orders`; both are offered from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Integer,
    Update,
    bindparam,
    case,
    cast,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from umbra.core import rank
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound, StaleVersion
from umbra.core.ids import new_id
from umbra.database import Transaction, lock_ordering
from umbra.tags.rules import tag_key
from umbra.tags.service import set_tags
from umbra.todos.bulk import MOST_IN_BULK, BulkAction, Changed, bulk_todos
from umbra.todos.changes import AT, TAGGED, WRITTEN, changes_of, completed_at, values_of
from umbra.todos.columns import COLUMNS, IN_TRASH, OWNER, THIS_ONE, TODO, TODOS, row_from
from umbra.todos.fields import (
    TIME_NEEDS_A_DAY,
    Sort,
    TodoFields,
    TodoFilter,
    TodoFilterFields,
    TodoPatch,
)
from umbra.todos.moving import Move, position_for
from umbra.todos.orders import cursor_of
from umbra.todos.reading import SectionCounts, categories, counts, get_todo, list_window, rows_by_id
from umbra.todos.rules import SECTIONS, Section, TodoRow, section_of, title_key

__all__ = [
    "IN_TRASH",
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
    "restore_todo",
    "rows_by_id",
    "section_of",
    "toggle_todo",
]


_T = TODOS.c
_EXPECTED = cast(bindparam("expected", type_=Integer()), Integer())
_AS_EXPECTED = or_(_EXPECTED.is_(None), _T.version == _EXPECTED)

_WANTED = cast(bindparam("completed", type_=Boolean()), Boolean())
_TOGGLE = (
    update(TODOS)
    .where(THIS_ONE, _AS_EXPECTED)
    .values(
        completed_at=case(
            (
                func.coalesce(_WANTED, _T.completed_at.is_(None)),
                func.coalesce(_T.completed_at, AT),
            ),
            else_=null(),
        ),
        **WRITTEN,
    )
    .returning(*COLUMNS)
)
_DELETE = (
    update(TODOS)
    .where(THIS_ONE, _AS_EXPECTED)
    .values(deleted_at=AT, **WRITTEN)
    .returning(_T.version)
)
_RESTORE = (
    update(TODOS)
    .where(_T.owner_id == OWNER, _T.id == TODO, _T.deleted_at.is_not(None))
    .values(deleted_at=None, **WRITTEN)
    .returning(*COLUMNS)
)
_CREATED = [column.name for column in TODOS.c if column.name in TodoRow.__slots__]
_CREATE = insert(TODOS)
_STANDS = select(_T.version).where(THIS_ONE)


async def create_todo(tx: Transaction, actor: Actor, fields: TodoFields) -> TodoRow:
    """A new todo, the last of its day."""
    if fields.tags:
        await lock_ordering(tx, actor)
    row = TodoRow(
        id=new_id(),
        version=1,
        title=fields.title,
        notes=fields.notes,
        due_date=fields.due_date,
        due_time=fields.due_time,
        priority=fields.priority,
        category=fields.category,
        tags=(),
        completed=fields.completed,
        completed_at=tx.now if fields.completed else None,
        position=rank.fresh(),
        created_at=tx.now,
        updated_at=tx.now,
    )
    values = {column: getattr(row, column) for column in _CREATED}
    values |= {"owner_id": actor.owner_id, "title_key": title_key(row.title)}
    await tx.execute(_CREATE, values)
    return await _retagged(tx, actor, row, fields.tags)


async def replace_todo(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    fields: TodoFields,
    version: int | None = None,
) -> TodoRow:
    """The todo with all its fields set anew; its place among others stays.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    await lock_ordering(tx, actor)
    changes = values_of(fields) | {"completed_at": completed_at(fields.completed)}
    row = await _write(tx, actor, todo_id, changes, version)
    return await _retagged(tx, actor, row, fields.tags)


async def patch_todo(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    patch: TodoPatch,
    version: int | None = None,
) -> TodoRow:
    """The todo with what `patch` names changed, moved if it says where to.

    NotFound; StaleVersion when `version` is given and it has another by now;
    InvalidInput at `due_time` for a time without a day, at `before` or `after` for a
    neighbour that is not there or stands on another day.
    """
    named = patch.named()
    move = _move_in(named)
    if move or "tags" in named:
        await lock_ordering(tx, actor)
    changes = changes_of(named)
    if move:
        changes["position"] = await position_for(tx, actor, todo_id, move)
    if not changes and "tags" not in named:
        return await _unchanged(tx, actor, todo_id, version)
    row = await _write(tx, actor, todo_id, changes, version)
    return await _retagged(tx, actor, row, named["tags"]) if "tags" in named else row


async def toggle_todo(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    completed: bool | None = None,
    version: int | None = None,
) -> TodoRow:
    """The todo done or open, as `completed` says; None: the other of what it is.

    What was done before keeps the instant it was done at. NotFound; StaleVersion when
    `version` is given and it has another by now.
    """
    values = {"completed": completed, **_which(tx, actor, todo_id, version)}
    row = await tx.first(_TOGGLE, values)
    if row is None:
        raise await _refusal(tx, actor, todo_id, version)
    return row_from(row)


async def delete_todo(
    tx: Transaction, actor: Actor, todo_id: UUID, version: int | None = None
) -> None:
    """Puts the todo into the trash.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    if await tx.first(_DELETE, _which(tx, actor, todo_id, version)) is None:
        raise await _refusal(tx, actor, todo_id, version)


async def restore_todo(tx: Transaction, actor: Actor, todo_id: UUID) -> TodoRow:
    """The todo back from the trash, where it stood. NotFound where it is not in the trash."""
    values = {"owner": actor.owner_id, "todo": todo_id, "at": tx.now}
    row = await tx.first(_RESTORE, values)
    if row is None:
        raise NotFound
    return row_from(row)


def _move_in(named: dict[str, Any]) -> Move | None:
    changes_day = "due_date" in named
    for side in ("before", "after"):
        if named.get(side) is not None:
            return Move(side, named[side], changes_day, named.get("due_date"))
    return None


def _which(tx: Transaction, actor: Actor, todo_id: UUID, version: int | None) -> dict[str, Any]:
    return {"owner": actor.owner_id, "todo": todo_id, "expected": version, "at": tx.now}


async def _write(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    changes: dict[str, Any],
    version: int | None,
) -> TodoRow:
    statement = _guarded(changes).values(**changes, **WRITTEN).returning(*COLUMNS)
    row = await tx.first(statement, _which(tx, actor, todo_id, version))
    if row is None:
        raise await _refusal(tx, actor, todo_id, version)
    return row_from(row)


def _guarded(changes: dict[str, Any]) -> Update:
    """An update that passes by a todo that would get a time without having a day."""
    statement = update(TODOS).where(THIS_ONE, _AS_EXPECTED)
    if changes.get("due_time") is not None and "due_date" not in changes:
        return statement.where(_T.due_date.is_not(None))
    return statement


async def _retagged(tx: Transaction, actor: Actor, row: TodoRow, names: Sequence[str]) -> TodoRow:
    """`row` with exactly the tags `names`."""
    if {tag_key(name) for name in names} == {tag_key(name) for name in row.tags}:
        return row
    await set_tags(tx, actor, TAGGED, [row.id], names)
    return await get_todo(tx, actor, row.id)


async def _unchanged(tx: Transaction, actor: Actor, todo_id: UUID, version: int | None) -> TodoRow:
    row = await get_todo(tx, actor, todo_id)
    if version is not None and row.version != version:
        raise StaleVersion(row.version)
    return row


async def _refusal(
    tx: Transaction, actor: Actor, todo_id: UUID, version: int | None
) -> NotFound | StaleVersion | InvalidInput:
    """Why a write touched nothing."""
    current = await tx.scalar(_STANDS, {"owner": actor.owner_id, "todo": todo_id})
    if current is None:
        return NotFound()
    if version is not None and current != version:
        return StaleVersion(current)
    return InvalidInput.at("due_time", TIME_NEEDS_A_DAY)
