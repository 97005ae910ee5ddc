"""The page of tasks: board and list, drags by mouse, touch and keyboard, live in two browsers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.connection import Connection
from tests.browser.server import Person, Server
from tests.browser.test_todos_are_live import frames_of
from tests.property_tests import is_deep

DROPS, DEEP_DROPS = 12, 60
"""The cards that each of two browsers drops; the second with the deep profile (two minutes)."""

DROPS_OFFLINE = 2


def project(server: Server, person: Person, name: str = "Renovation", **fields: Any) -> str:
    return server.call("POST", "/api/projects", {"name": name, **fields}, person).json()["id"]


def task(server: Server, person: Person, of: str, title: str, **fields: Any) -> dict[str, Any]:
    body = {"title": title, **fields}
    return server.call("POST", f"/api/projects/{of}/tasks", body, person).json()


def tasks_of(server: Server, person: Person, of: str) -> list[dict[str, Any]]:
    """All tasks of a project as the API lists them, in the order of the board."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        path = f"/api/projects/{of}/tasks?limit=200{cursor}"
        page = server.call("GET", path, person=person).json()
        found += page["items"]
        if not page["next"]:
            return found
        cursor = f"&cursor={page['next']}"


def column(page: Page, status: str) -> Locator:
    return page.locator(f'[data-column="{status}"]')


def card(page: Page, title: str) -> Locator:
    return page.locator("[data-card]").filter(has=page.get_by_text(title, exact=True))


def titles(page: Page, status: str) -> list[str]:
    return (
        column(page, status)
        .locator("[data-card]:not([data-sub]) [data-act=open]")
        .all_inner_texts()
    )


def count(page: Page, status: str) -> Locator:
    return column(page, status).locator(".board-column__count")


def center(target: Locator) -> tuple[float, float]:
    box = target.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, source: Locator, target: Locator, *, above: bool = True) -> None:
    """Drags a card by the mouse to just above, or just below, the middle of `target`."""
    x, y = center(source)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 2, steps=3)
    expect(page.locator(".board-ghost")).to_be_visible()
    x, y = center(target)
    page.mouse.move(x, y + (-6 if above else 6), steps=6)
    page.mouse.up()
    expect(page.locator(".board-ghost")).to_have_count(0)


def move_up(handle: Locator, start: str, end: str) -> None:
    """Lifts a row by its handle, moves it up by a key and drops it; places are "2 of 2".

    The announcements tell when dnd-kit listens to the keys, and when it knows the new place.
    """
    page = handle.page
    handle.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text(re.compile(rf"(It is|Moved to) {start}\."))).to_be_attached()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_text(f"Moved to {end}.")).to_be_attached()
    page.keyboard.press("Space")


BEHIND_THE_FIRST = """(place) => {
  const [first] = place.parentElement.querySelectorAll("[data-card]");
  return place.previousElementSibling === first;
}"""
"""Whether a card would be dropped behind the first of its column."""


def drop_between(page: Page, source: Locator) -> None:
    """Puts a card of the first column behind the first one of the second, by the keyboard."""
    source.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    place = column(page, "doing").locator(".board-place")
    expect(place).to_have_count(1)
    step = "ArrowDown" if place.evaluate("(one) => !one.previousElementSibling") else "ArrowUp"
    while not place.evaluate(BEHIND_THE_FIRST):
        page.keyboard.press(step)
    page.keyboard.press("Space")
    expect(place).to_have_count(0)


def test_two_browsers_drop_cards_between_the_same_two_and_each_stands_once_despite_a_cut(
    server: Server, visit: Visit, alice: Person
) -> None:
    project_id = project(server, alice)
    server.fill_with_tasks(project_id, 1998)
    task(server, alice, project_id, "Above", status="doing")
    task(server, alice, project_id, "Below", status="doing")
    path = f"/tasks?project={project_id}"
    one, two = visit(path, alice), visit(path, server.sign_in(alice))
    connection = Connection(two)
    expect(card(one, "Task 1")).to_be_visible()
    for page in (one, two):
        expect(card(page, "Below")).to_be_visible()
        expect(count(page, "todo")).to_have_text("1998")
    card(two, "Task 1").focus()
    two.keyboard.press("End")
    expect(card(two, "Task 1998")).to_be_focused()
    drops = DEEP_DROPS if is_deep() else DROPS
    for number in range(drops):
        if number == drops // 2:
            connection.cut()
        if number == drops // 2 + DROPS_OFFLINE:
            connection.restore()
        drop_between(one, column(one, "todo").locator("[data-card]").first)
        drop_between(two, column(two, "todo").locator("[data-card]").last)
    for page in (one, two):
        expect(count(page, "doing")).to_have_text(str(2 + 2 * drops))
    stored = tasks_of(server, alice, project_id)
    assert len({each["id"] for each in stored}) == len(stored) == 2000
    doing = [each["title"] for each in stored if each["status"] == "doing"]
    assert doing[0] == "Above"
    assert doing[-1] == "Below"
    assert len(doing) == 2 + 2 * drops
    for _ in range(2):
        for page in (one, two):
            expect(count(page, "doing")).to_have_text(str(len(doing)))
            expect(card(page, doing[1])).to_be_visible()
            shown = titles(page, "doing")
            assert len(shown) >= 20
            assert shown == doing[: len(shown)]
            page.reload()


def test_cards_are_dragged_with_an_undo_and_seen_live(
    server: Server, visit: Visit, alice: Person
) -> None:
    project_id, garden = project(server, alice), project(server, alice, "Garden")
    for title in ("Paint", "Sweep", "Mop"):
        task(server, alice, project_id, title)
    page = visit(f"/tasks?project={project_id}", alice)
    other = visit(f"/tasks?project={project_id}", server.sign_in(alice))
    expect(card(other, "Mop")).to_be_visible()
    expect(card(page, "Mop")).to_be_visible()
    drag(page, card(page, "Mop"), card(page, "Paint"))
    assert titles(page, "todo") == ["Mop", "Paint", "Sweep"]
    expect(column(other, "todo").locator("[data-card]").first).to_contain_text("Mop")
    drag(page, card(page, "Paint"), column(page, "doing"))
    expect(page.get_by_text("Moved “Paint” to Doing")).to_be_visible()
    expect(column(other, "doing").get_by_text("Paint")).to_be_visible()
    expect(count(other, "todo")).to_have_text("2")
    page.get_by_role("button", name="Undo").click()
    expect(column(other, "todo").get_by_text("Paint")).to_be_visible()
    expect(column(page, "todo").get_by_text("Paint")).to_be_visible()
    assert titles(page, "todo") == ["Mop", "Paint", "Sweep"]
    page.keyboard.press("z")
    expect(column(page, "todo").locator("[data-card]").first).to_contain_text("Paint")
    # A tick puts it into the column of what is done, and the progress follows.
    card(page, "Sweep").get_by_role("checkbox", name="Sweep", exact=True).click()
    expect(column(other, "done").get_by_text("Sweep")).to_be_visible()
    for each in (page, other):
        expect(each.get_by_text("1 of 3")).to_be_visible()
    # What the server refuses goes back, with the reason.
    card(page, "Mop").focus()
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Move task")
    dialog.get_by_label("Project").select_option(label="Garden")
    server.call("PATCH", f"/api/projects/{garden}", {"status": "archived"}, alice)
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("Project: Is archived and takes no more tasks")).to_be_visible()
    expect(column(page, "todo").get_by_text("Mop")).to_be_visible()
    server.call("PATCH", f"/api/projects/{project_id}", {"status": "archived"}, alice)
    expect(page.get_by_text("Archived")).to_be_visible()


def test_tasks_are_added_moved_and_deleted_by_keyboard_alone(
    server: Server, visit: Visit, alice: Person
) -> None:
    project_id, garden = project(server, alice), project(server, alice, "Garden")
    page = visit(f"/tasks?project={project_id}", alice)
    expect(page.get_by_text("Nothing to do", exact=True)).to_be_visible()
    page.keyboard.press("c")
    for title in ("Dig", "Plant", "Water"):
        page.keyboard.type(title)
        page.keyboard.press("Enter")
        expect(card(page, title)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(card(page, "Dig")).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(column(page, "doing").get_by_text("Dig")).to_be_visible()
    expect(card(page, "Dig")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(card(page, "Plant")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    assert titles(page, "todo") == ["Water", "Plant"]
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Move task")
    dialog.get_by_label("Project").select_option(label="Garden")
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(card(page, "Plant")).to_have_count(0)
    assert [each["title"] for each in tasks_of(server, alice, garden)] == ["Plant"]
    card(page, "Water").focus()
    page.keyboard.press("#")
    expect(card(page, "Water")).to_have_count(0)
    page.keyboard.press("z")
    expect(card(page, "Water")).to_be_visible()
    page.keyboard.press("z")
    expect(card(page, "Plant")).to_be_visible()
    assert {each["title"] for each in tasks_of(server, alice, project_id)} == {
        "Dig",
        "Plant",
        "Water",
    }


def test_the_list_shows_sub_tasks_and_keeps_the_filters_of_the_board(
    server: Server, visit: Visit, alice: Person
) -> None:
    project_id = project(server, alice)
    roof = task(server, alice, project_id, "Roof", priority="high")
    task(server, alice, project_id, "Cellar")
    task(server, alice, project_id, "Tiles", parent_id=roof["id"])
    page = visit(f"/tasks?project={project_id}", alice)
    expect(card(page, "Roof").get_by_text("0/1")).to_be_visible()
    expect(card(page, "Tiles")).to_have_count(0)
    page.get_by_role("radio", name="List").click(force=True)
    page.wait_for_url("**view=list**")
    card(page, "Roof").get_by_role("button", name="Sub-tasks of Roof").click()
    card(page, "Tiles").get_by_role("checkbox", name="Tiles", exact=True).click()
    expect(card(page, "Roof").get_by_text("1/1")).to_be_visible()
    page.get_by_label("Priority").select_option("high")
    expect(card(page, "Cellar")).to_have_count(0)
    page.get_by_role("radio", name="Board").click(force=True)
    page.wait_for_url(lambda url: "priority=high" in url and "view" not in url)
    expect(card(page, "Roof")).to_be_visible()
    expect(card(page, "Cellar")).to_have_count(0)
    page.get_by_label("Search tasks").fill("nothing like it")
    expect(page.get_by_role("heading", name="Nothing fits that")).to_be_visible()
    assert "nothing" not in page.url
    page.get_by_role("button", name="Show everything").click()
    expect(card(page, "Cellar")).to_be_visible()


def test_a_task_added_under_a_filter_by_day_gets_that_day_and_the_default_alarm(
    server: Server, visit: Visit, alice: Person
) -> None:
    alarm = {"days_before": 1, "at": "18:00"}
    server.call("PATCH", "/api/settings", {"default_alarm": alarm}, alice)
    project_id = project(server, alice)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    task(server, alice, project_id, "Mop", due_date=tomorrow.isoformat())
    page = visit(f"/tasks?project={project_id}&due=week", alice)
    page.get_by_label("Add a task to To do").fill("Sweep")
    page.keyboard.press("Enter")
    expect(card(page, "Sweep").get_by_text("Has an alarm")).to_be_attached()
    _, stored = tasks_of(server, alice, project_id)
    assert stored["due_date"]
    assert stored["alarms"] == [alarm]


def test_projects_are_ordered_by_drag_by_keyboard_and_by_menu(
    server: Server, visit: Visit, alice: Person
) -> None:
    for name in ("Attic", "Bath", "Cellar", "Door", "Entrance"):
        project(server, alice, name)
    page = visit("/projects", alice)
    names = page.locator(".project-name")
    expect(names).to_have_count(5)
    x, y = center(page.get_by_role("button", name="Move Entrance"))
    page.locator(".project-card").last.hover()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y - 2, steps=3)
    page.mouse.move(*center(page.locator(".project-card").nth(1)), steps=8)
    page.mouse.up()
    expect(names).to_have_text(["Attic", "Entrance", "Bath", "Cellar", "Door"])
    page.locator(".project-card").nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(names).to_have_text(["Entrance", "Attic", "Bath", "Cellar", "Door"])
    page.get_by_role("button", name="More about Door").click()
    page.get_by_role("menuitem", name="Move back").click()
    expect(names).to_have_text(["Entrance", "Attic", "Bath", "Door", "Cellar"])
    page.reload()
    expect(names).to_have_text(["Entrance", "Attic", "Bath", "Door", "Cellar"])


def test_the_panel_saves_comments_sub_tasks_and_warns_of_a_conflict(
    server: Server, visit: Visit, alice: Person
) -> None:
    project_id = project(server, alice)
    roof = task(server, alice, project_id, "Roof")
    page = visit(f"/tasks?project={project_id}", alice)
    card(page, "Roof").click()
    panel = page.get_by_role("dialog", name="Task")
    expect(panel.get_by_label("Title")).to_have_value("Roof")
    panel.get_by_label("Add a comment").fill("**Ask** the neighbour")
    panel.get_by_role("button", name="Comment", exact=True).click()
    expect(panel.locator(".task-comment strong")).to_have_text("Ask")
    expect(card(page, "Roof").get_by_text("1", exact=True)).to_be_visible()
    panel.get_by_role("button", name="Edit the comment").click()
    panel.get_by_label("Text of the comment").fill("Done")
    panel.locator(".task-comment").get_by_role("button", name="Save").click()
    expect(panel.locator(".task-comment .rendered")).to_have_text("Done")
    panel.get_by_role("button", name="Delete the comment").click()
    expect(panel.locator(".task-comment")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(panel.locator(".task-comment")).to_have_count(1)
    for title in ("Tiles", "Gutter"):
        panel.get_by_label("Add a sub-task").fill(title)
        page.keyboard.press("Enter")
        expect(panel.get_by_role("checkbox", name=title)).to_be_visible()
    panel.get_by_role("checkbox", name="Tiles").click()
    expect(card(page, "Roof").get_by_text("1/2")).to_be_visible()
    move_up(panel.get_by_role("button", name="Move Gutter"), "2 of 2", "1 of 2")
    expect(panel.locator(".task-sub .item-title")).to_have_text(["Gutter", "Tiles"])
    page.reload()
    expect(panel.locator(".task-sub .item-title")).to_have_text(["Gutter", "Tiles"])
    panel.get_by_role("button", name="Add an alarm: On the day at 09:00").click()
    panel.get_by_label("Title").fill("The roof")
    server.call("PATCH", f"/api/tasks/{roof['id']}", {"title": "Old roof"}, alice)
    expect(panel.get_by_text("This task changed elsewhere.")).to_be_visible()
    panel.get_by_role("button", name="Keep mine").click()
    panel.get_by_role("button", name="Save", exact=False).last.click()
    expect(card(page, "The roof")).to_be_visible()
    saved = server.call("GET", f"/api/tasks/{roof['id']}", person=alice).json()
    assert saved["alarms"] == [{"days_before": 0, "at": "09:00"}]


def test_the_latest_done_tasks_are_shown_and_the_others_behind_a_button(
    server: Server, visit: Visit, alice: Person
) -> None:
    project_id = project(server, alice)
    server.fill_with_tasks(project_id, 45, "done")
    page = visit(f"/tasks?project={project_id}", alice)
    expect(column(page, "done").locator("[data-card]")).to_have_count(20)
    page.get_by_role("button", name="All done (45)").click()
    page.wait_for_url("**done=all**")
    expect(column(page, "done").locator("[data-card]")).not_to_have_count(20)


def test_a_task_and_a_todo_become_each_other(server: Server, visit: Visit, alice: Person) -> None:
    project_id = project(server, alice)
    server.call("POST", "/api/todos", {"title": "Paint the fence"}, alice)
    page = visit("/todos", alice)
    page.get_by_role("button", name="Paint the fence", exact=True).click()
    panel = page.get_by_role("dialog", name="Todo")
    panel.get_by_role("button", name="Make it a task").click()
    page.get_by_label("Project").select_option(label="Renovation")
    page.get_by_role("button", name="Make it a task", exact=True).click()
    expect(page.get_by_text("is a task of Renovation")).to_be_visible()
    assert [each["title"] for each in tasks_of(server, alice, project_id)] == ["Paint the fence"]
    page = visit(f"/tasks?project={project_id}", beside=page)
    card(page, "Paint the fence").click()
    page.get_by_role("dialog", name="Task").get_by_role("button", name="Make it a todo").click()
    expect(card(page, "Paint the fence")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(card(page, "Paint the fence")).to_be_visible()


def test_a_move_on_a_board_of_2000_sends_less_than_3_kilobytes(
    server: Server, visit: Visit, alice: Person
) -> None:
    project_id = project(server, alice)
    server.fill_with_tasks(project_id, 1900)
    server.fill_with_tasks(project_id, 100, "doing")
    page = visit(f"/tasks?project={project_id}", alice)
    frames = frames_of(page)
    expect(count(page, "todo")).to_have_text("1900")
    page.wait_for_load_state("networkidle")
    frames.clear()
    card(page, "Task 3").first.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.get_by_text("Moved “Task 3” to Doing")).to_be_visible()
    assert sum(map(len, frames)) < 3_000


@pytest.mark.parametrize("view", ["board", "list"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["wide", "narrow"])
def test_axe_finds_nothing_in_a_project(
    server: Server, visit: Visit, alice: Person, view: str, dark: bool, phone: bool
) -> None:
    project_id = project(server, alice, due_date="2020-01-01", colour="amber")
    roof = task(
        server, alice, project_id, "Roof", priority="high", due_date="2020-01-01", tags=["a"]
    )
    task(server, alice, project_id, "Tiles", parent_id=roof["id"])
    task(server, alice, project_id, "Door", status="done")
    page = visit(f"/tasks?project={project_id}&view={view}", alice, dark=dark, phone=phone)
    expect(card(page, "Roof")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1440)
