"""Bulk changes of todos, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from umbra.alerts.parts import write_parts_of_many
from umbra.core.actor import Actor
from umbra.core.alarms import not_in_bulk
from umbra.core.errors import FieldError, InvalidInput
from umbra.database import Transaction, lock_ordering
from umbra.items import reading
from umbra.items.kind import Changed
from umbra.items.locations import check_location
from umbra.items.many import change_many, patch_of_many, trash_values
from umbra.items.people import check_people
from umbra.preferences import service as preferences
from umbra.todos.alarms import TODO_PARTS
from umbra.todos.fields import TodoPatch
from umbra.todos.kind import TODO
from umbra.todos.repeating import locked, set_days, settle
from umbra.todos.repeats import WRITTEN, repeat_values
from umbra.todos.rules import TodoRow
from umbra.todos.values import changes_of

BulkAction = Literal["complete", "delete", "restore", "patch"]


async def bulk_todos(
    tx: Transaction,
    actor: Actor,
    ids: Sequence[UUID],
    action: BulkAction,
    patch: TodoPatch | None = None,
) -> list[Changed]:
    """Applies `action` to all of `ids` or to none: NotFound if one does not exist.

    "restore" takes them from the trash. Those that repeat are completed as one by one.
    InvalidInput at `ids` for none or more than 500, at `fields` for what a bulk patch can't do.
    """
    named = patch_of_many(action, patch)
    not_in_bulk(named)
    for side in ("before", "after"):
        if side in named:
            raise InvalidInput.at(f"fields.{side}", "Works on one todo at a time.")
    if named.get("due_time") is not None and named.get("due_date") is None:
        raise InvalidInput.at("fields.due_time", "Needs a due date beside it, the same for all.")
    await check_location(tx, actor, TODO, named.get("location_id"), field="fields.location_id")
    if named.get("people"):
        await lock_ordering(tx, actor)
        await check_people(tx, actor, named["people"], "fields.people")
    values = trash_values(action)
    if values is not None:
        return await change_many(tx, actor, TODO, ids, values, in_trash=action == "restore")
    if action == "complete":
        named["completed"] = True
    values = changes_of(named)
    tags: Sequence[str] | None = named.get("tags")
    if "completed" not in named and WRITTEN.isdisjoint(named):
        changed = await change_many(tx, actor, TODO, ids, values, tags=tags)
        await write_parts_of_many(tx, actor, TODO_PARTS, changed, named)
        return changed
    await lock_ordering(tx, actor)
    before = await locked(tx, actor, ids)
    days = await _days(tx, actor, before.values(), named)
    if named.get("rrule") is not None:  # a constraint: a rule needs its days when it is written
        await set_days(tx, actor, days)
        values = {name: value for name, value in values.items() if name != "due_date" or value}
    changed = await change_many(tx, actor, TODO, ids, values, tags=tags)
    if named.get("rrule") is None:
        await set_days(tx, actor, days)
    if "completed" in named:
        await settle(tx, actor, before, await reading.by_ids(tx, actor, TODO, list(before)))
    await write_parts_of_many(tx, actor, TODO_PARTS, changed, named)
    return changed


async def _days(
    tx: Transaction, actor: Actor, todos: Iterable[TodoRow], named: Mapping[str, Any]
) -> dict[UUID, dict[str, date | None]]:
    """`due_date` and `dtstart` of those todos where a rule says what they are after the change."""
    rule = named.get("rrule")
    today = None if rule is None else await preferences.today(tx, actor)
    days: dict[UUID, dict[str, date | None]] = {}
    for todo in todos:
        try:
            values = repeat_values(todo, named, today)
        except InvalidInput as refused:
            raise InvalidInput(
                FieldError(f"fields.{error.field}", error.message) for error in refused.errors
            ) from None
        if values:
            due = values.get("due_date", named.get("due_date", todo.due_date))
            days[todo.id] = {"due_date": due, "dtstart": values.get("dtstart", todo.dtstart)}
    return days
