"""A change made anywhere shows in every open tab of its owner, and nowhere else."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, WebSocket, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_keeping_todos import add, row


def frames_of(page: Page) -> list[str]:
    """What crosses the page's websocket from its next load on."""
    frames: list[str] = []

    def hear(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: frames.append(str(frame)))

    page.on("websocket", hear)
    page.reload()
    return frames


def open_panel(page: Page, title: str):
    page.get_by_role("button", name=title, exact=True).click()
    panel = page.get_by_role("dialog", name="Todo")
    expect(panel.get_by_label("Title")).to_have_value(title)
    return panel


def test_another_tab_another_browser_and_the_api_are_seen(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/todos", alice)
    tab = visit("/todos", beside=page)
    elsewhere = visit("/todos", server.sign_in(alice), phone=True, dark=True)
    expect(tab.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    expect(elsewhere.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    page.get_by_label("Add a todo").fill("Buy milk")
    page.keyboard.press("Enter")
    for other in (tab, elsewhere):
        expect(row(other, "Buy milk")).to_be_visible()
    elsewhere.locator(".tick").click()
    for other in (page, tab):
        expect(row(other, "Buy milk")).to_have_attribute("data-completed", "true")
    add(server, alice, "From a program")
    for other in (page, tab, elsewhere):
        expect(row(other, "From a program")).to_be_visible()


def test_the_tab_that_did_it_hears_it_once(server: Server, visit: Visit, alice: Person) -> None:
    add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    other = visit("/todos", beside=page)
    frames = frames_of(page)
    expect(row(page, "Buy milk")).to_be_visible()
    expect(row(other, "Buy milk")).to_be_visible()
    frames.clear()
    page.locator(".tick").click()
    expect(row(other, "Buy milk")).to_have_attribute("data-completed", "true")
    expect(row(page, "Buy milk")).to_have_attribute("data-completed", "true")
    assert len([frame for frame in frames if "Buy milk" in frame]) == 1


def test_nothing_of_it_reaches_another_account(server: Server, visit: Visit, alice: Person) -> None:
    bob = server.add_person("bob")
    page = visit("/todos", bob)
    frames = frames_of(page)
    expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    add(server, alice, "Alice's secret")
    add(server, bob, "Bob's own")
    expect(row(page, "Bob's own")).to_be_visible()
    assert not any("secret" in frame for frame in frames)


def test_what_is_typed_is_not_overwritten_and_both_are_offered(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    panel.get_by_label("Notes").fill("Typed here")
    server.call("PATCH", f"/api/todos/{todo['id']}", {"title": "Buy oat milk"}, alice)
    expect(panel.get_by_text("This todo changed elsewhere.")).to_be_visible()
    expect(panel.get_by_text("Buy oat milk")).to_be_visible()
    expect(panel.get_by_label("Notes")).to_have_value("Typed here")
    panel.get_by_role("button", name="Keep mine").click()
    panel.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    kept = server.call("GET", f"/api/todos/{todo['id']}", person=alice).json()
    assert (kept["title"], kept["notes"]) == ("Buy oat milk", "Typed here")


def test_theirs_can_be_taken(server: Server, visit: Visit, alice: Person) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    panel.get_by_label("Notes").fill("Typed here")
    server.call("PATCH", f"/api/todos/{todo['id']}", {"title": "Buy oat milk"}, alice)
    panel.get_by_role("button", name="Take theirs").click()
    expect(panel.get_by_label("Title")).to_have_value("Buy oat milk")
    expect(panel.get_by_label("Notes")).to_have_value("")


def test_a_save_over_what_was_not_seen_is_refused_and_keeps_what_was_typed(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    panel.get_by_label("Notes").fill("Typed here")
    server.sql_without_notifications(
        "UPDATE todos SET version = version + 1, title = 'Buy oat milk' WHERE id = %s", todo["id"]
    )
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("This todo changed elsewhere.")).to_be_visible()
    expect(panel.get_by_label("Notes")).to_have_value("Typed here")
    kept = server.call("GET", f"/api/todos/{todo['id']}", person=alice).json()
    assert kept["notes"] == ""


def test_a_tab_that_was_offline_catches_up_and_keeps_its_draft(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    panel.get_by_label("Notes").fill("Typed before the tunnel")
    cut(page.context)
    add(server, alice, "Meanwhile")
    page.context.set_offline(False)
    expect(row(page, "Meanwhile")).to_be_visible(timeout=30_000)
    expect(panel.get_by_label("Notes")).to_have_value("Typed before the tunnel")


def cut(context: BrowserContext) -> None:
    """Takes the network away and waits until the page says so."""
    context.set_offline(True)
    expect(context.pages[0].get_by_text("Reconnecting")).to_be_visible(timeout=30_000)


def test_a_todo_deleted_elsewhere_leaves_the_list(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    expect(row(page, "Buy milk")).to_be_visible()
    server.call("DELETE", f"/api/todos/{todo['id']}", person=alice)
    expect(row(page, "Buy milk")).to_have_count(0)


def test_a_tab_that_was_on_another_page_reads_the_list_when_it_comes_back(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    open_panel(page, "Buy milk")
    page.get_by_role("link", name="Settings").first.click()
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
    server.call("PATCH", f"/api/todos/{todo['id']}", {"title": "Buy oat milk"}, alice)
    page.get_by_role("link", name="Todos").first.click()
    expect(row(page, "Buy oat milk")).to_be_visible()


def test_the_list_is_read_again_when_its_panel_is_opened_from_another_page(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk", due_date="2020-01-01")
    page = visit("/todos", alice)
    expect(row(page, "Buy milk")).to_be_visible()
    page.get_by_role("link", name="Dashboard").first.click()
    expect(page.get_by_role("link", name="Buy milk")).to_be_visible()
    add(server, alice, "Call Grandma")
    page.get_by_role("link", name="Buy milk").click()
    expect(page).to_have_url(f"{server.url}/todos?open={todo['id']}")
    expect(row(page, "Call Grandma")).to_be_visible()
