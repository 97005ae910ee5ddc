"""Reminders: when they are due, dismissing, snoozing, what they are about. It is Wednesday,
4 March 2026, 09:30 UTC; alice's time zone is UTC.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from tests.conftest import FrozenClock
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.events import storing
from umbra.kinds import KINDS
from umbra.reminders.models import ABOUT

DAILY = {
    "remind_at": "2026-03-01T08:00:00",
    "time_zone": "Europe/Berlin",
    "rrule": "FREQ=DAILY",
}


async def create(client: AsyncClient, **fields: Any) -> dict[str, Any]:
    sent = {"title": "Tea", "remind_at": "2026-03-05T09:00:00+00:00", **fields}
    answered = await client.post("/api/reminders", json=sent)
    assert answered.status_code == 201, answered.text
    return answered.json()


async def patch(client: AsyncClient, reminder: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answered = await client.patch(f"/api/reminders/{reminder['id']}", json=fields)
    assert answered.status_code == 200, answered.text
    return answered.json()


async def dismiss(client: AsyncClient, reminder: dict[str, Any]) -> dict[str, Any]:
    answered = await client.patch(f"/api/reminders/{reminder['id']}/dismiss")
    assert answered.status_code == 200, answered.text
    return answered.json()


async def snooze(client: AsyncClient, reminder: dict[str, Any], until: Any) -> Response:
    return await client.patch(f"/api/reminders/{reminder['id']}/snooze", json={"until": until})


async def listed(client: AsyncClient, **query: str) -> list[str]:
    answered = await client.get("/api/reminders", params=query)
    assert answered.status_code == 200, answered.text
    return [item["title"] for item in answered.json()["items"]]


def field_of(answered: Response) -> str:
    assert answered.status_code == 422, answered.text
    [error] = answered.json()["errors"]
    return error["field"]


@pytest.mark.parametrize(
    ("sent", "remind_at", "due_at"),
    [
        (
            {"remind_at": "2026-03-05T09:00:00"},
            "2026-03-05T09:00:00+00:00",
            "2026-03-05T09:00:00+00:00",
        ),
        (
            {"remind_at": "2026-03-05T09:00:00", "time_zone": "Asia/Tokyo"},
            "2026-03-05T09:00:00+09:00",
            "2026-03-05T00:00:00+00:00",
        ),
        # A time that is past is kept; a gap of the clocks; the first of two equal times.
        (
            {"remind_at": "1999-12-31T23:59:00+00:00"},
            "1999-12-31T23:59:00+00:00",
            "1999-12-31T23:59:00+00:00",
        ),
        (
            {"remind_at": "2026-03-29T02:30:00", "time_zone": "Europe/Berlin"},
            "2026-03-29T02:30:00+01:00",
            "2026-03-29T01:30:00+00:00",
        ),
        (
            {"remind_at": "2026-10-25T02:30:00", "time_zone": "Europe/Berlin"},
            "2026-10-25T02:30:00+02:00",
            "2026-10-25T00:30:00+00:00",
        ),
        # A series waits for its next occurrence; one that has ended was due at its last.
        (DAILY, "2026-03-01T08:00:00+01:00", "2026-03-05T07:00:00+00:00"),
        (
            {**DAILY, "rrule": "FREQ=DAILY;COUNT=3"},
            "2026-03-01T08:00:00+01:00",
            "2026-03-03T07:00:00+00:00",
        ),
        (
            {
                "remind_at": "1999-01-01T08:00:00+00:00",
                "rrule": "FREQ=YEARLY;UNTIL=20050101T080000Z",
            },
            "1999-01-01T08:00:00+00:00",
            "2005-01-01T08:00:00+00:00",
        ),
    ],
)
async def test_a_reminder_keeps_its_time_and_knows_when_it_is_due(
    as_alice: AsyncClient, sent: dict[str, Any], remind_at: str, due_at: str
) -> None:
    made = await create(as_alice, **sent)
    assert (made["remind_at"], made["due_at"]) == (remind_at, due_at)
    assert (made["dismissed"], made["snoozed_until"]) == (False, None)


async def test_the_second_of_two_equal_times_is_refused(as_alice: AsyncClient) -> None:
    sent = {"title": "Tea", "remind_at": "2026-10-25T02:30:00+01:00", "time_zone": "Europe/Berlin"}
    assert field_of(await as_alice.post("/api/reminders", json=sent)) == "remind_at"


async def test_a_reminder_keeps_its_zone_when_the_account_moves(as_alice: AsyncClient) -> None:
    made = await create(as_alice, remind_at="2026-03-05T09:00:00")
    await as_alice.patch("/api/settings", json={"time_zone": "Asia/Tokyo"})
    read = (await as_alice.get(f"/api/reminders/{made['id']}")).json()
    assert (read["remind_at"], read["time_zone"]) == (made["remind_at"], "UTC")
    assert (await patch(as_alice, read, time_zone=None))["time_zone"] == "UTC"


async def test_dismissing_ends_a_reminder_and_moves_a_series_on(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    once = await dismiss(as_alice, await create(as_alice))
    assert (once["dismissed"], once["dismissed_at"]) == (True, "2026-03-04T09:30:00+00:00")
    assert await dismiss(as_alice, once) == once
    daily = await create(as_alice, **DAILY)
    daily = await dismiss(as_alice, daily)
    assert (daily["dismissed"], daily["due_at"]) == (False, "2026-03-06T07:00:00+00:00")
    clock.advance(days=9)
    daily = await dismiss(as_alice, daily)
    assert daily["due_at"] == "2026-03-14T07:00:00+00:00", (
        "nine days that no one saw are one dismissal"
    )


async def test_dismissing_the_last_occurrence_ends_the_series(as_alice: AsyncClient) -> None:
    series = await create(as_alice, **{**DAILY, "rrule": "FREQ=DAILY;COUNT=6"})
    assert (await dismiss(as_alice, series))["due_at"] == "2026-03-06T07:00:00+00:00"
    ended = await dismiss(as_alice, series)
    assert (ended["dismissed"], ended["due_at"]) == (True, "2026-03-06T07:00:00+00:00")


async def test_snoozing_moves_the_occurrence_and_not_the_reminder(as_alice: AsyncClient) -> None:
    made = await create(as_alice, **DAILY)
    snoozed = (await snooze(as_alice, made, "2026-03-05T10:00:00+01:00")).json()
    assert snoozed["due_at"] == snoozed["snoozed_until"] == "2026-03-05T09:00:00+00:00"
    assert snoozed["remind_at"] == made["remind_at"]
    local = (await snooze(as_alice, made, "2026-03-05T12:00:00")).json()
    assert local["due_at"] == "2026-03-05T11:00:00+00:00", "a local time is one of its own zone"
    after = await dismiss(as_alice, made)
    assert (after["due_at"], after["snoozed_until"]) == ("2026-03-06T07:00:00+00:00", None)


@pytest.mark.parametrize(
    "until",
    [
        "2026-03-04T09:30:00+00:00",
        "2026-03-04T09:29:59Z",
        "1999-01-01T00:00:00",
        "9999-01-01T00:00:00+00:00",
        "2026-03-05",
        "in an hour",
        1772442000,
        None,
    ],
)
async def test_a_reminder_is_snoozed_to_a_later_time_only(
    as_alice: AsyncClient, until: Any
) -> None:
    made = await create(as_alice)
    assert field_of(await snooze(as_alice, made, until)) == "until"
    assert (await as_alice.get(f"/api/reminders/{made['id']}")).json() == made


async def test_a_dismissed_reminder_is_not_snoozed(as_alice: AsyncClient) -> None:
    made = await dismiss(as_alice, await create(as_alice))
    assert (await snooze(as_alice, made, "2026-03-06T09:00:00+00:00")).status_code == 409
    assert (await as_alice.get(f"/api/reminders/{made['id']}")).json() == made


@pytest.mark.parametrize("act", ["dismiss", "snooze"])
async def test_an_older_version_is_not_acted_on(as_alice: AsyncClient, act: str) -> None:
    made = await create(as_alice)
    body = {"until": "2026-03-06T09:00:00+00:00"} if act == "snooze" else None
    address = f"/api/reminders/{made['id']}/{act}"
    answered = await as_alice.patch(address, json=body, headers={"If-Match": '"7"'})
    assert answered.status_code == 412
    assert (await as_alice.get(f"/api/reminders/{made['id']}")).json() == made


async def test_another_time_makes_a_dismissed_reminder_wait_again(as_alice: AsyncClient) -> None:
    made = await dismiss(as_alice, await create(as_alice))
    moved = await patch(as_alice, made, remind_at="2026-03-09T09:00:00+00:00")
    assert (moved["dismissed"], moved["due_at"]) == (False, "2026-03-09T09:00:00+00:00")
    ended = await patch(as_alice, made, dismissed=True)
    assert ended["dismissed"] is True
    renamed = await patch(as_alice, made, title="Coffee", dismissed=True)
    assert (renamed["dismissed_at"], renamed["title"]) == (ended["dismissed_at"], "Coffee")
    opened = await patch(as_alice, made, dismissed=False)
    assert (opened["dismissed_at"], opened["due_at"]) == (None, "2026-03-09T09:00:00+00:00")


async def test_a_reminder_put_back_as_read_stays_snoozed(as_alice: AsyncClient) -> None:
    made = await create(as_alice, **DAILY)
    await snooze(as_alice, made, "2026-03-09T09:00:00+00:00")
    read = (await as_alice.get(f"/api/reminders/{made['id']}")).json()
    put = (await as_alice.put(f"/api/reminders/{made['id']}", json=read)).json()
    assert put == {**read, "version": read["version"] + 1}
    moved = await patch(as_alice, put, rrule="FREQ=DAILY;INTERVAL=2")
    assert (moved["snoozed_until"], moved["due_at"]) == (None, "2026-03-05T07:00:00+00:00")


@pytest.mark.parametrize(
    ("kind", "path", "fields"),
    [
        ("todo", "todos", {"title": "Milk"}),
        ("location", "locations", {"name": "Shop"}),
        ("event", "events", {"title": "Yoga", "start": "2026-03-09", "end": "2026-03-10"}),
    ],
)
async def test_a_reminder_is_about_an_item_as_long_as_that_exists(
    as_alice: AsyncClient, as_bob: AsyncClient, kind: str, path: str, fields: dict[str, Any]
) -> None:
    item = (await as_alice.post(f"/api/{path}", json=fields)).json()
    about = {"kind": kind, "id": item["id"]}
    made = await create(as_alice, about=about)
    assert made["about"] == about
    assert await listed(as_alice, kind=kind) == ["Tea"]
    others = {"todo", "location", "event"} - {kind}
    assert [await listed(as_alice, kind=other) for other in others] == [[], []]
    sent = {"title": "Tea", "remind_at": "2026-03-05T09:00:00+00:00", "about": about}
    assert field_of(await as_bob.post("/api/reminders", json=sent)) == "about"
    await as_alice.delete(f"/api/{path}/{item['id']}")
    assert field_of(await as_alice.post("/api/reminders", json=sent)) == "about"
    put = await as_alice.put(f"/api/reminders/{made['id']}", json=made)
    assert put.json()["about"] == about, "the link to what is in the trash stays"
    act = {"kind": "reminder", "ids": [made["id"]], "action": "patch", "fields": {"about": about}}
    assert field_of(await as_alice.post("/api/bulk", json=act)) == "fields.about"
    await as_alice.delete(f"/api/trash/{item['id']}")
    assert (await as_alice.get(f"/api/reminders/{made['id']}")).json()["about"] is None


async def test_an_occurrence_of_a_series_that_was_moved_is_no_item(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    series = {"title": "Yoga", "start": "2026-03-09", "end": "2026-03-10", "rrule": "FREQ=DAILY"}
    event = (await as_alice.post("/api/events", json=series)).json()
    which = f"/api/events/{event['id']}?recurrence_id=2026-03-10&scope=this"
    await as_alice.patch(which, json={"title": "Run"})
    async with database.transaction(alice) as tx:
        [edited] = (await storing.read(tx, alice, UUID(event["id"]))).edited
    about = {"kind": "event", "id": str(edited.id)}
    sent = {"title": "Tea", "remind_at": "2026-03-05T09:00:00+00:00", "about": about}
    assert field_of(await as_alice.post("/api/reminders", json=sent)) == "about"


async def test_the_list_is_filtered_by_when_reminders_are_due(as_alice: AsyncClient) -> None:
    await as_alice.patch("/api/settings", json={"time_zone": "Asia/Tokyo"})
    for hour in ("14:59", "15:00"):
        await create(as_alice, title=hour, remind_at=f"2026-03-05T{hour}:00+00:00")
    await create(as_alice, title="done", dismissed=True)
    assert await listed(as_alice) == ["14:59", "15:00", "done"]
    assert await listed(as_alice, dismissed="false") == ["14:59", "15:00"]
    assert await listed(as_alice, dismissed="true") == ["done"]
    assert await listed(as_alice, **{"from": "2026-03-06", "dismissed": "false"}) == ["15:00"]
    assert await listed(as_alice, to="2026-03-06", dismissed="false") == ["14:59"]
    assert await listed(as_alice, **{"from": "2026-03-05T15:00:00+00:00"}) == ["15:00"]
    assert await listed(as_alice, to="2026-03-05T15:00:00+00:00", dismissed="false") == ["14:59"]
    for query in ("from=x", "to=x", "kind=planet", "dismissed=perhaps", "since=2026-03-05"):
        answered = await as_alice.get(f"/api/reminders?{query}")
        assert answered.status_code == 422, query


async def test_pages_go_on_from_the_open_to_the_dismissed_ones(as_alice: AsyncClient) -> None:
    for number in range(2):
        await create(
            as_alice, title=f"open {number}", remind_at=f"2026-03-0{5 + number}T09:00:00+00:00"
        )
        await create(as_alice, title=f"done {number}", dismissed=True)
    found, cursor = [], ""
    while True:
        page = (await as_alice.get(f"/api/reminders?limit=1{cursor}")).json()
        found += [item["title"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == ["open 0", "open 1", "done 1", "done 0"]


async def test_many_are_dismissed_all_or_none(as_alice: AsyncClient, as_bob: AsyncClient) -> None:
    ids = [(await create(as_alice, **times))["id"] for times in ({}, DAILY)]
    other = (await create(as_bob))["id"]
    act = {"kind": "reminder", "ids": [*ids, other], "action": "dismiss"}
    assert (await as_alice.post("/api/bulk", json=act)).status_code == 404
    assert await listed(as_alice, dismissed="true") == []
    assert (await as_alice.post("/api/bulk", json={**act, "ids": ids})).status_code == 200
    assert len(await listed(as_alice, dismissed="true")) == 1


@pytest.mark.parametrize("field", ["remind_at", "time_zone", "rrule", "dismissed"])
async def test_times_are_not_changed_in_bulk(as_alice: AsyncClient, field: str) -> None:
    made = await create(as_alice)
    value = {"remind_at": "2026-03-09T09:00:00+00:00", "time_zone": "UTC", "rrule": "FREQ=DAILY"}
    fields = {field: value.get(field, True)}
    act = {"kind": "reminder", "ids": [made["id"]], "action": "patch", "fields": fields}
    assert field_of(await as_alice.post("/api/bulk", json=act)) == f"fields.{field}"


def test_what_a_reminder_can_be_about_is_a_kind_with_that_table() -> None:
    tables = {kind.name: kind.table.name for kind in KINDS}
    assert {kind: table for kind, (_, table) in ABOUT.items()}.items() <= tables.items()
