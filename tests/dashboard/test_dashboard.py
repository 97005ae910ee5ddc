"""The dashboard, by service and by route."""

from __future__ import annotations

from datetime import date, timedelta

from httpx import AsyncClient

from tests.todos.helpers import make
from umbra.core.actor import Actor
from umbra.dashboard.service import MOST_TODOS, get_dashboard
from umbra.database import Database


async def test_the_dashboard_has_today_s_and_overdue_todos_and_counts(
    as_alice: AsyncClient, database: Database, alice: Actor, bob: Actor
) -> None:
    for title, due_date in [("late", "2026-03-01"), ("now", "2026-03-04"), ("soon", "2026-03-05")]:
        await make(database, alice, title=title, due_date=due_date)
    await make(database, alice, title="done", due_date="2026-03-04", completed=True)
    await make(database, alice, title="some day")
    await make(database, bob, title="bob's", due_date="2026-03-04")
    answered = await as_alice.get("/api/dashboard")
    assert answered.status_code == 200
    shown = answered.json()
    assert shown["today"] == "2026-03-04"
    assert [todo["title"] for todo in shown["overdue_todos"]] == ["late"]
    assert [todo["title"] for todo in shown["today_todos"]] == ["now"]
    assert shown["counts"] == {
        "overdue": 1,
        "today": 1,
        "upcoming": 1,
        "someday": 1,
        "paused": 0,
        "done": 1,
    }


async def test_the_dashboard_takes_three_sql_statements(
    database: Database, alice: Actor, statements: list[str]
) -> None:
    async with database.transaction(alice) as tx:
        statements.clear()
        await get_dashboard(tx, alice)
    assert len(statements) == 3


async def test_today_is_the_date_in_the_owner_s_time_zone(as_alice: AsyncClient) -> None:
    await as_alice.patch("/api/settings", json={"time_zone": "Pacific/Kiritimati"})
    await as_alice.post("/api/todos", json={"title": "late there", "due_date": "2026-03-03"})
    shown = (await as_alice.get("/api/dashboard")).json()
    assert shown["today"] == "2026-03-04"
    assert [todo["title"] for todo in shown["overdue_todos"]] == ["late there"]


async def test_of_more_than_fifty_todos_those_with_the_latest_due_dates_are_returned(
    database: Database, alice: Actor
) -> None:
    today = database.clock.now().date()
    for days in range(MOST_TODOS + 5):
        await make(database, alice, due_date=today - timedelta(days=days))
    async with database.transaction(alice) as tx:
        shown = await get_dashboard(tx, alice)
    assert shown.counts.overdue == MOST_TODOS + 4
    assert [todo.due_date for todo in shown.today_todos] == [date(2026, 3, 4)]
    assert len(shown.overdue_todos) == MOST_TODOS - 1
    assert shown.overdue_todos[0].due_date == today - timedelta(days=MOST_TODOS - 1)
