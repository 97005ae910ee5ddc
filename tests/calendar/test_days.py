"""The days of the calendar: events and todos together, counted, in order, some hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests.conftest import FrozenClock
from tests.events.helpers import make, patch
from tests.todos.test_by_day import add
from umbra.calendar.address import Address, read
from umbra.calendar.entries import Entry
from umbra.calendar.service import Wanted, days_of
from umbra.calendar.views import range_of
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.events.month import Hidden

THURSDAY = date(2026, 11, 26)
EVERYTHING = frozenset({"event", "todo"})


async def day_of(
    database: Database, actor: Actor, day: date, *, n: int = 8, **wanted: Any
) -> tuple[int, list[Entry]]:
    asked = Wanted(
        range_of("week", day, "monday"),
        "Europe/Berlin",
        THURSDAY,
        n,
        **{"details": True, "sources": EVERYTHING, **wanted},
    )
    async with database.transaction(actor) as tx:
        days = await days_of(tx, actor, asked)
    assert len(days) == 7
    [found] = [one for one in days if one["day"] == day.isoformat()]
    return found["count"], found["entries"]


def titles(entries: list[Entry]) -> list[str]:
    return [entry["title"] for entry in entries]


async def test_a_day_has_all_day_things_first_then_by_time_todos_after_events(
    database: Database, alice: Actor
) -> None:
    nine = {"start": "2026-11-26T09:00", "end": "2026-11-26T10:00"}
    await make(database, alice, title="event at nine", **nine)
    before = [{"before": "PT10M"}]
    await make(
        database, alice, title="all day", start="2026-11-26", end="2026-11-27", alarms=before
    )
    await make(database, alice, title="early", start="2026-11-26T07:00", end="2026-11-26T08:00")
    await add(database, alice, "todo at nine", due_date="2026-11-26", due_time="09:00")
    await add(database, alice, "todo", due_date="2026-11-26", category="Home")
    count, entries = await day_of(database, alice, THURSDAY)
    assert titles(entries) == ["all day", "todo", "early", "event at nine", "todo at nine"]
    assert count == 5
    assert entries[1]["detail"] == "Home"
    assert [entry["title"] for entry in entries if "a" in entry["flags"]] == ["all day"]
    count, entries = await day_of(database, alice, THURSDAY, n=2)
    assert (count, titles(entries)) == (5, ["all day", "todo"])


async def test_todos_colours_and_tags_can_be_hidden(database: Database, alice: Actor) -> None:
    day = {"start": "2026-11-26", "end": "2026-11-27"}
    await make(database, alice, title="plain", **day)
    await make(database, alice, title="rose", colour="rose", **day)
    await make(database, alice, title="work", tags=["Work"], **day)
    await add(database, alice, "todo", due_date="2026-11-26")
    await add(database, alice, "todo of work", due_date="2026-11-26", tags=["Work"])
    hidden = Hidden(("rose",), ("work",))
    assert titles((await day_of(database, alice, THURSDAY, hidden=hidden))[1]) == ["plain", "todo"]
    events_alone = await day_of(database, alice, THURSDAY, sources=frozenset({"event"}))
    assert set(titles(events_alone[1])) == {"plain", "rose", "work"}


async def test_times_are_wall_clock_times_of_the_account_s_zone(
    database: Database, alice: Actor
) -> None:
    tokyo = {"start": "2026-11-26T09:00", "end": "2026-11-26T10:00", "time_zone": "Asia/Tokyo"}
    series = await make(database, alice, title="Tokyo", rrule="FREQ=DAILY", **tokyo)
    moved = datetime(2026, 11, 26, 12)
    await patch(database, alice, series, datetime(2026, 11, 26, 9), "this", start=moved, end=moved)
    _, entries = await day_of(database, alice, THURSDAY)
    [entry] = entries
    assert (entry["start"], entry["end"]) == ("2026-11-26T04:00", "2026-11-26T04:15")
    assert entry["id"] == f"e/{series}/2026-11-26T09:00:00"
    assert sorted(entry["flags"]) == ["r", "s"]


async def test_an_event_over_the_repeated_hour_ends_after_its_start(
    database: Database, alice: Actor
) -> None:
    await make(
        database, alice, start="2026-10-25T00:45:00Z", end="2026-10-25T01:15:00Z", time_zone="UTC"
    )
    _, [entry] = await day_of(database, alice, date(2026, 10, 25))
    assert (entry["start"], entry["end"]) == ("2026-10-25T02:45", "2026-10-25T03:15")
    assert entry["flags"] == "s"


async def test_an_event_over_days_is_on_each_of_them_with_the_same_id(
    database: Database, alice: Actor
) -> None:
    await make(database, alice, start="2026-11-25T22:00", end="2026-11-27T02:00")
    found = [(await day_of(database, alice, date(2026, 11, number)))[1] for number in (25, 26, 27)]
    assert len({entries[0]["id"] for entries in found}) == 1


async def test_long_titles_are_cut(database: Database, alice: Actor) -> None:
    await make(database, alice, title="x" * 500, start="2026-11-26", end="2026-11-27")
    _, [entry] = await day_of(database, alice, THURSDAY)
    assert entry["title"] == "x" * 59 + "…"


def test_an_address_is_read_as_it_was_written_and_rubbish_is_the_default() -> None:
    address = Address(view="week", date="2026-11-26", todos="off").turned("#Family").turned("rose")
    query = dict(part.split("=") for part in address.url.partition("?")[2].split("&"))
    query["hide"] = "#Family,rose"
    assert read(query) == address
    assert address.filter == Hidden(("rose",), ("Family",))
    assert address.turned("rose").hidden == ("#Family",)
    rubbish = read({"view": "year", "date": "soon", "todos": "on", "hide": "pink,#,,", "open": "1"})
    assert (rubbish.view, rubbish.day, rubbish.todos, rubbish.hidden) == ("month", None, "", ())
    assert rubbish.open == ""
    assert read({"open": "new", "at": "2026-11-26T09:00/"}).open == "new"


async def test_the_coming_times_of_a_todo_that_repeats_are_shown_dimmed(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    clock.instant = datetime(2026, 11, 26, 12, tzinfo=UTC)
    await add(database, alice, "Water plants", due_date="2026-11-24", rrule="FREQ=DAILY")
    count, [coming] = await day_of(database, alice, date(2026, 11, 27))
    assert count == 1
    assert coming["id"].endswith("/2026-11-27")
    assert {"p", "f", "t", "r"} <= set(coming["flags"])
    _, [overdue] = await day_of(database, alice, date(2026, 11, 24))
    assert "p" not in overdue["flags"]
    assert await day_of(database, alice, date(2026, 11, 25)) == (0, [])
