"""The routes of events: what is given back, what is refused and at which field, ranges."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

SENTENCE = re.compile(r"[A-Z].+[.!]")
BERLIN = {"time_zone": "Europe/Berlin"}
NINE = {"start": "2026-03-02T09:00:00", "end": "2026-03-02T10:00:00", **BERLIN}


async def create(client: AsyncClient, **fields: Any) -> dict[str, Any]:
    answered = await client.post("/api/events", json={"title": "Yoga", **NINE, **fields})
    assert answered.status_code == 201, answered.text
    return answered.json()


def fields_of(answered: Response) -> list[str]:
    """The fields that are refused, each with a sentence."""
    assert answered.status_code == 422, answered.text
    errors = answered.json()["errors"]
    assert all(SENTENCE.fullmatch(error["message"]) for error in errors), errors
    return [error["field"] for error in errors]


async def listed(client: AsyncClient, query: str) -> list[dict[str, Any]]:
    answered = await client.get(f"/api/events?{query}")
    assert answered.status_code == 200, answered.text
    return answered.json()["items"]


async def occurrence_days(client: AsyncClient, first: str, last: str) -> list[str]:
    found = await listed(client, f"expand=true&start={first}&end={last}&limit=200")
    return [one["start"] for one in found]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": "0001-01-01T09:00:00Z"}, "start"),
        ({"start": "9999-12-31", "end": "9998-12-31"}, "start"),
        ({"start": "1899-12-31", "end": "1900-01-01"}, "start"),
        ({"end": "9999-01-01T00:00:00Z"}, "end"),
        ({"start": "2026-03-02"}, "end"),
        ({"end": "2026-03-02"}, "end"),
        ({"end": "9999-12-31T09:00:00"}, "end"),
        ({"end": "2026-03-02T08:59:59"}, "end"),
        ({"start": "2026-03-02T09:00:00.5Z"}, "start"),
        ({"start": "2026-03-02 09:00"}, "start"),
        ({"start": "2026-02-30T09:00:00"}, "start"),
        ({"start": "2026-03-02T25:00:00"}, "start"),
        ({"start": "2026-03-02T09:00:00+99:00"}, "start"),
        ({"start": 1772442000}, "start"),
        ({"start": None}, "start"),
        ({"start": "2026-10-25T02:30:00+01:00"}, "start"),
        ({"time_zone": "CEST"}, "time_zone"),
        ({"time_zone": "Factory"}, "time_zone"),
        ({"rrule": ""}, "rrule"),
        ({"rrule": "FREQ=DAILY;INTERVAL=0"}, "rrule"),
        ({"rrule": "FREQ=DAILY;COUNT=10001"}, "rrule"),
        ({"rrule": "FREQ=HOURLY"}, "rrule"),
        ({"rrule": "FREQ=SECONDLY"}, "rrule"),
        ({"rrule": "FREQ=MINUTELY;COUNT=2"}, "rrule"),
        ({"rrule": "FREQ=DAILY;COUNT=2;UNTIL=20260401T000000Z"}, "rrule"),
        ({"rrule": "FREQ=DAILY;FREQ=DAILY"}, "rrule"),
        ({"rrule": "FREQ=DAILY;X=1"}, "rrule"),
        ({"rrule": "every day"}, "rrule"),
        ({"rrule": "FREQ=DAILY;UNTIL=00010101T000000Z"}, "rrule"),
        ({"rrule": "FREQ=DAILY;BYDAY=" + "MO," * 3333 + "MO"}, "rrule"),
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rrule"),
        ({"rrule": "FREQ=DAILY;UNTIL=20260301"}, "rrule"),
        ({"rrule": "FREQ=WEEKLY;BYDAY=TU"}, "rrule"),
        (
            {
                "rrule": "FREQ=DAILY;BYHOUR=9,10,11,12;BYMINUTE="
                + ",".join(map(str, range(60)))
                + ";BYSECOND="
                + ",".join(map(str, range(60)))
            },
            "rrule",
        ),
        ({"rrule": "FREQ=DAILY", "exdate": ["2026-03-03"] * 2 + ["x"]}, "exdate.2"),
        ({"rrule": "FREQ=DAILY", "rdate": ["2026-03-03"]}, "rdate"),
        ({"rrule": "FREQ=DAILY", "exdate": ["0001-01-01"]}, "exdate.0"),
        ({"rrule": "FREQ=DAILY", "exdate": "2026-03-03"}, "exdate"),
        ({"rrule": "FREQ=YEARLY", "end": "2027-03-04T09:00:00"}, "end"),
        ({"exdate": ["2026-03-02T09:00:00"]}, "exdate"),
        ({"colour": "#12345"}, "colour"),
        ({"rrule": 5}, "rrule"),
    ],
)
async def test_bad_input_is_told_at_its_field(
    as_alice: AsyncClient, change: dict[str, Any], field: str
) -> None:
    body = {"title": "Yoga", **NINE, **change}
    assert fields_of(await as_alice.post("/api/events", json=body)) == [field]


async def test_a_new_series_has_no_exceptions_of_another_one(as_alice: AsyncClient) -> None:
    await create(as_alice, rrule="FREQ=DAILY", exdate=["2026-03-03T09:00:00"])
    made = await create(as_alice, rrule="FREQ=DAILY")
    assert made["exdate"] == []
    assert made == (await as_alice.get(f"/api/events/{made['id']}")).json()


async def test_more_dates_than_five_thousand_are_refused(as_alice: AsyncClient) -> None:
    days = [
        f"{year}-{month:02}-{day:02}"
        for year in range(2026, 2046)
        for month in range(1, 13)
        for day in range(1, 29)
    ]
    body = {"title": "Yoga", **NINE, "rrule": "FREQ=DAILY", "exdate": days}
    assert fields_of(await as_alice.post("/api/events", json=body)) == ["exdate"]
    made = await create(as_alice, rrule="FREQ=DAILY", exdate=days[:5000])
    assert len(made["exdate"]) == 5000


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        # No length, forty years, a gap, the first of two equal times, one day, another zone.
        ({"end": NINE["start"]}, ("2026-03-02T09:00:00+01:00", "2026-03-02T09:00:00+01:00")),
        (
            {"end": "2066-03-02T09:00:00"},
            ("2026-03-02T09:00:00+01:00", "2066-03-02T09:00:00+01:00"),
        ),
        (
            {"start": "2026-03-29T02:45:00", "end": "2026-03-29T03:00:00"},
            ("2026-03-29T02:45:00+01:00", "2026-03-29T03:00:00+02:00"),
        ),
        (
            {"start": "2026-10-25T02:30:00", "end": "2026-10-25T02:45:00"},
            ("2026-10-25T02:30:00+02:00", "2026-10-25T02:45:00+02:00"),
        ),
        ({"start": "2026-03-02", "end": "2026-03-02"}, ("2026-03-02", "2026-03-03")),
        (
            {"start": "2026-03-02T03:00:00-05:00"},
            ("2026-03-02T09:00:00+01:00", "2026-03-02T10:00:00+01:00"),
        ),
    ],
)
async def test_times_are_given_back_with_the_offset_of_their_zone_and_can_be_put_back(
    as_alice: AsyncClient, sent: dict[str, Any], read: tuple[str, str]
) -> None:
    made = await create(as_alice, **sent)
    assert (made["start"], made["end"]) == read
    put = await as_alice.put(f"/api/events/{made['id']}", json=made)
    assert (put.json()["start"], put.json()["end"]) == read


async def test_another_zone_keeps_the_wall_clock_time(as_alice: AsyncClient) -> None:
    made = await create(as_alice, rrule="FREQ=DAILY;COUNT=2")
    address = f"/api/events/{made['id']}"
    moved = (await as_alice.patch(address, json={"time_zone": "Asia/Tokyo"})).json()
    assert (moved["start"], moved["time_zone"]) == ("2026-03-02T09:00:00+09:00", "Asia/Tokyo")
    days = await occurrence_days(as_alice, "2026-03-01", "2026-03-09")
    assert days == ["2026-03-02T09:00:00+09:00", "2026-03-03T09:00:00+09:00"]


async def test_an_occurrence_moved_to_one_date_as_start_and_end_is_one_day_long(
    as_alice: AsyncClient,
) -> None:
    days = {"start": "2026-03-02", "end": "2026-03-05"}
    made = await create(as_alice, **days, rrule="FREQ=WEEKLY")
    address = f"/api/events/{made['id']}?recurrence_id=2026-03-09&scope=this"
    one_day = {"start": "2026-03-10", "end": "2026-03-10"}
    answered = await as_alice.patch(address, json=one_day)
    assert (answered.json()["start"], answered.json()["end"]) == ("2026-03-10", "2026-03-11")
    assert await occurrence_days(as_alice, "2026-03-10", "2026-03-11") == ["2026-03-10"]


async def test_a_rule_that_matches_nothing_in_a_range_lists_nothing(as_alice: AsyncClient) -> None:
    await create(as_alice, start="2028-02-29", end="2028-03-01", rrule="FREQ=YEARLY")
    assert await occurrence_days(as_alice, "2029-01-01", "2031-12-31") == []
    assert await occurrence_days(as_alice, "2032-01-01", "2033-01-01") == ["2032-02-29"]
    assert len(await listed(as_alice, "start=2028-01-01&end=2029-01-01")) == 1
    assert await listed(as_alice, "start=2029-01-01&end=2030-01-01") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("scope=this", "recurrence_id"),
        ("recurrence_id=2026-03-02T09:00:00", "scope"),
        ("recurrence_id=x&scope=this", "recurrence_id"),
        ("recurrence_id=2026-03-02T09:00:00&scope=some", "scope"),
        ("recurrence_id=2026-03-02T09:00:01&scope=all", "recurrence_id"),
        ("recurrence_id=2026-03-01T09:00:00&scope=following", "recurrence_id"),
        ("recurrence_id=2026-03-02&scope=this", "recurrence_id"),
        ("when=now", "when"),
    ],
)
async def test_a_scope_and_an_occurrence_belong_together_and_exist(
    as_alice: AsyncClient, query: str, field: str
) -> None:
    made = await create(as_alice, rrule="FREQ=DAILY")
    address = f"/api/events/{made['id']}?{query}"
    for method, body in (("PATCH", {"title": "x"}), ("PUT", made), ("DELETE", None)):
        assert fields_of(await as_alice.request(method, address, json=body)) == [field], method


async def test_an_event_that_does_not_repeat_has_no_occurrences(as_alice: AsyncClient) -> None:
    made = await create(as_alice)
    address = f"/api/events/{made['id']}"
    query = "recurrence_id=2026-03-02T09:00:00&scope=all"
    answered = await as_alice.patch(f"{address}?{query}", json={"title": "x"})
    assert fields_of(answered) == ["recurrence_id"]
    for wrong in ("2026-03-02T09:00:00", "x"):
        answered = await as_alice.post(f"{address}/occurrences/{wrong}/restore")
        assert fields_of(answered) == ["recurrence_id"]


async def test_following_answers_the_new_series_with_its_location(as_alice: AsyncClient) -> None:
    made = await create(as_alice, rrule="FREQ=DAILY;COUNT=5")
    address = f"/api/events/{made['id']}"
    query = "recurrence_id=2026-03-04T09:00:00&scope=following"
    answered = await as_alice.patch(
        f"{address}?{query}", json={"title": "Run"}, headers={"If-Match": '"1"'}
    )
    new = answered.json()
    assert answered.headers["location"] == f"/api/events/{new['id']}" != address
    assert (new["rrule"], new["title"]) == ("FREQ=DAILY;COUNT=3", "Run")
    assert (await as_alice.get(address)).json()["rrule"] == "FREQ=DAILY;UNTIL=20260303T080000Z"
    stale = await as_alice.delete(f"{address}?{query}", headers={"If-Match": '"1"'})
    assert stale.status_code == 412


async def test_an_occurrence_is_read_changed_deleted_and_restored(as_alice: AsyncClient) -> None:
    made = await create(as_alice, rrule="FREQ=DAILY;COUNT=3")
    address, query = f"/api/events/{made['id']}", "recurrence_id=2026-03-03T09:00:00"
    one = (await as_alice.get(f"{address}?{query}")).json()
    put = await as_alice.put(f"{address}?{query}&scope=this", json=one | {"title": "Run"})
    assert (put.json()["title"], put.json()["moved"], put.headers["etag"]) == ("Run", True, '"2"')
    assert (await as_alice.delete(f"{address}?{query}&scope=this")).status_code == 204
    assert (await as_alice.get(address)).json()["exdate"] == ["2026-03-03T09:00:00+01:00"]
    back = await as_alice.post(f"{address}/occurrences/2026-03-03T09:00:00/restore")
    assert (back.status_code, back.json()["title"], back.json()["version"]) == (200, "Yoga", 4)
    days = await occurrence_days(as_alice, "2026-03-01", "2026-03-31")
    assert [day[:10] for day in days] == ["2026-03-02", "2026-03-03", "2026-03-04"]


async def test_a_put_of_all_moves_the_series_by_what_changed_and_not_by_an_earlier_move(
    as_alice: AsyncClient,
) -> None:
    made = await create(as_alice, rrule="FREQ=DAILY;COUNT=3")
    address = f"/api/events/{made['id']}?recurrence_id=2026-03-03T09:00:00"
    moved = {"start": "2026-03-03T15:00:00", "end": "2026-03-03T16:00:00"}
    await as_alice.patch(f"{address}&scope=this", json=moved)
    one = (await as_alice.get(address)).json()
    body = one | {"title": "Run", "rrule": "FREQ=DAILY;COUNT=3"}
    assert (await as_alice.put(f"{address}&scope=all", json=body)).status_code == 200
    days = await occurrence_days(as_alice, "2026-03-01", "2026-03-31")
    assert [day[:13] for day in days] == ["2026-03-02T09", "2026-03-03T15", "2026-03-04T09"]


async def test_a_day_excluded_as_a_date_is_restored_without_the_others_of_it(
    as_alice: AsyncClient,
) -> None:
    rule = "FREQ=DAILY;COUNT=6;BYHOUR=9,15"
    made = await create(as_alice, rrule=rule, exdate=["2026-03-03"])
    assert made["exdate"] == ["2026-03-03"]
    address = f"/api/events/{made['id']}/occurrences/2026-03-03T15:00:00/restore"
    assert (await as_alice.post(address)).status_code == 200
    days = await occurrence_days(as_alice, "2026-03-03", "2026-03-04")
    assert days == ["2026-03-03T15:00:00+01:00"]


async def test_exdates_of_another_form_exclude(as_alice: AsyncClient) -> None:
    await create(
        as_alice,
        start="2024-03-17T10:00:00",
        end="2024-03-17T11:00:00",
        time_zone="Europe/Vienna",
        rrule="FREQ=WEEKLY;BYDAY=SU;UNTIL=20240526T080000Z",
        exdate=[
            "2024-03-24",
            "2024-03-31T08:00:00Z",
            "2024-04-21T04:00:00-04:00",
            "2024-05-05",
            "2024-05-19",
        ],
    )
    days = await occurrence_days(as_alice, "2024-01-01", "2025-01-01")
    assert [day[5:10] for day in days] == ["03-17", "04-07", "04-14", "04-28", "05-12", "05-26"]


async def test_a_moved_occurrence_is_where_it_is_now_and_once(as_alice: AsyncClient) -> None:
    made = await create(
        as_alice, start="2021-07-05T14:00:00", end="2021-07-05T15:00:00", rrule="FREQ=DAILY"
    )
    query = "recurrence_id=2021-07-09T12:00:00Z&scope=this"
    moved = {"start": "2021-08-20T14:00:00", "end": "2021-08-20T15:00:00"}
    answered = await as_alice.patch(f"/api/events/{made['id']}?{query}", json=moved)
    assert answered.json()["recurrence_id"] == "2021-07-09T14:00:00"
    assert await occurrence_days(as_alice, "2021-07-09", "2021-07-10") == []
    there = await listed(as_alice, "expand=true&start=2021-08-20&end=2021-08-21")
    assert [one["recurrence_id"] for one in there] == ["2021-07-09T14:00:00", "2021-08-20T14:00:00"]
    await as_alice.patch(f"/api/events/{made['id']}", json={"rrule": "FREQ=DAILY;COUNT=10"})
    assert len(await listed(as_alice, "start=2021-08-20&end=2021-08-21")) == 1
    assert await listed(as_alice, "start=2021-08-21") == []


async def test_a_daily_series_over_the_clock_change_has_each_day_once(
    as_alice: AsyncClient,
) -> None:
    await create(
        as_alice,
        start="2020-03-05T00:00:00",
        end="2020-03-05T00:30:00",
        time_zone="Europe/London",
        rrule="FREQ=DAILY;COUNT=30",
    )
    days = await occurrence_days(as_alice, "2020-01-01", "2021-01-01")
    assert (len(days), days[0], days[-1]) == (
        30,
        "2020-03-05T00:00:00+00:00",
        "2020-04-03T00:00:00+01:00",
    )


async def test_occurrences_are_paged_in_order_meeting_each_once(as_alice: AsyncClient) -> None:
    await create(as_alice, rrule="FREQ=DAILY;COUNT=20")
    await create(as_alice, rrule="FREQ=DAILY;COUNT=20", start="2026-03-02", end="2026-03-04")
    for number in range(4):
        await create(as_alice, title=str(number))
        await create(as_alice, start=f"2026-03-0{number + 1}", end="2026-03-09")
    await create(as_alice, start="2025-03-02", end="2026-03-09")
    query = "expand=true&start=2026-03-02&end=2026-03-15"
    everything = await listed(as_alice, f"{query}&limit=200")
    assert len(everything) == 13 + 13 + 4 + 4 + 1
    for limit in (1, 4, 7):
        found, cursor = [], ""
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            page = (await as_alice.get(f"/api/events?{query}&limit={limit}{more}")).json()
            found += page["items"]
            cursor = page["next"]
        assert found == everything, limit


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("start=2026-03-02&end=2026-03-02", "end"),
        ("start=x", "start"),
        ("expand=true", "start"),
        ("expand=true&start=2026-03-02", "end"),
        ("expand=maybe", "expand"),
        ("cursor=WzFd", "cursor"),
        ("expand=true&start=2026-03-02&end=2026-03-03&cursor=WyJzdGFydCIsMF0", "cursor"),
        ("sort=start", "sort"),
    ],
)
async def test_rubbish_in_a_query_is_told_at_its_field(
    as_alice: AsyncClient, query: str, field: str
) -> None:
    assert fields_of(await as_alice.get(f"/api/events?{query}")) == [field]


async def test_all_day_events_are_compared_in_the_account_s_zone(as_alice: AsyncClient) -> None:
    await as_alice.patch("/api/settings", json={"time_zone": "Pacific/Kiritimati"})
    await create(as_alice, start="2026-03-23", end="2026-03-24")
    assert len(await listed(as_alice, "start=2026-03-22T10:00:00Z&end=2026-03-22T11:00:00Z")) == 1
    assert await listed(as_alice, "start=2026-03-23T10:00:00Z&end=2026-03-23T11:00:00Z") == []
    assert len(await occurrence_days(as_alice, "2026-03-23", "2026-03-24")) == 1
    assert await occurrence_days(as_alice, "2026-03-24", "2026-03-25") == []


async def test_a_location_that_is_deleted_for_good_leaves_the_event(as_alice: AsyncClient) -> None:
    place = (await as_alice.post("/api/locations", json={"name": "Hall"})).json()["id"]
    made = await create(as_alice, location_id=place)
    assert UUID(made["location_id"]) == UUID(place)
    await as_alice.delete(f"/api/locations/{place}")
    await as_alice.delete(f"/api/trash/{place}")
    assert (await as_alice.get(f"/api/events/{made['id']}")).json()["location_id"] is None


async def test_bulk_changes_no_times(as_alice: AsyncClient) -> None:
    made = await create(as_alice)
    act = {"kind": "event", "ids": [made["id"]], "action": "patch"}
    for name, value in (("start", "2026-03-02"), ("rrule", "FREQ=DAILY")):
        answered = await as_alice.post("/api/bulk", json={**act, "fields": {name: value}})
        assert fields_of(answered) == [f"fields.{name}"]
