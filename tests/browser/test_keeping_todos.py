"""Writing todos down, doing them, changing them: by mouse and by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server

HOSTILE = '<img src=x onerror="document.title=1"><b>Bold</b>'


def add(server: Server, person: Person, title: str, **fields: Any) -> dict[str, Any]:
    return server.call("POST", "/api/todos", {"title": title, **fields}, person).json()


def stored(server: Server, person: Person, todo_id: str) -> dict[str, Any]:
    return server.call("GET", f"/api/todos/{todo_id}", person=person).json()


def row(page: Page, title: str):
    return page.locator("li[data-row]").filter(has_text=title)


def tick_of(page: Page, title: str):
    return row(page, title).get_by_role("checkbox", name=title, exact=True)


def titles(page: Page) -> list[str]:
    return page.locator(".item-title").all_inner_texts()


def test_enter_adds_and_stays_for_the_next(server: Server, visit: Visit, alice: Person) -> None:
    page = visit("/todos", alice)
    expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    box = page.get_by_label("Add a todo")
    for title in ("Buy milk", "Call Grandma"):
        box.fill(title)
        box.press("Enter")
        expect(row(page, title)).to_be_visible()
        expect(box).to_have_value("")
    expect(box).to_be_focused()
    page.reload()
    expect(page.locator(".item-title")).to_have_text(["Buy milk", "Call Grandma"])


def test_words_that_were_refused_come_back_to_the_box(visit: Visit, alice: Person) -> None:
    page = visit("/todos", alice)
    box = page.get_by_label("Add a todo")
    box.fill("x" * 501)
    box.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="at most 500 characters")).to_be_visible()
    expect(box).to_have_value("x" * 501)


def test_a_tick_is_kept(server: Server, visit: Visit, alice: Person) -> None:
    todo = add(server, alice, "Water the plants")
    page = visit("/todos", alice)
    tick = row(page, "Water the plants").get_by_role(
        "checkbox", name="Water the plants", exact=True
    )
    tick.click()
    expect(tick).to_be_checked()
    expect(row(page, "Water the plants")).to_have_attribute("data-completed", "true")
    assert stored(server, alice, todo["id"])["completed"] is True


def test_a_tick_shows_in_the_frame_of_the_click(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Water the plants")
    page = visit("/todos", alice)
    expect(row(page, "Water the plants")).to_be_visible()
    shown = page.evaluate(
        """() => new Promise((resolve) => {
            const tick = document.querySelector(".tick");
            tick.click();
            requestAnimationFrame(() => resolve(tick.getAttribute("aria-checked")));
        })"""
    )
    assert shown == "true"


def test_a_refused_tick_goes_back_with_a_word(server: Server, visit: Visit, alice: Person) -> None:
    todo = add(server, alice, "Water the plants")
    page = visit("/todos", alice)
    tick = row(page, "Water the plants").get_by_role(
        "checkbox", name="Water the plants", exact=True
    )
    expect(tick).to_be_visible()
    server.sql_without_notifications(
        "UPDATE todos SET version = version + 1 WHERE id = %s", todo["id"]
    )
    tick.click()
    expect(page.get_by_text("changed elsewhere since you opened it")).to_be_visible()
    expect(tick).not_to_be_checked()


def test_a_todo_is_edited_in_the_panel(server: Server, visit: Visit, alice: Person) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    page.get_by_role("button", name="Buy milk", exact=True).click()
    panel = page.get_by_role("dialog", name="Todo")
    panel.get_by_label("Title").fill("Buy oat milk")
    panel.get_by_label("Tags").fill("shop, home")
    panel.get_by_role("radio", name="High").check(force=True)
    panel.get_by_label("Notes").fill("The *blue* one")
    panel.get_by_role("button", name="Save").click()
    expect(row(page, "Buy oat milk").locator(".item-tag")).to_have_text(["home", "shop"])
    expect(panel.locator(".tags .chip__label")).to_have_text(["home", "shop"])
    kept = stored(server, alice, todo["id"])
    assert (kept["title"], kept["priority"], kept["notes"]) == (
        "Buy oat milk",
        "high",
        "The *blue* one",
    )


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    page.get_by_role("button", name="Buy milk", exact=True).click()
    panel = page.get_by_role("dialog", name="Todo")
    panel.get_by_label("Time", exact=True).fill("09:30")
    panel.get_by_label("Notes").fill("Typed")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Needs a due date.")).to_be_visible()
    expect(panel.get_by_label("Time", exact=True)).to_have_value("09:30")
    expect(panel.get_by_label("Notes")).to_have_value("Typed")


def test_a_text_too_long_to_be_sent_is_told_at_its_field_and_stays(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    page.get_by_role("button", name="Buy milk", exact=True).click()
    panel = page.get_by_role("dialog", name="Todo")
    panel.get_by_label("Notes").fill("x" * 300_000)
    panel.get_by_role("button", name="Save").click()
    expect(
        panel.get_by_text("Can have at most 20,000 characters; this has 300,000.")
    ).to_be_visible()
    expect(panel.get_by_label("Notes")).to_have_value("x" * 300_000)


def test_markup_in_a_title_is_text_and_in_notes_harmless(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, HOSTILE, notes=HOSTILE + "\n\n**Strong** [go](javascript:alert(1))")
    page = visit("/todos", alice)
    page.get_by_role("button", name=HOSTILE, exact=True).click()
    page.get_by_role("button", name="Preview").click()
    rendered = page.get_by_role("region", name="Preview of the notes")
    expect(rendered.locator("strong")).to_have_text("Strong")
    assert rendered.locator("img, b, a, script").count() == 0
    assert page.locator(".item-title img").count() == 0
    assert page.title() != "1"


def test_notes_too_costly_to_format_are_previewed_as_plain_text_that_says_why(
    server: Server, visit: Visit, alice: Person
) -> None:
    notes = "|" * 501 + "\n" + "|-" * 500 + "|\n" + "|a\n" * 100 + "the <b>end</b>"
    add(server, alice, "Wide", notes=notes)
    page = visit("/todos", alice)
    page.get_by_role("button", name="Wide", exact=True).click()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("These notes have too many parts to format.")).to_be_visible()
    rendered = page.get_by_role("region", name="Preview of the notes")
    assert rendered.inner_text().split() == notes.split()
    page.get_by_role("button", name="Write").click()
    expect(page.get_by_label("Notes", exact=True)).to_have_value(notes)


def test_a_deleted_todo_comes_back_by_undo(server: Server, visit: Visit, alice: Person) -> None:
    add(server, alice, "Stay")
    add(server, alice, "Go")
    page = visit("/todos", alice)
    row(page, "Go").hover()
    row(page, "Go").get_by_role("button", name="Delete Go").click()
    expect(row(page, "Go")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".item-title")).to_have_text(["Stay", "Go"])


def test_todos_are_put_in_order_by_dragging(server: Server, visit: Visit, alice: Person) -> None:
    for title in ("One", "Two", "Three"):
        add(server, alice, title)
    page = visit("/todos", alice)
    row(page, "One").hover()
    handle = page.get_by_role("button", name="Move One")
    expect(handle).to_have_attribute("aria-describedby", re.compile("."))
    start, goal = handle.bounding_box(), row(page, "Three").bounding_box()
    assert start is not None
    assert goal is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] + 24, steps=3)
    page.mouse.move(start["x"] + 8, goal["y"] + goal["height"] / 2, steps=6)
    page.mouse.up()
    expect(page.locator(".item-title")).to_have_text(["Two", "Three", "One"])
    page.reload()
    expect(page.locator(".item-title")).to_have_text(["Two", "Three", "One"])


def test_dropped_under_another_day_a_todo_is_due_that_day(
    server: Server, visit: Visit, alice: Person
) -> None:
    moved = add(server, alice, "Someday")
    add(server, alice, "Dated", due_date="2199-01-31")
    page = visit("/todos", alice)
    expect(row(page, "Someday")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(row(page, "Someday")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".item-title")).to_have_text(["Someday", "Dated"])
    assert stored(server, alice, moved["id"])["due_date"] == "2199-01-31"


def test_all_of_it_goes_by_keyboard_alone(server: Server, visit: Visit, alice: Person) -> None:
    page = visit("/todos", alice)
    expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    page.keyboard.press("c")
    for title in ("One", "Two", "Three"):
        page.keyboard.type(title)
        page.keyboard.press("Enter")
        expect(row(page, title)).to_be_visible()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".item-title")).to_have_text(["Two", "One", "Three"])
    expect(row(page, "One")).to_be_focused()
    page.keyboard.press(" ")
    expect(row(page, "One")).to_have_attribute("data-completed", "true")
    page.keyboard.press("j")
    page.keyboard.press("#")
    expect(row(page, "Three")).to_have_count(0)
    page.keyboard.press("z")
    expect(row(page, "Three")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Title")).to_be_hidden()


def test_many_are_changed_at_once(server: Server, visit: Visit, alice: Person) -> None:
    ids = [add(server, alice, title)["id"] for title in ("One", "Two", "Three")]
    page = visit("/todos", alice)
    for title in ("One", "Two"):
        row(page, title).hover()
        row(page, title).get_by_role("checkbox", name=f"Select {title}").click()
    bar = page.get_by_role("toolbar", name="Change the selected todos")
    expect(bar.get_by_text("2 selected")).to_be_visible()
    bar.get_by_role("button", name="Done").click()
    expect(row(page, "Two")).to_have_attribute("data-completed", "true")
    expect(bar).to_be_hidden()
    done = [stored(server, alice, todo_id)["completed"] for todo_id in ids]
    assert done == [True, True, False]


@pytest.mark.parametrize("title", ["👩‍👩‍👧 Grüße", "שלום עולם", "W" * 300])
def test_any_words_fit_the_narrow_screen(visit: Visit, alice: Person, title: str) -> None:
    page = visit("/todos", alice, phone=True)
    page.get_by_label("Add a todo").fill(title)
    page.keyboard.press("Enter")
    expect(row(page, title)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_day_is_taken_back_and_its_time_with_it(
    server: Server, visit: Visit, alice: Person
) -> None:
    made = add(server, alice, "Call", due_date="2199-01-31", due_time="09:30")
    page = visit("/todos", alice)
    page.get_by_role("button", name="Call", exact=True).click()
    day, time = page.locator("#todo-due-date"), page.locator("#todo-due-time")
    clear_day = page.get_by_role("button", name="Clear the date")
    clear_time = page.get_by_role("button", name="Clear the time")
    clear_time.click()
    expect(time).to_have_value("")
    expect(time).to_be_focused()
    expect(clear_time).to_be_hidden()
    time.fill("10:15")
    clear_day.focus()
    page.keyboard.press("Enter")
    expect(day).to_have_value("")
    expect(time).to_have_value("")
    expect(clear_day).to_be_hidden()
    page.get_by_role("button", name="Save").click()
    expect(row(page, "Call").locator(".todo-due")).to_have_count(0)
    assert stored(server, alice, made["id"])["due_date"] is None
