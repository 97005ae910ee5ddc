"""Alarms of todos and events: when they fire, what they follow, when they rest.

It is Wednesday, 4 March 2026, 09:30 UTC; alice's time zone is UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from tests.alerts.test_ledger import alerts, at, change, day, field_of, states
from tests.conftest import FrozenClock
from umbra.alerts.alarms import Timing, next_firing
from umbra.core.actor import Actor
from umbra.core.alarms import Alarm
from umbra.core.zones import instant_of
from umbra.database import Database
from umbra.events import journal, zone_updates
from umbra.events import service as events
from umbra.events.fields import EventPatch
from umbra.recurrence.rules import parse_rule
from umbra.recurrence.series import Series

BEFORE = {"before": "PT10M"}
EVENING = {"days_before": 1, "at": "18:00"}
AN_EVENT = {
    "title": "Yoga",
    "start": "2026-03-06T09:00:00",
    "end": "2026-03-06T10:00:00",
    "time_zone": "Europe/Berlin",
}


async def todo(client: AsyncClient, **fields: Any) -> dict[str, Any]:
    sent = {"title": "Milk", "due_date": "2026-03-06", **fields}
    answered = await client.post("/api/todos", json=sent)
    assert answered.status_code == 201, answered.text
    return answered.json()


async def event(client: AsyncClient, **fields: Any) -> dict[str, Any]:
    answered = await client.post("/api/events", json={**AN_EVENT, **fields})
    assert answered.status_code == 201, answered.text
    return answered.json()


async def planned(client: AsyncClient) -> list[str]:
    """When the planned alerts fire, in order."""
    return [
        one["run_at"].removesuffix(":00+00:00") for one in await alerts(client, "state=planned")
    ]


@pytest.mark.parametrize(
    ("path", "least"),
    [("todos", {"title": "Milk", "due_date": "2026-03-06"}), ("events", AN_EVENT)],
)
async def test_alarms_are_kept_in_their_order_and_put_back_as_read(
    as_alice: AsyncClient, path: str, least: dict[str, Any]
) -> None:
    alarms = [BEFORE, EVENING, {"at": "2026-03-05T09:00:00+00:00"}]
    made = (await as_alice.post(f"/api/{path}", json={**least, "alarms": alarms})).json()
    assert made["alarms"] == alarms
    address = f"/api/{path}/{made['id']}"
    assert (await as_alice.get(address)).json() == made
    assert (await as_alice.put(address, json=made)).json()["alarms"] == alarms
    patched = await as_alice.patch(address, json={"alarms": [EVENING, {"before": "P1W"}, BEFORE]})
    assert patched.json()["alarms"] == [EVENING, {"before": "P7D"}, BEFORE]
    assert (await as_alice.patch(address, json={"title": "Other"})).json()["alarms"] != []
    assert (await as_alice.put(address, json=least)).json()["alarms"] == []
    assert await alerts(as_alice) == []


@pytest.mark.parametrize(
    ("alarms", "field"),
    [
        ([{"before": f"PT{number}M"} for number in range(21)], "alarms"),
        ([{"before": "10 minutes"}], "alarms.0"),
        ([{"before": "-PT10M"}], "alarms.0"),
        ([{"before": "P"}], "alarms.0"),
        ([{"before": "PT"}], "alarms.0"),
        ([{"before": "PT10S"}], "alarms.0"),
        ([{"before": "P367D"}], "alarms.0"),
        ([{"before": "P99999999999999999999D"}], "alarms.0"),
        ([{"before": 10}], "alarms.0"),
        ([BEFORE, {"days_before": -1, "at": "18:00"}], "alarms.1"),
        ([{"days_before": 367, "at": "18:00"}], "alarms.0"),
        ([{"days_before": True, "at": "18:00"}], "alarms.0"),
        ([{"days_before": 1}], "alarms.0"),
        ([{"days_before": 1, "at": "24:00"}], "alarms.0"),
        ([{"days_before": 1, "at": "2026-03-05T09:00:00Z"}], "alarms.0"),
        ([{"at": "18:00"}], "alarms.0"),
        ([{"at": "2026-03-05T09:00:00"}], "alarms.0"),
        ([{"at": "9999-03-05T09:00:00Z"}], "alarms.0"),
        ([{"at": "0001-01-01T00:00:00+14:00"}], "alarms.0"),
        ([{"before": "PT10M", "at": "18:00"}], "alarms.0"),
        ([{}], "alarms.0"),
        (["PT10M"], "alarms.0"),
        ([None], "alarms.0"),
        ("PT10M", "alarms"),
    ],
)
async def test_what_is_no_alarm_is_told_at_its_field(
    as_alice: AsyncClient, alarms: Any, field: str
) -> None:
    for path, least in (("todos", {"title": "Milk"}), ("events", AN_EVENT)):
        answered = await as_alice.post(f"/api/{path}", json={**least, "alarms": alarms})
        assert field_of(answered) == field
        assert (await as_alice.get(f"/api/{path}")).json()["items"] == []


async def test_the_same_alarm_twice_is_one(as_alice: AsyncClient) -> None:
    made = await todo(as_alice, alarms=[{"before": "PT90M"}, {"before": "PT1H30M"}])
    assert made["alarms"] == [{"before": "PT1H30M"}]


@pytest.mark.parametrize(
    ("due", "alarm", "fires"),
    [
        ({"due_time": "09:00"}, BEFORE, ["2026-03-05T23:50"]),
        ({"due_time": "09:00"}, {"before": "PT0M"}, ["2026-03-06T00:00"]),
        ({}, BEFORE, ["2026-03-05T14:50"]),
        ({}, EVENING, ["2026-03-05T09:00"]),
        ({}, {"days_before": 0, "at": "08:00"}, ["2026-03-05T23:00"]),
        ({}, {"at": "2026-03-05T09:00:00Z"}, ["2026-03-05T09:00"]),
        # Too late for this time, or without a day to count from: it rests.
        ({"due_time": "09:00"}, {"before": "P3D"}, []),
        ({}, {"at": "2026-03-04T09:30:00Z"}, []),
        ({"due_date": None}, BEFORE, []),
        ({"due_date": None}, EVENING, []),
        ({"due_date": None}, {"at": "2026-03-05T09:00:00Z"}, ["2026-03-05T09:00"]),
        ({"completed": True}, BEFORE, []),
    ],
)
async def test_the_alarms_of_a_todo_are_of_the_account_s_zone(
    as_alice: AsyncClient, due: dict[str, Any], alarm: Alarm, fires: list[str]
) -> None:
    await as_alice.patch("/api/settings", json={"time_zone": "Asia/Tokyo"})
    await todo(as_alice, **due, alarms=[alarm])
    assert await planned(as_alice) == fires


@pytest.mark.parametrize(
    ("times", "alarm", "fires"),
    [
        ({}, BEFORE, ["2026-03-06T07:50"]),
        ({}, EVENING, ["2026-03-05T17:00"]),
        ({"start": "2026-03-06", "end": "2026-03-07"}, BEFORE, ["2026-03-05T14:50"]),
        ({"start": "2026-03-06", "end": "2026-03-07"}, EVENING, ["2026-03-05T09:00"]),
        # A series that began in the past fires for its next occurrence.
        (
            {"start": "2026-03-01T09:00:00", "end": "2026-03-01T10:00:00", "rrule": "FREQ=DAILY"},
            BEFORE,
            ["2026-03-05T07:50"],
        ),
        (
            {"start": "2026-03-01T09:00:00", "end": "2026-03-01T10:00:00", "rrule": "FREQ=DAILY"},
            {"days_before": 2, "at": "18:00"},
            ["2026-03-04T17:00"],
        ),
    ],
)
async def test_the_alarms_of_a_timed_event_are_of_its_own_zone(
    as_alice: AsyncClient, times: dict[str, Any], alarm: Alarm, fires: list[str]
) -> None:
    await as_alice.patch("/api/settings", json={"time_zone": "Asia/Tokyo"})
    await event(as_alice, **times, alarms=[alarm])
    assert await planned(as_alice) == fires


def test_an_alarm_of_an_all_day_event_is_of_the_user_s_midnight() -> None:
    """Case 35: RFC 5545 section 3.8.6.3, a DATE in Europe/Paris."""
    series = Series(date(2020, 1, 30), timedelta(days=1), None)
    now = datetime(2020, 1, 1, tzinfo=UTC)
    timing = Timing(series, "Europe/Paris")
    found = next_firing({"days_before": 0, "at": "17:30"}, timing, now)
    assert found == (datetime(2020, 1, 30), datetime(2020, 1, 30, 16, 30, tzinfo=UTC))
    before = next_firing({"before": "PT15M"}, timing, now)
    assert before == (datetime(2020, 1, 30), datetime(2020, 1, 29, 22, 45, tzinfo=UTC))


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Europe/Berlin", "America/New_York", "UTC"])
@pytest.mark.parametrize("days", [0, 1, 3, 30])
def test_an_evening_before_every_occurrence_is_found_over_clock_changes(
    zone: str, days: int
) -> None:
    series = Series(
        datetime(2026, 1, 1, 7), timedelta(), zone, parse_rule("FREQ=WEEKLY;BYDAY=TH,SU")
    )
    now, found = datetime(2026, 1, 10, tzinfo=UTC), []
    while (
        firing := next_firing({"days_before": days, "at": "18:00"}, Timing(series, zone), now)
    ) and len(found) < 80:
        _, now = firing
        found.append(now)
    expected = []
    for number in range(400):
        one = date(2026, 1, 1) + timedelta(days=number)
        if one.isoweekday() in (4, 7):
            expected.append(
                instant_of(datetime.combine(one - timedelta(days=days), time(18)), zone)
            )
    assert found == [one for one in expected if one > datetime(2026, 1, 10, tzinfo=UTC)][:80]


async def test_an_alarm_follows_its_todo(as_alice: AsyncClient) -> None:
    made = await todo(as_alice, due_time="09:00", alarms=[BEFORE, {"before": "PT1H"}])
    path = f"todos/{made['id']}"
    assert await planned(as_alice) == ["2026-03-06T08:00", "2026-03-06T08:50"]
    await change(as_alice, path, due_time="12:00")
    assert await planned(as_alice) == ["2026-03-06T11:00", "2026-03-06T11:50"]
    await change(as_alice, path, due_date="2026-03-08")
    assert await planned(as_alice) == ["2026-03-08T11:00", "2026-03-08T11:50"]
    act = {"kind": "todo", "ids": [made["id"]], "action": "patch"}
    await as_alice.post("/api/bulk", json={**act, "fields": {"due_date": "2026-03-09"}})
    assert await planned(as_alice) == ["2026-03-09T11:00", "2026-03-09T11:50"]
    await change(as_alice, path, due_date=None)
    assert await planned(as_alice) == []
    await change(as_alice, path, due_date="2026-03-10", alarms=[BEFORE])
    assert await planned(as_alice) == ["2026-03-09T23:50"]


async def test_an_alarm_follows_its_event(as_alice: AsyncClient) -> None:
    made = await event(as_alice, rrule="FREQ=DAILY", alarms=[BEFORE])
    path = f"events/{made['id']}"
    await change(as_alice, path, start="2026-03-06T11:00:00", end="2026-03-06T12:00:00")
    assert await planned(as_alice) == ["2026-03-06T09:50"]
    occurrence = f"{path}?recurrence_id=2026-03-06T11:00:00&scope=this"
    await change(as_alice, occurrence, start="2026-03-06T08:00:00", end="2026-03-06T09:00:00")
    assert await planned(as_alice) == ["2026-03-06T06:50"]
    await as_alice.delete(f"/api/{occurrence}")
    assert await planned(as_alice) == ["2026-03-07T09:50"]
    restore = f"/api/{path}/occurrences/2026-03-06T11:00:00/restore"
    assert (await as_alice.post(restore)).status_code == 200
    assert await planned(as_alice) == ["2026-03-06T09:50"]
    await change(as_alice, path, time_zone="Asia/Tokyo")
    assert await planned(as_alice) == ["2026-03-06T01:50"]


@pytest.mark.parametrize("way", ["toggle", "patch", "bulk"])
async def test_a_done_todo_has_no_alarms_until_it_is_opened_again(
    as_alice: AsyncClient, clock: FrozenClock, way: str
) -> None:
    made = await todo(as_alice, due_time="09:00", alarms=[BEFORE, {"before": "P1D"}])
    await at(clock, day(5, 9))
    assert [state for _, state in await states(as_alice)] == ["due", "planned"]
    path = f"todos/{made['id']}"
    if way == "bulk":
        act = {"kind": "todo", "ids": [made["id"]], "action": "complete"}
        assert (await as_alice.post("/api/bulk", json=act)).status_code == 200
    elif way == "patch":
        await change(as_alice, path, completed=True)
    else:
        await change(as_alice, f"{path}/toggle")
    assert await states(as_alice) == [(day(5, 9), "dismissed")]
    assert await at(clock, day(5, 10)) is None
    await change(as_alice, f"{path}/toggle", completed=False)
    assert [state for _, state in await states(as_alice)] == ["dismissed", "planned"]


@pytest.mark.parametrize("bulk", [False, True])
@pytest.mark.parametrize("path", ["todos", "events"])
async def test_alarms_rest_in_the_trash_and_come_back(
    as_alice: AsyncClient, clock: FrozenClock, path: str, bulk: bool
) -> None:
    make = todo if path == "todos" else event
    made = await make(as_alice, alarms=[EVENING])
    [fires] = await planned(as_alice)
    act = {"kind": path[:-1], "ids": [made["id"]]}
    if bulk:
        await as_alice.post("/api/bulk", json={**act, "action": "delete"})
    else:
        await as_alice.delete(f"/api/{path}/{made['id']}")
    assert await alerts(as_alice) == []
    assert await at(clock, "2026-03-04T12:00:00+00:00") is None
    if bulk:
        await as_alice.post("/api/bulk", json={**act, "action": "restore"})
    else:
        await as_alice.post(f"/api/trash/{made['id']}/restore")
    assert await planned(as_alice) == [fires]


async def test_two_alarms_of_an_event_are_two_alerts(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    made = await event(as_alice, alarms=[{"before": "PT1H"}, {"before": "PT60M"}, BEFORE, EVENING])
    await at(clock, "2026-03-06T08:00:00+00:00")
    found = await alerts(as_alice)
    assert [one["source"] for one in found] == [{"kind": "event", "id": made["id"]}] * 3
    assert [one["title"] for one in found] == ["Yoga"] * 3
    assert [one["run_at"][5:16] for one in found] == ["03-05T17:00", "03-06T07:00", "03-06T07:50"]
    for one in found:
        await change(as_alice, f"alerts/{one['id']}/dismiss")
    assert {state for _, state in await states(as_alice)} == {"dismissed"}


async def test_an_alarm_of_a_series_fires_for_each_occurrence_where_it_is_now(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    made = await event(as_alice, rrule="FREQ=DAILY", alarms=[BEFORE])
    path = f"events/{made['id']}?recurrence_id="
    await change(
        as_alice,
        f"{path}2026-03-07T09:00:00&scope=this",
        start="2026-03-07T12:00:00",
        end="2026-03-07T13:00:00",
    )
    await as_alice.delete(f"/api/{path}2026-03-08T09:00:00&scope=this")
    expected = ["2026-03-06T07:50", "2026-03-07T10:50", "2026-03-09T07:50"]
    for fires, following in pairwise(expected):
        assert await planned(as_alice) == [fires]
        await at(clock, f"{fires}:00+00:00")
        assert await planned(as_alice) == [following]
    assert [state for _, state in await states(as_alice)] == ["dismissed", "due", "planned"]


async def test_an_alarm_missed_for_days_is_one_line(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    await event(as_alice, rrule="FREQ=DAILY", alarms=[BEFORE])
    await at(clock, day(16, 12))
    assert [state for _, state in await states(as_alice)] == ["missed", "planned"]
    assert await planned(as_alice) == ["2026-03-17T07:50"]


async def test_the_following_occurrences_take_the_alarms_along(as_alice: AsyncClient) -> None:
    made = await event(as_alice, rrule="FREQ=DAILY", alarms=[BEFORE])
    path = f"events/{made['id']}?recurrence_id=2026-03-08T09:00:00&scope="
    later = await change(as_alice, f"{path}following", title="Run")
    assert (later["alarms"], later["id"] != made["id"]) == ([BEFORE], True)
    assert await planned(as_alice) == ["2026-03-06T07:50", "2026-03-08T07:50"]
    refused = await as_alice.patch(
        f"/api/events/{made['id']}?recurrence_id=2026-03-07T09:00:00&scope=this",
        json={"alarms": [EVENING]},
    )
    assert field_of(refused) == "alarms"


async def test_undo_gives_an_event_its_alarms_back(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    made = await event(as_alice, alarms=[BEFORE])
    patch = EventPatch.model_validate({"alarms": [], "start": "2026-03-06T08:00:00"})
    async with database.transaction(alice) as tx:
        done = await events.change(tx, alice, made["id"], patch)
    assert await planned(as_alice) == []
    async with database.transaction(alice) as tx:
        await journal.undo(tx, alice, done.entry)
    assert (await as_alice.get(f"/api/events/{made['id']}")).json()["alarms"] == [BEFORE]
    assert await planned(as_alice) == ["2026-03-06T07:50"]


@pytest.mark.parametrize("way", ["patch", "put", "suggest"])
async def test_another_time_zone_of_the_account_moves_the_alarms_of_days(
    as_alice: AsyncClient, way: str, database: Database, alice: Actor
) -> None:
    from umbra.preferences import service as preferences

    await todo(as_alice, due_time="09:00", alarms=[BEFORE])
    await event(as_alice, start="2026-03-06", end="2026-03-07", alarms=[BEFORE])
    await event(as_alice, alarms=[BEFORE])
    assert await planned(as_alice) == ["2026-03-05T23:50", "2026-03-06T07:50", "2026-03-06T08:50"]
    if way == "suggest":
        async with database.transaction(alice) as tx:
            assert await preferences.suggest_time_zone(tx, alice, "Asia/Tokyo")
    elif way == "patch":
        await change(as_alice, "settings", time_zone="Asia/Tokyo")
    else:
        settings = (await as_alice.get("/api/settings")).json()
        await as_alice.put("/api/settings", json={**settings, "time_zone": "Asia/Tokyo"})
    assert await planned(as_alice) == ["2026-03-05T14:50", "2026-03-05T23:50", "2026-03-06T07:50"]


async def test_a_snoozed_alarm_fires_again_and_leaves_its_todo_alone(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    made = await todo(as_alice, due_time="09:00", alarms=[BEFORE])
    await at(clock, "2026-03-06T08:50:00+00:00")
    [alert] = await alerts(as_alice)
    assert alert["source"] == {"kind": "todo", "id": made["id"]}
    await change(as_alice, f"alerts/{alert['id']}/snooze", until=day(6, 10))
    assert (await as_alice.get(f"/api/todos/{made['id']}")).json() == made
    await at(clock, day(6, 10))
    [again] = await alerts(as_alice)
    assert (again["id"], again["state"], again["run_at"]) == (alert["id"], "due", alert["run_at"])
    await change(as_alice, f"alerts/{alert['id']}/dismiss")
    late = await as_alice.patch(f"/api/alerts/{alert['id']}/snooze", json={"until": day(9)})
    assert late.status_code == 409


async def test_an_alarm_dismissed_ahead_waits_for_the_occurrence_after(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    await event(as_alice, rrule="FREQ=DAILY", alarms=[BEFORE])
    [alert] = await alerts(as_alice)
    await change(as_alice, f"alerts/{alert['id']}/dismiss")
    assert await planned(as_alice) == ["2026-03-07T07:50"]


async def test_a_removed_alarm_leaves_what_it_fired_in_the_ledger(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    made = await todo(as_alice, due_time="09:00", alarms=[BEFORE, {"before": "PT5M"}])
    await at(clock, "2026-03-06T08:50:00+00:00")
    await change(as_alice, f"todos/{made['id']}", alarms=[])
    [left] = await alerts(as_alice)
    assert (left["state"], left["title"]) == ("due", "Milk")
    await change(as_alice, f"alerts/{left['id']}/snooze", until=day(6, 10))
    await at(clock, day(6, 10))
    assert [one["state"] for one in await alerts(as_alice)] == ["due"]


async def test_alarms_are_not_changed_in_bulk(as_alice: AsyncClient) -> None:
    for make, kind in ((todo, "todo"), (event, "event")):
        made = await make(as_alice)
        act = {"kind": kind, "ids": [made["id"]], "action": "patch", "fields": {"alarms": []}}
        assert field_of(await as_alice.post("/api/bulk", json=act)) == "fields.alarms"


async def test_what_is_deleted_for_good_takes_its_alarms_and_alerts_along(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    made = await todo(as_alice, due_time="09:00", alarms=[BEFORE])
    await at(clock, "2026-03-06T08:50:00+00:00")
    await as_alice.delete(f"/api/todos/{made['id']}")
    await as_alice.delete(f"/api/trash/{made['id']}")
    assert await alerts(as_alice) == []
    assert await at(clock, day(9)) is None


async def test_the_next_one_of_a_todo_that_repeats_has_its_alarms(as_alice: AsyncClient) -> None:
    alarms = [EVENING, BEFORE]
    made = await todo(as_alice, due_time="09:00", rrule="FREQ=WEEKLY;BYDAY=FR", alarms=alarms)
    done = await change(as_alice, f"todos/{made['id']}/toggle")
    following = (await as_alice.get(f"/api/todos/{done['next_id']}")).json()
    assert following["alarms"] == alarms
    assert await planned(as_alice) == ["2026-03-12T18:00", "2026-03-13T08:50"]
    await change(as_alice, f"todos/{made['id']}/toggle")
    assert await planned(as_alice) == ["2026-03-05T18:00", "2026-03-06T08:50"]
    await change(as_alice, f"todos/{made['id']}/skip")
    assert await planned(as_alice) == ["2026-03-12T18:00", "2026-03-13T08:50"]


async def test_a_new_release_of_tzdata_moves_reminders_and_alarms(
    as_alice: AsyncClient, database: Database
) -> None:
    """As after a change of the rules of Berlin: what is stored is an hour off."""
    berlin = {"remind_at": "2026-03-06T09:00:00", "time_zone": "Europe/Berlin"}
    reminders = [{"title": "Tea", **berlin}, {"title": "Run", **berlin, "rrule": "FREQ=DAILY"}]
    ids = [(await as_alice.post("/api/reminders", json=one)).json()["id"] for one in reminders]
    await event(as_alice, alarms=[BEFORE])
    await zone_updates.update_zones()
    expected = ["2026-03-06T07:50", "2026-03-06T08:00", "2026-03-06T08:00"]
    assert await planned(as_alice) == expected
    async with database.engine.begin() as connection:
        hour = "interval '1 hour'"
        await connection.execute(text(f"UPDATE alerts SET run_at = run_at + {hour}"))
        await connection.execute(text(f"UPDATE reminders SET due_at = due_at + {hour}"))
        await connection.execute(text("UPDATE zone_rules SET hash = 'old'"))
    await zone_updates.update_zones()
    assert await planned(as_alice) == expected
    for one in ids:
        read = (await as_alice.get(f"/api/reminders/{one}")).json()
        assert read["due_at"] == "2026-03-06T08:00:00+00:00"


async def test_an_alert_left_planned_for_a_todo_that_rests_does_not_fire(
    as_alice: AsyncClient, database: Database, clock: FrozenClock
) -> None:
    await todo(as_alice, due_time="09:00", alarms=[BEFORE])
    async with database.engine.begin() as connection:
        for statement in (
            "ALTER TABLE todos DISABLE TRIGGER finish_alarms",
            "UPDATE todos SET completed_at = now()",
            "ALTER TABLE todos ENABLE TRIGGER finish_alarms",
        ):
            await connection.execute(text(statement))
    assert await at(clock, "2026-03-06T08:50:00+00:00") is None
    assert await alerts(as_alice) == []
