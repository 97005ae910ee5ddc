"""A person as a vCard and an event as iCalendar: read back, they say the same."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from httpx import AsyncClient
from icalendar import Calendar, Component

from tests.people.test_people import add
from tests.people.test_photos import picture, put


async def card_of(client: AsyncClient, person: Any) -> tuple[str, Any]:
    answered = await client.get(f"/api/people/{person['id']}.vcf")
    assert answered.status_code == 200
    assert answered.headers["content-type"] == "text/vcard; charset=utf-8"
    return answered.text, Component.from_ical(answered.text)


def plain(value: Any) -> str:
    """The text of a value that the reader left escaped."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), str(value))


async def test_a_vcard_has_the_person_with_everything_escaped(as_alice: AsyncClient) -> None:
    address = {"type": "home", "street": "Straße 1\nHof, 2", "locality": "Ort", "country": "DE"}
    person = await add(
        as_alice,
        'Zoë, "Z"; \\ 🌒',
        given_name="Zoë",
        family_name="Ærø, jr",
        nickname="Zo, Zed",
        organisation="Café, Rouge",
        emails=[{"type": "work", "value": "zoe@example.org"}, "z@example.org"],
        phones=[{"type": "cell", "value": "+49 30 1"}],
        addresses=[address],
        birthday="--02-29",
        dates=[{"label": "Name; day", "date": "2001-05-02"}],
        notes="One,\n\nBEGIN:VCARD\r\ntwo; " + "long " * 50,
        tags=["a,b", "c"],
    )
    text, card = await card_of(as_alice, person)
    assert text.startswith("BEGIN:VCARD\r\nVERSION:4.0\r\n")
    assert text.split("\r\n").count("BEGIN:VCARD") == 1
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert plain(card["FN"]) == person["name"]
    assert (card["N"].fields.family, card["N"].fields.given) == ("Ærø, jr", "Zoë")
    assert plain(card["NICKNAME"]) == "Zo, Zed"
    assert plain(card["NOTE"]) == person["notes"].replace("\r\n", "\n")
    assert [(plain(one), one.params.get("TYPE")) for one in card["EMAIL"]] == [
        ("zoe@example.org", "work"),
        ("z@example.org", None),
    ]
    assert (plain(card["TEL"]), card["TEL"].params["TYPE"]) == ("+49 30 1", "cell")
    assert card["ADR"].fields.street == "Straße 1\nHof, 2"
    assert plain(card["BDAY"]) == "--0229"
    assert plain(card["ITEM1.X-ABDATE"]) == "20010502"
    assert plain(card["ITEM1.X-ABLABEL"]) == "Name; day"
    assert plain(card["UID"]) == f"urn:uuid:{person['id']}"


async def test_a_vcard_of_a_bare_person_has_a_name_and_a_photo(as_alice: AsyncClient) -> None:
    person = await add(as_alice, "Anna")
    await put(as_alice, person, picture((600, 600)))
    text, card = await card_of(as_alice, person)
    assert plain(card["PHOTO"]).startswith("data:image/jpeg;base64,/9j/")
    assert not {"N", "EMAIL", "TEL", "ADR", "BDAY", "NOTE"} & set(card)
    assert text.endswith("END:VCARD\r\n")


async def test_a_file_is_named_after_what_it_has(as_alice: AsyncClient) -> None:
    person = await add(as_alice, 'Zoë / "x"\\')
    answered = await as_alice.get(f"/api/people/{person['id']}.vcf")
    named = answered.headers["content-disposition"]
    assert named == (
        "attachment; filename=\"Zoe _ _x__.vcf\"; filename*=UTF-8''Zo%C3%AB%20%2F%20%22x%22%5C.vcf"
    )


async def calendar_of(client: AsyncClient, event: Any) -> Any:
    answered = await client.get(f"/api/events/{event['id']}.ics")
    assert answered.status_code == 200, answered.text
    assert answered.headers["content-type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answered.content)


async def make(client: AsyncClient, **fields: Any) -> Any:
    answered = await client.post("/api/events", json={"title": "Lunch", **fields})
    assert answered.status_code == 201, answered.text
    return answered.json()


async def test_an_ics_file_has_a_series_with_its_exceptions_alarms_and_zone(
    as_alice: AsyncClient,
) -> None:
    event = await make(
        as_alice,
        title='Lunch, "x"; \\ 🌒',
        notes="One,\ntwo",
        start="2026-03-25T09:00:00",
        end="2026-03-25T10:30:00",
        time_zone="Europe/Berlin",
        rrule="FREQ=DAILY;UNTIL=20260402",
        rdate=["2026-04-05T09:00:00"],
        exdate=["2026-03-26T09:00:00", "2026-03-27"],
        alarms=[
            {"before": "PT10M"},
            {"days_before": 1, "at": "18:00"},
            {"at": "2026-03-20T08:00:00Z"},
        ],
        tags=["a,b"],
    )
    moved = {"start": "2026-03-30T12:00:00", "end": "2026-03-30T13:00:00", "title": "Late"}
    address = f"/api/events/{event['id']}?recurrence_id=2026-03-30T09:00:00&scope=this"
    assert (await as_alice.patch(address, json=moved)).status_code == 200
    calendar = await calendar_of(as_alice, event)
    series, override = calendar.walk("VEVENT")
    assert (str(series["SUMMARY"]), str(series["DESCRIPTION"])) == (event["title"], "One,\ntwo")
    assert series.decoded("DTSTART").utctimetuple()[:5] == (2026, 3, 25, 8, 0)
    assert series["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert series["RRULE"]["UNTIL"] == [datetime(2026, 4, 2, 21, 59, 59, tzinfo=UTC)]
    excluded = [one.dt.replace(tzinfo=None).isoformat() for one in series["EXDATE"].dts]
    assert excluded == ["2026-03-26T09:00:00", "2026-03-27T09:00:00"]
    assert len(series["RDATE"].dts) == 1
    assert override.decoded("RECURRENCE-ID").utctimetuple()[:5] == (2026, 3, 30, 7, 0)
    assert (str(override["SUMMARY"]), override["UID"]) == ("Late", series["UID"])
    triggers = [one.decoded("TRIGGER") for one in series.walk("VALARM")]
    assert triggers == [
        -timedelta(minutes=10),
        -timedelta(hours=15),
        datetime(2026, 3, 20, 8, tzinfo=UTC),
    ]
    assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


async def test_an_ics_file_of_days_has_dates(as_alice: AsyncClient) -> None:
    event = await make(as_alice, start="2026-03-25", end="2026-03-27", place="Café")
    calendar = await calendar_of(as_alice, event)
    [single] = calendar.walk("VEVENT")
    assert single.decoded("DTSTART") == date(2026, 3, 25)
    assert single.decoded("DTEND") == date(2026, 3, 27)
    assert (str(single["LOCATION"]), "RRULE" in single) == ("Café", False)
    assert calendar.walk("VTIMEZONE") == []
