"""Input methods (IME, composition), as for Japanese: keys that compose are no commands."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_keeping_todos import add, row
from tests.browser.test_todos_are_live import open_panel

COMPOSED, TEXT = "にほn", "日本"
KEY_OF_THE_INPUT_METHOD = 229


def compose(page: Page, field: Locator) -> CDPSession:
    """Types into `field` by an input method, up to the key that offers the candidates."""
    field.focus()
    session = page.context.new_cdp_session(page)
    for length in range(1, len(COMPOSED) + 1):
        session.send("Input.dispatchKeyEvent", _key("rawKeyDown"))
        session.send("Input.imeSetComposition", _composition(COMPOSED[:length]))
        session.send("Input.dispatchKeyEvent", _key("keyUp"))
    expect(field).to_have_value(COMPOSED)
    return session


def confirm(session: CDPSession) -> None:
    """Chooses the candidate `TEXT` by the Enter key, which belongs to the input method."""
    session.send("Input.dispatchKeyEvent", _key("rawKeyDown", key="Enter"))
    session.send("Input.insertText", {"text": TEXT})
    session.send("Input.dispatchKeyEvent", _key("keyUp", key="Enter"))


def write(page: Page, field: Locator) -> None:
    confirm(compose(page, field))
    expect(field).to_have_value(TEXT)


def _key(kind: str, key: str = "Process") -> dict[str, object]:
    return {"type": kind, "key": key, "windowsVirtualKeyCode": KEY_OF_THE_INPUT_METHOD}


def _composition(text: str) -> dict[str, object]:
    return {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/todos", "Add a todo"),
        ("/locations", "Add a"),
        ("/people", "Add a"),
        ("/reminders", "Add a"),
        ("/projects", "Add a project"),
    ],
)
def test_the_form_that_adds_waits_for_the_enter_key_after_the_composed_text(
    visit: Visit, alice: Person, path: str, label: str
) -> None:
    page = visit(path, alice)
    box = page.get_by_label(label)
    session = compose(page, box)
    expect(page.locator("li[data-row]")).to_have_count(0)
    confirm(session)
    expect(box).to_have_value(TEXT)
    page.keyboard.press("Enter")
    expect(page.locator("[data-row] [data-act=open]")).to_have_text([TEXT])
    expect(box).to_have_value("")


def test_the_form_of_the_dashboard_takes_composed_text(visit: Visit, alice: Person) -> None:
    page = visit("/", alice)
    write(page, page.get_by_label("Add a todo for today"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(TEXT, exact=True)).to_be_visible()


def test_the_search_finds_composed_text_without_another_key(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "日本へ行く")
    add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    expect(row(page, "Buy milk")).to_be_visible()
    write(page, page.get_by_label("Search todos"))
    expect(page.locator(".item-title")).to_have_text(["日本へ行く"])


@pytest.mark.parametrize("label", ["Title", "Category", "Notes"])
def test_the_fields_of_the_panel_take_composed_text(
    server: Server, visit: Visit, alice: Person, label: str
) -> None:
    todo = add(server, alice, "x")
    page = visit("/todos", alice)
    panel = open_panel(page, "x")
    field = panel.get_by_label(label)
    field.fill("")
    write(page, field)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved")).to_be_visible()
    stored = server.call("GET", f"/api/todos/{todo['id']}", person=alice).json()
    assert stored[label.lower()] == TEXT


def test_a_setting_takes_composed_text(server: Server, visit: Visit, alice: Person) -> None:
    page = visit("/settings", alice)
    field = page.get_by_label("Display name")
    field.fill("")
    write(page, field)
    page.keyboard.press("Tab")
    expect(page.get_by_text(TEXT, exact=True).first).to_be_visible()


def test_the_lock_screen_takes_composed_text(server: Server, visit: Visit) -> None:
    server.set_up()
    page = visit("/lock")
    write(page, page.get_by_label("User name"))
