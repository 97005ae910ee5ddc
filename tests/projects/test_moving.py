"""Moving tasks: within and between columns, among siblings, to other projects, at once."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.conftest import FrozenClock
from tests.projects import helpers
from tests.property_tests import one_in
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.database import Database
from umbra.projects.models import TASK_STATUSES

TWO = 2
EACH = 60


async def column(
    database: Database, actor: Actor, project: UUID, status: str = "todo"
) -> list[str]:
    return await helpers.titles(database, actor, project_id=project, statuses=(status,))


async def test_a_task_moves_before_and_after_others_of_its_column(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    a, b, c = [(await helpers.add(database, alice, project, name)).id for name in "ABC"]
    await helpers.patch(database, alice, c, before=a)
    assert await column(database, alice, project) == ["C", "A", "B"]
    await helpers.patch(database, alice, c, after=b)
    assert await column(database, alice, project) == ["A", "B", "C"]
    await helpers.patch(database, alice, a, after=b)
    assert await column(database, alice, project) == ["B", "A", "C"]


async def test_a_task_moves_to_a_place_in_another_column_in_one_write_of_one_row(
    database: Database, alice: Actor, statements: list[str]
) -> None:
    project = (await helpers.add_project(database, alice)).id
    card = await helpers.add(database, alice, project, "Card")
    first, second = [
        await helpers.add(database, alice, project, name, status="doing") for name in ("1", "2")
    ]
    statements.clear()
    moved = await helpers.patch(database, alice, card.id, status="doing", before=second.id)
    writes = [one for one in statements if one.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert len(writes) == 1
    assert len(statements) <= 8, statements
    assert moved.version == card.version + 1
    assert await column(database, alice, project, "doing") == ["1", "Card", "2"]
    for other in (first, second):
        assert await helpers.get(database, alice, other.id) == other


async def test_a_move_costs_the_same_statements_however_full_the_column_is(
    database: Database, alice: Actor, statements: list[str]
) -> None:
    needed = []
    for size in (2, 30):
        project = (await helpers.add_project(database, alice)).id
        cards = [await helpers.add(database, alice, project) for _ in range(size)]
        statements.clear()
        await helpers.patch(database, alice, cards[0].id, after=cards[-1].id)
        needed.append(len(statements))
    assert needed[0] == needed[1]


async def test_done_tasks_are_ordered_by_when_they_were_done_the_last_first(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    project = (await helpers.add_project(database, alice)).id
    a, b = [(await helpers.add(database, alice, project, name)).id for name in "AB"]
    for task in (b, a):
        clock.advance(minutes=1)
        await helpers.patch(database, alice, task, status="done")
    assert await column(database, alice, project, "done") == ["A", "B"]
    card = await helpers.add(database, alice, project)
    with pytest.raises(InvalidInput) as refused:
        await helpers.patch(database, alice, card.id, status="done", before=a)
    assert refused.value.errors[0].field == "before"


async def test_a_reopened_task_is_again_where_it_was(database: Database, alice: Actor) -> None:
    project = (await helpers.add_project(database, alice)).id
    tasks = [(await helpers.add(database, alice, project, name)).id for name in "ABC"]
    await helpers.patch(database, alice, tasks[1], status="done")
    await helpers.patch(database, alice, tasks[1], status="todo")
    assert await column(database, alice, project) == ["A", "B", "C"]


async def test_a_neighbour_elsewhere_is_refused_at_its_side(
    database: Database, alice: Actor
) -> None:
    project, other = [(await helpers.add_project(database, alice)).id for _ in range(2)]
    card = (await helpers.add(database, alice, project)).id
    elsewhere = [
        (await helpers.add(database, alice, other)).id,
        (await helpers.add(database, alice, project, status="doing")).id,
        uuid4(),
        card,
    ]
    for neighbour in elsewhere:
        with pytest.raises(InvalidInput) as refused:
            await helpers.patch(database, alice, card, after=neighbour)
        assert [error.field for error in refused.value.errors] == ["after"]


async def test_sub_tasks_are_ordered_among_themselves_whatever_their_status(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    parent = (await helpers.add(database, alice, project, "Parent")).id
    a, b, c = [
        (await helpers.add(database, alice, project, name, parent_id=parent, status=status)).id
        for name, status in zip("ABC", TASK_STATUSES, strict=True)
    ]
    await helpers.patch(database, alice, c, before=a)
    await helpers.patch(database, alice, a, after=b)
    async with database.transaction(alice) as tx:
        found = await helpers.tasks.subtasks_of(tx, alice, [parent])
    assert [row.title for row in found[parent]] == ["C", "B", "A"]
    assert [row.status for row in found[parent]] == ["done", "doing", "todo"]


async def test_a_task_moves_to_another_project_with_its_sub_tasks(
    database: Database, alice: Actor
) -> None:
    project, other = [(await helpers.add_project(database, alice)).id for _ in range(2)]
    await helpers.add(database, alice, other, "There")
    parent = await helpers.add(database, alice, project, "Parent")
    child = await helpers.add(database, alice, project, "Child", parent_id=parent.id)
    await helpers.patch(database, alice, parent.id, project_id=other)
    moved = await helpers.get(database, alice, child.id)
    assert (moved.project_id, moved.parent_id) == (other, parent.id)
    assert moved.version == child.version + 1
    assert await helpers.titles(database, alice, project_id=other, top=True) == ["There", "Parent"]
    assert await helpers.titles(database, alice, project_id=project) == []


async def test_a_sub_task_that_moves_to_another_project_alone_becomes_a_task_of_its_own(
    database: Database, alice: Actor
) -> None:
    project, other = [(await helpers.add_project(database, alice)).id for _ in range(2)]
    parent = (await helpers.add(database, alice, project)).id
    child = (await helpers.add(database, alice, project, parent_id=parent)).id
    moved = await helpers.patch(database, alice, child, project_id=other)
    assert (moved.project_id, moved.parent_id) == (other, None)


async def test_two_at_once_drop_sixty_cards_each_between_the_same_two(
    database: Database, alice: Actor
) -> None:
    project = (await helpers.add_project(database, alice)).id
    low = (await helpers.add(database, alice, project, "low")).id
    high = (await helpers.add(database, alice, project, "high")).id
    names = [[f"{side}{number}" for number in range(EACH)] for side in "ab"]
    cards = [
        [(await helpers.add(database, alice, project, name, status="doing")).id for name in side]
        for side in names
    ]

    async def drop(side: int) -> None:
        for number, card in enumerate(cards[side]):
            where = {"after": low} if (side + number) % TWO else {"before": high}
            await helpers.patch(database, alice, card, status="todo", **where)

    await asyncio.gather(drop(0), drop(1))
    rows = await helpers.listed(database, alice, project_id=project, statuses=("todo",))
    order = [row.title for row in rows]
    assert (order[0], order[-1]) == ("low", "high")
    assert sorted(order[1:-1]) == sorted(names[0] + names[1])
    assert len({row.position for row in rows}) == len(rows)
    assert await column(database, alice, project, "doing") == []


@pytest.mark.parametrize("side", ["before", "after"])
async def test_many_insertions_at_one_place_give_the_column_new_ranks_in_its_order(
    database: Database, alice: Actor, side: str
) -> None:
    project = (await helpers.add_project(database, alice)).id
    low, card, high = [await helpers.add(database, alice, project, name) for name in "ABC"]
    async with database.engine.begin() as connection:  # as after hundreds of insertions
        rank = text("UPDATE tasks SET position = :rank WHERE id = :id")
        close = low.position + "0" * 45
        for task, position in ((low, low.position), (card, close + "1"), (high, close + "2")):
            await connection.execute(rank, {"rank": position, "id": task.id})
    new = (await helpers.add(database, alice, project, "D", status="doing")).id
    neighbour = high.id if side == "before" else card.id
    await helpers.patch(database, alice, new, status="todo", **{side: neighbour})
    rows = await helpers.listed(database, alice, project_id=project)
    assert [row.title for row in rows] == ["A", "B", "D", "C"]
    assert max(len(row.position) for row in rows) <= 48


MOVES = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(("todo", "doing")), st.booleans(), st.integers(0, 5)
    ),
    max_size=12,
)


@settings(
    max_examples=one_in(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=MOVES)
async def test_any_moves_leave_each_card_once_where_a_list_would_have_it(
    database: Database, alice: Actor, moves: list[tuple[int, str, bool, int]]
) -> None:
    project = (await helpers.add_project(database, alice)).id
    ids = {
        name: (await helpers.add(database, alice, project, name)).id
        for name in ("0", "1", "2", "3", "4", "5")
    }
    expected: dict[str, list[str]] = {"todo": list(ids), "doing": []}
    for number, status, before, other in moves:
        card = str(number)
        others = [name for name in expected[status] if name != card]
        for column_ in expected.values():
            if card in column_:
                column_.remove(card)
        if not others:
            expected[status].append(card)
            await helpers.patch(database, alice, ids[card], status=status)
            continue
        neighbour = others[other % len(others)]
        place = expected[status].index(neighbour) + (0 if before else 1)
        expected[status].insert(place, card)
        side = "before" if before else "after"
        await helpers.patch(database, alice, ids[card], status=status, **{side: ids[neighbour]})
    for status, cards in expected.items():
        assert await column(database, alice, project, status) == cards
