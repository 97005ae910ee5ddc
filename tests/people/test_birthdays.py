"""Birthdays and other yearly days: in the calendar, with age, without shifting; their alarms."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import AsyncClient

from tests.calendar.test_days import day_of, titles
from tests.conftest import FrozenClock
from tests.people.test_people import add
from umbra.alerts.worker import fire_due
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.events.month import Hidden
from umbra.people.birthdays import by_day, series_of
from umbra.recurrence.occurrences import next_after

PEOPLE = frozenset({"person"})


async def found(
    database: Database, actor: Actor, first: str, last: str = "", n: int = 9, **hidden: Any
) -> dict[str, list[tuple[str, str, int | None]]]:
    async with database.transaction(actor) as tx:
        days = await by_day(
            tx, actor, date.fromisoformat(first), date.fromisoformat(last or first), n, **hidden
        )
    return {
        day.isoformat(): [(one.name, one.label, one.years) for one in there.first]
        for day, there in days.items()
    }


async def test_a_birthday_is_on_its_day_each_year_with_the_age(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    await add(as_alice, "Anna", birthday="1990-09-24")
    await add(as_alice, "Bea", birthday="--09-24")
    for year, age in ((1990, 0), (2026, 36), (2100, 110)):
        shown = await found(database, alice, f"{year}-09-20", f"{year}-09-30")
        assert shown == {f"{year}-09-24": [("Anna", "", age), ("Bea", "", None)]}
    assert await found(database, alice, "1989-09-24") == {"1989-09-24": [("Bea", "", None)]}


async def test_one_of_29_february_is_on_the_last_day_of_february(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    await add(as_alice, "Leap", birthday="2000-02-29")
    await add(as_alice, "Plain", birthday="--02-28")
    leap, plain = ("Leap", "", 28), ("Plain", "", None)
    assert await found(database, alice, "2028-02-27", "2028-03-02") == {
        "2028-02-28": [plain],
        "2028-02-29": [leap],
    }
    assert await found(database, alice, "2027-02-27", "2027-03-02") == {
        "2027-02-28": [("Leap", "", 27), plain]
    }


async def test_other_dates_of_a_person_are_shown_with_their_label(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    dates = [{"label": "Name day", "date": "--05-09"}, {"label": "Wedding", "date": "2016-05-09"}]
    await add(as_alice, "Anna", birthday="1990-05-09", dates=dates)
    shown = await found(database, alice, "2026-05-09")
    expected = [("Anna", "", 36), ("Anna", "Name day", None), ("Anna", "Wedding", 10)]
    assert shown == {"2026-05-09": expected}


async def test_the_days_follow_each_write_and_the_trash(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    anna = await add(as_alice, "Anna", birthday="1990-05-09")
    address = f"/api/people/{anna['id']}"
    await as_alice.patch(address, json={"birthday": "1990-05-10"})
    assert list(await found(database, alice, "2026-05-01", "2026-05-31")) == ["2026-05-10"]
    await as_alice.delete(address)
    assert await found(database, alice, "2026-05-01", "2026-05-31") == {}
    await as_alice.post(f"/api/trash/{anna['id']}/restore")
    assert list(await found(database, alice, "2026-05-01", "2026-05-31")) == ["2026-05-10"]
    await as_alice.put(address, json={"name": "Anna"})
    assert await found(database, alice, "2026-05-01", "2026-05-31") == {}


async def test_a_day_counts_all_and_shows_the_first_in_one_statement(
    as_alice: AsyncClient, as_bob: AsyncClient, database: Database, alice: Actor,
    statements: list[str],
) -> None:  # fmt: skip
    for name in ("Cleo", "Anna", "Bea"):
        await add(as_alice, name, birthday="--05-09", tags=["work"] if name == "Bea" else [])
    await add(as_bob, "Bob", birthday="--05-09")
    async with database.transaction(alice) as tx:
        statements.clear()
        day = date(2026, 5, 9)
        shown = (await by_day(tx, alice, day, day, 2))[day]
        assert len(statements) == 1
    assert (shown.count, [one.name for one in shown.first]) == (3, ["Anna", "Bea"])
    hidden = await found(database, alice, "2026-05-09", hidden_tags=("Work",))
    assert [name for name, *_ in hidden["2026-05-09"]] == ["Anna", "Cleo"]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati"])
async def test_the_calendar_shows_a_birthday_on_its_day_in_every_zone(
    as_alice: AsyncClient, database: Database, alice: Actor, zone: str
) -> None:
    await add(as_alice, "Anna", birthday="1990-09-24", tags=["family"])
    await as_alice.patch("/api/settings", json={"time_zone": zone})
    read = (await as_alice.get("/api/people")).json()["items"][0]
    assert read["birthday"] == "1990-09-24"
    day = date(2026, 9, 24)
    count, [entry] = await day_of(database, alice, day, sources=PEOPLE)
    assert (count, titles([entry])) == (1, ["Birthday of Anna (36)"])
    assert (entry["start"], entry["end"], entry["flags"]) == ("2026-09-24", "2026-09-25", "rfs")
    hidden = Hidden(tags=("family",))
    assert await day_of(database, alice, day, sources=PEOPLE, hidden=hidden) == (0, [])


async def planned(client: AsyncClient, state: str = "planned") -> list[tuple[str, str]]:
    items = (await client.get(f"/api/alerts?state={state}")).json()["items"]
    assert {one["source"]["kind"] for one in items} <= {"person"}
    return [(one["title"], one["run_at"]) for one in items]


async def test_alarms_of_a_birthday_fire_each_year_in_the_account_s_zone(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    await as_alice.patch("/api/settings", json={"time_zone": "Europe/Berlin"})
    alarms = [{"days_before": 1, "at": "18:00"}, {"days_before": 0, "at": "00:00"}]
    await add(as_alice, "Anna", birthday="1990-03-24", alarms=alarms)
    assert await planned(as_alice) == [
        ("Anna", "2026-03-23T17:00:00+00:00"),
        ("Anna", "2026-03-23T23:00:00+00:00"),
    ]
    await as_alice.patch("/api/settings", json={"time_zone": "America/Los_Angeles"})
    assert await planned(as_alice) == [
        ("Anna", "2026-03-24T01:00:00+00:00"),
        ("Anna", "2026-03-24T07:00:00+00:00"),
    ]
    clock.instant = datetime(2026, 3, 24, 7, 0, 5, tzinfo=UTC)
    await fire_due()
    assert await planned(as_alice, "due") == [("Anna", "2026-03-24T07:00:00+00:00")]
    assert [at[:10] for _, at in await planned(as_alice)] == ["2027-03-24", "2027-03-24"]


async def test_an_open_alert_has_another_version_after_a_new_name_and_a_restore(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    alarms = [{"days_before": 0, "at": "09:00"}]
    anna = await add(as_alice, "Anna", birthday="1990-03-24", alarms=alarms)
    address = f"/api/people/{anna['id']}"
    clock.instant = datetime(2026, 3, 24, 9, 0, 5, tzinfo=UTC)
    await fire_due()

    async def versions() -> list[int]:
        items = (await as_alice.get("/api/alerts?state=due")).json()["items"]
        return [one["version"] for one in items]

    [before] = await versions()
    await as_alice.patch(address, json={"nickname": "An"})
    assert await versions() == [before]
    await as_alice.patch(address, json={"name": "Anna-Lena"})
    assert await versions() == [before + 1]
    await as_alice.delete(address)
    assert await versions() == []
    await as_alice.post(f"/api/trash/{anna['id']}/restore")
    [restored] = await versions()
    assert restored > before + 1


async def test_alarms_follow_the_birthday_and_the_trash(as_alice: AsyncClient) -> None:
    alarms = [{"days_before": 0, "at": "09:00"}]
    anna = await add(as_alice, "Anna", alarms=alarms)
    address = f"/api/people/{anna['id']}"
    assert await planned(as_alice) == []
    await as_alice.patch(address, json={"birthday": "--05-09"})
    assert await planned(as_alice) == [("Anna", "2026-05-09T09:00:00+00:00")]
    act = {"kind": "person", "ids": [anna["id"]], "action": "patch"}
    await as_alice.post("/api/bulk", json={**act, "fields": {"birthday": "--05-10"}})
    assert await planned(as_alice) == [("Anna", "2026-05-10T09:00:00+00:00")]
    await as_alice.delete(address)
    assert await planned(as_alice) == []
    await as_alice.post(f"/api/trash/{anna['id']}/restore")
    assert await planned(as_alice) == [("Anna", "2026-05-10T09:00:00+00:00")]
    await as_alice.patch(address, json={"alarms": []})
    assert await planned(as_alice) == []


@pytest.mark.parametrize(
    ("birthday", "now", "expected"),
    [
        ("1990-09-24", "2026-03-04", "2026-09-24"),
        ("1879-03-14", "2026-03-04", "2026-03-14"),
        ("--02-29", "2026-01-01", "2026-02-28"),
        ("1896-02-29", "2028-01-01", "2028-02-29"),
        ("2030-01-01", "2026-03-04", "2030-01-01"),
    ],
)
def test_the_series_of_a_birthday_has_its_day_in_each_year(
    birthday: str, now: str, expected: str
) -> None:
    after = datetime.fromisoformat(now).replace(tzinfo=UTC)
    coming = next_after(series_of(birthday), after, "UTC")
    assert coming is not None
    assert coming.start == date.fromisoformat(expected)
