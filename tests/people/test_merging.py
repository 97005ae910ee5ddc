"""Merging people, its preview, and its undo from the trash; duplicates."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from tests.people.test_contacts import talk
from tests.people.test_links import make, people, timeline
from tests.people.test_people import add, names
from tests.people.test_relationships import relate, seen_by
from umbra.core.paging import Cursor, Key
from umbra.people.merged import same_number
from umbra.web.paging import encoded


async def merge(client: AsyncClient, kept: Any, other: Any, prefer: str = "this") -> Response:
    sent = {"other_id": other["id"], "prefer": prefer}
    return await client.post(f"/api/people/{kept['id']}/merge", json=sent)


async def read(client: AsyncClient, person: Any) -> Any:
    answered = await client.get(f"/api/people/{person['id']}")
    return answered.json() if answered.status_code == 200 else None


async def restore(client: AsyncClient, person: Any) -> Response:
    return await client.post(f"/api/trash/{person['id']}/restore")


def without_times(person: Any) -> Any:
    return {k: v for k, v in person.items() if k not in {"version", "updated_at"}}


ANNA = {
    "given_name": "Anna",
    "family_name": "Klein",
    "emails": [{"type": "home", "value": "anna@example.org"}],
    "phones": ["030 5550123"],
    "birthday": "--09-24",
    "notes": "Likes tea.",
    "tags": ["friends"],
    "alarms": [{"days_before": 1, "at": "18:00"}],
}
OTHER = {
    "nickname": "Annie",
    "organisation": "Acme",
    "emails": ["ANNA@example.org", "annie@example.com"],
    "phones": [{"type": "cell", "value": "+49 30 5550123"}, "0170 1234567"],
    "birthday": "1990-09-24",
    "notes": "Met in 2019.",
    "favourite": True,
    "tags": ["Friends", "work"],
    "alarms": [{"days_before": 0, "at": "09:00"}],
}


async def test_a_merge_joins_what_both_have_and_restoring_gives_both_back(
    as_alice: AsyncClient,
) -> None:
    place = (await as_alice.post("/api/locations", json={"name": "Home"})).json()["id"]
    anna = await add(as_alice, "Anna Klein", **ANNA)
    other = await add(as_alice, "Annie", location_id=place, **OTHER)
    merged = (await merge(as_alice, anna, other)).json()
    expected = {
        **anna,
        "nickname": "Annie",
        "organisation": "Acme",
        "emails": [anna["emails"][0], {"type": None, "value": "annie@example.com"}],
        "phones": other["phones"],
        "notes": "Likes tea.\n\nMet in 2019.",
        "favourite": True,
        "location_id": place,
        "tags": ["friends", "work"],
        "alarms": [*anna["alarms"], *other["alarms"]],
    }
    assert without_times(merged) == without_times(expected)
    assert await read(as_alice, other) is None
    assert await names(as_alice, q="annie 5550123") == ["Anna Klein"]
    assert (await restore(as_alice, other)).status_code == 200
    assert without_times(await read(as_alice, anna)) == without_times(anna)
    assert without_times(await read(as_alice, other)) == without_times(other)
    assert await names(as_alice, q="annie") == ["Annie"]


async def test_the_preferred_person_s_single_values_stay(as_alice: AsyncClient) -> None:
    anna = await add(as_alice, "Anna Klein", **ANNA)
    other = await add(as_alice, "Annie", **OTHER)
    address = f"/api/people/{anna['id']}/merge?other_id={other['id']}&prefer=other"
    preview = (await as_alice.get(address)).json()
    merged = (await merge(as_alice, anna, other, "other")).json()
    assert (merged["id"], merged["name"]) == (anna["id"], "Annie")
    assert (merged["given_name"], merged["family_name"]) == ("Anna", "Klein")
    assert (merged["birthday"], merged["notes"]) == ("1990-09-24", "Met in 2019.\n\nLikes tea.")
    assert {name: merged[name] for name in preview["fields"]} == preview["fields"]


async def ties_of(client: AsyncClient, person: Any, names: list[str]) -> None:
    """Ten things of each of six kinds."""
    about = {"kind": "person", "id": person["id"]}
    for number in range(10):
        await make(client, "events", people=[person["id"]])
        await make(client, "todos", people=[person["id"]])
        await make(client, "tasks", people=[person["id"]])
        await talk(client, person, f"2026-02-{number + 1:02}")
        sent = {"title": "Ask", "remind_at": f"2026-03-1{number}T07:00:00Z", "about": about}
        await client.post("/api/reminders", json=sent)
        await relate(client, person, await add(client, names[number]), word="friend")


async def all_ties(client: AsyncClient, person: Any) -> tuple[list[Any], list[Any]]:
    line = await client.get(f"/api/people/{person['id']}/timeline?limit=200")
    return sorted(one["id"] for one in line.json()["items"]), await seen_by(client, person)


async def test_two_people_tied_to_60_things_are_merged_while_a_tab_edits_and_come_back(
    as_alice: AsyncClient, statements: list[str]
) -> None:
    anna, other = await add(as_alice, "Anna"), await add(as_alice, "Annie")
    await ties_of(as_alice, anna, [f"A {n}" for n in range(10)])
    await ties_of(as_alice, other, [f"B {n}" for n in range(10)])
    both = await make(as_alice, "events", people=[anna["id"], other["id"]])
    before = [await all_ties(as_alice, one) for one in (anna, other)]
    address = f"/api/people/{anna['id']}/merge?other_id={other['id']}"
    moves = (await as_alice.get(address)).json()["moves"]
    kinds = ("event", "todo", "task", "reminder", "contact", "relationship")
    assert moves == dict.fromkeys(kinds, 10)
    statements.clear()
    assert (await merge(as_alice, anna, other)).status_code == 200
    assert len(statements) < 40, len(statements)
    line, related = await all_ties(as_alice, anna)
    assert (len(line), len(related)) == (101, 20)
    assert await people(as_alice, "events", both) == [anna["id"]]
    # A second tab still has the other person: its save is refused at the field.
    edited = await make(as_alice, "todos", people=[anna["id"]])
    address = f"/api/todos/{edited['id']}"
    refused = await as_alice.patch(address, json={"people": [other["id"]]})
    assert [one["field"] for one in refused.json()["errors"]] == ["people.0"]
    patch = {"nickname": "An", "notes": "New"}
    assert (await as_alice.patch(f"/api/people/{other['id']}", json=patch)).status_code == 404
    assert (await as_alice.patch(f"/api/people/{anna['id']}", json=patch)).status_code == 200
    assert (await restore(as_alice, other)).status_code == 200
    after = [await all_ties(as_alice, one) for one in (anna, other)]
    assert after[1] == before[1]
    assert after[0] == (sorted([*before[0][0], edited["id"]]), before[0][1])
    now = await read(as_alice, anna)
    assert (now["nickname"], now["notes"], now["talked_on"]) == ("An", "New", "2026-02-10")


async def test_what_was_changed_since_a_merge_stays_when_it_is_undone(
    as_alice: AsyncClient,
) -> None:
    anna = await add(as_alice, "Anna", emails=["a@x.org"], tags=["a"], notes="A")
    other = await add(
        as_alice, "Annie", emails=["b@x.org"], tags=["b"], notes="B", birthday="--01-01"
    )
    todo = await make(as_alice, "todos", people=[other["id"]])
    await merge(as_alice, anna, other)
    await as_alice.patch(f"/api/todos/{todo['id']}", json={"people": []})
    values = [{"type": None, "value": f"{one}@x.org"} for one in "abc"]
    patch = {"emails": values, "tags": ["a", "b", "c"], "birthday": "--02-02"}
    await as_alice.patch(f"/api/people/{anna['id']}", json=patch)
    await restore(as_alice, other)
    now = await read(as_alice, anna)
    assert now["emails"] == [values[0], values[2]]
    assert (now["tags"], now["birthday"], now["notes"]) == (["a", "c"], "--02-02", "A")
    assert await people(as_alice, "todos", todo) == []


async def test_a_merge_of_a_merge_is_undone_in_reverse(as_alice: AsyncClient) -> None:
    one, two, three = [await add(as_alice, name) for name in ("One", "Two", "Three")]
    todo = await make(as_alice, "todos", people=[one["id"]])
    await merge(as_alice, two, one)
    await merge(as_alice, three, two)
    assert await people(as_alice, "todos", todo) == [three["id"]]
    refused = await restore(as_alice, one)
    assert refused.status_code == 409
    assert await read(as_alice, one) is None
    await restore(as_alice, two)
    assert await people(as_alice, "todos", todo) == [two["id"]]
    await restore(as_alice, one)
    assert await people(as_alice, "todos", todo) == [one["id"]]


async def test_a_merge_is_undone_while_the_kept_person_is_in_the_trash_too(
    as_alice: AsyncClient,
) -> None:
    anna, other = await add(as_alice, "Anna"), await add(as_alice, "Annie", nickname="A")
    todo = await make(as_alice, "todos", people=[other["id"]])
    await merge(as_alice, anna, other)
    await as_alice.delete(f"/api/people/{anna['id']}")
    ids = [other["id"], anna["id"]]
    act = {"kind": "person", "ids": ids, "action": "restore"}
    assert (await as_alice.post("/api/bulk", json=act)).status_code == 200
    assert await people(as_alice, "todos", todo) == [other["id"]]
    assert (await read(as_alice, anna))["nickname"] == ""


async def test_a_merge_with_oneself_or_with_who_is_not_there_is_refused(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    anna, gone = await add(as_alice, "Anna"), await add(as_alice, "Gone")
    await as_alice.delete(f"/api/people/{gone['id']}")
    foreign = await add(as_bob, "Foreign")
    answers = set()
    for other in ({"id": str(uuid4())}, gone, foreign):
        refused = await merge(as_alice, anna, other)
        assert [one["field"] for one in refused.json()["errors"]] == ["other_id"]
        answers.add(refused.content)
    assert len(answers) == 1
    itself = (await merge(as_alice, anna, anna)).json()["errors"][0]
    assert (itself["field"], itself["message"][:18]) == ("other_id", "Is the same person")
    assert (await merge(as_alice, gone, anna)).status_code == 404
    assert await read(as_alice, anna) == anna


async def test_a_merge_of_a_stale_version_or_too_many_values_is_refused(
    as_alice: AsyncClient,
) -> None:
    anna = await add(as_alice, "Anna", tags=[f"a{n}" for n in range(26)])
    other = await add(as_alice, "Annie", tags=[f"b{n}" for n in range(25)])
    refused = (await merge(as_alice, anna, other)).json()["errors"][0]
    assert refused["field"] == "other_id"
    assert refused["message"].startswith("The two have 51 tags together")
    third = await add(as_alice, "Third", notes="x" * 20_000)
    await as_alice.patch(f"/api/people/{anna['id']}", json={"notes": "y"})
    refused = (await merge(as_alice, anna, third)).json()["errors"][0]
    assert refused["field"] == "other_id"
    stale = await as_alice.post(
        f"/api/people/{anna['id']}/merge",
        json={"other_id": third["id"]},
        headers={"If-Match": '"1"'},
    )
    assert stale.status_code == 412
    assert (await read(as_alice, other)) == other


async def test_of_two_merges_at_once_one_is_done_and_the_other_told(
    as_alice: AsyncClient,
) -> None:
    anna, other = await add(as_alice, "Anna"), await add(as_alice, "Annie")
    todo = await make(as_alice, "todos", people=[anna["id"], other["id"]])
    answers = await asyncio.gather(
        merge(as_alice, anna, other), merge(as_alice, other, anna), merge(as_alice, anna, other)
    )
    statuses = sorted(one.status_code for one in answers)
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {404, 422}
    assert len(await names(as_alice)) == 1
    assert len(await people(as_alice, "todos", todo)) == 1


async def test_relationships_move_but_for_those_of_the_two(as_alice: AsyncClient) -> None:
    anna, other, bea = [await add(as_alice, name) for name in ("Anna", "Annie", "Bea")]
    await relate(as_alice, anna, other, word="twin")
    await relate(as_alice, bea, other, word="boss", inverse="employee")
    await relate(as_alice, anna, bea, word="friend")
    await relate(as_alice, other, bea, word="friend")
    await merge(as_alice, anna, other)
    assert await seen_by(as_alice, anna) == [("employee", "Bea"), ("friend", "Bea")]
    assert await seen_by(as_alice, bea) == [("boss", "Anna"), ("friend", "Anna")]
    await restore(as_alice, other)
    assert await seen_by(as_alice, anna) == [("twin", "Annie"), ("friend", "Bea")]
    assert await seen_by(as_alice, other) == [
        ("twin", "Anna"),
        ("employee", "Bea"),
        ("friend", "Bea"),
    ]


async def test_duplicates_have_an_e_mail_a_number_or_a_name_in_common(
    as_alice: AsyncClient, as_bob: AsyncClient, statements: list[str]
) -> None:
    one = await add(as_alice, "Zoë", emails=["Zoe@X.org"], phones=["+49 (0)30 5550123"])
    two = await add(as_alice, "Zoe", phones=["030/555 01 23", "0305550123"])
    three = await add(as_alice, "Z.", emails=["zoe@x.ORG", "zoe@x.org"], phones=["112"])
    await add(as_alice, "Other", phones=["112"])
    await add(as_bob, "Zoë", emails=["zoe@x.org"])
    statements.clear()
    found = (await as_alice.get("/api/people/duplicates")).json()
    assert sum("people" in statement for statement in statements) == 1
    groups = [(g["why"], g["value"], [one["id"] for one in g["people"]]) for g in found["items"]]
    assert groups == [
        ("email", "zoe@x.org", [one["id"], three["id"]]),
        ("name", "zoe", [one["id"], two["id"]]),
        ("phone", "305550123", [one["id"], two["id"]]),
    ]
    page = (await as_alice.get("/api/people/duplicates?limit=2")).json()
    rest = await as_alice.get(f"/api/people/duplicates?cursor={page['next']}")
    assert rest.json()["items"] == found["items"][2:]
    await as_alice.delete(f"/api/people/{one['id']}")
    assert (await as_alice.get("/api/people/duplicates")).json()["items"] == []
    assert await timeline(as_alice, two["id"]) == []


@pytest.mark.parametrize(
    "keys", [("name",), ("name", "a\0"), ("name", 7), ("name", None), ("name", "a", "b")]
)
async def test_what_is_no_place_among_duplicates_is_refused_at_the_cursor(
    as_alice: AsyncClient, keys: tuple[Key, ...]
) -> None:
    cursor = encoded(Cursor("duplicates", keys))
    refused = await as_alice.get(f"/api/people/duplicates?cursor={cursor}")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+49 30 5550123", "030 5550123", True),
        ("0049305550123", "+49 (0)30/555-01-23", True),
        ("5550123", "030 5550123", True),
        ("+1 555 123 4567", "+44 555 123 4567", False),
        ("112", "0112", True),
        ("12", "112", False),
    ],
)
def test_numbers_are_the_same_by_their_digits(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same
    assert same_number(other, one) is same
