"""Todos that repeat: what a tick, an untick, a skip and a pause do, in every tab."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_keeping_todos import add, row, stored
from tests.browser.test_todos_are_live import open_panel

FRIDAY = "2030-01-04"
WEEKLY: dict[str, Any] = {"due_date": FRIDAY, "rrule": "FREQ=WEEKLY"}


def due(page: Page, words: str):
    return row(page, "Water").filter(has_text=words)


def test_a_tick_shows_the_next_one_in_every_tab_and_undo_takes_it_back(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Water", **WEEKLY)
    page = visit("/todos", alice)
    tab = visit("/todos", beside=page)
    expect(row(tab, "Water").get_by_text("Every Friday")).to_be_visible()
    page.locator(".tick").click()
    expect(page.get_by_text("Next: Friday, 11 January 2030")).to_be_visible()
    for each in (page, tab):
        expect(due(each, "11 Jan 2030")).to_have_attribute("data-completed", "false")
        expect(due(each, "4 Jan 2030")).to_have_attribute("data-completed", "true")
    page.locator("body").press("z")
    for each in (page, tab):
        expect(row(each, "Water")).to_have_count(1)
        expect(due(each, "4 Jan 2030")).to_have_attribute("data-completed", "false")
    page.locator(".tick").click()
    expect(due(tab, "11 Jan 2030")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    for each in (page, tab):
        expect(row(each, "Water")).to_have_count(1)
    page.locator(".tick").click()
    expect(due(page, "11 Jan 2030")).to_be_visible()
    due(page, "4 Jan 2030").locator(".tick").click()
    for each in (page, tab):
        expect(row(each, "Water")).to_have_count(1)


def test_a_next_one_that_was_changed_stays_and_the_page_says_so(
    server: Server, visit: Visit, alice: Person
) -> None:
    made = add(server, alice, "Water", **WEEKLY)
    page = visit("/todos", alice)
    page.locator(".tick").click()
    expect(due(page, "11 Jan 2030")).to_be_visible()
    following = stored(server, alice, made["id"])["next_id"]
    server.call("PATCH", f"/api/todos/{following}", {"priority": "high"}, alice)
    expect(page.locator(".priority-high")).to_be_visible()
    page.locator("body").press("z")
    expect(page.get_by_text("Its next one was changed since, so it stays.")).to_be_visible()
    expect(row(page, "Water")).to_have_count(2)
    expect(due(page, "4 Jan 2030")).to_have_attribute("data-completed", "false")


def test_a_rule_is_chosen_and_made_in_the_panel(
    server: Server, visit: Visit, alice: Person
) -> None:
    made = add(server, alice, "Water", due_date=FRIDAY)
    page = visit("/todos", alice)
    panel = open_panel(page, "Water")
    expect(panel.get_by_label("Counted from")).to_be_hidden()
    expect(panel.get_by_label("Series ends")).to_be_hidden()
    panel.get_by_label("Repeats").select_option("Every week")
    panel.get_by_label("Counted from").select_option("Completion")
    expect(panel.get_by_text("Every week from completion.")).to_be_visible()
    panel.get_by_role("button", name="Save").click()
    expect(row(page, "Water").get_by_text("Every week from completion")).to_be_visible()
    panel.get_by_label("Repeats").select_option("Custom...")
    every = panel.get_by_label("Every", exact=True)
    every.fill("0")
    panel.get_by_role("button", name="Save").click()
    expect(panel.locator("#todo-interval-note")).to_contain_text("a whole number")
    expect(every).to_have_value("0")
    every.fill("2")
    panel.get_by_label("Friday").check()
    expect(panel.get_by_text("Every second Friday, from completion.")).to_be_visible()
    expect(panel.get_by_label("Next dates")).to_contain_text("Fri 4 Jan 2030Fri 18 Jan 2030")
    panel.get_by_role("button", name="Save").click()
    expect(row(page, "Water").get_by_text("Every second Friday, from completion")).to_be_visible()
    expect(panel.get_by_label("Repeats")).to_have_value("fortnightly")
    assert stored(server, alice, made["id"])["rrule"] == "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"
    panel.get_by_label("Repeats").select_option("Does not repeat")
    panel.get_by_role("button", name="Save").click()
    expect(row(page, "Water").locator(".todo-repeats")).to_have_count(0)
    found = stored(server, alice, made["id"])
    assert (found["rrule"], found["repeat_from"]) == (None, "completion")


def test_the_date_of_one_that_repeats_is_not_cleared_and_what_was_typed_stays(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Water", **WEEKLY)
    page = visit("/todos", alice)
    panel = open_panel(page, "Water")
    panel.get_by_label("Title").fill("Water everything")
    panel.get_by_label("Due").fill("")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("needs a due date")).to_be_visible()
    expect(panel.get_by_label("Title")).to_have_value("Water everything")


def test_skipping_moves_the_open_one_and_keeps_what_is_typed(
    server: Server, visit: Visit, alice: Person
) -> None:
    made = add(server, alice, "Water", **WEEKLY)
    page = visit("/todos", alice)
    panel = open_panel(page, "Water")
    panel.get_by_label("Notes").fill("Half typed")
    panel.get_by_role("button", name="Skip").press("Enter")
    expect(page.get_by_text("Skipped to Friday, 11 January 2030")).to_be_visible()
    expect(panel.get_by_label("Due")).to_have_value("2030-01-11")
    expect(panel.get_by_label("Notes")).to_have_value("Half typed")
    expect(due(page, "11 Jan 2030")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(panel.get_by_label("Due")).to_have_value(FRIDAY)
    assert stored(server, alice, made["id"])["due_date"] == FRIDAY


def test_a_paused_todo_rests_in_a_list_of_its_own_until_it_is_resumed(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Water", due_date="2020-01-03", rrule="FREQ=WEEKLY")
    page = visit("/todos", alice)
    tab = visit("/", beside=page)
    expect(tab.get_by_role("heading", name="Overdue")).to_be_visible()
    panel = open_panel(page, "Water")
    panel.get_by_label("Paused until").fill("2031-02-14")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Paused until Friday, 14 February 2031")).to_be_visible()
    expect(row(page, "Water").get_by_text("Paused until")).to_be_visible()
    expect(tab.get_by_role("heading", name="Overdue")).to_have_count(0)
    expect(tab.get_by_role("link", name="Overdue 0")).to_be_visible()
    page.goto(server.url + "/todos")
    page.get_by_role("button", name="Show what is paused").click()
    expect(row(page, "Water").get_by_text("Paused until Friday, 14 February 2031")).to_be_visible()
    expect(page.get_by_role("heading", name="Paused", exact=True)).to_be_visible()
    panel = open_panel(page, "Water")
    panel.get_by_role("button", name="Resume").click()
    expect(row(page, "Water").get_by_text("Paused until")).to_have_count(0)
    expect(tab.get_by_role("heading", name="Overdue")).to_be_visible()


def test_a_tick_on_the_dashboard_says_when_the_next_one_is_due(
    server: Server, visit: Visit, alice: Person
) -> None:
    today = server.call("GET", "/api/dashboard", person=alice).json()["today"]
    add(server, alice, "Water", due_date=today, rrule="FREQ=YEARLY")
    page = visit("/", alice)
    page.get_by_role("checkbox", name="Water", exact=True).click()
    expect(page.get_by_text("Next: ")).to_be_visible()
