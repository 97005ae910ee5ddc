"""The service of todos, called by the page and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import case, null

from umbra.alerts.parts import PARTS, write_parts
from umbra.core import rank
from umbra.core.actor import Actor
from umbra.core.errors import Conflict, InvalidInput, NotFound, StaleVersion, UmbraError
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction, lock_ordering
from umbra.items import reading, writing
from umbra.items.due import TIME_NEEDS_A_DAY
from umbra.items.kind import AT, Changed
from umbra.items.locations import check_location, without_gone_location
from umbra.items.many import MOST_IN_BULK
from umbra.items.moving import move_in, rank_beside
from umbra.items.people import check_people
from umbra.preferences import service as preferences
from umbra.todos.alarms import TODO_PARTS
from umbra.todos.bulk import BulkAction, bulk_todos
from umbra.todos.fields import (
    Sort,
    TodoFields,
    TodoFilter,
    TodoFilterFields,
    TodoPatch,
)
from umbra.todos.filtering import SectionCounts, conditions_of, counts, done_or_open, parts_of
from umbra.todos.kind import BY_HAND, IS_OPEN, TODO, TODOS
from umbra.todos.repeating import locked, settle
from umbra.todos.repeats import WRITTEN, repeat_values, skipped
from umbra.todos.rules import SECTIONS, Section, TodoRow, section_of
from umbra.todos.values import changes_of, completed_at

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
    "revert_todo",
    "rows_by_id",
    "section_of",
    "skip_todo",
    "toggle_todo",
]

_T = TODOS.c

_PLAIN = (_T.rrule.is_(None), _T.next_id.is_(None))
"""A todo that does not repeat: completing and reopening it is one statement."""

_HAS_A_DAY = (_T.due_date.is_not(None),)
_TOGGLED = case((IS_OPEN, AT), else_=null())

NO_SKIP = {
    "done": "Is done already. Skip the open one that came after it.",
    "rule": "Does not repeat, so there is no other date. Change its due date.",
    "next": "Its next one is there already. Complete or delete this one.",
    "last": "Is the last one of its series. Complete or delete it.",
}


class _Repeats(UmbraError):
    """The todo repeats, so completing it writes more than its own row."""


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


_NO_COLUMNS = PARTS | {"next_id"}


async def create_todo(
    tx: Transaction, actor: Actor, fields: TodoFields, completed_at: datetime | None = None
) -> TodoRow:
    """Creates a todo, the last of its day; `completed_at` is when it was done, by default now.

    One that repeats and has no due date is due on the first date of its rule from today on; one
    that is created as done has no next one. InvalidInput at `rrule`, `due_date`, `paused_until`.
    """
    today = await _today_for(tx, actor, fields.rrule)
    values = _values_of(fields) | repeat_values(None, dict(fields), today)
    values |= {
        "completed_at": (completed_at or tx.now) if fields.completed else None,
        "position": rank.fresh(),
    }
    if fields.alarms or fields.people:
        await lock_ordering(tx, actor)
    await check_location(tx, actor, TODO, fields.location_id)
    await check_people(tx, actor, fields.people)
    row = await writing.create(tx, actor, TODO, values, fields.tags)
    return await write_parts(
        tx, actor, TODO_PARTS, row, {"alarms": fields.alarms, "people": fields.people}
    )


async def replace_todo(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    fields: TodoFields,
    version: int | None = None,
) -> TodoRow:
    """Replaces all fields of the todo; its position stays. Completes or reopens as `toggle_todo`.

    NotFound; StaleVersion when `version` is given and it has another by now; InvalidInput as
    for `create_todo`.
    """
    await lock_ordering(tx, actor)
    await check_location(tx, actor, TODO, fields.location_id, todo_id)
    await check_people(tx, actor, fields.people)
    before = await _locked_one(tx, actor, todo_id, version)
    today = await _today_for(tx, actor, fields.rrule)
    values = _values_of(fields) | repeat_values(before, dict(fields), today)
    after = await writing.change(tx, actor, TODO, todo_id, values, version, tags=fields.tags)
    after = await write_parts(tx, actor, TODO_PARTS, after, dict(fields))
    return await _settled(tx, actor, before, after)


async def patch_todo(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    patch: TodoPatch,
    version: int | None = None,
) -> TodoRow:
    """Applies a merge patch to the todo, and moves it if the patch names a neighbour.

    Completes or reopens as `toggle_todo`. NotFound; StaleVersion when `version` is given and it
    has another by now; InvalidInput at `due_time` for a time without a day, at `before` or `after`
    for a neighbour that is not there or stands on another day, at `due_date`, `rrule` or
    `paused_until` for a rule or a pause that does not fit.
    """
    named = patch.named()
    changes = changes_of(named)
    move = move_in(named, "due_date")
    reads_first = "completed" in named or not WRITTEN.isdisjoint(named)
    if move or not (PARTS | {"completed"}).isdisjoint(named) or (reads_first and "tags" in named):
        await lock_ordering(tx, actor)
    await check_location(tx, actor, TODO, named.get("location_id"), todo_id)
    await check_people(tx, actor, named.get("people", ()))
    before = None
    if reads_first:
        before = await _locked_one(tx, actor, todo_id, version)
        today = await _today_for(tx, actor, named.get("rrule"))
        changes |= repeat_values(before, named, today)
    if move:
        changes["position"] = await rank_beside(tx, actor, BY_HAND, todo_id, move)
    needs_day = changes.get("due_time") is not None and "due_date" not in changes
    after = await writing.change(
        tx,
        actor,
        TODO,
        todo_id,
        changes,
        version,
        tags=named.get("tags"),
        only=_HAS_A_DAY if needs_day else (),
        otherwise=InvalidInput.at("due_time", TIME_NEEDS_A_DAY),
        has_parts=not PARTS.isdisjoint(named),
    )
    after = await write_parts(tx, actor, TODO_PARTS, after, named)
    return after if before is None else await _settled(tx, actor, before, after)


async def toggle_todo(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    completed: bool | None = None,
    version: int | None = None,
) -> TodoRow:
    """Completes or reopens the todo, as `completed` says; None toggles it.

    A todo that is done already keeps its instant of completion. Completing one that repeats makes
    its next one, which `next_id` names; reopening it deletes that again. A next one that was
    changed, completed or deleted since stays as it is, and `next_id` still names it. NotFound;
    StaleVersion when `version` is given and it has another by now.
    """
    values = {"completed_at": _TOGGLED if completed is None else completed_at(completed)}
    try:
        row = await writing.change(
            tx, actor, TODO, todo_id, values, version, only=_PLAIN, otherwise=_Repeats("")
        )
        return await write_parts(tx, actor, TODO_PARTS, row, values)
    except _Repeats:
        await lock_ordering(tx, actor)
    before = await _locked_one(tx, actor, todo_id, version)
    after = await writing.change(tx, actor, TODO, todo_id, values, version)
    after = await write_parts(tx, actor, TODO_PARTS, after, values)
    return await _settled(tx, actor, before, after)


async def skip_todo(
    tx: Transaction, actor: Actor, todo_id: UUID, version: int | None = None
) -> TodoRow:
    """Moves an open todo that repeats to its next date, the last of that day, without completing.

    The next date is at the earliest today (`umbra.todos.repeats.skipped`). NotFound; StaleVersion
    when `version` is given and it has another by now; Conflict for a todo that is done, does not
    repeat, has its next one already or is the last one.
    """
    before = await _locked_one(tx, actor, todo_id, version)
    if before.completed:
        raise Conflict(NO_SKIP["done"])
    if before.rrule is None:
        raise Conflict(NO_SKIP["rule"])
    if before.next_id is not None:
        raise Conflict(NO_SKIP["next"])
    found = skipped(before, await preferences.today(tx, actor))
    if found is None:
        raise Conflict(NO_SKIP["last"])
    values = {
        "due_date": found.day,
        "dtstart": found.day,
        "rrule": found.rrule,
        "position": rank.fresh(),
    }
    row = await writing.change(tx, actor, TODO, todo_id, values, version)
    return await write_parts(tx, actor, TODO_PARTS, row, values)


async def revert_todo(
    tx: Transaction,
    actor: Actor,
    todo_id: UUID,
    values: Mapping[str, Any],
    version: int,
    tags: Sequence[str] | None = None,
) -> TodoRow:
    """Writes former `values` by column, with the alarms among them, and `tags` back, for undo.

    A completion that is undone takes the next one back, one that is done again makes it anew.
    NotFound; StaleVersion when the todo has another version by now.
    """
    await lock_ordering(tx, actor)
    before = await _locked_one(tx, actor, todo_id, version)
    own = {name: value for name, value in values.items() if name not in _NO_COLUMNS}
    own = await without_gone_location(tx, actor, TODO, own)
    has_parts = not PARTS.isdisjoint(values)
    after = await writing.change(
        tx, actor, TODO, todo_id, own, version, tags=tags, has_parts=has_parts
    )
    after = await write_parts(tx, actor, TODO_PARTS, after, values)
    return await _settled(tx, actor, before, after)


async def delete_todo(
    tx: Transaction, actor: Actor, todo_id: UUID, version: int | None = None
) -> None:
    """Puts the todo into the trash.

    NotFound; StaleVersion when `version` is given and it has another by now.
    """
    await writing.delete(tx, actor, TODO, todo_id, version)


async def _locked_one(tx: Transaction, actor: Actor, todo_id: UUID, version: int | None) -> TodoRow:
    """The todo as it is, locked for this transaction. NotFound, StaleVersion."""
    found = (await locked(tx, actor, [todo_id])).get(todo_id)
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    return found


async def _settled(tx: Transaction, actor: Actor, before: TodoRow, after: TodoRow) -> TodoRow:
    [row] = await settle(tx, actor, {before.id: before}, [after])
    return row


async def _today_for(tx: Transaction, actor: Actor, rrule: str | None) -> date | None:
    """The owner's day, which a rule that is set needs; None without one."""
    return None if rrule is None else await preferences.today(tx, actor)


def _values_of(fields: TodoFields) -> dict[str, Any]:
    return changes_of(dict(fields))
