"""Undo of what the calendar does with todos: the same as in their list, one todo at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.state.changing import Reversal, rebased, reversal_of, write_back
from umbra.items.state.undo_stack import register_undo
from umbra.todos.kind import TODO
from umbra.todos.service import TodoRow
from umbra.todos.state.list_kind import TODO_LIST


@dataclass(frozen=True, slots=True)
class TodoEntry:
    """A change of one todo, or its deletion."""

    reversal: Reversal
    deleted: bool


def todo_entry(before: TodoRow, after: TodoRow | None) -> TodoEntry:
    """The entry of a change from `before` to `after`; None means the trash."""
    if after is None:
        return TodoEntry(Reversal(before.id, before.version, before.version + 1), deleted=True)
    return TodoEntry(reversal_of(TODO, before, after), deleted=False)


async def undo_todo(
    tx: Transaction, actor: Actor, entry: TodoEntry
) -> Callable[[TodoEntry], TodoEntry]:
    """Gives a todo back as it was before; the result makes the entry of the act before fit.

    StaleVersion if it was changed since, NotFound if it is gone.
    """
    was = entry.reversal
    now = await write_back(tx, actor, TODO_LIST, [was], deleted=entry.deleted)

    def fitted(earlier: TodoEntry) -> TodoEntry:
        [reversal] = rebased([earlier.reversal], {(was.id, was.before): now[was.id]})
        return replace(earlier, reversal=reversal)

    return fitted


register_undo(TODO.name, undo_todo)
