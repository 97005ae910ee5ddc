"""The ledger of alerts: what is planned, what fired and when, what a person did with it.

It is Wednesday, 4 March 2026, 09:30 UTC; alice's time zone is UTC.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text

from tests.conftest import FrozenClock
from tests.live.test_changes_are_delivered import running_listener
from umbra import umbra as composition_root
from umbra.alerts.service import delete_old
from umbra.alerts.worker import fire_due
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.live.changes import ItemChange

NINE = "2026-03-05T09:00:00+00:00"
DAILY = {"remind_at": "2026-03-01T08:00:00", "rrule": "FREQ=DAILY"}


def day(number: int, hour: int = 8) -> str:
    return f"2026-03-{number:02}T{hour:02}:00:00+00:00"


async def create(client: AsyncClient, **fields: Any) -> str:
    sent = {"title": "Tea", "remind_at": NINE, **fields}
    answered = await client.post("/api/reminders", json=sent)
    assert answered.status_code == 201, answered.text
    return answered.json()["id"]


async def change(client: AsyncClient, path: str, **fields: Any) -> dict[str, Any]:
    answered = await client.patch(f"/api/{path}", json=fields)
    assert answered.status_code == 200, answered.text
    return answered.json()


async def alerts(client: AsyncClient, query: str = "") -> list[dict[str, Any]]:
    answered = await client.get(f"/api/alerts?limit=200&{query}")
    assert answered.status_code == 200, answered.text
    return answered.json()["items"]


async def states(client: AsyncClient) -> list[tuple[str, str]]:
    """The time and the state of each alert, in their order."""
    return [(one["run_at"], one["state"]) for one in await alerts(client)]


async def at(clock: FrozenClock, instant: str) -> datetime | None:
    """Sets the clock, and lets the worker fire what is due; returns when it wakes next."""
    clock.instant = datetime.fromisoformat(instant)
    return await fire_due()


def field_of(answered: Response) -> str:
    assert answered.status_code == 422, answered.text
    [error] = answered.json()["errors"]
    return error["field"]


async def test_a_new_reminder_is_planned_and_fires_at_its_time(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    reminder = await create(as_alice)
    [alert] = await alerts(as_alice)
    assert alert["source"] == {"kind": "reminder", "id": reminder}
    assert (alert["title"], alert["run_at"], alert["state"]) == ("Tea", NINE, "planned")
    assert await at(clock, "2026-03-05T08:59:59+00:00") == datetime.fromisoformat(NINE)
    assert await states(as_alice) == [(NINE, "planned")]
    await at(clock, NINE)
    [fired] = await alerts(as_alice)
    assert (fired["id"], fired["run_at"], fired["state"]) == (alert["id"], NINE, "due")


async def test_an_alert_that_no_tab_shows_is_missed_after_a_minute(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    await create(as_alice)
    assert await at(clock, NINE) == datetime.fromisoformat(NINE) + timedelta(minutes=1)
    assert await at(clock, "2026-03-05T09:01:00+00:00") is None
    assert await states(as_alice) == [(NINE, "missed")]


async def test_what_was_due_while_no_server_ran_is_missed_with_its_true_time(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    for hour in (9, 10, 11):
        await create(as_alice, remind_at=day(5, hour))
    await at(clock, day(20))
    assert await states(as_alice) == [(day(5, hour), "missed") for hour in (9, 10, 11)]
    assert await fire_due() is None


async def test_a_reminder_for_the_past_is_missed_at_once(as_alice: AsyncClient) -> None:
    await create(as_alice, remind_at="1999-12-31T23:59:00Z")
    assert await states(as_alice) == [("1999-12-31T23:59:00+00:00", "missed")]


async def test_a_series_plans_its_next_occurrence_when_one_fires(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    await create(as_alice, **DAILY)
    assert await states(as_alice) == [(day(5), "planned")]
    await at(clock, day(5))
    assert await states(as_alice) == [(day(5), "due"), (day(6), "planned")]


async def test_a_daily_reminder_missed_ten_times_is_one_line(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    reminder = await create(as_alice, **DAILY)
    await at(clock, day(14, 9))
    assert await states(as_alice) == [(day(14), "missed"), (day(15), "planned")]
    read = (await as_alice.get(f"/api/reminders/{reminder}")).json()
    assert read["due_at"] == day(14)


async def test_an_occurrence_takes_the_place_of_the_one_before(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    reminder = await create(as_alice, **DAILY)
    for number in (5, 6):
        await at(clock, day(number))
    expected = [(day(5), "dismissed"), (day(6), "due"), (day(7), "planned")]
    assert await states(as_alice) == expected
    read = (await as_alice.get(f"/api/reminders/{reminder}")).json()
    assert (read["due_at"], read["dismissed"]) == (day(6), False)


async def test_an_ended_series_plans_no_more(as_alice: AsyncClient, clock: FrozenClock) -> None:
    await create(as_alice, **{**DAILY, "rrule": "FREQ=DAILY;COUNT=6"})
    await at(clock, day(5))
    await at(clock, day(6))
    assert await states(as_alice) == [(day(5), "dismissed"), (day(6), "due")]


@pytest.mark.parametrize("path", ["reminders", "alerts"])
async def test_dismissing_what_fired_lets_the_series_go_on(
    as_alice: AsyncClient, clock: FrozenClock, path: str
) -> None:
    reminder = await create(as_alice, **DAILY)
    await at(clock, day(5))
    [alert, _] = await alerts(as_alice)
    await change(as_alice, f"{path}/{reminder if path == 'reminders' else alert['id']}/dismiss")
    assert await states(as_alice) == [(day(5), "dismissed"), (day(6), "planned")]
    read = (await as_alice.get(f"/api/reminders/{reminder}")).json()
    assert (read["due_at"], read["dismissed"]) == (day(6), False)
    await at(clock, day(6))
    assert (await states(as_alice))[1:] == [(day(6), "due"), (day(7), "planned")]


@pytest.mark.parametrize("path", ["reminders", "alerts"])
async def test_the_next_occurrence_is_dismissed_ahead_of_its_time(
    as_alice: AsyncClient, clock: FrozenClock, path: str
) -> None:
    reminder = await create(as_alice, **DAILY)
    [alert] = await alerts(as_alice)
    await change(as_alice, f"{path}/{reminder if path == 'reminders' else alert['id']}/dismiss")
    assert await states(as_alice) == [(day(5), "dismissed"), (day(6), "planned")]
    await at(clock, day(5, 12))
    assert await states(as_alice) == [(day(5), "dismissed"), (day(6), "planned")]


async def test_what_comes_after_an_open_occurrence_is_dismissed_by_itself(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    await create(as_alice, **DAILY)
    await at(clock, day(5))
    [_, coming] = await alerts(as_alice)
    await change(as_alice, f"alerts/{coming['id']}/dismiss")
    expected = [(day(5), "due"), (day(6), "dismissed"), (day(7), "planned")]
    assert await states(as_alice) == expected


async def test_dismissing_twice_dismisses_once(as_alice: AsyncClient, clock: FrozenClock) -> None:
    await create(as_alice, **DAILY)
    await at(clock, day(5))
    [alert, _] = await alerts(as_alice)
    first = await change(as_alice, f"alerts/{alert['id']}/dismiss")
    assert await change(as_alice, f"alerts/{alert['id']}/dismiss") == first
    assert await states(as_alice) == [(day(5), "dismissed"), (day(6), "planned")]
    late = await as_alice.patch(f"/api/alerts/{alert['id']}/snooze", json={"until": day(9)})
    assert late.status_code == 409, "a tab that snoozes what another dismissed is told"
    assert await states(as_alice) == [(day(5), "dismissed"), (day(6), "planned")]


@pytest.mark.parametrize("path", ["reminders", "alerts"])
async def test_a_snoozed_alert_fires_again_and_keeps_its_time(
    as_alice: AsyncClient, clock: FrozenClock, path: str
) -> None:
    reminder = await create(as_alice)
    await at(clock, NINE)
    [alert] = await alerts(as_alice)
    address = f"{path}/{reminder if path == 'reminders' else alert['id']}/snooze"
    await change(as_alice, address, until=day(5, 10))
    [snoozed] = await alerts(as_alice)
    assert (snoozed["id"], snoozed["run_at"]) == (alert["id"], NINE)
    assert (snoozed["state"], snoozed["snoozed_until"]) == ("snoozed", day(5, 10))
    read = (await as_alice.get(f"/api/reminders/{reminder}")).json()
    assert read["due_at"] == read["snoozed_until"] == day(5, 10)
    assert await at(clock, "2026-03-05T09:59:59+00:00") == datetime.fromisoformat(day(5, 10))
    await at(clock, day(5, 10))
    assert await states(as_alice) == [(NINE, "due")]
    read = (await as_alice.get(f"/api/reminders/{reminder}")).json()
    assert (read["due_at"], read["snoozed_until"]) == (day(5, 10), None)


async def test_a_series_snoozed_ahead_of_its_time_goes_on_after_the_snooze(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    reminder = await create(as_alice, **DAILY)
    await change(as_alice, f"reminders/{reminder}/snooze", until=day(5, 10))
    assert await states(as_alice) == [(day(5), "snoozed")]
    await at(clock, day(5, 10))
    assert await states(as_alice) == [(day(5), "due"), (day(6), "planned")]


async def test_the_next_occurrence_ends_a_longer_snooze(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    reminder = await create(as_alice, **DAILY)
    await at(clock, day(5))
    await change(as_alice, f"reminders/{reminder}/snooze", until=day(9))
    await at(clock, day(6))
    expected = [(day(5), "dismissed"), (day(6), "due"), (day(7), "planned")]
    assert await states(as_alice) == expected
    read = (await as_alice.get(f"/api/reminders/{reminder}")).json()
    assert (read["due_at"], read["snoozed_until"]) == (day(6), None)


@pytest.mark.parametrize("until", ["2026-03-04T09:30:00Z", "1999-01-01T00:00:00", "soon", None])
async def test_an_alert_is_snoozed_to_a_later_time_only(as_alice: AsyncClient, until: Any) -> None:
    await create(as_alice)
    [alert] = await alerts(as_alice)
    answered = await as_alice.patch(f"/api/alerts/{alert['id']}/snooze", json={"until": until})
    assert field_of(answered) == "until"
    assert await alerts(as_alice) == [alert]


async def test_a_local_time_to_snooze_to_is_of_the_account_s_zone(as_alice: AsyncClient) -> None:
    await as_alice.patch("/api/settings", json={"time_zone": "Asia/Tokyo"})
    await create(as_alice)
    [alert] = await alerts(as_alice)
    until = "2026-03-06T09:00:00"
    snoozed = await change(as_alice, f"alerts/{alert['id']}/snooze", until=until)
    assert snoozed["snoozed_until"] == "2026-03-06T00:00:00+00:00"


async def test_another_time_plans_anew_and_closes_what_was_due(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    reminder = await create(as_alice)
    await at(clock, NINE)
    await change(as_alice, f"reminders/{reminder}", remind_at=day(7))
    assert await states(as_alice) == [(NINE, "dismissed"), (day(7), "planned")]
    await change(as_alice, f"reminders/{reminder}", remind_at=day(8))
    assert await states(as_alice) == [(NINE, "dismissed"), (day(8), "planned")]
    await change(as_alice, f"reminders/{reminder}", title="Coffee", notes="black")
    assert await states(as_alice) == [(NINE, "dismissed"), (day(8), "planned")]
    await change(as_alice, f"reminders/{reminder}", dismissed=True)
    assert await states(as_alice) == [(NINE, "dismissed")]
    await change(as_alice, f"reminders/{reminder}", dismissed=False)
    assert await states(as_alice) == [(NINE, "dismissed"), (day(8), "planned")]


async def test_a_rule_changed_to_and_fro_does_not_stop_the_worker(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    reminder = await create(as_alice, **DAILY)
    for _ in range(3):
        await change(as_alice, f"reminders/{reminder}/dismiss")
    for rule in ("FREQ=WEEKLY", "FREQ=DAILY"):
        await change(as_alice, f"reminders/{reminder}", rrule=rule)
    await at(clock, day(7, 9))
    assert (day(7), "missed") in await states(as_alice)
    assert (await states(as_alice))[-1] == (day(8), "planned")


@pytest.mark.parametrize("bulk", [False, True])
async def test_what_is_in_the_trash_rests_and_comes_back(
    as_alice: AsyncClient, clock: FrozenClock, bulk: bool
) -> None:
    ids = [await create(as_alice), await create(as_alice, **DAILY)]

    async def act(action: str) -> None:
        if bulk:
            sent = {"kind": "reminder", "ids": ids, "action": action}
            assert (await as_alice.post("/api/bulk", json=sent)).status_code == 200
            return
        for one in ids:
            if action == "delete":
                await as_alice.delete(f"/api/reminders/{one}")
            else:
                await as_alice.post(f"/api/trash/{one}/restore")

    await act("delete")
    assert await states(as_alice) == []
    assert await at(clock, day(8, 9)) is None
    await act("restore")
    assert await states(as_alice) == [(NINE, "missed"), (day(9), "planned")]


async def test_what_was_snoozed_comes_back_snoozed(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    reminder = await create(as_alice)
    await at(clock, NINE)
    await change(as_alice, f"reminders/{reminder}/snooze", until=day(7))
    await as_alice.delete(f"/api/reminders/{reminder}")
    assert await at(clock, day(6)) is None
    await as_alice.post(f"/api/trash/{reminder}/restore")
    assert await at(clock, day(6)) == datetime.fromisoformat(day(7))
    assert await states(as_alice) == [(NINE, "snoozed")]


async def test_a_reminder_that_is_gone_leaves_nothing_that_falls_due(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    reminder = await create(as_alice, **DAILY)
    await as_alice.delete(f"/api/reminders/{reminder}")
    await as_alice.delete(f"/api/trash/{reminder}")
    async with database.transaction(alice) as tx:
        for table in ("alerts", "due"):
            assert await tx.scalar(text(f"SELECT count(*) FROM {table}")) == 0


async def test_the_ledger_is_filtered_and_read_in_pages(as_alice: AsyncClient) -> None:
    await as_alice.patch("/api/settings", json={"time_zone": "Asia/Tokyo"})
    for hour in ("14:59", "15:00", "16:00"):
        await create(as_alice, title=hour, remind_at=f"2026-03-05T{hour}:00Z")
    await create(as_alice, title="old", remind_at="2026-03-01T09:00:00Z")

    async def titles(query: str) -> list[str]:
        return [one["title"] for one in await alerts(as_alice, query)]

    assert await titles("") == ["old", "14:59", "15:00", "16:00"]
    assert await titles("state=missed") == ["old"]
    assert await titles("from=2026-03-06") == ["15:00", "16:00"]
    assert await titles("state=planned&to=2026-03-06") == ["14:59"]
    assert await titles("to=2026-03-05T15:00:00Z") == ["old", "14:59"]
    found, cursor = [], ""
    while True:
        page = (await as_alice.get(f"/api/alerts?limit=1{cursor}")).json()
        found += [item["title"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == ["old", "14:59", "15:00", "16:00"]
    for query in ("state=late", "from=x", "to=x", "cursor=x", "since=2026-03-05"):
        assert (await as_alice.get(f"/api/alerts?{query}")).status_code == 422, query


async def test_open_tabs_hear_of_what_fires_and_not_of_what_is_planned(
    as_alice: AsyncClient, database: Database, alice: Actor, clock: FrozenClock
) -> None:
    async with running_listener(database) as (heard, _):
        reminder = await create(as_alice)
        [alert] = await alerts(as_alice)
        await at(clock, NINE)
        await change(as_alice, f"alerts/{alert['id']}/dismiss")
        assert await heard.get() == ItemChange(alice.owner_id, "reminder", reminder, 1)
        assert await heard.get() == ItemChange(alice.owner_id, "alert", alert["id"], 2)
        told = [await heard.get(), await heard.get()]
        assert ItemChange(alice.owner_id, "reminder", reminder, 2) in told
        assert {one.kind for one in told if isinstance(one, ItemChange)} == {"reminder", "alert"}


async def test_alerts_of_long_ago_are_deleted_once_they_are_dismissed(
    as_alice: AsyncClient, database: Database, alice: Actor, clock: FrozenClock
) -> None:
    for dismissed in (False, True):
        reminder = await create(as_alice, remind_at="2026-03-01T09:00:00Z")
        if dismissed:
            await change(as_alice, f"reminders/{reminder}/dismiss")
    clock.advance(days=401)
    async with database.transaction(alice) as tx:
        await delete_old(tx, alice.owner_id)
        left = (await tx.execute(text("SELECT state FROM alerts"))).scalars().all()
    assert left == ["missed"], "the session is long over, so the route can't be asked"


def test_the_cleanup_deletes_old_alerts() -> None:
    assert delete_old in composition_root.cleanup.of_each_owner


async def test_an_alert_has_a_time_in_utc_whatever_the_reminder_s_zone(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    await create(as_alice, remind_at="2026-03-29T02:30:00", time_zone="Europe/Berlin")
    [alert] = await alerts(as_alice)
    assert datetime.fromisoformat(alert["run_at"]) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


async def test_a_clock_set_back_fires_nothing_twice_and_one_set_forward_skips_nothing(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    reminder = await create(as_alice, **DAILY)
    await at(clock, day(5))
    await at(clock, day(5, 7))
    assert await states(as_alice) == [(day(5), "due"), (day(6), "planned")]
    await change(as_alice, f"reminders/{reminder}/dismiss")
    assert await states(as_alice) == [(day(5), "dismissed"), (day(6), "planned")]
    await at(clock, day(5))
    assert await states(as_alice) == [(day(5), "dismissed"), (day(6), "planned")]
    await at(clock, day(6, 12))
    assert await states(as_alice) == [
        (day(5), "dismissed"),
        (day(6), "missed"),
        (day(7), "planned"),
    ]


@pytest.mark.parametrize("path", ["reminders", "alerts"])
async def test_two_tabs_that_snooze_and_dismiss_in_the_same_second_agree(
    as_alice: AsyncClient, clock: FrozenClock, path: str
) -> None:
    for _ in range(5):
        reminder = await create(as_alice)
        await at(clock, NINE)
        [alert] = await alerts(as_alice, "state=due")
        address = f"/api/{path}/{reminder if path == 'reminders' else alert['id']}"
        dismissing = as_alice.patch(f"{address}/dismiss")
        snoozing = as_alice.patch(f"{address}/snooze", json={"until": day(5, 10)})
        dismissed, snoozed = await asyncio.gather(dismissing, snoozing)
        assert dismissed.status_code == 200
        assert snoozed.status_code in {200, 409}, snoozed.text
        assert {one["state"] for one in await alerts(as_alice)} == {"dismissed"}
        read = (await as_alice.get(f"/api/reminders/{reminder}")).json()
        assert (read["dismissed"], read["snoozed_until"]) == (True, None)
        clock.instant = datetime.fromisoformat("2026-03-04T09:30:00+00:00")
