"""Makes the next todo of one that repeats when it is completed, and takes it back when reopened.

The caller takes `umbra.database.lock_ordering` before any row is written, reads the todos by
`locked` and writes them; `settle` does the rest in the same transaction. So a tick makes the next
one exactly once, however many come at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    Select,
    Text,
    Update,
    Uuid,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.sql.dml import Insert, ReturningDelete

from umbra.alerts.alarms import ALARMS
from umbra.core import rank
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.core.item import table_of
from umbra.database import Transaction
from umbra.items.copying import copy_links
from umbra.items.kind import AT, OWNER, columns, present, row_from, these
from umbra.preferences import service as preferences
from umbra.tags.service import delete_unused
from umbra.todos.alarms import plan_alarms
from umbra.todos.kind import TODO, TODO_PEOPLE, TODOS
from umbra.todos.models import TodoTag
from umbra.todos.repeats import Following, following
from umbra.todos.rules import TodoRow

_T = TODOS.c
_LINKS = table_of(TodoTag)


async def locked(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, TodoRow]:
    """Those of the todos `ids` that are not in the trash, by id, locked for this transaction."""
    found = await tx.all(_locked(), {"owner": actor.owner_id, "ids": list(ids)})
    return {row.id: row for row in (row_from(TODO, one) for one in found)}


async def settle(
    tx: Transaction, actor: Actor, before: Mapping[UUID, TodoRow], after: Sequence[TodoRow]
) -> list[TodoRow]:
    """Continues what was completed and takes back what was reopened; gives `after` as it is then.

    `before` has the todos of `after` as they were. The next one copies everything but the
    completion, is due as `umbra.todos.repeats.following` says, and is the last of its day. It is
    deleted again when its todo is reopened, unless it was changed, completed or deleted since:
    then it stays, and `next_id` still names it. One that has a `next_id` makes no other.
    """
    ended = await _continue(tx, actor, [row for row in after if _was_completed(before, row)])
    return await _take_back(tx, actor, [ended.get(row.id, row) for row in after], before)


async def set_days(
    tx: Transaction, actor: Actor, days: Mapping[UUID, Mapping[str, date | None]]
) -> None:
    """Writes `due_date` and `dtstart` of several todos whose versions were raised already."""
    if not days:
        return
    values = {
        "owner": actor.owner_id,
        "ids": list(days),
        "days": [one["due_date"] for one in days.values()],
        "starts": [one["dtstart"] for one in days.values()],
    }
    await tx.execute(_set_days(), values)


def _was_completed(before: Mapping[UUID, TodoRow], row: TodoRow) -> bool:
    return row.completed and not before[row.id].completed and row.next_id is None


async def _continue(
    tx: Transaction, actor: Actor, completed: Sequence[TodoRow]
) -> dict[UUID, TodoRow]:
    """Makes the next ones of `completed`; returns those that have one now, by id."""
    repeating = [row for row in completed if row.rrule is not None]
    if not repeating:
        return {}
    today = await preferences.today(tx, actor)
    found: dict[UUID, Following] = {}
    for row in repeating:
        if (one := following(row, today)) is not None:
            found[row.id] = one
    if not found:
        return {}
    new = {todo_id: new_id() for todo_id in found}
    values = {
        "owner": actor.owner_id,
        "at": tx.now,
        "ids": list(new),
        "new_ids": list(new.values()),
        "days": [one.day for one in found.values()],
        "rules": [one.rrule for one in found.values()],
        "positions": [rank.fresh() for _ in found],
    }
    for statement in (_copy(), *_copy_links(), _copy_alarms(), _link()):
        await tx.execute(statement, values)
    if any(row.alarms for row in repeating):
        await plan_alarms(tx, actor, list(new.values()))
    return {row.id: replace(row, next_id=new[row.id]) for row in repeating if row.id in new}


async def _take_back(
    tx: Transaction, actor: Actor, rows: Sequence[TodoRow], before: Mapping[UUID, TodoRow]
) -> list[TodoRow]:
    wanted = [row.next_id for row in rows if not row.completed and before[row.id].completed]
    ids = [one for one in wanted if one is not None]
    if not ids:
        return list(rows)
    found = await tx.execute(_erase_untouched(), {"owner": actor.owner_id, "ids": ids})
    gone = set(found.scalars().all())
    if gone:
        await delete_unused(tx, actor.owner_id)
    return [replace(row, next_id=None) if row.next_id in gone else row for row in rows]


@cache
def _locked() -> Select[*tuple[Any, ...]]:
    return select(*columns(TODO)).where(present(TODO), these(TODO)).with_for_update(of=TODOS)


def _pairs() -> Any:
    """The array parameters of the next ones as rows."""
    arrays = (
        bindparam("ids", type_=ARRAY(Uuid())),
        bindparam("new_ids", type_=ARRAY(Uuid())),
        bindparam("days", type_=ARRAY(Date())),
        bindparam("rules", type_=ARRAY(Text())),
        bindparam("positions", type_=ARRAY(Text())),
    )
    names = ("id", "new_id", "day", "rule", "position")
    return func.unnest(*arrays).table_valued(*names).render_derived()


@cache
def _copy() -> Insert:
    """Copies whole rows, so that a column that todos get later is copied too."""
    pairs = _pairs()
    others: dict[str, Any] = {
        "id": pairs.c.new_id,
        "version": literal(1),
        "created_at": AT,
        "updated_at": AT,
        "completed_at": null(),
        "next_id": null(),
        "due_date": pairs.c.day,
        "dtstart": pairs.c.day,
        "rrule": pairs.c.rule,
        "position": pairs.c.position,
    }
    copied = [others.get(column.name, column) for column in _T]
    rows = select(*copied).join_from(TODOS, pairs, _T.id == pairs.c.id).where(_T.owner_id == OWNER)
    return insert(TODOS).from_select([column.name for column in _T], rows)


@cache
def _copy_links() -> tuple[Insert, Insert]:
    pairs = _pairs()
    return (
        copy_links(_LINKS, "todo_id", pairs, "id", "new_id"),
        copy_links(TODO_PEOPLE.table, "todo_id", pairs, "id", "new_id"),
    )


@cache
def _copy_alarms() -> Insert:
    pairs, alarms = _pairs(), ALARMS.c
    rows = (
        select(
            alarms.owner_id,
            func.gen_random_uuid(),
            pairs.c.new_id,
            alarms.position,
            alarms.spec,
        )
        .join_from(ALARMS, pairs, alarms.todo_id == pairs.c.id)
        .where(alarms.owner_id == OWNER)
    )
    names = ["owner_id", "id", "todo_id", "position", "spec"]
    return insert(ALARMS).from_select(names, rows)


@cache
def _link() -> Update:
    pairs = _pairs()
    one = (_T.owner_id == OWNER, _T.id == pairs.c.id)
    return update(TODOS).where(*one).values(next_id=pairs.c.new_id)


@cache
def _erase_untouched() -> ReturningDelete[Any]:
    """The todos of which `next_id` is cleared by their foreign key (ON DELETE SET NULL)."""
    untouched = (_T.version == 1, _T.completed_at.is_(None), _T.deleted_at.is_(None))
    ids = any_(bindparam("ids", type_=ARRAY(Uuid())))
    return delete(TODOS).where(_T.owner_id == OWNER, _T.id == ids, *untouched).returning(_T.id)


@cache
def _set_days() -> Update:
    arrays = (
        bindparam("ids", type_=ARRAY(Uuid())),
        bindparam("days", type_=ARRAY(Date())),
        bindparam("starts", type_=ARRAY(Date())),
    )
    new = func.unnest(*arrays).table_valued("id", "day", "dtstart").render_derived()
    one = (_T.owner_id == OWNER, _T.id == new.c.id)
    return update(TODOS).where(*one).values(due_date=new.c.day, dtstart=new.c.dtstart)
