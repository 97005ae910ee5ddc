"""Todos put next to one another."""

from __future__ import annotations

import asyncio
import random

import pytest
from sqlalchemy import text

from tests.todos.helpers import fields, make, patch, titles
from umbra.core import rank
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, StaleVersion
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.todos import service
from umbra.todos.service import TodoFilter, TodoRow


@pytest.fixture
async def abcd(database: Database, alice: Actor) -> dict[str, TodoRow]:
    return {title: await make(database, alice, title=title) for title in "abcd"}


async def move(database: Database, actor: Actor, todo: TodoRow, **where: object) -> TodoRow:
    async with database.transaction(actor) as tx:
        return await service.patch_todo(tx, actor, todo.id, patch(**where))


@pytest.mark.parametrize(
    ("moved", "side", "neighbour", "order"),
    [
        ("d", "before", "a", "dabc"),
        ("a", "after", "d", "bcda"),
        ("a", "after", "b", "bacd"),
        ("d", "before", "b", "adbc"),
        ("b", "before", "c", "abcd"),
        ("b", "after", "a", "abcd"),
        ("c", "after", "c", None),
    ],
)
async def test_a_todo_goes_where_it_is_put(
    database: Database,
    alice: Actor,
    abcd: dict[str, TodoRow],
    moved: str,
    side: str,
    neighbour: str,
    order: str | None,
) -> None:
    if order is None:
        with pytest.raises(InvalidInput, match="next to itself"):
            await move(database, alice, abcd[moved], **{side: abcd[neighbour].id})
        order = "abcd"
    else:
        row = await move(database, alice, abcd[moved], **{side: abcd[neighbour].id})
        assert row.version == 2
    assert await titles(database, alice) == list(order)


async def test_a_move_can_bring_a_todo_to_another_day(
    database: Database, alice: Actor, abcd: dict[str, TodoRow]
) -> None:
    await make(database, alice, title="x", due_date="2026-03-04")
    y = await make(database, alice, title="y", due_date="2026-03-04")
    row = await move(database, alice, abcd["c"], before=y.id, due_date="2026-03-04")
    assert str(row.due_date) == "2026-03-04"
    assert await titles(database, alice) == ["x", "c", "y", "a", "b", "d"]


async def test_a_move_next_to_a_todo_of_another_day_is_refused(
    database: Database, alice: Actor, abcd: dict[str, TodoRow]
) -> None:
    other = await make(database, alice, due_date="2026-03-04")
    with pytest.raises(InvalidInput, match="Is due on another day") as refused:
        await move(database, alice, abcd["c"], after=other.id)
    assert refused.value.errors[0].field == "after"


async def test_a_move_next_to_what_is_not_there_is_refused(
    database: Database, alice: Actor, bob: Actor, abcd: dict[str, TodoRow]
) -> None:
    gone = await make(database, alice)
    done = await make(database, alice, completed=True)
    async with database.transaction(alice) as tx:
        await service.delete_todo(tx, alice, gone.id)
    foreign = await make(database, bob)
    for neighbour in (new_id(), foreign.id, gone.id, done.id):
        with pytest.raises(InvalidInput, match="There is no open todo by that id") as refused:
            await move(database, alice, abcd["a"], before=neighbour)
        assert refused.value.errors[0].field == "before"


async def test_a_move_from_an_old_version_is_refused(
    database: Database, alice: Actor, abcd: dict[str, TodoRow]
) -> None:
    await move(database, alice, abcd["a"], title="a")
    with pytest.raises(StaleVersion):
        async with database.transaction(alice) as tx:
            await service.patch_todo(tx, alice, abcd["a"].id, patch(after=abcd["d"].id), version=1)
    assert await titles(database, alice) == list("abcd")


async def test_moves_and_new_todos_at_once_leave_one_order_with_everything_in_it(
    database: Database, alice: Actor, abcd: dict[str, TodoRow]
) -> None:
    """All aim at the same two gaps, where two that don't wait for each other would collide."""
    chance = random.Random(5)
    others = [await make(database, alice, title=f"t{n}") for n in range(20)]
    await asyncio.gather(
        *(
            move(database, alice, todo, **{chance.choice(["before", "after"]): abcd["b"].id})
            for todo in others
        ),
        *(make(database, alice, title=f"new{n}") for n in range(10)),
    )
    async with database.transaction(alice) as tx:
        rows = (await service.list_window(tx, alice, TodoFilter(), "due", limit=200)).rows
    assert sorted(row.title for row in rows) == sorted(
        [*"abcd", *(f"t{n}" for n in range(20)), *(f"new{n}" for n in range(10))]
    )
    assert len({row.position for row in rows}) == len(rows)
    names = [row.title for row in rows]
    assert names.index("a") < names.index("b") < names.index("c") < names.index("d")
    assert all(names.index("a") < names.index(f"t{n}") < names.index("c") for n in range(20))


async def test_ranks_that_grew_too_close_are_spread_anew_in_the_same_order(
    database: Database, alice: Actor, abcd: dict[str, TodoRow]
) -> None:
    tight = abcd["a"].position + rank.DIGITS[0] * rank.LONGEST + "1"
    async with database.transaction(alice) as tx:
        await tx.execute(
            text("UPDATE todos SET position = :rank WHERE id = :id"),
            {"rank": tight, "id": abcd["b"].id},
        )
    await move(database, alice, abcd["d"], after=abcd["a"].id)
    assert await titles(database, alice) == list("adbc")
    async with database.transaction(alice) as tx:
        rows = (await service.list_window(tx, alice, TodoFilter(), "due", limit=9)).rows
    assert max(len(row.position) for row in rows) < 16
    assert all(row.version > 1 for row in rows)


async def test_equal_ranks_are_told_apart_by_the_next_move(
    database: Database, alice: Actor, abcd: dict[str, TodoRow]
) -> None:
    async with database.transaction(alice) as tx:
        await tx.execute(text("UPDATE todos SET position = 'V'"))
    first, second, third, last = await titles(database, alice)
    await move(database, alice, abcd[last], before=abcd[second].id)
    assert await titles(database, alice) == [first, last, second, third]


async def test_many_todos_stacked_into_one_gap_keep_their_order_and_short_ranks(
    database: Database, alice: Actor, abcd: dict[str, TodoRow]
) -> None:
    ids = []
    async with database.transaction(alice) as tx:
        for number in range(320):
            todo = await service.create_todo(tx, alice, fields(title=f"{number}"))
            await service.patch_todo(tx, alice, todo.id, patch(before=abcd["b"].id))
            ids.append(todo.title)
        rows = (await service.list_window(tx, alice, TodoFilter(), "due", limit=400)).rows
    assert [row.title for row in rows] == ["a", *ids, "b", "c", "d"]
    assert max(len(row.position) for row in rows) <= rank.LONGEST
