"""What the calendar does with todos and tasks alike: reads, moves, ticks, deletes, undoes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.fields import Patch
from umbra.database import Transaction
from umbra.items.kind import Changed, ItemRow, Kind
from umbra.items.state.changing import Reversal, rebased, reversal_of, write_back
from umbra.items.state.list_kind import Revert
from umbra.items.state.undo_stack import register_undo
from umbra.projects.tasks import service as tasks
from umbra.projects.tasks.kind import TASK
from umbra.projects.tasks.service import TaskPatch
from umbra.todos import service as todos
from umbra.todos.kind import TODO
from umbra.todos.service import TodoPatch


class DueRow(ItemRow, Protocol):
    """A row with a title; its day and time are changed by a patch."""

    @property
    def title(self) -> str: ...


Row = TypeVar("Row", bound=DueRow)


@dataclass(frozen=True, eq=False)
class DueItems(Generic[Row]):
    """A kind of items that are due on a day, with the functions of its service.

    The ids of its entries begin with `letter`. `source` is the name of its source in the calendar,
    and `toggle` completes or reopens one. `revert` and `beside` are as in
    `umbra.items.state.list_kind.ListKind`.
    """

    letter: str
    kind: Kind[Row]
    changes: type[Patch]
    get: Callable[[Transaction, Actor, UUID], Awaitable[Row]]
    patch: Callable[[Transaction, Actor, UUID, Any, int | None], Awaitable[Row]]
    toggle: Callable[[Transaction, Actor, UUID, bool | None], Awaitable[Row]]
    delete: Callable[[Transaction, Actor, UUID, int | None], Awaitable[None]]
    bulk: Callable[[Transaction, Actor, Sequence[UUID], Any, Any | None], Awaitable[list[Changed]]]
    revert: Revert[Row] | None
    beside: tuple[str, ...] = ("alarms",)


@dataclass(frozen=True, slots=True)
class DueEntry:
    """A change of one item, or its deletion."""

    reversal: Reversal
    deleted: bool


DUE_TODOS = DueItems(
    letter="t",
    kind=TODO,
    changes=TodoPatch,
    get=todos.get_todo,
    patch=todos.patch_todo,
    toggle=todos.toggle_todo,
    delete=todos.delete_todo,
    bulk=todos.bulk_todos,
    revert=todos.revert_todo,
)
DUE_TASKS = DueItems(
    letter="k",
    kind=TASK,
    changes=TaskPatch,
    get=tasks.get_task,
    patch=tasks.patch_task,
    toggle=tasks.toggle_task,
    delete=tasks.delete_task,
    bulk=tasks.bulk_tasks,
    revert=tasks.revert_task,
)
DUE_ITEMS: dict[str, DueItems[Any]] = {of.letter: of for of in (DUE_TODOS, DUE_TASKS)}
"""By the letter of their entries, the kinds that are due on a day."""


def due_entry(of: DueItems[Row], before: Row, after: Row | None) -> DueEntry:
    """The entry of a change from `before` to `after`; None means the trash."""
    if after is None:
        return DueEntry(Reversal(before.id, before.version, before.version + 1), deleted=True)
    return DueEntry(reversal_of(of, before, after), deleted=False)


async def undo_due(
    tx: Transaction, actor: Actor, of: DueItems[Any], entry: DueEntry
) -> Callable[[DueEntry], DueEntry]:
    """Gives an item back as it was before; the result makes the entry of the act before fit.

    StaleVersion if it was changed since, NotFound if it is gone.
    """
    was = entry.reversal
    now = await write_back(tx, actor, of, [was], deleted=entry.deleted)

    def fitted(earlier: DueEntry) -> DueEntry:
        [reversal] = rebased([earlier.reversal], {(was.id, was.before): now[was.id]})
        return replace(earlier, reversal=reversal)

    return fitted


def _register(of: DueItems[Any]) -> None:
    async def undo(
        tx: Transaction, actor: Actor, entry: DueEntry
    ) -> Callable[[DueEntry], DueEntry]:
        return await undo_due(tx, actor, of, entry)

    register_undo(of.kind.name, undo)


for _one in DUE_ITEMS.values():
    _register(_one)
