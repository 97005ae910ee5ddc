"""Undo of what the calendar does with todos.

Only the page has an undo, so the tests call the functions that its state calls.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import FrozenClock
from umbra.calendar.due import DUE_TODOS, DueEntry, due_entry, undo_due
from umbra.core.actor import Actor
from umbra.core.errors import StaleVersion
from umbra.core.fields import validated
from umbra.database import Database
from umbra.todos import service
from umbra.todos.service import TodoFields, TodoFilter, TodoPatch, TodoRow


async def make(database: Database, actor: Actor, **fields: Any) -> TodoRow:
    given = {"title": "Water plants", "due_date": "2026-11-26", **fields}
    async with database.transaction(actor) as tx:
        return await service.create_todo(tx, actor, validated(TodoFields, given))


async def due_dates(database: Database, actor: Actor) -> list[date | None]:
    """The due dates of the todos that are not done."""
    async with database.transaction(actor) as tx:
        open_ones = TodoFilter(completed=False)
        window = await service.list_window(tx, actor, open_ones, "due", limit=50)
    return [row.due_date for row in window.rows]


async def tick(database: Database, actor: Actor, todo_id: UUID) -> DueEntry:
    async with database.transaction(actor) as tx:
        before = await service.get_todo(tx, actor, todo_id)
        return due_entry(DUE_TODOS, before, await service.toggle_todo(tx, actor, todo_id, True))


async def move(database: Database, actor: Actor, todo_id: UUID, day: str) -> DueEntry:
    async with database.transaction(actor) as tx:
        before = await service.get_todo(tx, actor, todo_id)
        patch = validated(TodoPatch, {"due_date": day})
        return due_entry(DUE_TODOS, before, await service.patch_todo(tx, actor, todo_id, patch))


async def test_undo_of_a_completion_takes_the_next_one_of_a_todo_that_repeats_back(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    clock.instant = datetime(2026, 11, 26, 12, tzinfo=UTC)
    todo = await make(database, alice, rrule="FREQ=DAILY")
    entry = await tick(database, alice, todo.id)
    assert await due_dates(database, alice) == [date(2026, 11, 27)]
    async with database.transaction(alice) as tx:
        await undo_due(tx, alice, DUE_TODOS, entry)
    assert await due_dates(database, alice) == [date(2026, 11, 26)]


async def test_acts_are_undone_one_after_the_other_the_last_one_first(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice)
    entries = [
        await move(database, alice, todo.id, "2026-12-01"),
        await tick(database, alice, todo.id),
    ]
    async with database.transaction(alice) as tx:
        done = await service.get_todo(tx, alice, todo.id)
        await service.delete_todo(tx, alice, todo.id)
    entries.append(due_entry(DUE_TODOS, done, None))
    for dates in ([], [date(2026, 12, 1)], [date(2026, 11, 26)]):
        async with database.transaction(alice) as tx:
            fitted = await undo_due(tx, alice, DUE_TODOS, entries.pop())
        entries = [fitted(entry) for entry in entries]
        assert await due_dates(database, alice) == dates


async def test_an_act_that_was_followed_by_another_change_is_not_undone(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice)
    entry = await move(database, alice, todo.id, "2026-12-01")
    await move(database, alice, todo.id, "2026-12-02")
    with pytest.raises(StaleVersion):
        async with database.transaction(alice) as tx:
            await undo_due(tx, alice, DUE_TODOS, entry)
    assert await due_dates(database, alice) == [date(2026, 12, 2)]
