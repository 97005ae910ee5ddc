"""Makes a todo a task, and a task a todo: the new one is made, the former goes into the trash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.errors import Conflict, StaleVersion
from umbra.core.fields import validated
from umbra.database import Transaction, lock_ordering
from umbra.items import writing
from umbra.items.kind import Changed, Kind
from umbra.projects.tasks import service as tasks
from umbra.projects.tasks.kind import TASK
from umbra.projects.tasks.service import TaskFields, TaskRow
from umbra.reminders.about import move_reminders
from umbra.todos import service as todos
from umbra.todos.kind import TODO
from umbra.todos.service import TodoFields, TodoRow

REPEATS = "This todo repeats, and a task can't. Remove its rule first."
HAS_SUBTASKS = "This task has sub-tasks, and a todo can't. Move or delete those first."

_KEPT = ("title", "notes", "due_date", "due_time", "priority", "tags", "alarms", "people")

_Name = Literal["todo", "task"]
_KINDS: dict[_Name, Kind[Any]] = {"todo": TODO, "task": TASK}


@dataclass(frozen=True, slots=True)
class Conversion:
    """What undo needs: the item that was made, and the one in the trash, with their versions."""

    made_kind: _Name
    made: Changed
    former: Changed

    @property
    def former_kind(self) -> _Name:
        return "todo" if self.made_kind == "task" else "task"


async def todo_to_task(
    tx: Transaction, actor: Actor, todo_id: UUID, project_id: UUID, version: int | None = None
) -> tuple[TaskRow, Conversion]:
    """Makes the todo a task of a project, done where it is done, else to do.

    Title, notes, due date and time, priority, tags, alarms, people, the instant of completion and
    the reminders about it go along; category, pause and location stay with the todo in the
    trash. NotFound; StaleVersion when `version` is given and the todo has another by now; Conflict
    for one that repeats; InvalidInput at `project_id` for a project that is not there or archived.
    """
    await lock_ordering(tx, actor)
    todo = await todos.get_todo(tx, actor, todo_id)
    if todo.rrule is not None:
        raise Conflict(REPEATS)
    status = "done" if todo.completed else "todo"
    named = {**_kept(todo), "project_id": project_id, "status": status}
    await todos.delete_todo(tx, actor, todo_id, version)
    task = await tasks.create_task(
        tx, actor, validated(TaskFields, named), completed_at=todo.completed_at
    )
    await move_reminders(tx, actor, ("todo", todo_id), ("task", task.id))
    former = Changed(todo_id, todo.version + 1)
    return task, Conversion("task", Changed(task.id, task.version), former)


async def task_to_todo(
    tx: Transaction, actor: Actor, task_id: UUID, version: int | None = None
) -> tuple[TodoRow, Conversion]:
    """Makes the task a todo, completed where it is done.

    The same goes along as for `todo_to_task`; its comments stay with the task in the trash.
    NotFound; StaleVersion when `version` is given and the task has another by now; Conflict for
    one that has sub-tasks.
    """
    await lock_ordering(tx, actor)
    task = await tasks.get_task(tx, actor, task_id)
    if task.subtasks["total"]:
        raise Conflict(HAS_SUBTASKS)
    named = {**_kept(task), "completed": task.status == "done"}
    await tasks.delete_task(tx, actor, task_id, version)
    todo = await todos.create_todo(
        tx, actor, validated(TodoFields, named), completed_at=task.completed_at
    )
    await move_reminders(tx, actor, ("task", task_id), ("todo", todo.id))
    former = Changed(task_id, task.version + 1)
    return todo, Conversion("todo", Changed(todo.id, todo.version), former)


async def undo_conversion(tx: Transaction, actor: Actor, done: Conversion) -> Changed:
    """Restores the former item and puts the one that was made into the trash.

    NotFound or StaleVersion if one of them was changed since; Conflict for a task whose project is
    in the trash.
    """
    await lock_ordering(tx, actor)
    made, former = _KINDS[done.made_kind], _KINDS[done.former_kind]
    await writing.delete(tx, actor, made, done.made.id, done.made.version)
    row: Any = await writing.restore(tx, actor, former, done.former.id)
    if row.version != done.former.version + 1:
        raise StaleVersion(row.version)
    await move_reminders(
        tx, actor, (done.made_kind, done.made.id), (done.former_kind, done.former.id)
    )
    return Changed(row.id, row.version)


def _kept(row: TodoRow | TaskRow) -> dict[str, Any]:
    """The fields that go along."""
    values = {name: getattr(row, name) for name in _KEPT}
    return {**values, "tags": list(row.tags)}
