"""The people and the location in a panel: found and created by events of a tab's websocket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from tests.accounts.sockets import Browsers, Tab, serving
from tests.conftest import token_of
from tests.events.test_event_states import send
from tests.people.test_people import add
from umbra.projects.board.state import TaskBoard, TaskEditor
from umbra.reminders.state import ReminderEditor
from umbra.todos.state import TodoEditor, TodoList


@pytest.fixture
async def browsers() -> AsyncIterator[Browsers]:
    async with serving() as opened:
        yield opened


async def todo_panel(browsers: Browsers, client: AsyncClient, **fields: Any) -> Tab:
    todo = (await client.post("/api/todos", json={"title": "Call", **fields})).json()
    tab = await browsers.tab(token_of("alice"), path=f"/todos?open={todo['id']}")
    await send(tab, TodoEditor, "load")
    return tab


def shown(tab: Tab, name: str) -> Any:
    return tab.var(name, TodoEditor)


async def test_people_are_found_by_all_their_words_and_never_those_of_others_or_in_the_trash(
    browsers: Browsers, as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    anna = (await add(as_alice, "Anna", organisation="Acme"))["id"]
    gone = (await add(as_alice, "Gone", organisation="Acme"))["id"]
    await as_alice.delete(f"/api/people/{gone}")
    await add(as_bob, "Foreign", organisation="Acme")
    tab = await todo_panel(browsers, as_alice)
    await send(tab, TodoEditor, "find_links", kind="person", text="acme")
    assert shown(tab, "found_links")["person"] == [[anna, "Anna"]]
    assert shown(tab, "links_texts") == {"person": "acme"}


async def test_the_panel_names_its_people_and_says_of_a_location_that_it_is_in_the_trash(
    browsers: Browsers, as_alice: AsyncClient
) -> None:
    anna = (await add(as_alice, "Anna"))["id"]
    home = (await as_alice.post("/api/locations", json={"name": "Home"})).json()["id"]
    tab = await todo_panel(browsers, as_alice, people=[anna], location_id=home)
    assert shown(tab, "link_names") == {anna: "Anna", home: "Home"}
    await as_alice.delete(f"/api/locations/{home}")
    await send(tab, TodoEditor, "changed", versions={})
    assert shown(tab, "link_names") == {anna: "Anna", home: "(in the trash)"}


async def test_a_person_is_created_once_and_a_refusal_is_told_at_the_field(
    browsers: Browsers, as_alice: AsyncClient
) -> None:
    tab = await todo_panel(browsers, as_alice)
    for _ in range(2):
        await send(tab, TodoEditor, "make_link", kind="person", name="Anna", key="a-1")
    [anna] = (await as_alice.get("/api/people")).json()["items"]
    assert shown(tab, "made_links") == {"a-1": anna["id"]}
    assert shown(tab, "link_names") == {anna["id"]: "Anna"}
    await send(tab, TodoEditor, "make_link", kind="location", name="\u200b", key="a-2")
    assert shown(tab, "made_links")["a-2"] == ""
    assert "was not created" in shown(tab, "errors")["location_id"]
    await send(tab, TodoEditor, "make_link", kind="project", name="Other", key="a-3")
    assert "a-3" not in shown(tab, "made_links")


async def test_what_was_saved_is_sent_back_untouched_and_51_people_are_refused_at_the_field(
    browsers: Browsers, as_alice: AsyncClient
) -> None:
    anna = (await add(as_alice, "Anna"))["id"]
    tab = await todo_panel(browsers, as_alice, people=[anna])
    await send(tab, TodoEditor, "save", values={"title": "Call Anna"}, send="s-1")
    [todo] = (await as_alice.get("/api/todos")).json()["items"]
    assert (todo["title"], todo["people"]) == ("Call Anna", [anna])
    ids = "\n".join(f"018f0000-0000-7000-8000-{number:012}" for number in range(51))
    await send(tab, TodoEditor, "save", values={"people": ids}, send="s-2")
    assert shown(tab, "errors") == {"people": "Can be at most 50 people; these are 51."}


@pytest.mark.parametrize("kind", ["todo", "task"])
async def test_undo_of_a_save_gives_people_and_their_names_back(
    browsers: Browsers, as_alice: AsyncClient, kind: str
) -> None:
    anna, bea = [(await add(as_alice, name))["id"] for name in ("Anna", "Bea")]
    path, body = "todos", {"title": "Call", "people": [anna, bea]}
    if kind == "task":
        project = (await as_alice.post("/api/projects", json={"name": "Renovation"})).json()
        path = f"projects/{project['id']}/tasks"
    item = (await as_alice.post(f"/api/{path}", json=body)).json()
    editor, board = (TodoEditor, TodoList) if kind == "todo" else (TaskEditor, TaskBoard)
    tab = await browsers.tab(token_of("alice"), path=f"/{kind}s?open={item['id']}")
    await send(tab, board, "load")
    await send(tab, editor, "load")
    assert tab.var("base", editor)["people"] == f"{anna}\n{bea}"
    await send(tab, editor, "save", values={"people": bea}, send="s-1")
    assert (await as_alice.get(f"/api/{kind}s/{item['id']}")).json()["people"] == [bea]
    await send(tab, board, "undo")
    assert (await as_alice.get(f"/api/{kind}s/{item['id']}")).json()["people"] == [anna, bea]
    assert tab.var("base", editor)["people"] == f"{anna}\n{bea}"


async def test_a_reminder_can_be_about_an_item_of_every_kind_that_its_field_offers(
    browsers: Browsers, as_alice: AsyncClient
) -> None:
    made = {"person": await add(as_alice, "Trip")}
    for kind, path, body in (
        ("todo", "todos", {"title": "Trip"}),
        ("location", "locations", {"name": "Trip"}),
        ("project", "projects", {"name": "Trip"}),
        ("event", "events", {"title": "Trip", "start": "2026-03-10", "end": "2026-03-11"}),
    ):
        made[kind] = (await as_alice.post(f"/api/{path}", json=body)).json()
    tasks = f"/api/projects/{made['project']['id']}/tasks"
    made["task"] = (await as_alice.post(tasks, json={"title": "Trip"})).json()
    body = {"title": "Pack", "remind_at": "2030-03-10T09:00:00Z"}
    reminder = (await as_alice.post("/api/reminders", json=body)).json()
    tab = await browsers.tab(token_of("alice"), path=f"/reminders?open={reminder['id']}")
    await send(tab, ReminderEditor, "load")
    await send(tab, ReminderEditor, "find_items", text="trip")
    offered = [value for value, _ in tab.var("items", ReminderEditor)]
    assert set(offered) == {f"{kind}:{item['id']}" for kind, item in made.items()}
    for number, value in enumerate(offered):
        await send(tab, ReminderEditor, "save", values={"about": value}, send=f"s-{number}")
        about = (await as_alice.get(f"/api/reminders/{reminder['id']}")).json()["about"]
        assert f"{about['kind']}:{about['id']}" == value
