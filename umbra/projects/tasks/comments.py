"""Comments on tasks. They change neither the task nor its version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field
from sqlalchemy import (
    DateTime,
    Delete,
    Insert,
    Integer,
    Select,
    Update,
    Uuid,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    update,
)

from umbra.core.actor import Actor
from umbra.core.errors import NotFound, StaleVersion
from umbra.core.fields import READ_ONLY, Body, Patch
from umbra.core.ids import new_id
from umbra.core.paging import Cursor, Window, keys_of, read_id, read_instant
from umbra.core.text import LONGEST_NOTES, is_visible, length_message, storable
from umbra.database import Transaction
from umbra.items.kind import AT, ITEM, OWNER, this_one
from umbra.projects.kind import TASKS
from umbra.projects.tasks.kind import COMMENTS, TASK

_C = COMMENTS.c
_TASK_ID = bindparam("task", type_=Uuid())
_ORDER = "comments"


def _body(text: str) -> str:
    if len(text) > LONGEST_NOTES:
        raise ValueError(length_message(LONGEST_NOTES, len(text)))
    if not is_visible(text):
        raise ValueError("Can't be empty.")
    return storable(text)


CommentBody = Annotated[
    str,
    AfterValidator(_body),
    Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST_NOTES}),
]
"""Markdown, 1 to 20,000 characters."""

_READ_ONLY = READ_ONLY | {"task_id"}


class CommentFields(Body):
    """A comment: its text in Markdown."""

    _read_only = _READ_ONLY

    body: CommentBody


class CommentPatch(Patch):
    """A merge patch of a comment."""

    _read_only = _READ_ONLY

    body: CommentBody = ""


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment on a task as it is read; `body` is Markdown."""

    id: UUID
    version: int
    task_id: UUID
    body: str
    created_at: datetime
    updated_at: datetime


async def list_comments(
    tx: Transaction, actor: Actor, task_id: UUID, *, after: Cursor | None = None, limit: int
) -> Window[CommentRow]:
    """The comments on a task, oldest first. NotFound for the task; InvalidInput at `cursor`."""
    values: dict[str, Any] = {"owner": actor.owner_id, "task": task_id, "limit": limit + 1}
    await _require_task(tx, actor, task_id)
    if after is not None:
        values |= _place(after)
    rows = [CommentRow(*row) for row in await tx.all(_list(after is not None), values)]
    return Window(rows[:limit], has_before=after is not None, has_after=len(rows) > limit)


async def get_comment(tx: Transaction, actor: Actor, task_id: UUID, comment_id: UUID) -> CommentRow:
    """The comment on that task. NotFound."""
    await _require_task(tx, actor, task_id)
    row = await tx.first(_one(), {"owner": actor.owner_id, "task": task_id, "item": comment_id})
    if row is None:
        raise NotFound
    return CommentRow(*row)


async def add_comment(
    tx: Transaction, actor: Actor, task_id: UUID, fields: CommentFields
) -> CommentRow:
    """Adds a comment to a task. NotFound for the task."""
    await _require_task(tx, actor, task_id)
    values = {
        "owner_id": actor.owner_id,
        "id": new_id(),
        "version": 1,
        "task_id": task_id,
        "body": fields.body,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    row = await tx.first(_insert(), values)
    assert row is not None
    return CommentRow(*row)


async def change_comment(
    tx: Transaction,
    actor: Actor,
    task_id: UUID,
    comment_id: UUID,
    patch: CommentPatch,
    version: int | None = None,
) -> CommentRow:
    """Changes the text of a comment on that task.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    current = await _locked(tx, actor, task_id, comment_id, version)
    named = patch.named()
    if not named:
        return current
    which = {"owner": actor.owner_id, "item": comment_id, "at": tx.now}
    row = await tx.first(_update(), which | {"new_body": named["body"]})
    assert row is not None
    return CommentRow(*row)


async def delete_comment(
    tx: Transaction, actor: Actor, task_id: UUID, comment_id: UUID, version: int | None = None
) -> CommentRow:
    """Deletes a comment for good; returns it, so that `restore_comment` can bring it back.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    found = await _locked(tx, actor, task_id, comment_id, version)
    await tx.execute(_delete(), {"owner": actor.owner_id, "item": comment_id})
    return found


async def restore_comment(tx: Transaction, actor: Actor, comment: CommentRow) -> CommentRow:
    """Brings a deleted comment back as it was, with its id, for undo. NotFound for its task."""
    await _require_task(tx, actor, comment.task_id)
    values = {
        "owner_id": actor.owner_id,
        "id": comment.id,
        "version": comment.version + 1,
        "task_id": comment.task_id,
        "body": comment.body,
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
    }
    row = await tx.first(_insert(), values)
    assert row is not None
    return CommentRow(*row)


def cursor_of(row: CommentRow) -> Cursor:
    """The place of `row` among the comments on its task."""
    return Cursor(_ORDER, (row.created_at.isoformat(), str(row.id)))


async def _require_task(tx: Transaction, actor: Actor, task_id: UUID) -> None:
    if await tx.first(_task(), {"owner": actor.owner_id, "item": task_id}) is None:
        raise NotFound


async def _locked(
    tx: Transaction, actor: Actor, task_id: UUID, comment_id: UUID, version: int | None
) -> CommentRow:
    await _require_task(tx, actor, task_id)
    which = {"owner": actor.owner_id, "task": task_id, "item": comment_id}
    row = await tx.first(_one().with_for_update(), which)
    if row is None:
        raise NotFound
    found = CommentRow(*row)
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    return found


def _place(cursor: Cursor) -> Mapping[str, Any]:
    instant, comment_id = keys_of(cursor, _ORDER, read_instant, read_id)
    return {"instant": instant, "id": comment_id}


_COLUMNS = (_C.id, _C.version, _C.task_id, _C.body, _C.created_at, _C.updated_at)


@cache
def _task() -> Select[*tuple[Any, ...]]:
    return select(TASKS.c.id).where(this_one(TASK))


@cache
def _list(after: bool) -> Select[*tuple[Any, ...]]:
    found = (
        select(*_COLUMNS)
        .where(_C.owner_id == OWNER, _C.task_id == _TASK_ID)
        .order_by(_C.created_at, _C.id)
        .limit(bindparam("limit", type_=Integer()))
    )
    if not after:
        return found
    instant = bindparam("instant", type_=DateTime(timezone=True))
    return found.where(
        tuple_(_C.created_at, _C.id) > tuple_(instant, bindparam("id", type_=Uuid()))
    )


@cache
def _one() -> Select[*tuple[Any, ...]]:
    one = (_C.owner_id == OWNER, _C.task_id == _TASK_ID, _C.id == ITEM)
    return select(*_COLUMNS).where(*one)


@cache
def _insert() -> Insert:
    return insert(COMMENTS).returning(*_COLUMNS)


@cache
def _update() -> Update:
    changes = {
        "body": bindparam("new_body", type_=_C.body.type),
        "version": _C.version + 1,
        "updated_at": AT,
    }
    one = (_C.owner_id == OWNER, _C.id == ITEM)
    return update(COMMENTS).where(*one).values(changes).returning(*_COLUMNS)


@cache
def _delete() -> Delete:
    return delete(COMMENTS).where(_C.owner_id == OWNER, _C.id == ITEM)
