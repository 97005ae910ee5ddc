"""Todos made, changed, done, thrown away and brought back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.conftest import FrozenClock
from tests.todos.helpers import fields, make, patch, restore, titles
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound, StaleVersion
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.tags.service import list_tags
from umbra.todos import service
from umbra.todos.service import TodoRow

WHOLE = {
    "title": "🌒 שלום <b>x</b>",
    "notes": "**soon**\n" * 100,
    "due_date": "2026-03-04",
    "due_time": "09:30",
    "priority": "high",
    "category": "home",
    "tags": ["B", "a"],
    "completed": True,
}


async def read(database: Database, actor: Actor, todo: TodoRow) -> TodoRow:
    async with database.transaction(actor) as tx:
        return await service.get_todo(tx, actor, todo.id)


async def test_a_new_todo_is_read_as_it_was_answered(database: Database, alice: Actor) -> None:
    for values in ({}, WHOLE):
        made = await make(database, alice, **values)
        assert made == await read(database, alice, made)
        assert (made.version, made.created_at) == (1, database.clock.now())


async def test_new_todos_come_last_in_their_day(database: Database, alice: Actor) -> None:
    for title in ("first", "second", "third"):
        await make(database, alice, title=title)
    assert await titles(database, alice) == ["first", "second", "third"]


async def test_replacing_puts_what_is_left_out_back_to_its_default(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    todo = await make(database, alice, **WHOLE)
    clock.advance(minutes=1)
    async with database.transaction(alice) as tx:
        replaced = await service.replace_todo(tx, alice, todo.id, fields(title="Bare"), 1)
    assert replaced == await read(database, alice, todo)
    assert replaced == TodoRow(
        id=todo.id,
        version=2,
        title="Bare",
        notes="",
        due_date=None,
        due_time=None,
        priority="none",
        category=None,
        tags=(),
        completed=False,
        completed_at=None,
        position=todo.position,
        created_at=todo.created_at,
        updated_at=clock.now(),
    )


async def test_replacing_with_itself_changes_nothing_but_the_version(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    todo = await make(database, alice, **WHOLE)
    clock.advance(minutes=1)
    async with database.transaction(alice) as tx:
        replaced = await service.replace_todo(tx, alice, todo.id, fields(**WHOLE))
    assert (replaced.completed_at, replaced.tags) == (todo.completed_at, ("a", "B"))
    assert replaced.version == 2


async def test_a_patch_changes_what_it_names_and_nothing_else(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice, **WHOLE)
    async with database.transaction(alice) as tx:
        changed = await service.patch_todo(tx, alice, todo.id, patch(title="New", priority="low"))
    assert (changed.title, changed.priority, changed.version) == ("New", "low", 2)
    unchanged = ("notes", "due_date", "due_time", "category", "tags", "completed_at", "position")
    for name in unchanged:
        assert getattr(changed, name) == getattr(todo, name), name
    assert changed == await read(database, alice, todo)


async def test_a_patch_that_names_nothing_writes_nothing(database: Database, alice: Actor) -> None:
    todo = await make(database, alice)
    async with database.transaction(alice) as tx:
        assert await service.patch_todo(tx, alice, todo.id, patch()) == todo
        with pytest.raises(StaleVersion):
            await service.patch_todo(tx, alice, todo.id, patch(), 7)


async def test_tags_are_replaced_by_a_patch_and_spelled_as_they_are_known(
    database: Database, alice: Actor
) -> None:
    await make(database, alice, tags=["Café"])
    todo = await make(database, alice, tags=["tea"])
    async with database.transaction(alice) as tx:
        changed = await service.patch_todo(tx, alice, todo.id, patch(tags=["CAFE", "Zoo"]))
        assert changed.tags == ("Café", "Zoo")
        assert [tag.name for tag in await list_tags(tx, alice)] == ["Café", "Zoo"]
        changed = await service.patch_todo(tx, alice, todo.id, patch(tags=None))
    assert (changed.tags, changed.version) == ((), 3)


async def test_a_time_without_a_day_is_refused_at_its_field(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice)
    async with database.transaction(alice) as tx:
        with pytest.raises(InvalidInput, match="Needs a due date") as refused:
            await service.patch_todo(tx, alice, todo.id, patch(due_time="09:30"))
    assert refused.value.errors[0].field == "due_time"
    assert await read(database, alice, todo) == todo


async def test_a_time_can_be_set_where_there_is_a_day(database: Database, alice: Actor) -> None:
    todo = await make(database, alice, due_date="2026-03-04")
    async with database.transaction(alice) as tx:
        changed = await service.patch_todo(tx, alice, todo.id, patch(due_time="09:30"))
        assert str(changed.due_time) == "09:30:00"
        changed = await service.patch_todo(tx, alice, todo.id, patch(due_date=None))
    assert (changed.due_date, changed.due_time) == (None, None)


async def test_a_toggle_turns_a_todo_over_and_back(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    todo = await make(database, alice, tags=["a"])
    async with database.transaction(alice) as tx:
        done = await service.toggle_todo(tx, alice, todo.id)
        assert (done.completed, done.completed_at) == (True, clock.now())
        assert (done.version, done.tags) == (2, ("a",))
        again = await service.toggle_todo(tx, alice, todo.id, None, 2)
    assert (again.completed, again.completed_at, again.version) == (False, None, 3)


async def test_what_is_done_already_keeps_the_instant_it_was_done_at(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    todo = await make(database, alice, completed=True)
    at = clock.now()
    clock.advance(hours=1)
    async with database.transaction(alice) as tx:
        for act in (
            service.toggle_todo(tx, alice, todo.id, completed=True),
            service.patch_todo(tx, alice, todo.id, patch(completed=True, title="Same")),
            service.replace_todo(tx, alice, todo.id, fields(completed=True)),
        ):
            assert (await act).completed_at == at


async def test_an_old_version_is_refused_and_told_the_current_one(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice, tags=["a"])
    async with database.transaction(alice) as tx:
        await service.toggle_todo(tx, alice, todo.id)
        before = await service.get_todo(tx, alice, todo.id)
        for act in (
            service.replace_todo(tx, alice, todo.id, fields(title="Lost", tags=["b"]), 1),
            service.patch_todo(tx, alice, todo.id, patch(title="Lost"), 1),
            service.patch_todo(tx, alice, todo.id, patch(tags=["b"]), 1),
            service.toggle_todo(tx, alice, todo.id, None, 1),
            service.delete_todo(tx, alice, todo.id, 1),
        ):
            with pytest.raises(StaleVersion) as refused:
                await act
            assert refused.value.current == 2
        assert await service.get_todo(tx, alice, todo.id) == before


async def test_a_deleted_todo_is_gone_until_it_is_restored(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice, tags=["a"])
    async with database.transaction(alice) as tx:
        await service.delete_todo(tx, alice, todo.id, 1)
        for act in (
            service.get_todo(tx, alice, todo.id),
            service.replace_todo(tx, alice, todo.id, fields()),
            service.patch_todo(tx, alice, todo.id, patch(title="x")),
            service.patch_todo(tx, alice, todo.id, patch()),
            service.toggle_todo(tx, alice, todo.id),
            service.delete_todo(tx, alice, todo.id),
        ):
            with pytest.raises(NotFound):
                await act
        restored = await restore(tx, alice, todo.id)
    assert (restored.version, restored.tags) == (3, ("a",))
    assert (restored.position, restored.title) == (todo.position, todo.title)
    assert await titles(database, alice) == ["Todo"]


async def test_what_is_not_in_the_trash_cannot_be_restored(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice)
    async with database.transaction(alice) as tx:
        for item_id in (todo.id, new_id()):
            with pytest.raises(NotFound):
                await restore(tx, alice, item_id)


async def test_a_refused_write_leaves_no_half_written_row(database: Database, alice: Actor) -> None:
    todo = await make(database, alice, tags=["a"])
    with pytest.raises(InvalidInput):
        async with database.transaction(alice) as tx:
            await service.patch_todo(
                tx, alice, todo.id, patch(title="Half", tags=["b"], due_time="09:30")
            )
    assert await read(database, alice, todo) == todo
    async with database.transaction(alice) as tx:
        assert [tag.name for tag in await list_tags(tx, alice)] == ["a"]


async def test_the_ends_of_the_calendar_are_days_too(database: Database, alice: Actor) -> None:
    for written in ("1900-01-01", "9999-12-31", "2024-02-29"):
        todo = await make(database, alice, due_date=written, title=written)
        assert todo == await read(database, alice, todo)
    await make(database, alice, title="never")
    assert await titles(database, alice) == ["1900-01-01", "2024-02-29", "9999-12-31", "never"]
    assert date(9999, 12, 31) + timedelta(0) == date.max
