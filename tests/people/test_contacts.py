"""The log of contacts, and the day one last talked with a person."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import AsyncClient

from tests.people.test_people import add, names


async def talk(client: AsyncClient, person: Any, at: str, **fields: str) -> Any:
    sent = {"at": at, **fields}
    answered = await client.post(f"/api/people/{person['id']}/contacts", json=sent)
    assert answered.status_code == 201, answered.text
    return answered.json()


async def read(client: AsyncClient, person: Any) -> Any:
    return (await client.get(f"/api/people/{person['id']}")).json()


async def days(client: AsyncClient, person: Any, query: str = "") -> list[str]:
    answered = await client.get(f"/api/people/{person['id']}/contacts?{query}")
    return [one["day"] for one in answered.json()["items"]]


async def test_a_contact_is_listed_and_moves_the_day_one_last_talked(as_alice: AsyncClient) -> None:
    anna = await add(as_alice, "Anna")
    made = await talk(as_alice, anna, "2026-03-02", note="Moved house", way="call")
    assert (made["at"], made["note"], made["way"]) == ("2026-03-02", "Moved house", "call")
    await talk(as_alice, anna, "2026-01-05")
    assert await days(as_alice, anna) == ["2026-03-02", "2026-01-05"]
    now = await read(as_alice, anna)
    assert (now["talked_on"], now["version"]) == ("2026-03-02", 3)
    address = f"/api/people/{anna['id']}/contacts/{made['id']}"
    assert (await as_alice.delete(address)).status_code == 204
    assert (await as_alice.delete(address)).status_code == 404
    now = await read(as_alice, anna)
    assert (now["talked_on"], now["version"]) == ("2026-01-05", 4)


async def test_a_time_is_a_contact_on_its_day_in_the_account_s_zone(as_alice: AsyncClient) -> None:
    await as_alice.patch("/api/settings", json={"time_zone": "Pacific/Auckland"})
    anna = await add(as_alice, "Anna")
    made = await talk(as_alice, anna, "2026-03-01T20:00:00Z")
    assert (made["at"], made["day"]) == ("2026-03-01T20:00:00+00:00", "2026-03-02")
    made = await talk(as_alice, anna, "2026-03-01T20:00:00")
    assert (made["at"], made["day"]) == ("2026-03-01T07:00:00+00:00", "2026-03-01")


@pytest.mark.parametrize("at", ["2026-03-05", "2027-01-01T00:00:00Z", "yesterday", ""])
async def test_a_contact_to_come_or_on_no_day_is_refused(as_alice: AsyncClient, at: str) -> None:
    anna = await add(as_alice, "Anna")
    refused = await as_alice.post(f"/api/people/{anna['id']}/contacts", json={"at": at})
    assert [one["field"] for one in refused.json()["errors"]] == ["at"]
    assert await read(as_alice, anna) == anna


async def test_contacts_are_read_a_page_at_a_time(as_alice: AsyncClient) -> None:
    anna = await add(as_alice, "Anna")
    for day in (3, 1, 1, 2):
        await talk(as_alice, anna, f"2026-02-0{day}")
    address = f"/api/people/{anna['id']}/contacts"
    page = (await as_alice.get(f"{address}?limit=3")).json()
    assert [one["day"] for one in page["items"]] == ["2026-02-03", "2026-02-02", "2026-02-01"]
    assert await days(as_alice, anna, f"limit=3&cursor={page['next']}") == ["2026-02-01"]
    people = (await as_alice.get("/api/people?limit=1")).json()
    assert people["next"] is None
    assert (await as_alice.get(f"{address}?cursor=WyJ4Il0")).status_code == 422


async def test_a_contact_sent_again_with_its_key_is_added_once(as_alice: AsyncClient) -> None:
    anna = await add(as_alice, "Anna")
    for _ in range(2):
        await as_alice.post(
            f"/api/people/{anna['id']}/contacts",
            json={"at": "2026-03-01"},
            headers={"Idempotency-Key": "once"},
        )
    assert await days(as_alice, anna) == ["2026-03-01"]


async def test_a_contact_of_one_person_is_none_of_another(as_alice: AsyncClient) -> None:
    anna, bea = await add(as_alice, "Anna"), await add(as_alice, "Bea")
    made = await talk(as_alice, anna, "2026-03-01")
    wrong = f"/api/people/{bea['id']}/contacts/{made['id']}"
    assert (await as_alice.delete(wrong)).status_code == 404
    assert (await read(as_alice, bea))["version"] == 1
    assert await days(as_alice, anna) == ["2026-03-01"]


async def test_people_are_sorted_by_their_contacts(as_alice: AsyncClient) -> None:
    for name, day in (("Anna", "2026-01-01"), ("Bea", "2026-02-01")):
        await talk(as_alice, await add(as_alice, name), day)
    await add(as_alice, "Cleo")
    assert await names(as_alice, "sort=-talked") == ["Bea", "Anna", "Cleo"]
