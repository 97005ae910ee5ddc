"""Relationships: shown on both sides, hidden with the trash, refused where they make no sense."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response

from tests.people.test_people import add


async def relate(client: AsyncClient, person: Any, other: Any, **words: str) -> Response:
    sent = {"other_id": other["id"], **words}
    return await client.post(f"/api/people/{person['id']}/relationships", json=sent)


async def seen_by(client: AsyncClient, person: Any) -> list[tuple[str, str]]:
    answered = await client.get(f"/api/people/{person['id']}/relationships")
    return [(one["word"], one["name"]) for one in answered.json()["items"]]


async def test_a_relationship_is_shown_on_both_sides_with_the_word_of_each(
    as_alice: AsyncClient,
) -> None:
    anna, bea = await add(as_alice, "Anna"), await add(as_alice, "Bea")
    made = await relate(as_alice, anna, bea, word="mother", inverse="daughter")
    assert made.status_code == 201
    assert (made.json()["name"], made.json()["inverse"]) == ("Bea", "daughter")
    await relate(as_alice, bea, anna, word="colleague")
    assert await seen_by(as_alice, anna) == [("mother", "Bea"), ("colleague", "Bea")]
    assert await seen_by(as_alice, bea) == [("daughter", "Anna"), ("colleague", "Anna")]
    for one in (anna, bea):
        assert (await as_alice.get(f"/api/people/{one['id']}")).json()["version"] == 3
    address = f"/api/people/{bea['id']}/relationships/{made.json()['id']}"
    assert (await as_alice.delete(address)).status_code == 204
    assert (await as_alice.delete(address)).status_code == 404
    assert await seen_by(as_alice, anna) == [("colleague", "Bea")]


async def test_the_trash_hides_a_relationship_and_restoring_brings_it_back(
    as_alice: AsyncClient,
) -> None:
    anna, bea = await add(as_alice, "Anna"), await add(as_alice, "Bea")
    await relate(as_alice, anna, bea, word="friend")
    await as_alice.delete(f"/api/people/{anna['id']}")
    assert await seen_by(as_alice, bea) == []
    missing = await as_alice.get(f"/api/people/{anna['id']}/relationships")
    assert missing.status_code == 404
    await as_alice.post(f"/api/trash/{anna['id']}/restore")
    assert await seen_by(as_alice, bea) == [("friend", "Anna")]
    await as_alice.delete(f"/api/people/{anna['id']}")
    await as_alice.delete(f"/api/trash/{anna['id']}")
    assert await seen_by(as_alice, bea) == []


async def test_a_relationship_needs_another_person_of_the_account(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    anna = await add(as_alice, "Anna")
    gone = await add(as_alice, "Gone")
    await as_alice.delete(f"/api/people/{gone['id']}")
    foreign = await add(as_bob, "Foreign")
    answers = set()
    for other in ({"id": str(uuid4())}, gone, foreign):
        refused = await relate(as_alice, anna, other, word="friend")
        assert [one["field"] for one in refused.json()["errors"]] == ["other_id"]
        answers.add(refused.content)
    assert len(answers) == 1
    itself = await relate(as_alice, anna, anna, word="friend")
    assert itself.json()["errors"][0]["message"].startswith("Is the same person")
    assert await seen_by(as_alice, anna) == []


async def test_the_same_relationship_is_refused_from_either_side(as_alice: AsyncClient) -> None:
    anna, bea = await add(as_alice, "Anna"), await add(as_alice, "Bea")
    await relate(as_alice, anna, bea, word="friend")
    for one, other in ((anna, bea), (bea, anna)):
        refused = await relate(as_alice, one, other, word="Friend")
        assert refused.status_code == 409
    assert await seen_by(as_alice, anna) == [("friend", "Bea")]


async def test_a_relationship_of_others_is_not_deleted_from_a_third_person(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    anna, bea = await add(as_alice, "Anna"), await add(as_alice, "Bea")
    third, bob = await add(as_alice, "Third"), await add(as_bob, "Bob")
    made = (await relate(as_alice, anna, bea, word="friend")).json()
    for client, person in ((as_alice, third), (as_bob, bob)):
        address = f"/api/people/{person['id']}/relationships/{made['id']}"
        assert (await client.delete(address)).status_code == 404
    assert await seen_by(as_alice, anna) == [("friend", "Bea")]
