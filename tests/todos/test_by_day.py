"""The todos of a range of days, as the calendar shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from tests.todos.test_windows import executed, plan_of
from umbra.core.actor import Actor
from umbra.core.fields import validated
from umbra.database import Database
from umbra.todos import service
from umbra.todos.by_day import by_day, coming_by_day
from umbra.todos.service import TodoFields

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


async def add(database: Database, actor: Actor, title: str, **fields: Any) -> None:
    async with database.transaction(actor) as tx:
        await service.create_todo(tx, actor, validated(TodoFields, {"title": title, **fields}))


async def test_each_day_has_a_count_and_its_first_todos_open_ones_first(
    database: Database, alice: Actor, bob: Actor
) -> None:
    for title, fields in (
        ("done", {"due_date": "2026-11-23", "completed": True}),
        ("evening", {"due_date": "2026-11-23", "due_time": "18:00"}),
        ("morning", {"due_date": "2026-11-23", "due_time": "08:00"}),
        ("any time", {"due_date": "2026-11-23"}),
        ("work", {"due_date": "2026-11-24", "tags": ["Work"]}),
        ("before", {"due_date": "2026-11-22"}),
        ("after", {"due_date": "2026-11-25"}),
        ("without a day", {}),
    ):
        await add(database, alice, title, **fields)
    await add(database, bob, "of another owner", due_date="2026-11-23")
    async with database.transaction(alice) as tx:
        days = await by_day(tx, alice, MONDAY, TUESDAY, 3)
        hidden = await by_day(tx, alice, MONDAY, TUESDAY, 3, ("WORK",))
    assert {day: one.count for day, one in days.items()} == {MONDAY: 4, TUESDAY: 1}
    assert [row.title for row in days[MONDAY].first] == ["any time", "morning", "evening"]
    assert set(hidden) == {MONDAY}


async def test_a_range_is_read_along_the_index_by_day(database: Database, alice: Actor) -> None:
    async with database.transaction(alice) as tx:
        await tx.execute(text("SET LOCAL enable_seqscan = off"))
        plan = await tx.all(
            text(
                "EXPLAIN SELECT due_date FROM todos WHERE owner_id = :owner AND deleted_at IS NULL"
                " AND due_date >= '2026-11-23' AND due_date <= '2026-11-24'"
            ),
            {"owner": alice.owner_id},
        )
    assert "ix_todos_day" in "\n".join(row[0] for row in plan)


async def test_coming_dates_of_todos_that_repeat_are_computed_for_a_range(
    database: Database, alice: Actor, bob: Actor
) -> None:
    daily = {"due_date": "2026-11-20", "rrule": "FREQ=DAILY"}
    await add(database, alice, "evening", due_time="18:00", **daily)
    await add(database, alice, "any time", tags=["Work"], **daily)
    await add(database, alice, "done", completed=True, **daily)
    await add(database, alice, "once", due_date="2026-11-20")
    await add(database, alice, "later", due_date="2026-11-25", rrule="FREQ=DAILY")
    await add(database, alice, "paused", paused_until="2026-11-25", **daily)
    await add(database, bob, "of another owner", **daily)
    async with database.transaction(alice) as tx:
        days = await coming_by_day(tx, alice, MONDAY, TUESDAY, 9, date(2026, 11, 22))
        fewer = await coming_by_day(tx, alice, MONDAY, TUESDAY, 1, MONDAY, ("work",))
    assert {day: one.count for day, one in days.items()} == {MONDAY: 2, TUESDAY: 2}
    for day, one in days.items():
        assert [row.title for row in one.first] == ["any time", "evening"]
        assert {row.due_date for row in one.first} == {day}
    assert {day: [row.title for row in one.first] for day, one in fewer.items()} == {
        TUESDAY: ["evening"]
    }


async def test_todos_that_repeat_are_read_along_their_index(
    database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        for other in ("seqscan", "bitmapscan", "sort"):
            await tx.execute(text(f"SET LOCAL enable_{other} = off"))
        with executed(tx) as statements:
            await coming_by_day(tx, alice, MONDAY, TUESDAY, 1, MONDAY)
        plan = await plan_of(tx, *statements[0])
    assert "ix_todos_repeating" in plan, plan
