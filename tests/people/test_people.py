"""People: their order, the index of letters, what they are found by, their fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import update

from umbra.core.actor import Actor
from umbra.database import Database
from umbra.people.kind import PEOPLE


async def add(client: AsyncClient, name: str, **fields: Any) -> Any:
    answered = await client.post("/api/people", json={"name": name, **fields})
    assert answered.status_code == 201, answered.text
    return answered.json()


async def names(client: AsyncClient, query: str = "", **params: str) -> list[str]:
    answered = await client.get(f"/api/people?{query}", params=params or None)
    assert answered.status_code == 200, answered.text
    return [item["name"] for item in answered.json()["items"]]


async def test_people_stand_by_family_name_then_given_name_without_accents(
    as_alice: AsyncClient,
) -> None:
    await add(as_alice, "Zed Ng", given_name="Zed", family_name="Ng")
    await add(as_alice, "Bob Nga", given_name="Bob", family_name="Nga")
    await add(as_alice, "Émile Ng", given_name="Émile", family_name="NG")
    await add(as_alice, "Acme")
    await add(as_alice, "Örjan", given_name="Örjan")
    in_order = ["Acme", "Émile Ng", "Zed Ng", "Bob Nga", "Örjan"]
    assert await names(as_alice) == in_order
    assert await names(as_alice, "sort=-name") == in_order[::-1]


async def test_the_index_counts_each_letter_and_leads_to_the_first_of_it(
    as_alice: AsyncClient, statements: list[str]
) -> None:
    for name in ("Äda", "Abel", "Mia", "Zoë", "7 Eleven", "~", "Юлия"):
        await add(as_alice, name)
    statements.clear()
    found = (await as_alice.get("/api/people/letters")).json()["items"]
    assert sum("people" in one for one in statements) == 1
    assert [(one["letter"], one["count"]) for one in found] == [
        ("#", 2),
        ("A", 2),
        ("M", 1),
        ("Z", 1),
        ("Ю", 1),
    ]
    at = {one["letter"]: one["cursor"] for one in found}
    assert at["#"] is None
    assert await names(as_alice, cursor=at["M"]) == ["Mia", "Zoë", "~", "Юлия"]


async def test_the_index_counts_own_people_outside_the_trash(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    gone = await add(as_alice, "Anna")
    await as_alice.delete(f"/api/people/{gone['id']}")
    await add(as_bob, "Bea")
    assert (await as_alice.get("/api/people/letters")).json() == {"items": []}


@pytest.mark.parametrize(
    "stored", ["+49 (0)30 23125-001", "0049 30 23125001", "030/23 12 50 01", "(030) 23125001"]
)
@pytest.mark.parametrize(
    "typed",
    ["+493023125001", "0049 (30) 23125-001", "030 23125001", "23125001", "231 250 01", "030 231"],
)
async def test_a_number_is_found_in_any_spelling(
    as_alice: AsyncClient, stored: str, typed: str
) -> None:
    await add(as_alice, "Anna", phones=[stored])
    await add(as_alice, "Bea", phones=["+49 40 5550123"])
    assert await names(as_alice, q=typed) == ["Anna"]
    assert await names(as_alice, q=f"an {typed}") == ["Anna"]
    assert await names(as_alice, q=f"be {typed}") == []


@pytest.mark.parametrize(
    "typed", ["Zoe@Example.org", "zoe example", "zo", "Rouge", "aero", "NOTED", "2026"]
)
async def test_a_person_is_found_by_each_of_their_words(as_alice: AsyncClient, typed: str) -> None:
    await add(
        as_alice,
        "Zoë",
        family_name="Ærø",
        nickname="Zo",
        organisation="Café Rouge",
        emails=["zoe@example.org"],
        notes="noted 2026",
    )
    assert await names(as_alice, q=typed) == ["Zoë"]
    assert await names(as_alice, search=typed) == ["Zoë"]
    assert await names(as_alice, search=typed, q="nobody") == []


async def test_what_is_found_follows_numbers_and_e_mails(as_alice: AsyncClient) -> None:
    person = await add(as_alice, "Anna", phones=["555 0123"], emails=["old@example.org"])
    address = f"/api/people/{person['id']}"
    await as_alice.patch(address, json={"phones": ["555 9999"]})
    assert await names(as_alice, q="5550123") == []
    assert await names(as_alice, q="old 5559999") == ["Anna"]


async def test_plain_texts_are_values_without_type_and_equal_ones_are_kept_once(
    as_alice: AsyncClient,
) -> None:
    person = await add(
        as_alice,
        "Anna",
        emails=[" a@b.c ", {"value": "a@b.c"}],
        phones=["1"],
        addresses=["Street 1\n12345 Town"],
    )
    assert person["emails"] == [{"type": None, "value": "a@b.c"}]
    assert person["phones"] == [{"type": None, "value": "1"}]
    [address] = person["addresses"]
    assert (address["street"], address["country"]) == ("Street 1\n12345 Town", "")


async def test_who_was_talked_with_longest_ago_comes_first_or_last(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    days = {"Anna": date(2026, 1, 5), "Bea": None, "Cleo": date(1970, 1, 1), "Dora": None}
    for name, day in days.items():
        person = await add(as_alice, name)
        async with database.transaction(alice) as tx:
            one = update(PEOPLE).where(PEOPLE.c.id == person["id"])
            await tx.execute(one.values(talked_on=day))
    assert await names(as_alice, "sort=talked") == ["Cleo", "Anna", "Bea", "Dora"]
    assert await names(as_alice, "sort=-talked") == ["Anna", "Cleo", "Bea", "Dora"]
    page = (await as_alice.get("/api/people?sort=-talked&limit=3")).json()
    assert await names(as_alice, "", sort="-talked", cursor=page["next"]) == ["Dora"]


async def test_a_place_in_the_trash_stays_with_its_person_and_is_no_choice_for_another(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    place = (await as_alice.post("/api/locations", json={"name": "Home"})).json()["id"]
    anna = await add(as_alice, "Anna", location_id=place)
    bea = await add(as_alice, "Bea")
    await as_alice.delete(f"/api/locations/{place}")
    address = f"/api/people/{anna['id']}"
    assert (await as_alice.put(address, json=anna)).json()["location_id"] == place
    for client in (as_alice, as_bob):
        refused = await client.post("/api/people", json={"name": "x", "location_id": place})
        assert [one["field"] for one in refused.json()["errors"]] == ["location_id"]
    patch = {"location_id": place}
    assert (await as_alice.patch(f"/api/people/{bea['id']}", json=patch)).status_code == 422
    act = {"kind": "person", "ids": [bea["id"]], "action": "patch", "fields": patch}
    refused = (await as_alice.post("/api/bulk", json=act)).json()
    assert [one["field"] for one in refused["errors"]] == ["fields.location_id"]
    await as_alice.delete(f"/api/trash/{place}")
    assert (await as_alice.get(address)).json()["location_id"] is None


async def test_a_reminder_can_be_about_a_person(as_alice: AsyncClient) -> None:
    anna = await add(as_alice, "Anna")
    about = {"kind": "person", "id": anna["id"]}
    sent = {"title": "Call", "remind_at": "2026-03-05T09:00:00Z", "about": about}
    made = (await as_alice.post("/api/reminders", json=sent)).json()
    assert made["about"] == about
    found = (await as_alice.get("/api/reminders?kind=person")).json()["items"]
    assert [one["id"] for one in found] == [made["id"]]
    await as_alice.delete(f"/api/people/{anna['id']}")
    assert (await as_alice.post("/api/reminders", json=sent)).status_code == 422
    await as_alice.delete(f"/api/trash/{anna['id']}")
    assert (await as_alice.get(f"/api/reminders/{made['id']}")).json()["about"] is None
