"""The dashboard page: today's and overdue todos, counts, quick add."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server

ZONE = ZoneInfo("Europe/Lisbon")


@pytest.fixture
def today(server: Server, alice: Person) -> date:
    """Today's date for alice, whose time zone is Lisbon."""
    server.call("PATCH", "/api/settings", {"time_zone": str(ZONE), "display_name": "Alice"}, alice)
    return datetime.now(ZONE).date()


def _todo(server: Server, person: Person, title: str, due: date | None = None) -> str:
    body = {"title": title, "due_date": due.isoformat() if due else None}
    return server.call("POST", "/api/todos", body, person).json()["id"]


def test_the_page_greets_by_name_and_shows_today_s_date(visit: Visit, alice: Person, today: date):
    page = visit("/", alice)
    expect(page.get_by_role("heading", level=1)).to_contain_text(", Alice")
    expect(page.get_by_text(f"{today:%A}, {today.day} {today:%B}")).to_be_visible()


def test_a_day_without_todos_shows_an_empty_state(visit: Visit, alice: Person, today: date):
    page = visit("/", alice)
    expect(page.get_by_text("Nothing due today")).to_be_visible()


def test_overdue_and_due_todos_are_in_their_cards(
    server: Server, visit: Visit, alice: Person, today: date
):
    _todo(server, alice, "Water the ferns", today)
    _todo(server, alice, "Return the ladder", today - timedelta(days=3))
    _todo(server, alice, "Plant bulbs", today + timedelta(days=3))
    page = visit("/", alice)
    expect(page.get_by_role("region", name="Today")).to_contain_text("Water the ferns")
    expect(page.get_by_role("region", name="Overdue")).to_contain_text("Return the ladder")
    expect(page.get_by_text("Plant bulbs")).to_have_count(0)


def test_completing_a_todo_shows_at_once_and_is_saved(
    server: Server, visit: Visit, alice: Person, today: date
):
    todo = _todo(server, alice, "Water the ferns", today)
    page = visit("/", alice)
    tick = page.get_by_role("checkbox", name="Water the ferns")
    tick.click()
    expect(tick).to_be_checked()
    expect(page.get_by_role("link", name="Today 0")).to_be_visible()
    assert server.call("GET", f"/api/todos/{todo}", person=alice).json()["completed"]


def test_a_todo_completed_in_this_tab_stays_visible_and_can_be_reopened(
    server: Server, visit: Visit, alice: Person, today: date
):
    ferns = _todo(server, alice, "Water the ferns", today)
    page = visit("/", alice)
    other = visit("/", beside=page)
    row = page.get_by_role("listitem").filter(has_text="Water the ferns")
    expect(other.get_by_text("Water the ferns")).to_be_visible()
    row.get_by_role("checkbox").click()
    expect(other.get_by_text("Water the ferns")).to_have_count(0)
    expect(row).to_have_attribute("data-completed", "true")
    row.get_by_role("checkbox").click()
    expect(row).to_have_attribute("data-completed", "false")
    expect(page.get_by_role("link", name="Today 1")).to_be_visible()
    assert not server.call("GET", f"/api/todos/{ferns}", person=alice).json()["completed"]


def test_a_refused_completion_is_reverted_and_shows_the_reason(
    server: Server, visit: Visit, alice: Person, today: date
):
    _todo(server, alice, "Water the ferns", today)
    page = visit("/", alice)
    tick = page.get_by_role("checkbox", name="Water the ferns")
    expect(tick).to_be_visible()
    server.sql_without_notifications("UPDATE todos SET deleted_at = now()")
    tick.press("Space")
    expect(page.get_by_text("Nothing was found with that id.")).to_be_visible()
    expect(tick).not_to_be_checked()


def test_a_count_links_to_the_filtered_list(
    server: Server, visit: Visit, alice: Person, today: date
):
    _todo(server, alice, "Return the ladder", today - timedelta(days=3))
    page = visit("/", alice)
    page.get_by_role("link", name="Overdue 1").click()
    page.wait_for_url(server.url + "/todos?due=overdue")


def test_a_quickly_added_todo_is_due_today(
    server: Server, visit: Visit, alice: Person, today: date
):
    page = visit("/", alice)
    expect(page.get_by_role("heading", name="Nothing due today")).to_be_visible()
    box = page.get_by_label("Add a todo for today")
    box.fill("Call the plumber")
    box.press("Enter")
    expect(page.get_by_role("region", name="Today")).to_contain_text("Call the plumber")
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    listed = server.call("GET", "/api/todos", person=alice).json()["items"]
    assert [(one["title"], one["due_date"]) for one in listed] == [
        ("Call the plumber", today.isoformat())
    ]


def test_an_invalid_todo_is_refused_and_its_text_stays_in_the_field(
    visit: Visit, alice: Person, today: date
):
    page = visit("/", alice)
    box = page.get_by_label("Add a todo for today")
    box.fill("x" * 501)
    box.press("Enter")
    expect(page.get_by_text("Can have at most 500 characters; this has 501.")).to_be_visible()
    expect(box).to_have_value("x" * 501)


def test_a_change_made_elsewhere_shows_without_reloading(
    server: Server, visit: Visit, alice: Person, today: date
):
    page = visit("/", alice)
    expect(page.get_by_text("Nothing due today")).to_be_visible()
    _todo(server, alice, "Water the ferns", today)
    expect(page.get_by_role("region", name="Today")).to_contain_text("Water the ferns")


def test_the_first_visit_asks_for_the_time_zone(server: Server, visit: Visit, alice: Person):
    page = visit("/", alice)
    question = page.get_by_role("form", name="Your time zone")
    expect(question.get_by_role("combobox")).to_have_value("Europe/Lisbon")
    question.get_by_role("button", name="Save time zone").click()
    expect(question).to_have_count(0)
    settings = server.call("GET", "/api/settings", person=alice).json()
    assert settings["time_zone"] == "Europe/Lisbon"
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(question).to_have_count(0)
