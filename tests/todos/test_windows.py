"""Windows of a list: the same rows in the same order, however one walks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import event, text

from tests.conftest import FrozenClock
from tests.todos.helpers import fields, make, patch, titles
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.paging import Cursor
from umbra.database import Database, Transaction
from umbra.items.due import URGENCIES
from umbra.items.orders import text_key
from umbra.todos import service
from umbra.todos.service import SectionCounts, Sort, TodoFilter, TodoRow, section_of

TODAY = date(2026, 3, 4)
SORTS: tuple[Sort, ...] = get_args(Sort)


@pytest.fixture
async def forty(database: Database, alice: Actor, clock: FrozenClock) -> list[TodoRow]:
    """Forty todos of all sorts, a third of them done, some sharing day, title or priority."""
    chance = random.Random(3)
    rows = []
    for number in range(40):
        clock.advance(seconds=chance.choice([0, 60]))
        days = chance.choice([None, -2, 0, 0, 3])
        async with database.transaction(alice) as tx:
            todo = await service.create_todo(
                tx,
                alice,
                fields(
                    title=chance.choice(["apple", "Äpfel", "pear", f"fig {number}"]),
                    due_date=None if days is None else TODAY + timedelta(days=days),
                    priority=chance.choice(["none", "low", "medium", "high"]),
                    tags=chance.sample(["a", "b", "c"], chance.randrange(3)),
                    completed=number % 3 == 0,
                ),
            )
        rows.append(todo)
    return rows


def in_order(rows: list[TodoRow], sort: Sort) -> list[TodoRow]:
    """The list as the words say it: open ones in the order asked, then the latest done."""
    still = [row for row in rows if not row.completed]
    done = [row for row in rows if row.completed]
    last = date.max
    keys = {
        "due": lambda row: (row.due_date or last, row.position, row.id),
        "priority": lambda row: (
            URGENCIES[row.priority],
            row.due_date or last,
            row.position,
            row.id,
        ),
        "title": lambda row: (text_key(row.title), row.id),
        "created": lambda row: (row.created_at, row.id),
    }
    still.sort(key=keys[sort.lstrip("-")], reverse=sort.startswith("-"))
    done.sort(key=lambda row: (row.completed_at, row.id), reverse=True)
    return still + done


async def walk(tx: Transaction, actor: Actor, sort: Sort, limit: int) -> list[TodoRow]:
    window = await service.list_window(tx, actor, TodoFilter(), sort, limit=limit)
    assert not window.has_before
    rows = list(window.rows)
    while window.has_after:
        after = service.cursor_of(rows[-1], sort)
        window = await service.list_window(tx, actor, TodoFilter(), sort, after=after, limit=limit)
        assert window.has_before
        rows += window.rows
    return rows


async def walk_back(tx: Transaction, actor: Actor, sort: Sort, limit: int) -> list[TodoRow]:
    window = await service.list_window(tx, actor, TodoFilter(), sort, limit=limit, from_end=True)
    assert not window.has_after
    rows = list(window.rows)
    while window.has_before:
        before = service.cursor_of(rows[0], sort)
        window = await service.list_window(
            tx, actor, TodoFilter(), sort, before=before, limit=limit
        )
        assert window.has_after
        rows = [*window.rows, *rows]
    return rows


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 7, 200])
async def test_walking_either_way_meets_every_todo_once_in_order(
    database: Database, alice: Actor, forty: list[TodoRow], sort: Sort, limit: int
) -> None:
    expected = in_order(forty, sort)
    async with database.transaction(alice) as tx:
        assert await walk(tx, alice, sort, limit) == expected
        assert await walk_back(tx, alice, sort, limit) == expected


@pytest.mark.parametrize("completed", [True, False])
async def test_open_or_done_ones_can_be_asked_for_alone(
    database: Database, alice: Actor, forty: list[TodoRow], completed: bool
) -> None:
    expected = [row for row in in_order(forty, "due") if row.completed is completed]
    async with database.transaction(alice) as tx:
        window = await service.list_window(
            tx, alice, TodoFilter(completed=completed), "due", limit=200
        )
        assert list(window.rows) == expected
        end = await service.list_window(
            tx, alice, TodoFilter(completed=completed), "due", limit=3, from_end=True
        )
        assert list(end.rows) == expected[-3:]


async def test_a_place_among_the_done_has_no_open_ones_after_it(
    database: Database, alice: Actor, forty: list[TodoRow]
) -> None:
    done = service.cursor_of(in_order(forty, "due")[-1], "due")
    async with database.transaction(alice) as tx:
        window = await service.list_window(
            tx, alice, TodoFilter(completed=False), "due", after=done, limit=5
        )
        assert (list(window.rows), window.has_before, window.has_after) == ([], True, False)


async def test_a_page_stays_in_its_place_when_rows_before_it_come_and_go(
    database: Database, alice: Actor
) -> None:
    first, second, third = [await make(database, alice, title=t) for t in ("a", "b", "c")]
    place = service.cursor_of(second, "due")
    async with database.transaction(alice) as tx:
        await service.delete_todo(tx, alice, first.id)
        await service.delete_todo(tx, alice, second.id)
        window = await service.list_window(tx, alice, TodoFilter(), "due", after=place, limit=5)
    assert [row.title for row in window.rows] == [third.title]


async def test_filters_hold_together(database: Database, alice: Actor) -> None:
    await make(database, alice, title="Milk", due_date="2026-03-04", priority="high", tags=["Shop"])
    await make(
        database, alice, title="Bread", due_date="2026-03-05", category="food", tags=["shop"]
    )
    await make(database, alice, title="Read", notes="a book about milk", priority="low")
    for which, expected in [
        (TodoFilter(text="mil"), ["Milk", "Read"]),
        (TodoFilter(text="book mil"), ["Read"]),
        (TodoFilter(text="MILK", tag="sHop"), ["Milk"]),
        (TodoFilter(text="nothing"), []),
        (TodoFilter(priorities=("high", "low")), ["Milk", "Read"]),
        (TodoFilter(category="food"), ["Bread"]),
        (TodoFilter(category="foo"), []),
        (TodoFilter(tag="shop"), ["Milk", "Bread"]),
        (TodoFilter(tag="sho"), []),
        (TodoFilter(due_from=date(2026, 3, 5)), ["Bread"]),
        (TodoFilter(due_to=date(2026, 3, 4)), ["Milk"]),
        (TodoFilter(due_from=date(2026, 3, 1), due_to=date(2026, 3, 31)), ["Milk", "Bread"]),
        (TodoFilter(due_from=date(2026, 3, 4), tag="shop", priorities=("none",)), ["Bread"]),
    ]:
        assert await titles(database, alice, which) == expected, which


async def test_a_search_that_finds_very_many_gives_the_same_windows(
    database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        for number in range(520):
            await service.create_todo(tx, alice, fields(title=f"walk {number:03}"))
        await service.create_todo(tx, alice, fields(title="swim"))
        window = await service.list_window(
            tx, alice, TodoFilter(text="walk"), "title", limit=200, from_end=True
        )
        counted = await service.counts(tx, alice, TodoFilter(text="walk"), TODAY)
    assert [row.title for row in window.rows] == [f"walk {number:03}" for number in range(320, 520)]
    assert counted == SectionCounts(someday=520)


@pytest.mark.parametrize(
    "words", ["'", "a & b", "!", "a:*", "(", "\\", "<->", "%", "_", "'; DROP TABLE todos; --"]
)
async def test_any_words_are_a_harmless_search(
    database: Database, alice: Actor, words: str
) -> None:
    await make(database, alice, title="Milk")
    assert "Milk" not in await titles(database, alice, TodoFilter(text=words))


@pytest.mark.parametrize("words", ["\x00", "Mi\x00lk", "\ud800", "   ", "?"])
async def test_a_filter_that_nothing_can_fit_finds_nothing(
    database: Database, alice: Actor, words: str
) -> None:
    await make(database, alice, title="Milk", category="home", tags=["home"])
    for which in (TodoFilter(text=words), TodoFilter(category=words), TodoFilter(tag=words)):
        assert await titles(database, alice, which) == []


async def test_what_is_in_the_trash_is_neither_listed_nor_found_nor_counted(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice, title="Milk")
    async with database.transaction(alice) as tx:
        await service.delete_todo(tx, alice, todo.id)
        counted = await service.counts(tx, alice, TodoFilter(), TODAY)
    assert await titles(database, alice) == []
    assert await titles(database, alice, TodoFilter(text="milk")) == []
    assert counted == SectionCounts()


async def test_counts_are_those_of_the_sections(
    database: Database, alice: Actor, forty: list[TodoRow]
) -> None:
    for which in (TodoFilter(), TodoFilter(tag="a"), TodoFilter(completed=True)):
        wanted = [
            section_of(row, TODAY) for row in forty if which.tag is None or which.tag in row.tags
        ]
        async with database.transaction(alice) as tx:
            counted = await service.counts(tx, alice, which, TODAY)
        assert counted == SectionCounts(**{name: wanted.count(name) for name in service.SECTIONS})


@pytest.mark.parametrize(
    "keys",
    [
        (),
        (0,),
        (2, None, "V", "01a20c53-7f84-7960-9d12-3d55312608da"),
        (0, "2026-02-30", "V", "01a20c53-7f84-7960-9d12-3d55312608da"),
        (0, None, "V\x00", "01a20c53-7f84-7960-9d12-3d55312608da"),
        (0, None, "\ud800", "01a20c53-7f84-7960-9d12-3d55312608da"),
        (0, None, "V", "not an id"),
        (0, None, "V", "01a20c53-7f84-7960-9d12-3d55312608da", "more"),
        (1, "0001-01-01T00:00:00+23:59", "01a20c53-7f84-7960-9d12-3d55312608da"),
        (1, None, "01a20c53-7f84-7960-9d12-3d55312608da"),
        (0, 5, 5, 5),
    ],
)
async def test_a_place_nobody_handed_out_is_refused(
    database: Database, alice: Actor, keys: tuple[str | int | None, ...]
) -> None:
    async with database.transaction(alice) as tx:
        with pytest.raises(InvalidInput) as refused:
            await service.list_window(
                tx, alice, TodoFilter(), "due", after=Cursor("due", keys), limit=5
            )
    assert refused.value.errors[0].field == "cursor"


async def test_a_place_in_another_order_is_refused(database: Database, alice: Actor) -> None:
    todo = await make(database, alice)
    async with database.transaction(alice) as tx:
        with pytest.raises(InvalidInput, match="not a place in this list"):
            await service.list_window(
                tx,
                alice,
                TodoFilter(),
                "title",
                after=service.cursor_of(todo, "due"),
                limit=5,
            )


@pytest.mark.parametrize("sort", SORTS)
async def test_a_window_is_read_from_an_index_under_the_wall(
    database: Database, alice: Actor, sort: Sort
) -> None:
    """As an index condition: as a filter it would mean walking the list from its start."""
    todo = await make(database, alice, due_date="2026-03-04", title="Milk")
    place = service.cursor_of(todo, sort)
    async with database.transaction(alice) as tx:
        for other in ("seqscan", "bitmapscan", "sort"):
            await tx.execute(text(f"SET LOCAL enable_{other} = off"))
        open_ones = TodoFilter(completed=False)
        with executed(tx) as statements:
            await service.list_window(tx, alice, open_ones, sort, after=place, limit=50)
        plan = await plan_of(tx, *statements[0])
    index = f"ix_todos_open_{sort.lstrip('-')}"
    lines = plan.splitlines()
    scan = next((at for at, line in enumerate(lines) if f"{index} on todos" in line), None)
    assert scan is not None, f"{index} is not used:\n{plan}"
    assert "Index Cond:" in lines[scan + 1], plan
    assert "ROW(" in lines[scan + 1], plan


@contextmanager
def executed(tx: Transaction) -> Iterator[list[tuple[Any, dict[str, Any]]]]:
    """The statements executed in the block, with their parameters."""
    statements: list[tuple[Any, dict[str, Any]]] = []

    def note(_: Any, statement: Any, __: Any, values: dict[str, Any], ___: Any) -> None:
        statements.append((statement, values))

    connection = tx.connection.sync_connection
    event.listen(connection, "before_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_execute", note)


async def plan_of(tx: Transaction, statement: Any, values: dict[str, Any]) -> str:
    spelled = statement.params(values).compile(
        dialect=tx.connection.dialect, compile_kwargs={"literal_binds": True}
    )
    return "\n".join(row[0] for row in await tx.all(text(f"EXPLAIN {spelled}")))


async def test_patching_keeps_a_todo_findable(database: Database, alice: Actor) -> None:
    todo = await make(database, alice, title="Milk")
    async with database.transaction(alice) as tx:
        await service.patch_todo(tx, alice, todo.id, patch(title="Bread"))
    assert await titles(database, alice, TodoFilter(text="bread")) == ["Bread"]
    assert await titles(database, alice, TodoFilter(text="milk")) == []
