"""The reminder page: what its list, panel and history do beyond what every list page does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_keeping_todos import row

FRIDAY = "2030-01-04"


def at(**from_now: float) -> str:
    return (datetime.now(UTC) + timedelta(**from_now)).replace(microsecond=0).isoformat()


def add(server: Server, person: Person, title: str, **fields: Any) -> dict[str, Any]:
    sent = {"title": title, "remind_at": f"{FRIDAY}T09:00:00", **fields}
    return server.call("POST", "/api/reminders", sent, person).json()


def stored(server: Server, person: Person, reminder: dict[str, Any]) -> dict[str, Any]:
    return server.call("GET", f"/api/reminders/{reminder['id']}", person=person).json()


def open_panel(page: Page, title: str) -> Locator:
    page.get_by_role("button", name=title, exact=True).click()
    panel = page.get_by_role("dialog", name="Reminder")
    expect(panel.get_by_label("Title")).to_have_value(title)
    return panel


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, exact=True)


def test_a_reminder_is_added_edited_dismissed_deleted_and_undone_by_keyboard_alone(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/", alice)
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page.get_by_text("No reminders yet")).to_be_visible()
    tab = visit("/reminders", beside=page)
    page.bring_to_front()
    page.keyboard.press("c")
    page.keyboard.type("Call Ann 2030-01-04 9:30")
    page.keyboard.press("Enter")
    for each in (page, tab):
        expect(row(each, "Call Ann").get_by_text("4 Jan 2030 09:30")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(row(page, "Call Ann")).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Reminder")
    repeats = panel.get_by_label("Repeats")
    repeats.select_option("Every second week on Friday")
    expect(panel.get_by_text("Every second Friday.")).to_be_visible()
    repeats.press("Control+Enter")
    for each in (page, tab):
        expect(row(each, "Call Ann").get_by_text("Every second Friday")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.get_by_text("Next: 18 Jan 2030 09:30")).to_be_visible()
    for each in (page, tab):
        expect(row(each, "Call Ann").get_by_text("18 Jan 2030 09:30")).to_be_visible()
    page.keyboard.press("z")
    for each in (page, tab):
        expect(row(each, "Call Ann").get_by_text("4 Jan 2030 09:30")).to_be_visible()
    row(page, "Call Ann").focus()
    page.keyboard.press("#")
    for each in (page, tab):
        expect(row(each, "Call Ann")).to_have_count(0)
    page.keyboard.press("z")
    for each in (page, tab):
        expect(row(each, "Call Ann")).to_have_count(1)


def test_what_was_missed_is_due_today_or_later_is_apart_and_what_is_past_is_said(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Plumber", remind_at=at(days=-2))
    add(server, alice, "Parcel")
    page = visit("/reminders", alice)
    expect(heading(page, "Missed")).to_be_visible()
    expect(heading(page, "Later")).to_be_visible()
    page.get_by_label("Add a reminder").fill("Too late")
    page.locator("#reminder-add-day").fill("2020-01-03")
    page.locator("#reminder-add-day").press("Enter")
    expect(page.get_by_text("That time is past, so it is shown as missed.")).to_be_visible()
    page.get_by_label("Which").select_option("Missed")
    expect(page.locator(".item-title")).to_have_text(["Too late", "Plumber"])
    expect(page).to_have_url(f"{server.url}/reminders?show=missed")
    row(page, "Plumber").locator(".tick").click()
    expect(row(page, "Plumber")).to_have_count(0)
    page.get_by_label("Which").select_option("Dismissed")
    expect(page.locator(".item-title")).to_have_text(["Plumber"])
    row(page, "Plumber").locator(".tick").click()
    page.get_by_label("Which").select_option("Open")
    expect(page.locator(".item-title")).to_have_text(["Too late", "Plumber", "Parcel"])


def test_a_reminder_is_snoozed_given_an_item_and_another_zone_in_its_panel(
    server: Server, visit: Visit, alice: Person
) -> None:
    server.call("POST", "/api/todos", {"title": "Slides"}, alice)
    made = add(server, alice, "Print", remind_at=at(hours=-3))
    page = visit("/reminders", alice, phone=True)
    panel = open_panel(page, "Print")
    panel.get_by_label("About").fill("sli")
    page.get_by_role("option", name="Slides · Todo").click()
    panel.get_by_label("Time", exact=True).fill("")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Enter a time.")).to_be_visible()
    panel.get_by_label("Day", exact=True).fill(FRIDAY)
    panel.get_by_label("Time", exact=True).fill("09:00")
    panel.locator("summary").click()
    panel.get_by_role("combobox", name="Time zone").fill("Asia/Tokyo")
    page.get_by_role("option", name="Tokyo").click()
    panel.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    found = stored(server, alice, made)
    assert (found["remind_at"], found["about"]["kind"]) == ("2030-01-04T09:00:00+09:00", "todo")
    panel.get_by_role("button", name="Snooze").click()
    page.get_by_role("menuitem", name="Choose ...").click()
    page.get_by_role("dialog", name="Snooze until").get_by_label("Day").fill("2020-01-01")
    page.get_by_role("dialog", name="Snooze until").get_by_label("Time").fill("10:00")
    page.get_by_role("dialog", name="Snooze until").get_by_role("button", name="Snooze").click()
    expect(page.get_by_text("Is past. Choose a later time.")).to_be_visible()
    page.get_by_role("dialog", name="Snooze until").get_by_label("Day").fill("2030-02-01")
    page.get_by_role("dialog", name="Snooze until").get_by_role("button", name="Snooze").click()
    expect(panel.locator(".reminder-state")).to_have_text("Snoozed until 1 Feb 2030 10:00")
    page.get_by_role("button", name="Undo").tap()
    expect(panel.get_by_text("Due 4 Jan 2030")).to_be_visible()
    panel.get_by_role("button", name="Close").click()
    line = row(page, "Print")
    expect(line.get_by_text("09:00 in Tokyo")).to_be_visible()
    line.get_by_role("link", name="Slides").click()
    expect(page.get_by_role("dialog", name="Todo").get_by_label("Title")).to_have_value("Slides")


def test_several_are_snoozed_dismissed_and_given_back(
    server: Server, visit: Visit, alice: Person
) -> None:
    made = [add(server, alice, title) for title in ("Bread", "Milk")]
    page = visit("/reminders", alice)
    expect(row(page, "Milk")).to_be_visible()
    for _ in made:
        page.keyboard.press("j")
        page.keyboard.press("x")
    page.get_by_role("button", name="Snooze", exact=True).click()
    page.get_by_role("menuitem", name="1 hour").click()
    expect(page.get_by_text("Snoozed 2 reminders")).to_be_visible()
    expect(row(page, "Bread").get_by_text("Snoozed until")).to_be_visible()
    page.locator("body").press("z")
    expect(page.get_by_text("Snoozed until")).to_have_count(0)
    for one in ("Bread", "Milk"):
        row(page, one).focus()
        page.keyboard.press("x")
    bar = page.get_by_role("toolbar", name="Change the selected reminders")
    bar.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Dismissed 2 reminders")).to_be_visible()
    assert all(stored(server, alice, one)["dismissed"] for one in made)
    page.locator("body").press("z")
    expect(row(page, "Bread")).to_have_attribute("data-completed", "false")
    assert not any(stored(server, alice, one)["dismissed"] for one in made)


def test_the_history_shows_what_was_due_and_an_open_one_is_dismissed_there(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Plumber", remind_at=at(days=-2))
    page = visit("/reminders", alice)
    tab = visit("/reminders/history", beside=page)
    line = tab.get_by_role("listitem").filter(has_text="Plumber")
    expect(line.get_by_text("Missed")).to_be_visible()
    line.get_by_role("button", name="Snooze").click()
    tab.get_by_role("menuitem", name="1 hour").click()
    expect(line.get_by_text("Snoozed until")).to_be_visible()
    expect(row(page, "Plumber").get_by_text("Snoozed until")).to_be_visible()
    row(page, "Plumber").locator(".tick").click()
    expect(line.get_by_text("Dismissed")).to_be_visible()
    expect(line.get_by_role("button", name="Dismiss")).to_have_count(0)
    line.get_by_role("link", name="Plumber").click()
    expect(tab.get_by_role("dialog", name="Reminder").get_by_label("Title")).to_have_value(
        "Plumber"
    )
