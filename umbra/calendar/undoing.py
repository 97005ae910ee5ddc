"""Undo of what the calendar does with todos: the replaced values are written back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items import reading, writing
from umbra.items.state.changing import Reversal
from umbra.items.state.undo_stack import register_undo
from umbra.todos.kind import TODO
from umbra.todos.service import TodoRow, bulk_todos

TODO_UNDO = TODO.name


@dataclass(frozen=True, slots=True)
class TodoEntry:
    """A change of one todo, or its deletion. Tags are not changed from the calendar."""

    reversal: Reversal
    deleted: bool


def todo_entry(before: TodoRow, after: TodoRow | None) -> TodoEntry:
    """The entry of a change from `before` to `after`; None means the trash."""
    if after is None:
        return TodoEntry(Reversal(before.id, before.version, before.version + 1), deleted=True)
    old, new = reading.column_values(TODO, before), reading.column_values(TODO, after)
    values = {name: value for name, value in old.items() if value != new[name]}
    reversal = Reversal(before.id, before.version, after.version, values)
    return TodoEntry(reversal, deleted=False)


async def undo_todo(
    tx: Transaction, actor: Actor, entry: TodoEntry
) -> Callable[[TodoEntry], TodoEntry]:
    """Gives a todo back as it was before; the result makes the entry of the act before fit.

    StaleVersion if it was changed since, NotFound if it is gone.
    """
    was = entry.reversal
    if entry.deleted:
        [restored] = await bulk_todos(tx, actor, [was.id], "restore", None)
        version = restored.version
    else:
        row = await writing.change(tx, actor, TODO, was.id, was.values, was.version)
        version = row.version

    def fitted(earlier: TodoEntry) -> TodoEntry:
        left = earlier.reversal
        if (left.id, left.version) != (was.id, was.before):
            return earlier
        return replace(earlier, reversal=replace(left, version=version))

    return fitted


register_undo(TODO_UNDO, undo_todo)
