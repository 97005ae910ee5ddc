"""The same act on many todos: on all of them, or on none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.todos.helpers import fields, make, patch, titles
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.tags.service import TagCount, list_tags
from umbra.todos import service
from umbra.todos.service import BulkAction, Changed, TodoFilter, TodoRow


@pytest.fixture
async def three(database: Database, alice: Actor) -> list[TodoRow]:
    return [await make(database, alice, title=title, tags=[title]) for title in ("a", "b", "c")]


async def test_many_are_completed_and_those_done_before_keep_their_instant(
    database: Database, alice: Actor, three: list[TodoRow]
) -> None:
    async with database.transaction(alice) as tx:
        done = await service.toggle_todo(tx, alice, three[0].id)
        changed = await service.bulk_todos(tx, alice, [t.id for t in three], "complete")
        again = await service.get_todo(tx, alice, three[0].id)
    assert {row.id: row.version for row in changed} == {
        three[0].id: 3,
        three[1].id: 2,
        three[2].id: 2,
    }
    assert again.completed_at == done.completed_at
    assert await titles(database, alice, TodoFilter(completed=False)) == []


async def test_many_are_deleted_and_brought_back(
    database: Database, alice: Actor, three: list[TodoRow]
) -> None:
    ids = [three[0].id, three[2].id]
    async with database.transaction(alice) as tx:
        await service.bulk_todos(tx, alice, ids, "delete")
    assert await titles(database, alice) == ["b"]
    async with database.transaction(alice) as tx:
        await service.bulk_todos(tx, alice, ids, "restore")
    assert await titles(database, alice) == ["a", "b", "c"]


async def test_many_are_patched_tags_and_all(
    database: Database, alice: Actor, three: list[TodoRow]
) -> None:
    change = patch(
        tags=["x"], priority="high", due_date="2026-03-04", due_time="10:00", completed=True
    )
    async with database.transaction(alice) as tx:
        await service.bulk_todos(tx, alice, [t.id for t in three], "patch", change)
        rows = (await service.list_window(tx, alice, TodoFilter(), "due", limit=9)).rows
        assert await list_tags(tx, alice) == [TagCount("x", 3)]
    for row in rows:
        assert (row.tags, row.priority, row.completed, row.version) == (("x",), "high", True, 2)
        assert str(row.due_time) == "10:00:00"


async def test_one_that_is_missing_stops_all(
    database: Database, alice: Actor, bob: Actor, three: list[TodoRow]
) -> None:
    foreign = await make(database, bob)
    deleted = await make(database, alice)
    async with database.transaction(alice) as tx:
        await service.delete_todo(tx, alice, deleted.id)
    acts: list[tuple[BulkAction, Any]] = [
        ("complete", None),
        ("delete", None),
        ("patch", patch(title="x", tags=["y"])),
        ("restore", None),
    ]
    for missing in (new_id(), foreign.id, deleted.id):
        for action, change in acts:
            with pytest.raises(NotFound):
                async with database.transaction(alice) as tx:
                    await service.bulk_todos(tx, alice, [three[0].id, missing], action, change)
    async with database.transaction(alice) as tx:
        for todo in three:
            assert await service.get_todo(tx, alice, todo.id) == todo


async def test_an_id_named_twice_counts_once(
    database: Database, alice: Actor, three: list[TodoRow]
) -> None:
    async with database.transaction(alice) as tx:
        changed = await service.bulk_todos(tx, alice, [three[0].id] * 3, "complete")
    assert changed == [Changed(three[0].id, 2)]


@pytest.mark.parametrize(
    ("count", "action", "change", "field"),
    [
        (0, "complete", None, "ids"),
        (501, "complete", None, "ids"),
        (1, "patch", None, "fields"),
        (1, "patch", {}, "fields"),
        (1, "delete", {"title": "x"}, "fields"),
        (1, "patch", {"before": "01a20c53-7f84-7960-9d12-3d55312608da"}, "fields.before"),
        (1, "patch", {"after": "01a20c53-7f84-7960-9d12-3d55312608da"}, "fields.after"),
        (1, "patch", {"due_time": "09:30"}, "fields.due_time"),
        (1, "patch", {"due_time": "09:30", "due_date": None}, "fields.due_time"),
    ],
)
async def test_what_cannot_be_done_to_many_is_told_at_its_field(
    database: Database,
    alice: Actor,
    count: int,
    action: BulkAction,
    change: dict[str, Any] | None,
    field: str,
) -> None:
    ids = [new_id() for _ in range(count)]
    async with database.transaction(alice) as tx:
        with pytest.raises(InvalidInput) as refused:
            await service.bulk_todos(
                tx, alice, ids, action, None if change is None else patch(**change)
            )
    assert [error.field for error in refused.value.errors] == [field]


async def test_five_hundred_are_done_in_one_go(database: Database, alice: Actor) -> None:
    async with database.transaction(alice) as tx:
        ids = [(await service.create_todo(tx, alice, fields())).id for _ in range(500)]
        changed = await service.bulk_todos(tx, alice, ids, "complete")
    assert {row.id for row in changed} == set(ids)
