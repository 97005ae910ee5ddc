"""The database is stopped while tabs are open: no input is lost, and the log stays short."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from umbra.runtime.embedded import Cluster
from umbra.runtime.postgres_home import find_postgres_home

AWAY = "UMBRA can’t reach its database."
RECOVERY = 30_000
"""Timeout in milliseconds; the server tries to reconnect every two seconds."""


@contextmanager
def database_stopped(server: Server) -> Iterator[None]:
    """Stops the server's PostgreSQL for the block."""
    data = server.log.parent / "data"
    cluster = Cluster(data, find_postgres_home(data), {})
    cluster.stop()
    try:
        yield
    finally:
        cluster.ensure_running()


@pytest.fixture(autouse=True)
def _short_log(server: Server) -> Iterator[None]:
    """Checks that each test adds only few lines to the log, despite many errors."""
    before = len(server.log.read_text().splitlines())
    yield
    lines = server.log.read_text().splitlines()[before:]
    assert len(lines) < 50, "\n".join(lines)


def titles(server: Server, person: Person) -> list[str]:
    items = server.call("GET", "/api/todos?limit=200", person=person).json()["items"]
    return sorted(item["title"] for item in items)


def add_box(page: Page) -> Locator:
    return page.get_by_label("Add a todo")


def send(box: Locator, text: str) -> None:
    box.press_sequentially(text)
    box.press("Enter")


def test_all_text_typed_into_three_tabs_is_in_its_field_or_stored(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = server.call("POST", "/api/todos", {"title": "Water the plants"}, alice).json()
    first = visit("/todos", alice)
    second = visit("/", alice, beside=first)
    third = visit(f"/todos?open={todo['id']}", alice, beside=first)
    boxes = [add_box(first), second.get_by_label("Add a todo for today")]
    notes = third.get_by_label("Notes", exact=True)
    expect(third.get_by_label("Title")).to_have_value("Water the plants")
    with database_stopped(server):
        for number in range(5):
            for box in boxes:
                send(box, f" Word {number}")
            notes.fill(f"Note {number}")
            third.get_by_role("button", name="Save").click()
        for page in (first, second, third):
            expect(page.get_by_text(AWAY)).to_be_visible()
            expect(page.locator("form[data-sending=true]")).to_have_count(0)
        for box in boxes:
            for number in range(5):
                assert f"Word {number}" in box.input_value()
            expect(box).to_be_focused()
        expect(notes).to_have_value("Note 4")
    for page in (first, second, third):
        expect(page.get_by_text(AWAY)).to_have_count(0, timeout=RECOVERY)
    for box in boxes:
        typed = box.input_value()
        assert typed
        box.press("Enter")
        expect(box).to_have_value("")
    expect(notes).to_have_value("Note 4")
    third.get_by_role("button", name="Save").click()
    expect(third.get_by_text("Saved")).to_be_visible()
    stored = server.call("GET", f"/api/todos/{todo['id']}", person=alice).json()
    assert stored["notes"] == "Note 4"
    text = " ".join(titles(server, alice))
    assert all(text.count(f"Word {number}") == len(boxes) for number in range(5))


def test_a_tab_opened_during_the_outage_loads_its_data_afterwards(
    server: Server, visit: Visit, alice: Person
) -> None:
    server.call("POST", "/api/todos", {"title": "Water the plants"}, alice)
    with database_stopped(server):
        page = visit("/todos", alice)
        expect(page.get_by_text(AWAY)).to_be_visible()
        expect(page.get_by_text("Water the plants")).to_have_count(0)
    expect(page.get_by_text("Water the plants")).to_be_visible(timeout=RECOVERY)
    expect(page.get_by_text(AWAY)).to_have_count(0)


def test_the_lock_screen_shows_the_outage_and_works_again_afterwards(
    server: Server, visit: Visit, alice: Person
) -> None:
    with database_stopped(server):
        page = visit("/lock")
        expect(page.get_by_text(AWAY)).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_be_visible(timeout=RECOVERY)
    expect(page.get_by_text(AWAY)).to_have_count(0)


def test_a_toggle_that_was_not_stored_is_reverted(
    server: Server, visit: Visit, alice: Person
) -> None:
    server.call("POST", "/api/todos", {"title": "Water the plants"}, alice)
    page = visit("/todos", alice)
    tick = page.get_by_role("checkbox", name="Water the plants", exact=True)
    expect(tick).to_be_visible()
    with database_stopped(server):
        tick.click()
        expect(page.get_by_text(AWAY)).to_be_visible()
        expect(tick).not_to_be_checked()
    expect(page.get_by_text(AWAY)).to_have_count(0, timeout=RECOVERY)
    tick.click()
    expect(tick).to_be_checked()


def test_a_setting_that_was_not_stored_stays_in_its_field_and_can_be_saved_again(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/settings", alice)
    name = page.get_by_label("Display name")
    expect(name).to_be_visible()
    with database_stopped(server):
        name.fill("Alice Liddell")
        name.press("Enter")
        expect(page.get_by_text(AWAY)).to_be_visible()
        expect(name).to_have_value("Alice Liddell")
    expect(page.get_by_text(AWAY)).to_have_count(0, timeout=RECOVERY)
    expect(name).to_have_value("Alice Liddell")
    name.press("Enter")
    expect(page.get_by_text("Saved")).to_be_visible()


def test_live_updates_work_after_the_outage_without_reloading(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/todos", alice)
    expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    with database_stopped(server):
        send(add_box(page), "Call Grandma")
        expect(page.get_by_text(AWAY)).to_be_visible()
        expect(add_box(page)).to_have_value("Call Grandma")
    server.call("POST", "/api/todos", {"title": "Water the plants"}, alice)
    expect(page.get_by_text("Water the plants")).to_be_visible(timeout=RECOVERY)
    expect(add_box(page)).to_have_value("Call Grandma")
