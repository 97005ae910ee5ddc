"""The people and the location of an item: chosen and created in its panel, kept, taken back."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_editing_todos import save
from tests.browser.test_event_panel import LOCATIONS
from tests.browser.test_keeping_todos import add, stored
from tests.browser.test_todos_are_live import open_panel
from tests.browser.test_undoing import undo

PEOPLE = "/api/people"


def make(server: Server, person: Person, name: str, **fields: Any) -> str:
    return server.call("POST", PEOPLE, {"name": name, **fields}, person).json()["id"]


def chips(panel: Locator) -> Locator:
    return panel.locator(".field", has=panel.page.get_by_label("People")).locator(".chip__label")


def people(panel: Locator) -> Locator:
    return panel.get_by_role("combobox", name="People")


def place(panel: Locator) -> Locator:
    return panel.get_by_role("combobox", name="Location")


def names(server: Server, person: Person, path: str = PEOPLE) -> dict[str, str]:
    found = server.call("GET", path, person=person).json()["items"]
    return {one["name"]: one["id"] for one in found}


def fields(server: Server, person: Person, todo: Any) -> tuple[list[str], str | None]:
    found = stored(server, person, todo["id"])
    return found["people"], found["location_id"]


def test_people_and_a_location_are_chosen_created_saved_and_taken_back(
    server: Server, visit: Visit, alice: Person
) -> None:
    anna = make(server, alice, "Anna Kováčová", organisation="Acme")
    todo = add(server, alice, "Buy milk", people=[anna])
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    bea = make(server, alice, "Bea", organisation="Acme")
    people(panel).press_sequentially("acme")
    people(panel).press("Enter")
    expect(chips(panel)).to_have_text(["Anna Kováčová", "Bea"])
    people(panel).press_sequentially("Cleo")
    people(panel).press("Enter")
    expect(chips(panel)).to_have_text(["Anna Kováčová", "Bea", "Cleo"])
    place(panel).press_sequentially("Bakery")
    panel.get_by_role("option", name="Create “Bakery”").click()
    save(page, panel)
    cleo = names(server, alice)["Cleo"]
    bakery = names(server, alice, LOCATIONS)["Bakery"]
    assert fields(server, alice, todo) == ([anna, bea, cleo], bakery)
    expect(page.locator("#todo-editor")).to_have_attribute("data-dirty", "false")
    page.reload()
    expect(chips(panel)).to_have_text(["Anna Kováčová", "Bea", "Cleo"])
    expect(place(panel)).to_have_value("Bakery")
    people(panel).press("Backspace")
    page.keyboard.press("Backspace")
    expect(chips(panel)).to_have_text(["Anna Kováčová", "Bea"])
    place(panel).fill("")
    expect(page.get_by_text("Saved")).to_have_count(0)  # of the first time
    save(page, panel)
    assert fields(server, alice, todo) == ([anna, bea], None)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    undo(page)
    panel = open_panel(page, "Buy milk")
    expect(chips(panel)).to_have_text(["Anna Kováčová", "Bea", "Cleo"])
    expect(place(panel)).to_have_value("Bakery")
    assert fields(server, alice, todo) == ([anna, bea, cleo], bakery)


def test_a_draft_of_people_survives_the_panel_and_a_deleted_one_is_refused_at_the_field(
    server: Server, visit: Visit, alice: Person
) -> None:
    anna = make(server, alice, "Anna")
    make(server, alice, "Bea")
    todo = add(server, alice, "Buy milk", people=[anna])
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    people(panel).press_sequentially("Bea")
    people(panel).press("Enter")
    expect(chips(panel)).to_have_text(["Anna", "Bea"])
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    cleo = make(server, alice, "Cleo")
    server.call("PATCH", f"/api/todos/{todo['id']}", {"people": [cleo]}, alice)
    panel = open_panel(page, "Buy milk")
    expect(chips(panel)).to_have_text(["Anna", "Bea"])
    expect(panel.locator(".newer-list")).to_have_text("PeopleCleo")
    panel.get_by_role("button", name="Keep mine").click()
    server.call("DELETE", f"/api/people/{anna}", person=alice)
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Is not one of your people.")).to_be_visible()
    expect(people(panel)).to_have_attribute("aria-invalid", "true")
    panel.get_by_role("button", name="Remove Anna").click()
    save(page, panel)
    assert fields(server, alice, todo)[0] == [names(server, alice)["Bea"]]


def test_a_save_waits_for_the_person_that_is_being_created(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/calendar?open=new&at=2026-12-03T10:00/2026-12-03T11:00", alice)
    panel = page.get_by_role("dialog", name="New event")
    panel.get_by_label("Title").fill("Yoga")
    people(panel).press_sequentially("Anna")
    option = panel.get_by_role("option", name="Create “Anna”")
    expect(option).to_be_visible()
    _click_both(page, option, panel.get_by_role("button", name="Save"))
    expect(panel).to_have_count(0)
    [event] = server.call("GET", "/api/events", person=alice).json()["items"]
    assert event["people"] == [names(server, alice)["Anna"]]


def _click_both(page: Page, first: Locator, second: Locator) -> None:
    """Clicks two elements in one step of the browser: no answer can come between."""
    page.evaluate(
        "([first, second]) => { first.click(); setTimeout(() => second.click()); }",
        [first.element_handle(), second.element_handle()],
    )
