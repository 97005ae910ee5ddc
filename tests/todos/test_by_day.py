"""The todos of a range of days, as the calendar shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from umbra.core.actor import Actor
from umbra.core.fields import validated
from umbra.database import Database
from umbra.todos import service
from umbra.todos.by_day import by_day
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
