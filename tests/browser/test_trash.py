"""The trash page: restoring, deleting for good, emptying, the filter, and More on phones."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server


def throw_away(server: Server, person: Person, title: str, kind: str = "todo") -> str:
    path, name = {"todo": ("todos", "title"), "location": ("locations", "name")}[kind]
    item_id = server.call("POST", f"/api/{path}", {name: title}, person).json()["id"]
    server.call("DELETE", f"/api/{path}/{item_id}", person=person)
    return item_id


def row(page: Page, title: str) -> Locator:
    return (
        page.get_by_role("list", name="Deleted items")
        .get_by_role("listitem")
        .filter(has_text=title)
    )


def in_trash(server: Server, person: Person) -> list[str]:
    listed = server.call("GET", "/api/trash", person=person).json()["items"]
    return [item["title"] for item in listed]


def test_every_kind_is_in_one_list_and_the_last_deleted_is_first(
    server: Server, visit: Visit, alice: Person
):
    throw_away(server, alice, "Buy milk")
    throw_away(server, alice, "Harbour", "location")
    server.sql("UPDATE todos SET deleted_at = now() - interval '3 days'")
    page = visit("/trash", alice)
    rows = page.get_by_role("list", name="Deleted items").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Location · deleted today · goes in 30 days")
    expect(rows.nth(1)).to_contain_text("Todo · deleted 3 days ago · goes in 27 days")


def test_a_restored_item_leaves_the_trash_and_a_toast_opens_it(
    server: Server, visit: Visit, alice: Person
):
    throw_away(server, alice, "Buy milk")
    page = visit("/trash", alice)
    page.get_by_role("button", name="Restore Buy milk").click()
    expect(page.get_by_text("“Buy milk” restored.")).to_be_visible()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("dialog", name="Todo").get_by_label("Title")).to_have_value("Buy milk")


def test_a_dialog_names_the_item_before_it_is_deleted_for_good(
    server: Server, visit: Visit, alice: Person
):
    throw_away(server, alice, "Buy milk")
    throw_away(server, alice, "Buy bread")
    page = visit("/trash", alice)
    page.get_by_role("button", name="Delete for good: Buy milk").click()
    dialog = page.get_by_role("dialog", name="Delete this todo for good?")
    expect(dialog).to_contain_text("“Buy milk”")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert in_trash(server, alice) == ["Buy bread", "Buy milk"]
    page.get_by_role("button", name="Delete for good: Buy milk").click()
    dialog.get_by_role("button", name="Delete for good").click()
    expect(row(page, "Buy milk")).to_have_count(0)
    expect(row(page, "Buy bread")).to_be_visible()
    assert in_trash(server, alice) == ["Buy bread"]


def test_emptying_says_how_many_and_keeps_the_other_kinds(
    server: Server, visit: Visit, alice: Person
):
    for title in ("a", "b"):
        throw_away(server, alice, title)
    throw_away(server, alice, "Harbour", "location")
    page = visit("/trash", alice)
    expect(page.get_by_text("3 items", exact=True)).to_be_visible()
    page.get_by_role("radio", name="Todos").click()
    page.wait_for_url(server.url + "/trash?kind=todo")
    expect(row(page, "Harbour")).to_have_count(0)
    page.get_by_role("button", name="Delete all").click()
    dialog = page.get_by_role("dialog", name="Delete 2 todos for good?")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Nothing of this kind here")).to_be_visible()
    assert in_trash(server, alice) == ["Harbour"]
    page.get_by_role("radio", name="All").click()
    page.get_by_role("button", name="Empty trash").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    assert in_trash(server, alice) == []


def test_a_reload_keeps_the_filter(server: Server, visit: Visit, alice: Person):
    throw_away(server, alice, "Buy milk")
    throw_away(server, alice, "Harbour", "location")
    page = visit("/trash?kind=location", alice)
    expect(row(page, "Harbour")).to_be_visible()
    expect(page.get_by_role("radio", name="Locations")).to_be_checked()
    expect(row(page, "Buy milk")).to_have_count(0)


def test_changes_of_every_kind_show_in_another_tab(server: Server, visit: Visit, alice: Person):
    page = visit("/trash", alice)
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    milk = throw_away(server, alice, "Buy milk")
    throw_away(server, alice, "Harbour", "location")
    expect(row(page, "Buy milk")).to_be_visible()
    expect(row(page, "Harbour")).to_be_visible()
    other = visit("/trash", beside=page)
    other.get_by_role("button", name="Restore Harbour").click()
    expect(row(page, "Harbour")).to_have_count(0)
    server.call("DELETE", f"/api/trash/{milk}", person=alice)
    for tab in (page, other):
        expect(tab.get_by_role("heading", name="The trash is empty")).to_be_visible()


def test_the_rows_after_the_first_fifty_are_shown_on_request(
    server: Server, visit: Visit, alice: Person
):
    server.fill_with_todos(alice, 60)
    server.sql_without_notifications("UPDATE todos SET deleted_at = now()")
    page = visit("/trash", alice)
    rows = page.get_by_role("list", name="Deleted items").get_by_role("listitem")
    expect(rows).to_have_count(50)
    more = page.get_by_role("button", name="Show more")
    more.click()
    expect(rows).to_have_count(60)
    expect(more).to_have_count(0)
    throw_away(server, alice, "Buy milk")
    expect(row(page, "Buy milk")).to_be_visible()
    expect(page.get_by_text("61 items", exact=True)).to_be_visible()
    expect(rows).to_have_count(60)


def test_an_item_deleted_elsewhere_meanwhile_is_reported(
    server: Server, visit: Visit, alice: Person
):
    throw_away(server, alice, "Buy milk")
    page = visit("/trash", alice)
    expect(row(page, "Buy milk")).to_be_visible()
    server.sql_without_notifications("DELETE FROM todos")
    page.get_by_role("button", name="Restore Buy milk").click()
    expect(page.get_by_text("Nothing was found with that id.")).to_be_visible()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()


def test_the_keyboard_restores_one_item_after_another(server: Server, visit: Visit, alice: Person):
    for title in ("Buy milk", "Buy bread"):
        throw_away(server, alice, title)
    page = visit("/", alice)
    expect(page.get_by_role("link", name="Trash")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("g")
    page.keyboard.press("x")
    page.get_by_role("button", name="Restore Buy bread").focus()
    page.keyboard.press("Enter")
    expect(row(page, "Buy bread")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Restore Buy milk")).to_be_focused()


def test_the_sidebar_has_the_trash_above_the_settings(visit: Visit, alice: Person):
    page = visit("/trash", alice)
    links = page.get_by_role("navigation", name="Main").get_by_role("link")
    expect(links.filter(has_text=re.compile("Trash|Settings"))).to_have_text(
        [re.compile("^Trash"), re.compile("^Settings")]
    )
    expect(links.filter(has_text="Trash")).to_have_attribute("aria-current", "page")


def test_on_a_phone_more_opens_the_pages_that_are_not_in_the_bar(visit: Visit, alice: Person):
    page = visit("/", alice, phone=True)
    bar = page.get_by_role("navigation", name="Main")
    more = bar.get_by_role("button", name="More")
    expect(more).not_to_have_attribute("aria-current", "true")
    more.tap()
    pages = page.get_by_role("dialog", name="More pages")
    names = ["Reminders", "People", "Locations", "Trash", "Settings", "Security", "Admin"]
    expect(pages.get_by_role("link")).to_have_text(names)
    for control in [more, *bar.locator(".bottombar__link").all(), *pages.get_by_role("link").all()]:
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    pages.get_by_role("link", name="Trash").tap()
    expect(page.get_by_role("heading", level=1, name="Trash")).to_be_visible()
    expect(pages).to_have_count(0)
    expect(more).to_have_attribute("aria-current", "true")
    more.tap()
    expect(pages.get_by_role("link", name="Trash")).to_have_attribute("aria-current", "page")


def test_a_member_does_not_find_the_admin_pages_under_more(
    server: Server, visit: Visit, alice: Person
):
    page = visit("/", server.add_person("bob"), phone=True)
    page.get_by_role("button", name="More").tap()
    links = page.get_by_role("dialog", name="More pages").get_by_role("link")
    expect(links).to_have_text(
        ["Reminders", "People", "Locations", "Trash", "Settings", "Security"]
    )
