"""People on items: written, hidden by the trash, copied, undone; the time line of a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from tests.people.test_contacts import talk
from tests.people.test_people import add
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.events import service as events
from umbra.events.fields import EventPatch
from umbra.events.journal import undo

TIMES = {"start": "2026-03-10T09:00:00Z", "end": "2026-03-10T10:00:00Z"}
LEAST: dict[str, dict[str, Any]] = {
    "events": {"title": "Lunch", "time_zone": "UTC", **TIMES},
    "todos": {"title": "Call", "due_date": "2026-03-09"},
    "tasks": {"title": "Paint", "due_date": "2026-03-09"},
}
KINDS = pytest.mark.parametrize("path", LEAST)


async def make(client: AsyncClient, path: str, **fields: Any) -> Any:
    """An item of a kind; a task is of a project of its own."""
    if path == "tasks":
        project = await client.post("/api/projects", json={"name": "Renovation"})
        fields["project_id"] = project.json()["id"]
    answered = await client.post(f"/api/{path}", json={**LEAST[path], **fields})
    assert answered.status_code == 201, answered.text
    return answered.json()


async def people(client: AsyncClient, path: str, item: Any) -> list[str]:
    return (await client.get(f"/api/{path}/{item['id']}")).json()["people"]


async def three(client: AsyncClient) -> list[str]:
    return [(await add(client, name))["id"] for name in ("Anna", "Bea", "Cleo")]


@KINDS
async def test_people_are_written_in_their_order_in_every_way(
    as_alice: AsyncClient, path: str
) -> None:
    anna, bea, cleo = await three(as_alice)
    item = await make(as_alice, path, people=[bea, anna, bea])
    assert item["people"] == [bea, anna]
    address = f"/api/{path}/{item['id']}"
    patched = (await as_alice.patch(address, json={"people": [cleo, bea]})).json()
    assert (patched["people"], patched["version"]) == ([cleo, bea], 2)
    assert (await as_alice.patch(address, json={"notes": "x"})).json()["people"] == [cleo, bea]
    put = (await as_alice.put(address, json=patched)).json()
    assert put["people"] == [cleo, bea]
    assert (await as_alice.put(address, json=LEAST[path])).json()["people"] == []
    act = {"kind": path[:-1], "ids": [item["id"]], "action": "patch", "fields": {"people": [anna]}}
    assert (await as_alice.post("/api/bulk", json=act)).status_code == 200
    assert await people(as_alice, path, item) == [anna]
    [listed] = (await as_alice.get(f"/api/{path}")).json()["items"]
    assert listed["people"] == [anna]


@KINDS
async def test_people_who_are_not_there_are_refused_at_their_place(
    as_alice: AsyncClient, as_bob: AsyncClient, path: str
) -> None:
    anna = (await add(as_alice, "Anna"))["id"]
    gone = (await add(as_alice, "Gone"))["id"]
    await as_alice.delete(f"/api/people/{gone}")
    foreign = (await add(as_bob, "Foreign"))["id"]
    item = await make(as_alice, path)
    of_project = {"project_id": item["project_id"]} if path == "tasks" else {}
    answers = set()
    for other in (str(uuid4()), gone, foreign):
        body = {"people": [anna, other]}
        for refused in (
            await as_alice.post(f"/api/{path}", json={**LEAST[path], **of_project, **body}),
            await as_alice.patch(f"/api/{path}/{item['id']}", json=body),
            await as_alice.put(f"/api/{path}/{item['id']}", json={**LEAST[path], **body}),
        ):
            assert refused.status_code == 422
            answers.add(refused.content)
            assert [one["field"] for one in refused.json()["errors"]] == ["people.1"]
    assert len(answers) == 1
    act = {"kind": path[:-1], "ids": [item["id"]], "action": "patch", "fields": body}
    refused = (await as_alice.post("/api/bulk", json=act)).json()
    assert [one["field"] for one in refused["errors"]] == ["fields.people.1"]
    assert await people(as_alice, path, item) == []


@KINDS
async def test_the_trash_hides_a_link_whatever_is_written_and_restoring_brings_it_back(
    as_alice: AsyncClient, path: str
) -> None:
    anna, bea, cleo = await three(as_alice)
    item = await make(as_alice, path, people=[anna, bea])
    address = f"/api/{path}/{item['id']}"
    await as_alice.delete(f"/api/people/{anna}")
    read = (await as_alice.get(address)).json()
    assert read["people"] == [bea]
    await as_alice.put(address, json={**read, "people": [cleo]})
    await as_alice.post(f"/api/trash/{anna}/restore")
    assert await people(as_alice, path, item) == [anna, cleo]
    await as_alice.delete(f"/api/people/{anna}")
    await as_alice.delete(f"/api/trash/{anna}")
    assert await people(as_alice, path, item) == [cleo]


async def test_the_next_todo_of_a_series_has_the_people_and_the_place(
    as_alice: AsyncClient,
) -> None:
    anna, *_ = await three(as_alice)
    place = (await as_alice.post("/api/locations", json={"name": "Home"})).json()["id"]
    todo = await make(as_alice, "todos", people=[anna], location_id=place, rrule="FREQ=DAILY")
    done = (await as_alice.patch(f"/api/todos/{todo['id']}/toggle")).json()
    following = (await as_alice.get(f"/api/todos/{done['next_id']}")).json()
    assert (following["people"], following["location_id"]) == ([anna], place)


async def test_people_belong_to_a_whole_series_of_events(as_alice: AsyncClient) -> None:
    anna, bea, _ = await three(as_alice)
    series = await make(as_alice, "events", people=[anna], rrule="FREQ=DAILY;COUNT=9")
    address = f"/api/events/{series['id']}?recurrence_id=2026-03-12T09:00:00"
    occurrence = (await as_alice.get(address)).json()
    assert occurrence["people"] == [anna]
    this = f"{address}&scope=this"
    refused = await as_alice.patch(this, json={"people": [bea]})
    assert [one["field"] for one in refused.json()["errors"]] == ["people"]
    sent = {**LEAST["events"], "start": "2026-03-12T11:00:00Z", "end": "2026-03-12T12:00:00Z"}
    assert (await as_alice.put(this, json=sent)).json()["people"] == [anna]
    made = await as_alice.patch(f"{address}&scope=following", json={"title": "Other"})
    assert made.json()["people"] == [anna]
    later = f"/api/events/{made.json()['id']}?recurrence_id=2026-03-13T09:00:00&scope=all"
    assert (await as_alice.patch(later, json={"people": [bea]})).json()["people"] == [bea]
    assert await people(as_alice, "events", series) == [anna]


async def test_undoing_a_change_of_an_event_gives_its_people_back(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    anna, bea, cleo = await three(as_alice)
    item = await make(as_alice, "events", people=[anna, bea])
    async with database.transaction(alice) as tx:
        patch = EventPatch.model_validate({"people": [cleo]})
        done = await events.change(tx, alice, UUID(item["id"]), patch)
    assert await people(as_alice, "events", item) == [cleo]
    await as_alice.delete(f"/api/people/{bea}")
    async with database.transaction(alice) as tx:
        await undo(tx, alice, done.entry)
    assert await people(as_alice, "events", item) == [anna]


async def test_the_tasks_of_a_person_are_listed_unless_the_person_is_in_the_trash(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    anna, bea, _ = await three(as_alice)
    await make(as_alice, "tasks", people=[bea])
    both = await make(as_alice, "tasks", people=[anna, bea])
    by_anna = f"/api/tasks?person={anna}"
    assert [one["id"] for one in (await as_alice.get(by_anna)).json()["items"]] == [both["id"]]
    assert (await as_bob.get(by_anna)).json()["items"] == []
    await as_alice.delete(f"/api/people/{anna}")
    assert (await as_alice.get(by_anna)).json()["items"] == []


async def test_people_go_along_to_a_copied_project_and_to_the_other_kind(
    as_alice: AsyncClient,
) -> None:
    anna, bea, _ = await three(as_alice)
    task = await make(as_alice, "tasks", people=[bea, anna])
    project = task["project_id"]
    copy = (await as_alice.post(f"/api/projects/{project}/duplicate")).json()
    [copied] = (await as_alice.get(f"/api/projects/{copy['id']}/tasks")).json()["items"]
    assert copied["people"] == [bea, anna]
    todo = (await as_alice.post(f"/api/tasks/{task['id']}/to-todo")).json()
    assert todo["people"] == [bea, anna]
    sent = {"project_id": project}
    again = (await as_alice.post(f"/api/todos/{todo['id']}/to-task", json=sent)).json()
    assert again["people"] == [bea, anna]


@KINDS
async def test_a_list_costs_the_same_statements_with_people(
    as_alice: AsyncClient, statements: list[str], path: str
) -> None:
    ids = await three(as_alice)
    for _ in range(5):
        await make(as_alice, path, people=ids)
    statements.clear()
    found = (await as_alice.get(f"/api/{path}")).json()["items"]
    assert [one["people"] for one in found] == [ids] * 5
    assert len(statements) == 3, statements


async def timeline(client: AsyncClient, person: str, **params: str) -> list[tuple[str, Any]]:
    answered = await client.get(f"/api/people/{person}/timeline", params=params)
    assert answered.status_code == 200, answered.text
    return [(one["kind"], one["at"]) for one in answered.json()["items"]]


async def everything_about(client: AsyncClient, person: str) -> None:
    about = {"kind": "person", "id": person}
    await make(client, "events", people=[person])
    await make(client, "events", people=[person], start="2026-03-12", end="2026-03-13")
    await make(client, "todos", people=[person], due_time="08:00")
    await make(client, "todos", people=[person], due_date=None)
    await make(client, "tasks", people=[person], due_time="07:00")
    sent = {"title": "Ask", "remind_at": "2026-03-11T07:00:00Z", "about": about}
    assert (await client.post("/api/reminders", json=sent)).status_code == 201
    await talk(client, {"id": person}, "2026-03-01", note="Moved", way="call")
    await talk(client, {"id": person}, "2026-03-02T10:00:00Z")


IN_ORDER = [
    ("event", "2026-03-12"),
    ("reminder", "2026-03-11T07:00:00+00:00"),
    ("event", "2026-03-10T09:00:00+00:00"),
    ("todo", "2026-03-09T08:00:00"),
    ("task", "2026-03-09T07:00:00"),
    ("todo", None),
    ("contact", "2026-03-02T10:00:00+00:00"),
    ("contact", "2026-03-01"),
]


async def test_the_time_line_has_everything_tied_to_a_person_in_order(
    as_alice: AsyncClient,
) -> None:
    anna, bea, _ = await three(as_alice)
    await everything_about(as_alice, anna)
    assert await timeline(as_alice, anna) == IN_ORDER
    assert await timeline(as_alice, anna, sort="at") == IN_ORDER[::-1]
    assert await timeline(as_alice, bea) == []
    assert await timeline(as_alice, anna, kind="todo") == [IN_ORDER[3], IN_ORDER[5]]
    bounds = {"from": "2026-03-09", "to": "2026-03-11T07:00:00Z"}
    assert await timeline(as_alice, anna, **bounds) == IN_ORDER[2:5]
    bounds = {"from": "2026-03-11T07:00:00Z", "to": "2026-03-12"}
    assert await timeline(as_alice, anna, **bounds) == IN_ORDER[1:2]
    for wrong in ({"kind": "planet"}, {"cursor": "WyJ4Il0"}, {"from": "soon"}):
        refused = await as_alice.get(f"/api/people/{anna}/timeline", params=wrong)
        assert [one["field"] for one in refused.json()["errors"]] == list(wrong)


@pytest.mark.parametrize("sort", ["at", "-at"])
@pytest.mark.parametrize("limit", [1, 3, 7])
async def test_the_time_line_is_walked_page_by_page_meeting_each_once(
    as_alice: AsyncClient, sort: str, limit: int
) -> None:
    anna, *_ = await three(as_alice)
    await everything_about(as_alice, anna)
    met: list[Any] = []
    params = {"sort": sort, "limit": str(limit)}
    while True:
        page = (await as_alice.get(f"/api/people/{anna}/timeline", params=params)).json()
        met += [(one["kind"], one["at"]) for one in page["items"]]
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    assert met == (IN_ORDER if sort == "-at" else IN_ORDER[::-1])


async def test_the_time_line_follows_moves_and_the_trash_in_one_statement(
    as_alice: AsyncClient, statements: list[str]
) -> None:
    anna, *_ = await three(as_alice)
    event = await make(as_alice, "events", people=[anna])
    todo = await make(as_alice, "todos", people=[anna])
    task = await make(as_alice, "tasks", people=[anna])
    moved = {"start": "2026-03-20", "end": "2026-03-21"}
    await as_alice.patch(f"/api/events/{event['id']}", json=moved)
    await as_alice.patch(f"/api/todos/{todo['id']}", json={"due_date": "2026-03-25"})
    await as_alice.patch(f"/api/tasks/{task['id']}", json={"due_date": "2026-03-21"})
    in_order = [("todo", "2026-03-25"), ("task", "2026-03-21"), ("event", "2026-03-20")]
    assert await timeline(as_alice, anna) == in_order
    await as_alice.delete(f"/api/todos/{todo['id']}")
    await as_alice.delete(f"/api/tasks/{task['id']}")
    assert await timeline(as_alice, anna) == [("event", "2026-03-20")]
    statements.clear()
    await timeline(as_alice, anna)
    assert len(statements) == 4, statements
