"""Undo walks back through the acts of a tab, and a selection lasts until it is released."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_keeping_todos import add, row, stored, tick_of
from tests.browser.test_todos_are_live import open_panel


def is_stored(server: Server, person: Person, todo: dict[str, Any], **expected: Any) -> bool:
    found = stored(server, person, todo["id"])
    return {name: found[name] for name in expected} == expected


def undo(page: Page) -> None:
    page.locator("body").press("z")


def titled(page: Page, title: str) -> Locator:
    button = page.get_by_role("button", name=title, exact=True)
    return page.locator("li[data-row]").filter(has=button)


def choose(page: Page, title: str) -> None:
    titled(page, title).hover()
    titled(page, title).get_by_role("checkbox", name=f"Select {title}", exact=True).click()


def test_undo_walks_back_through_edits_completions_bulk_changes_and_deletions(
    server: Server, visit: Visit, alice: Person
) -> None:
    milk = add(server, alice, "Buy milk", notes="Oats", tags=["shop"])
    call = add(server, alice, "Call Grandma")
    page = visit("/todos", alice)
    tick_of(page, "Call Grandma").click()
    expect(row(page, "Call Grandma")).to_have_attribute("data-completed", "true")
    panel = open_panel(page, "Buy milk")
    panel.get_by_label("Title").fill("Buy oat milk")
    panel.get_by_label("Tags").fill("shop, food")
    panel.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.keyboard.press("Escape")
    choose(page, "Buy oat milk")
    choose(page, "Call Grandma")
    toolbar = page.get_by_role("toolbar", name="Change the selected todos")
    toolbar.get_by_role("button", name="Priority").click()
    page.get_by_role("menuitem", name="High").click()
    offered = page.get_by_text("Changed the priority of 2 todos")
    expect(offered).to_be_visible()
    row(page, "Buy oat milk").hover()
    row(page, "Buy oat milk").get_by_role("button", name="Delete Buy oat milk").click()
    expect(row(page, "Buy oat milk")).to_have_count(0)

    undo(page)
    expect(row(page, "Buy oat milk")).to_be_visible()
    assert is_stored(server, alice, milk, priority="high", tags=["food", "shop"])
    undo(page)
    expect(page.locator(".priority-high")).to_have_count(0)
    expect(offered).to_have_count(0)
    assert is_stored(server, alice, call, priority="none", completed=True)
    undo(page)
    expect(row(page, "Buy milk")).to_be_visible()
    assert is_stored(server, alice, milk, title="Buy milk", notes="Oats", tags=["shop"])
    undo(page)
    expect(row(page, "Call Grandma")).to_have_attribute("data-completed", "false")
    assert is_stored(server, alice, call, completed=False, completed_at=None)


def test_what_changed_elsewhere_since_is_not_undone_and_the_reason_is_shown(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    tick_of(page, "Buy milk").click()
    expect(row(page, "Buy milk")).to_have_attribute("data-completed", "true")
    server.call("PATCH", f"/api/todos/{todo['id']}", {"notes": "Two"}, alice)
    undo(page)
    expect(page.get_by_text("Changed elsewhere since then")).to_be_visible()
    assert is_stored(server, alice, todo, completed=True, notes="Two")


def test_a_selection_lasts_while_the_list_is_scrolled(
    server: Server, visit: Visit, alice: Person
) -> None:
    server.fill_with_todos(alice, 200)
    page = visit("/todos", alice)
    choose(page, "Todo 1")
    count = page.locator(".selection-count")
    expect(count).to_have_text("1 selected")
    titled(page, "Todo 1").get_by_role("button", name="Todo 1", exact=True).focus()
    page.keyboard.press("End")
    expect(titled(page, "Todo 200")).to_be_visible()
    expect(titled(page, "Todo 1")).to_have_count(0)
    expect(count).to_have_text("1 selected")
    choose(page, "Todo 200")
    expect(count).to_have_text("2 selected")
    page.get_by_role("toolbar", name="Change the selected todos").get_by_role(
        "button", name="Delete"
    ).click()
    expect(page.get_by_text("Deleted 2 todos")).to_be_visible()
    listed = server.call("GET", "/api/trash", person=alice).json()["items"]
    assert {item["title"] for item in listed} == {"Todo 1", "Todo 200"}
