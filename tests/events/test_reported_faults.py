"""Faults that users of other calendars reported, tried by the API on machines of three zones."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import AsyncClient

pytestmark = pytest.mark.usefixtures("machine_zone")

RANGE = {
    # The fields of an event, and the starts of all its occurrences.
    "jkbrzt/rrule#390: daily at midnight over the clock change": (
        {
            "start": "2020-03-05T00:00:00",
            "end": "2020-03-05T00:30:00",
            "time_zone": "Europe/London",
            "rrule": "FREQ=DAILY;COUNT=30",
        },
        [f"2020-03-{day:02}T00:00:00+00:00" for day in range(5, 30)]
        + [f"2020-03-{day}T00:00:00+01:00" for day in (30, 31)]
        + [f"2020-04-0{day}T00:00:00+01:00" for day in (1, 2, 3)],
    ),
    "jkbrzt/rrule#596: UNTIL includes the last start, in UTC": (
        {
            "start": "2023-08-05T12:30:00",
            "end": "2023-08-05T13:30:00",
            "time_zone": "Asia/Jerusalem",
            "rrule": "FREQ=WEEKLY;UNTIL=20230819T093000Z",
        },
        [f"2023-08-{day}T12:30:00+03:00" for day in ("05", "12", "19")],
    ),
    "OutlookGoogleCalendarSync#1360: the last Tuesday, twelve times": (
        {
            "start": "2020-12-29",
            "end": "2020-12-30",
            "rrule": "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1;COUNT=12",
        },
        ["2020-12-29"]
        + [f"2021-{day}" for day in ("01-26", "02-23", "03-30", "04-27", "05-25", "06-29")]
        + [f"2021-{day}" for day in ("07-27", "08-31", "09-28", "10-26", "11-30")],
    ),
    "kewisch/ical.js#960: the last of days that February lacks": (
        {
            "start": "2026-01-30",
            "end": "2026-01-31",
            "rrule": "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1;COUNT=4",
        },
        ["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30"],
    ),
    "libical/libical#21: the last working day": (
        {
            "start": "2004-05-31T09:00:00",
            "end": "2004-05-31T10:00:00",
            "time_zone": "America/New_York",
            "rrule": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20041030T000000Z",
        },
        [
            f"2004-{day}T09:00:00-04:00"
            for day in ("05-31", "06-30", "07-30", "08-31", "09-30", "10-29")
        ],
    ),
    **{
        f"rlanvin/php-rrule#140: every second week {week or 'without WKST'}": (
            {
                "start": "1997-08-05T09:00:00",
                "end": "1997-08-05T10:00:00",
                "time_zone": "America/New_York",
                "rrule": f"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU{week}",
            },
            [f"1997-08-{day}T09:00:00-04:00" for day in days],
        )
        for week, days in {
            ";WKST=MO": ("05", "10", "19", "24"),
            ";WKST=SU": ("05", "17", "19", "31"),
            "": ("05", "10", "19", "24"),
        }.items()
    },
    "home-assistant/core#99970: one day, the end is exclusive": (
        {"start": "2023-09-09", "end": "2023-09-10"},
        ["2023-09-09"],
    ),
}


@pytest.mark.parametrize("case", RANGE)
async def test_a_series_has_the_starts_that_the_standard_says(
    as_alice: AsyncClient, case: str
) -> None:
    fields, expected = RANGE[case]
    made = await create(as_alice, **fields)
    year = int(fields["start"][:4])
    query = f"expand=true&start={year - 1}-01-01&end={year + 2}-01-01&limit=200"
    assert [one["start"] for one in await listed(as_alice, query)] == expected
    if len(expected) > 1:
        address = f"/api/events/{made['id']}?recurrence_id={expected[-1][:19]}"
        assert (await as_alice.get(address)).json()["start"] == expected[-1]


async def test_the_end_of_all_day_series_is_a_date(as_alice: AsyncClient) -> None:
    fields, expected = RANGE["OutlookGoogleCalendarSync#1360: the last Tuesday, twelve times"]
    until = "FREQ=MONTHLY;UNTIL=20211130;BYDAY=TU;BYSETPOS=-1"
    made = await create(as_alice, **{**fields, "rrule": until})
    assert made["rrule"] == until
    query = "expand=true&start=2020-01-01&end=2023-01-01&limit=200"
    assert [one["start"] for one in await listed(as_alice, query)] == expected
    address = f"/api/events/{made['id']}"
    cut = await as_alice.delete(f"{address}?recurrence_id=2021-06-29&scope=following")
    assert cut.status_code == 204
    assert "UNTIL=20210525;" in (await as_alice.get(address)).json()["rrule"]


@pytest.mark.parametrize("week_start", ["monday", "sunday", "saturday"])
async def test_the_account_s_start_of_the_week_changes_no_series(
    as_alice: AsyncClient, week_start: str
) -> None:
    fields, expected = RANGE["rlanvin/php-rrule#140: every second week without WKST"]
    await create(as_alice, **fields)
    changed = await as_alice.patch("/api/settings", json={"week_start": week_start})
    assert changed.status_code == 200, changed.text
    query = "expand=true&start=1997-01-01&end=1998-01-01"
    assert [one["start"] for one in await listed(as_alice, query)] == expected


async def test_a_start_outside_its_rule_is_refused_with_the_first_day_that_fits(
    as_alice: AsyncClient,
) -> None:
    body = {"title": "Yoga", "start": "2026-03-01", "end": "2026-03-02"}
    answered = await as_alice.post(
        "/api/events", json={**body, "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"}
    )
    [error] = answered.json()["errors"]
    assert (answered.status_code, error["field"]) == (422, "rrule")
    assert "its first day is 2026-03-12" in error["message"]


@pytest.mark.parametrize(
    ("end", "read", "days"),
    [
        ("2023-09-10", "2023-09-10", ["09"]),
        ("2023-09-09", "2023-09-10", ["09"]),
        ("2023-09-12", "2023-09-12", ["09", "10", "11"]),
    ],
)
async def test_an_all_day_event_is_there_on_its_days_and_on_no_other(
    as_alice: AsyncClient, end: str, read: str, days: list[str]
) -> None:
    made = await create(as_alice, start="2023-09-09", end=end)
    assert (made["end"], made["all_day"], made["time_zone"]) == (read, True, None)
    for day in range(7, 15):
        for form in ("start=2023-09-{:02}&end=2023-09-{:02}&expand={}",):
            for expand in ("true", "false"):
                found = await listed(as_alice, form.format(day, day + 1, expand))
                assert len(found) == (f"{day:02}" in days), (day, expand)


async def test_an_all_day_event_needs_an_end(as_alice: AsyncClient) -> None:
    answered = await as_alice.post("/api/events", json={"title": "Yoga", "start": "2023-09-09"})
    assert [error["field"] for error in answered.json()["errors"]] == ["end"]


async def create(client: AsyncClient, **fields: Any) -> dict[str, Any]:
    answered = await client.post("/api/events", json={"title": "Yoga", **fields})
    assert answered.status_code == 201, answered.text
    return answered.json()


async def listed(client: AsyncClient, query: str) -> list[dict[str, Any]]:
    answered = await client.get(f"/api/events?{query}")
    assert answered.status_code == 200, answered.text
    return answered.json()["items"]
