"""A draft leaves its form only once the server has stored it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.browser.conftest import TIMEOUT, Visit
from tests.browser.server import Person, Server

INCIDENT = "Something went wrong. Reload the page."


class DelayedMessages:
    """Holds back the server's websocket messages to a page until `release`. Reloads the page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._holding = False
        self._waiting: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket("**/_event/**", self._carry)
        page.reload()
        expect(page.locator("html[data-ready]")).to_be_attached()

    def hold(self) -> None:
        self._holding = True

    def wait_for(self, text: str) -> None:
        """Waits until the server has sent a message that contains `text`."""
        for _ in range(TIMEOUT // 20):
            if any(text in str(message) for _, message in self._waiting):
                return
            self._page.wait_for_timeout(20)  # dispatches Playwright's events, unlike time.sleep
        raise AssertionError(f"The server never sent {text}.")

    def release(self) -> None:
        self._holding = False
        for end, message in self._waiting:
            end.send(message)
        self._waiting.clear()

    def _carry(self, page_end: WebSocketRoute) -> None:
        page_end.connect_to_server().on_message(lambda message: self._bring(page_end, message))

    def _bring(self, page_end: WebSocketRoute, message: str | bytes) -> None:
        if self._holding:
            self._waiting.append((page_end, message))
        else:
            page_end.send(message)


@contextmanager
def todos_broken(server: Server) -> Iterator[None]:
    """Renames a column meanwhile, so that writing a todo raises an unexpected error."""
    with psycopg.connect(server.database, autocommit=True) as connection:
        connection.execute("ALTER TABLE todos RENAME COLUMN notes TO gone")
        try:
            yield
        finally:
            connection.execute("ALTER TABLE todos RENAME COLUMN gone TO notes")


def add_box(page: Page) -> Locator:
    return page.get_by_label("Add a todo")


def titles(server: Server, person: Person) -> list[str]:
    items = server.call("GET", "/api/todos", person=person).json()["items"]
    return sorted(item["title"] for item in items)


def wait_until_stored(page: Page, server: Server, person: Person, *expected: str) -> None:
    """Waits until exactly these titles are stored."""
    for _ in range(TIMEOUT // 50):
        if titles(server, person) == sorted(expected):
            return
        page.wait_for_timeout(50)  # between two checks; unlike time.sleep the page goes on
    assert titles(server, person) == sorted(expected)


def send(box: Locator, text: str) -> None:
    box.press_sequentially(text)
    box.press("Enter")


def test_an_unexpected_error_leaves_the_text_in_its_field(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/todos", alice)
    expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    box = add_box(page)
    with todos_broken(server):
        send(box, "Buy milk")
        expect(page.get_by_text(INCIDENT)).to_have_count(1)
        expect(box).to_have_value("Buy milk")
        box.press("Enter")
        expect(page.locator("form[data-sending=true]")).to_have_count(0)
        expect(page.get_by_text(INCIDENT)).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value("")
    wait_until_stored(page, server, alice, "Buy milk")
    logged = re.findall(
        r"Incident \w+: (ProgrammingError.*?)\n\n", server.log.read_text(), re.DOTALL
    )
    assert len(logged) == len(set(logged)), "the same error was logged twice"


def test_the_next_text_can_be_typed_before_the_last_one_is_stored(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/todos", alice)
    messages = DelayedMessages(page)
    box = add_box(page)
    expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    messages.hold()
    send(box, "Buy")
    expect(box).to_have_value("Buy")
    send(box, "Buy milk")
    box.press_sequentially("Buy milk and")
    wait_until_stored(page, server, alice, "Buy", "Buy milk")
    expect(box).to_have_value("Buy milk and")
    messages.release()
    expect(page.locator(".item-title")).to_have_count(2)
    expect(box).to_have_value("Buy milk and")


def test_text_appended_while_the_first_is_being_stored_becomes_a_todo_of_its_own(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/todos", alice)
    messages = DelayedMessages(page)
    box = add_box(page)
    expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    messages.hold()
    send(box, "Buy milk")
    box.press("End")
    box.press_sequentially(" Call Grandma")
    box.press("Enter")
    wait_until_stored(page, server, alice, "Buy milk", "Call Grandma")
    messages.release()
    expect(box).to_have_value("")


def test_a_text_that_was_typed_over_and_not_stored_is_put_back_in_front(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/todos", alice)
    messages = DelayedMessages(page)
    box = add_box(page)
    expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    messages.hold()
    with todos_broken(server):
        send(box, "Buy milk")
        box.press_sequentially("Call Grandma")
        expect(box).to_have_value("Call Grandma")
        messages.wait_for("incident_rx_state_")
        messages.release()
        expect(page.get_by_text(INCIDENT)).to_be_visible()
        expect(box).to_have_value("Buy milk Call Grandma")


def test_a_text_sent_twice_before_the_answer_is_stored_once(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/todos", alice)
    messages = DelayedMessages(page)
    box = add_box(page)
    expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    messages.hold()
    send(box, "Buy milk")
    box.press("Enter")
    box.press("Enter")
    wait_until_stored(page, server, alice, "Buy milk")
    messages.release()
    expect(box).to_have_value("")
    send(box, "Call Grandma")
    wait_until_stored(page, server, alice, "Buy milk", "Call Grandma")


def test_text_typed_while_the_panel_is_being_saved_stays_a_draft(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = server.call("POST", "/api/todos", {"title": "Buy milk"}, alice).json()
    page = visit(f"/todos?open={todo['id']}", alice)
    messages = DelayedMessages(page)
    notes = page.get_by_label("Notes", exact=True)
    expect(page.get_by_label("Title")).to_have_value("Buy milk")
    messages.hold()
    notes.press_sequentially("two litres")
    page.get_by_role("button", name="Save").click()
    notes.press_sequentially(", oat")
    messages.wait_for("answers_rx_state_")
    messages.release()
    expect(page.get_by_text("Saved")).to_be_visible()
    expect(notes).to_have_value("two litres, oat")
    expect(page.locator("#todo-editor")).to_have_attribute("data-dirty", "true")


def test_a_panel_chosen_again_before_its_closing_was_answered_is_open(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = server.call("POST", "/api/todos", {"title": "Buy milk"}, alice).json()
    page = visit(f"/todos?open={todo['id']}", alice)
    messages = DelayedMessages(page)
    panel = page.get_by_role("dialog", name="Todo")
    expect(panel.get_by_label("Title")).to_have_value("Buy milk")
    messages.hold()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.get_by_role("button", name="Buy milk", exact=True).click()
    messages.wait_for(f"open={todo['id']}")
    messages.release()
    expect(panel.get_by_label("Title")).to_have_value("Buy milk")
    expect(page).to_have_url(f"{server.url}/todos?open={todo['id']}")
    expect(panel).to_be_focused()
