"""The panel of one todo: a draft holds what was typed and nothing else, and is never lost."""

from __future__ import annotations

import re

from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_drafts import DelayedMessages
from tests.browser.test_keeping_todos import add, stored
from tests.browser.test_todos_are_live import open_panel


def save(page: Page, panel: Locator) -> None:
    panel.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()


def test_a_draft_left_behind_does_not_undo_what_changed_meanwhile(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    panel.get_by_label("Notes").fill("Typed here")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    server.call("PATCH", f"/api/todos/{todo['id']}", {"title": "Buy oat milk"}, alice)
    panel = open_panel(page, "Buy oat milk")
    expect(panel.get_by_text("This todo changed elsewhere.")).to_be_visible()
    expect(panel.get_by_label("Notes")).to_have_value("Typed here")
    panel.get_by_role("button", name="Keep mine").click()
    save(page, panel)
    kept = stored(server, alice, todo["id"])
    assert (kept["title"], kept["notes"]) == ("Buy oat milk", "Typed here")


def test_a_draft_left_behind_can_be_dropped_for_the_newer_version(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    panel.get_by_label("Title").fill("Buy soy milk")
    page.keyboard.press("Escape")
    server.call("PATCH", f"/api/todos/{todo['id']}", {"title": "Buy oat milk"}, alice)
    page.get_by_role("button", name="Buy oat milk", exact=True).click()
    expect(panel.get_by_label("Title")).to_have_value("Buy soy milk")
    panel.get_by_role("button", name="Take theirs").click()
    expect(panel.get_by_label("Title")).to_have_value("Buy oat milk")
    expect(page.locator("#todo-editor")).to_have_attribute("data-dirty", "false")


def test_saving_changes_no_field_that_was_not_touched(
    server: Server, visit: Visit, alice: Person
) -> None:
    body = {"due_date": "2031-05-06", "due_time": "14:30:15", "tags": ["milk, oat", "shop"]}
    todo = add(server, alice, "Buy milk", **body)
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    panel.get_by_label("Notes").fill("Two of them")
    save(page, panel)
    kept = stored(server, alice, todo["id"])
    assert {name: kept[name] for name in body} == body
    assert kept["notes"] == "Two of them"


def test_what_is_typed_while_a_save_is_under_way_is_still_to_be_saved(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    line = DelayedMessages(page)
    panel = open_panel(page, "Buy milk")
    form = page.locator("#todo-editor")
    notes = panel.get_by_label("Notes")
    notes.fill("One")
    line.hold()
    panel.get_by_role("button", name="Save").click()
    notes.press_sequentially(" and two")
    line.release()
    expect(page.get_by_text("Saved")).to_be_visible()
    expect(notes).to_have_value("One and two")
    expect(form).to_have_attribute("data-dirty", "true")
    page.keyboard.press("Control+Enter")
    expect(form).to_have_attribute("data-dirty", "false")
    assert stored(server, alice, todo["id"])["notes"] == "One and two"


def test_the_browser_asks_before_it_drops_what_is_not_saved(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    panel = open_panel(page, "Buy milk")
    panel.get_by_label("Notes").press_sequentially("Typed here")
    page.evaluate("location.reload()")
    expect(panel.get_by_label("Notes")).to_have_value("Typed here")
    assert asked == ["beforeunload"]
    save(page, panel)
    page.reload()
    expect(page.get_by_role("dialog", name="Todo")).to_be_visible()
    assert asked == ["beforeunload"]


def test_what_is_typed_is_in_no_storage_of_the_browser(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    panel.get_by_label("Notes").press_sequentially("confidential words")
    held = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    assert "confidential" not in held


def test_the_day_something_was_created_is_the_one_of_the_account_s_zone(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk")
    server.sql_without_notifications(
        "UPDATE todos SET created_at = '2026-01-10T23:30:00Z' WHERE id = %s", todo["id"]
    )
    server.call("PATCH", "/api/settings", {"time_zone": "Asia/Tokyo"}, alice)
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    expect(panel.get_by_text(re.compile("Created 11 January 2026"))).to_be_visible()


def test_midnight_reaches_a_tab_that_is_left_open(
    server: Server, visit: Visit, alice: Person
) -> None:
    server.call("PATCH", "/api/settings", {"time_zone": "Pacific/Pago_Pago"}, alice)
    page = visit("/todos", alice)
    home = visit("/", beside=page)
    page.get_by_label("Due").first.select_option("today")
    expect(page.get_by_role("button", name="Clear")).to_be_visible()
    page.get_by_label("Add a todo").fill("Buy milk")
    page.keyboard.press("Enter")
    expect(page.locator(".todo-due")).to_have_text("Today")
    expect(home.get_by_role("link", name="Buy milk")).to_be_visible()
    # As midnight would: the day changes and nothing is announced.
    server.sql("ALTER TABLE settings DISABLE TRIGGER announce")
    server.sql("UPDATE settings SET time_zone = 'Pacific/Kiritimati'")
    server.sql("ALTER TABLE settings ENABLE TRIGGER announce")
    expect(page.get_by_text("Nothing fits that")).to_be_visible(timeout=30_000)
    expect(home.get_by_role("heading", name="Overdue")).to_be_visible(timeout=30_000)
    page.get_by_label("Add a todo").fill("Call Grandma")
    page.keyboard.press("Enter")
    expect(page.locator(".todo-due")).to_have_text("Today")


def test_another_time_zone_reaches_the_list_at_once(
    server: Server, visit: Visit, alice: Person
) -> None:
    server.call("PATCH", "/api/settings", {"time_zone": "Pacific/Pago_Pago"}, alice)
    page = visit("/todos", alice)
    page.get_by_label("Due").first.select_option("today")
    expect(page.get_by_role("button", name="Clear")).to_be_visible()
    page.get_by_label("Add a todo").fill("Buy milk")
    page.keyboard.press("Enter")
    expect(page.locator(".todo-due")).to_have_text("Today")
    server.call("PATCH", "/api/settings", {"time_zone": "Pacific/Kiritimati"}, alice)
    expect(page.get_by_text("Nothing fits that")).to_be_visible()


def test_alarms_of_a_todo_are_chosen_kept_to_twenty_and_given_back_by_undo(
    server: Server, visit: Visit, alice: Person
) -> None:
    alarms = [{"before": f"PT{minutes}M"} for minutes in range(1, 20)]
    made = add(server, alice, "Milk", due_date="2030-01-04", due_time="14:00", alarms=alarms)
    page = visit("/todos", alice)
    panel = open_panel(page, "Milk")
    panel.get_by_role("button", name="Choose ...").click()
    panel.get_by_label("How many").fill("")
    panel.get_by_role("button", name="Add alarm").click()
    expect(panel.get_by_text("Enter a number, up to 366 days.")).to_be_visible()
    panel.get_by_label("How many").fill("90")
    panel.get_by_label("How many").press("Enter")
    expect(panel.get_by_text("1 hour 30 minutes before")).to_be_visible()
    panel.get_by_role("button", name="Add an alarm: At the time").click()
    expect(panel.get_by_text("There can be at most 20 alarms. Remove one first.")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert stored(server, alice, made["id"])["alarms"] == [*alarms, {"before": "PT1H30M"}]
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.locator("body").press("z")
    expect(page.get_by_text("Saved", exact=True)).to_be_hidden()
    open_panel(page, "Milk")
    expect(panel.get_by_text("1 hour 30 minutes before")).to_have_count(0)
    assert stored(server, alice, made["id"])["alarms"] == alarms
