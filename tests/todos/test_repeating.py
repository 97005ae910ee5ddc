"""A todo that repeats is followed by its next one when it is completed, exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from tests.accounts.test_session_ended_during_action import until_it_waits
from tests.conftest import FrozenClock, make_account
from tests.property_tests import one_in
from tests.todos.helpers import fields, make, patch, restore
from umbra.core.actor import Actor
from umbra.core.errors import Conflict, StaleVersion
from umbra.core.ids import new_id
from umbra.dashboard.service import get_dashboard
from umbra.database import Database
from umbra.items.kind import Changed
from umbra.tags.service import TagCount, list_tags, tag_names
from umbra.todos import service
from umbra.todos.kind import TODOS
from umbra.todos.service import SectionCounts, TodoFilter, TodoRow
from umbra.trash import service as trash

WEDNESDAY = "2026-03-04"
"""The day of the frozen clock."""


async def all_rows(database: Database, actor: Actor) -> list[TodoRow]:
    """All todos of an owner, the oldest first."""
    async with database.transaction(actor) as tx:
        window = await service.list_window(tx, actor, TodoFilter(), "created", limit=200)
    return sorted(window.rows, key=lambda row: (row.created_at, row.id))


async def toggle(
    database: Database, actor: Actor, todo_id: UUID, completed: bool | None = None
) -> TodoRow:
    async with database.transaction(actor) as tx:
        return await service.toggle_todo(tx, actor, todo_id, completed)


async def next_of(database: Database, actor: Actor, row: TodoRow) -> TodoRow:
    assert row.next_id is not None
    async with database.transaction(actor) as tx:
        return await service.get_todo(tx, actor, row.next_id)


def errors_of(answered: Response) -> list[str]:
    assert answered.status_code == 422, answered.text
    return [error["field"] for error in answered.json()["errors"]]


async def test_completing_makes_the_next_one_with_everything_but_the_completion(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    whole = {
        "title": "Water the plants",
        "notes": "Not the cactus",
        "due_date": WEDNESDAY,
        "due_time": "09:30",
        "priority": "high",
        "category": "home",
        "tags": ["b", "a"],
        "rrule": "FREQ=WEEKLY;COUNT=5",
        "paused_until": "2026-03-01",
    }
    made = await make(database, alice, **whole)
    clock.advance(hours=1)
    done = await toggle(database, alice, made.id, completed=True)
    following = await next_of(database, alice, done)
    assert following == service.TodoRow(
        id=following.id,
        version=1,
        title="Water the plants",
        notes="Not the cactus",
        due_date=date(2026, 3, 11),
        due_time=made.due_time,
        priority="high",
        category="home",
        tags=("a", "b"),
        completed=False,
        completed_at=None,
        position=following.position,
        created_at=clock.now(),
        updated_at=clock.now(),
        rrule="FREQ=WEEKLY;COUNT=4",
        dtstart=date(2026, 3, 11),
        paused_until=date(2026, 3, 1),
    )
    assert following.position > made.position
    assert (done.version, done.rrule) == (2, "FREQ=WEEKLY;COUNT=5")
    async with database.transaction(alice) as tx:
        assert await service.get_todo(tx, alice, made.id) == done
        assert await list_tags(tx, alice) == [TagCount("a", 2), TagCount("b", 2)]


async def test_every_second_friday_from_completion_is_lived_through_ten_rounds(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    made = await make(
        database,
        alice,
        title="Clean the filter",
        due_date="2026-03-06",
        rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        repeat_from="completion",
    )
    by_hand = [
        ("2026-03-06", "2026-03-20"),  # on the day
        ("2026-03-23", "2026-04-10"),  # on Monday: the first Friday two weeks later
        ("2026-04-08", "2026-04-24"),  # two days early
        ("2026-04-24", "2026-05-08"),
        ("2026-05-29", "2026-06-12"),  # three weeks late, once
        ("2026-06-13", "2026-07-03"),  # on Saturday
        ("2026-07-02", "2026-07-17"),  # on Thursday
        ("2026-07-17", "2026-07-31"),
        ("2026-12-24", "2027-01-08"),  # half a year late, into the next year
        ("2027-01-08", "2027-01-22"),
    ]
    lived: list[tuple[str, str]] = []
    row = made
    for done_on, _ in by_hand:
        clock.instant = datetime.combine(date.fromisoformat(done_on), clock.instant.time(), UTC)
        row = await next_of(database, alice, await toggle(database, alice, row.id, completed=True))
        assert row.due_date is not None
        lived.append((done_on, row.due_date.isoformat()))
    assert lived == by_hand
    rows = await all_rows(database, alice)
    assert [one.completed for one in rows] == [True] * 10 + [False]


async def test_a_todo_a_week_overdue_is_ticked_once(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    made = await make(database, alice, due_date="2026-02-25", rrule="FREQ=DAILY")
    following = await next_of(database, alice, await toggle(database, alice, made.id))
    assert following.due_date == date(2026, 3, 5)
    assert len(await all_rows(database, alice)) == 2


async def test_the_day_it_is_done_is_that_of_the_account_s_time_zone(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    clock.instant = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    await as_alice.patch("/api/settings", json={"time_zone": "Asia/Tokyo"})
    sent = {"title": "x", "due_date": "2026-03-04", "rrule": "FREQ=DAILY"}
    made = (await as_alice.post("/api/todos", json=sent)).json()
    done = (await as_alice.patch(f"/api/todos/{made['id']}/toggle")).json()
    following = (await as_alice.get(f"/api/todos/{done['next_id']}")).json()
    assert following["due_date"] == "2026-03-06"


async def test_two_ticks_at_once_make_one_next_todo(database: Database, alice: Actor) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY", tags=["a"])
    async with database.transaction(alice) as first:
        await service.toggle_todo(first, alice, made.id, completed=True)
        other = asyncio.create_task(toggle(database, alice, made.id, completed=True))
        await until_it_waits(database)
    second = await other
    rows = await all_rows(database, alice)
    assert [row.completed for row in rows] == [True, False]
    assert second.next_id == rows[1].id


async def test_ten_ticks_at_once_by_the_api_make_one_next_todo(as_alice: AsyncClient) -> None:
    sent = {"title": "x", "due_date": WEDNESDAY, "rrule": "FREQ=DAILY"}
    made = (await as_alice.post("/api/todos", json=sent)).json()
    address = f"/api/todos/{made['id']}/toggle"
    answers = await asyncio.gather(
        *(as_alice.patch(address, json={"completed": True}) for _ in range(10))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["next_id"] for answer in answers}) == 1
    assert len((await as_alice.get("/api/todos")).json()["items"]) == 2


@pytest.mark.parametrize("count", [10, 11])
async def test_ten_toggles_at_once_leave_one_open_todo(
    database: Database, alice: Actor, count: int
) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY")
    await asyncio.gather(*(toggle(database, alice, made.id) for _ in range(count)))
    rows = await all_rows(database, alice)
    assert [row.completed for row in rows] == ([True, False] if count % 2 else [False])
    assert rows[0].version == 1 + count


@pytest.mark.parametrize("way", ["toggle", "patch", "put", "bulk complete", "bulk patch"])
async def test_every_way_to_complete_makes_the_next_one(as_alice: AsyncClient, way: str) -> None:
    sent = {"title": "x", "due_date": WEDNESDAY, "rrule": "FREQ=DAILY;COUNT=2", "tags": ["a"]}
    made = (await as_alice.post("/api/todos", json=sent)).json()
    address = f"/api/todos/{made['id']}"
    act: dict[str, Any] = {"kind": "todo", "ids": [made["id"]], "action": "complete"}
    match way:
        case "toggle":
            answered = await as_alice.patch(f"{address}/toggle")
        case "patch":
            answered = await as_alice.patch(address, json={"completed": True})
        case "put":
            answered = await as_alice.put(address, json={**made, "completed": True})
        case "bulk complete":
            answered = await as_alice.post("/api/bulk", json=act)
        case _:
            act |= {"action": "patch", "fields": {"completed": True}}
            answered = await as_alice.post("/api/bulk", json=act)
    assert answered.status_code == 200, answered.text
    done = (await as_alice.get(address)).json()
    assert (done["completed"], done["version"]) == (True, 2)
    following = (await as_alice.get(f"/api/todos/{done['next_id']}")).json()
    assert (following["due_date"], following["rrule"]) == ("2026-03-05", "FREQ=DAILY;COUNT=1")
    assert following["tags"] == ["a"]
    await as_alice.patch(f"{address}/toggle", json={"completed": False})
    assert len((await as_alice.get("/api/todos")).json()["items"]) == 1
    done = (await as_alice.put(address, json={**made, "completed": True})).json()
    assert done["next_id"] is not None


async def test_a_bulk_change_costs_the_same_statements_for_two_as_for_twenty(
    database: Database, alice: Actor, statements: list[str]
) -> None:
    counts: list[int] = []
    for number in (2, 20):
        made = [
            await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY", tags=["a"])
            for _ in range(number)
        ]
        statements.clear()
        async with database.transaction(alice) as tx:
            changed = await service.bulk_todos(tx, alice, [row.id for row in made], "complete")
        counts.append(len(statements))
        assert sorted(changed, key=lambda one: one.id) == [Changed(row.id, 2) for row in made]
    assert counts[0] == counts[1]
    rows = await all_rows(database, alice)
    assert [row.completed for row in rows].count(False) == 22


async def test_a_plain_todo_is_completed_by_one_statement(
    database: Database, alice: Actor, statements: list[str]
) -> None:
    made = await make(database, alice)
    statements.clear()
    await toggle(database, alice, made.id)
    assert [one.split()[0] for one in statements] == ["SELECT", "UPDATE"]


async def test_one_that_is_created_done_or_changed_while_done_makes_no_next_one(
    database: Database, alice: Actor
) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY", completed=True)
    async with database.transaction(alice) as tx:
        await service.patch_todo(tx, alice, made.id, patch(completed=True, notes="x"))
    assert len(await all_rows(database, alice)) == 1


async def test_completing_while_the_rule_is_taken_away_makes_no_next_one(
    database: Database, alice: Actor
) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY")
    async with database.transaction(alice) as tx:
        row = await service.patch_todo(tx, alice, made.id, patch(completed=True, rrule=None))
    assert (row.next_id, row.dtstart) == (None, None)
    assert len(await all_rows(database, alice)) == 1


@pytest.mark.parametrize("touched", ["patched", "completed", "deleted", "skipped"])
async def test_a_next_one_that_was_touched_stays_and_is_named(
    database: Database, alice: Actor, touched: str
) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY")
    done = await toggle(database, alice, made.id)
    following = await next_of(database, alice, done)
    async with database.transaction(alice) as tx:
        match touched:
            case "patched":
                await service.patch_todo(tx, alice, following.id, patch(notes="x"))
            case "completed":
                await service.toggle_todo(tx, alice, following.id)
            case "deleted":
                await service.delete_todo(tx, alice, following.id)
            case _:
                await service.skip_todo(tx, alice, following.id)
    reopened = await toggle(database, alice, made.id)
    assert (reopened.completed, reopened.next_id) == (False, following.id)
    count = len(await all_rows(database, alice))
    again = await toggle(database, alice, made.id)
    assert again.next_id == following.id
    assert len(await all_rows(database, alice)) == count


async def test_deleting_the_open_one_ends_the_series_and_restoring_continues_it(
    database: Database, alice: Actor
) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY")
    following = await next_of(database, alice, await toggle(database, alice, made.id))
    async with database.transaction(alice) as tx:
        await service.delete_todo(tx, alice, following.id)
    assert [row.id for row in await all_rows(database, alice)] == [made.id]
    async with database.transaction(alice) as tx:
        assert (await restore(tx, alice, following.id)).rrule == "FREQ=DAILY"
    third = await next_of(database, alice, await toggle(database, alice, following.id))
    assert third.due_date == date(2026, 3, 6)


async def test_the_link_to_the_next_one_outlives_the_trash_and_ends_with_it(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY")
    done = await toggle(database, alice, made.id)
    following = await next_of(database, alice, done)
    async with database.transaction(alice) as tx:
        await service.delete_todo(tx, alice, made.id)
        assert (await restore(tx, alice, made.id)).next_id == following.id
        await service.delete_todo(tx, alice, following.id)
        assert (await service.get_todo(tx, alice, made.id)).next_id == following.id
    clock.advance(days=31)
    async with database.transaction(alice) as tx:
        await trash.purge(tx, alice.owner_id)
        assert (await service.get_todo(tx, alice, made.id)).next_id is None
        await service.delete_todo(tx, alice, made.id)
    clock.advance(days=31)
    async with database.transaction(alice) as tx:
        await trash.purge(tx, alice.owner_id)
        assert await tx.all(select(TODOS.c.id)) == []


async def test_tags_that_only_the_next_one_had_go_with_it(database: Database, alice: Actor) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY", tags=["a"])
    await toggle(database, alice, made.id)
    async with database.transaction(alice) as tx:
        await service.patch_todo(tx, alice, made.id, patch(tags=["b"]))
    await toggle(database, alice, made.id)
    async with database.transaction(alice) as tx:
        assert await tag_names(tx, alice) == ["b"]


RULES = (None, "FREQ=DAILY", "FREQ=DAILY;COUNT=1", "FREQ=WEEKLY;COUNT=3;BYDAY=FR")


@settings(
    max_examples=one_in(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "rrule": st.sampled_from(RULES),
                "repeat_from": st.sampled_from(["due", "completion"]),
                "due_date": st.dates(date(2026, 2, 1), date(2026, 4, 1)).map(date.isoformat),
                "tags": st.sampled_from([[], ["a"], ["a", "b"]]),
                "completed": st.booleans(),
            }
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["toggle", "patch", "bulk"]),
)
def test_a_tick_and_an_untick_give_back_the_same_rows(
    database_url: str, todos: list[dict[str, Any]], way: str
) -> None:
    async def lived() -> None:
        database = Database(database_url, FrozenClock(datetime(2026, 3, 4, 9, 30, tzinfo=UTC)))
        try:
            await _tick_and_untick(database, todos, way)
        finally:
            await database.close()

    asyncio.run(lived())


async def _tick_and_untick(database: Database, todos: list[dict[str, Any]], way: str) -> None:
    actor = await make_account(database, f"name{new_id().hex}", "member")
    made = [await make(database, actor, **one) for one in todos]
    openly = [row.id for row in made if not row.completed]

    async def write(completed: bool) -> None:
        async with database.transaction(actor) as tx:
            if way == "bulk" and openly:
                change = patch(completed=completed)
                await service.bulk_todos(tx, actor, openly, "patch", change)
                return
            for todo_id in openly:
                if way == "toggle":
                    await service.toggle_todo(tx, actor, todo_id, completed)
                else:
                    await service.patch_todo(tx, actor, todo_id, patch(completed=completed))

    def plain(rows: Sequence[TodoRow]) -> list[dict[str, Any]]:
        apart = {"version", "updated_at"}
        named = [{n: getattr(row, n) for n in row.__slots__ if n not in apart} for row in rows]
        return sorted(named, key=lambda row: row["id"])

    await write(True)
    assert all(row.completed for row in await all_rows(database, actor) if row.id in openly)
    await write(False)
    assert plain(await all_rows(database, actor)) == plain(made)


async def test_skipping_moves_the_open_one_without_completing_it(
    as_alice: AsyncClient,
) -> None:
    sent = {"title": "x", "due_date": "2026-02-25", "due_time": "09:30", "rrule": "FREQ=DAILY"}
    made = (await as_alice.post("/api/todos", json=sent)).json()
    skipped = await as_alice.patch(f"/api/todos/{made['id']}/skip", headers={"If-Match": '"1"'})
    assert (skipped.status_code, skipped.headers["etag"]) == (200, '"2"')
    moved = skipped.json()
    assert (moved["due_date"], moved["due_time"]) == (WEDNESDAY, "09:30:00")
    assert (moved["completed"], moved["next_id"]) == (False, None)
    stale = await as_alice.patch(f"/api/todos/{made['id']}/skip", headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert len((await as_alice.get("/api/todos")).json()["items"]) == 1


async def test_changes_of_tags_and_dates_and_completions_at_once_do_not_block_each_other(
    database: Database, alice: Actor
) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY")

    async def write(number: int) -> None:
        async with database.transaction(alice) as tx:
            if number % 2:
                change = patch(due_date="2026-03-07", tags=[f"{number}"])
                await service.patch_todo(tx, alice, made.id, change)
            else:
                await service.bulk_todos(tx, alice, [made.id], "complete")

    await asyncio.gather(*(write(number) for number in range(20)))
    rows = await all_rows(database, alice)
    assert [row.completed for row in rows] == [True, False]


async def test_a_skip_starts_from_the_date_that_a_change_at_the_same_time_sets(
    database: Database, alice: Actor
) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY")

    async def skip() -> TodoRow:
        async with database.transaction(alice) as tx:
            return await service.skip_todo(tx, alice, made.id)

    async with database.transaction(alice) as tx:
        await service.patch_todo(tx, alice, made.id, patch(due_date="2026-04-01"))
        skipping = asyncio.create_task(skip())
        await until_it_waits(database)
    skipped = await skipping
    assert (skipped.due_date, skipped.version) == (date(2026, 4, 2), 3)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Does not repeat"),
        ({"due_date": WEDNESDAY, "rrule": "FREQ=DAILY", "completed": True}, "Is done already"),
        ({"due_date": WEDNESDAY, "rrule": "FREQ=DAILY;COUNT=1"}, "Is the last one"),
    ],
)
async def test_what_can_not_be_skipped_is_refused_with_the_reason(
    as_alice: AsyncClient, sent: dict[str, Any], words: str
) -> None:
    made = (await as_alice.post("/api/todos", json={"title": "x", **sent})).json()
    refused = await as_alice.patch(f"/api/todos/{made['id']}/skip")
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith(words)
    assert (await as_alice.get(f"/api/todos/{made['id']}")).json() == made


async def test_one_whose_next_one_is_there_can_not_be_skipped(
    database: Database, alice: Actor
) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY")
    following = await next_of(database, alice, await toggle(database, alice, made.id))
    async with database.transaction(alice) as tx:
        await service.patch_todo(tx, alice, following.id, patch(notes="x"))
        await service.toggle_todo(tx, alice, made.id)
        with pytest.raises(Conflict, match="next one"):
            await service.skip_todo(tx, alice, made.id)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"rrule": "FREQ=YEARLY;BYMONTH=6;BYWEEKNO=1"}, "rrule"),
        ({"rrule": "FREQ=DAILY;UNTIL=20260101"}, "rrule"),
        ({"rrule": "FREQ=DAILY", "due_date": "9999-01-01"}, "due_date"),
        ({"rrule": "FREQ=DAILY;UNTIL=20260101", "due_date": WEDNESDAY}, "rrule"),
        ({"rrule": "FREQ=DAILY", "due_time": "09:30"}, "due_time"),
    ],
)
async def test_a_rule_that_does_not_fit_is_told_at_its_field(
    as_alice: AsyncClient, sent: dict[str, Any], field: str
) -> None:
    assert errors_of(await as_alice.post("/api/todos", json={"title": "x", **sent})) == [field]
    made = (await as_alice.post("/api/todos", json={"title": "x"})).json()
    address = f"/api/todos/{made['id']}"
    assert errors_of(await as_alice.put(address, json={"title": "x", **sent})) == [field]
    act = {"kind": "todo", "ids": [made["id"]], "action": "patch", "fields": sent}
    assert errors_of(await as_alice.post("/api/bulk", json=act)) == [f"fields.{field}"]
    assert (await as_alice.get(address)).json() == made


async def test_the_date_of_a_todo_that_repeats_can_be_moved_but_not_cleared(
    as_alice: AsyncClient,
) -> None:
    sent = {"title": "x", "due_date": WEDNESDAY, "rrule": "FREQ=WEEKLY"}
    made = (await as_alice.post("/api/todos", json=sent)).json()
    address = f"/api/todos/{made['id']}"
    assert errors_of(await as_alice.patch(address, json={"due_date": None})) == ["due_date"]
    act = {"kind": "todo", "ids": [made["id"]], "action": "patch", "fields": {"due_date": None}}
    assert errors_of(await as_alice.post("/api/bulk", json=act)) == ["fields.due_date"]
    act["fields"] = {"due_date": "2026-03-06"}
    assert (await as_alice.post("/api/bulk", json=act)).status_code == 200
    moved = (await as_alice.get(address)).json()
    assert (moved["due_date"], moved["dtstart"]) == ("2026-03-06", "2026-03-06")
    cleared = await as_alice.patch(address, json={"due_date": None, "rrule": None})
    assert (cleared.json()["due_date"], cleared.json()["dtstart"]) == (None, None)


async def test_many_get_a_rule_at_once_and_those_without_a_date_their_first(
    as_alice: AsyncClient,
) -> None:
    made = [
        (await as_alice.post("/api/todos", json={"title": "x", **sent})).json()
        for sent in ({}, {"due_date": "2026-03-10"})
    ]
    ids = [one["id"] for one in made]
    for change in ({"rrule": "FREQ=WEEKLY;BYDAY=FR"}, {"rrule": None}):
        act = {"kind": "todo", "ids": ids, "action": "patch", "fields": change}
        assert (await as_alice.post("/api/bulk", json=act)).status_code == 200
        rows = [(await as_alice.get(f"/api/todos/{one}")).json() for one in ids]
        dates = ["2026-03-06", "2026-03-10"]
        assert [row["due_date"] for row in rows] == dates
        assert [row["dtstart"] for row in rows] == (dates if change["rrule"] else [None, None])


@pytest.mark.parametrize(
    ("pause", "section"),
    [
        ({"paused_until": "2026-03-05"}, "paused"),
        ({"paused_until": "2026-03-04"}, "overdue"),
        ({"paused_from": "2026-03-04"}, "paused"),
        ({"paused_from": "2026-03-05"}, "overdue"),
        ({"paused_from": "2026-03-01", "paused_until": "2026-03-09"}, "paused"),
        ({"paused_from": "2026-03-01", "paused_until": "2026-03-03"}, "overdue"),
    ],
)
async def test_a_todo_that_rests_is_not_overdue(
    database: Database, alice: Actor, pause: dict[str, str], section: str
) -> None:
    made = await make(database, alice, due_date="2026-03-01", rrule="FREQ=DAILY", **pause)
    today = date(2026, 3, 4)
    assert service.section_of(made, today) == section
    async with database.transaction(alice) as tx:
        assert await service.counts(tx, alice, TodoFilter(), today) == SectionCounts(**{section: 1})
        dashboard = await get_dashboard(tx, alice)
        awake = await service.list_window(tx, alice, TodoFilter(awake_on=today), "due", limit=9)
        resting = await service.list_window(tx, alice, TodoFilter(resting_on=today), "due", limit=9)
    assert len(dashboard.overdue_todos) == len(awake.rows) == (section == "overdue")
    assert len(resting.rows) == (section == "paused")
    done = await toggle(database, alice, made.id)
    assert service.section_of(done, today) == "done"


async def test_a_pause_is_checked_against_what_is_stored(as_alice: AsyncClient) -> None:
    sent = {"title": "x", "paused_from": "2026-03-04"}
    made = (await as_alice.post("/api/todos", json=sent)).json()
    refused = await as_alice.patch(f"/api/todos/{made['id']}", json={"paused_until": "2026-03-04"})
    assert errors_of(refused) == ["paused_until"]
    both = {"paused_from": None, "paused_until": "2026-03-04"}
    assert (await as_alice.patch(f"/api/todos/{made['id']}", json=both)).status_code == 200


async def test_undo_of_a_completion_takes_the_next_one_back_and_once_more_makes_it(
    database: Database, alice: Actor
) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY")
    done = await toggle(database, alice, made.id)
    async with database.transaction(alice) as tx:
        values = {"completed_at": None, "next_id": None}
        undone = await service.revert_todo(tx, alice, made.id, values, done.version)
    assert [row.id for row in await all_rows(database, alice)] == [made.id]
    async with database.transaction(alice) as tx:
        values = {"completed_at": done.completed_at, "next_id": done.next_id}
        again = await service.revert_todo(tx, alice, made.id, values, undone.version)
        with pytest.raises(StaleVersion):
            await service.revert_todo(tx, alice, made.id, values, undone.version)
    assert (await next_of(database, alice, again)).due_date == date(2026, 3, 5)


async def test_a_deleted_account_takes_its_series_along(database: Database, alice: Actor) -> None:
    made = await make(database, alice, due_date=WEDNESDAY, rrule="FREQ=DAILY")
    await toggle(database, alice, made.id)
    async with database.transaction(alice) as tx:
        await tx.execute(delete(TODOS).where(TODOS.c.owner_id == alice.owner_id))
        assert await tx.all(select(TODOS.c.id)) == []


def test_fields_keep_a_rule_in_the_order_of_its_grammar() -> None:
    given_rule = "byday=fr;interval=2;freq=weekly;until=20261231T225959Z"
    assert fields(rrule=given_rule).rrule == "FREQ=WEEKLY;UNTIL=20261231;INTERVAL=2;BYDAY=FR"
