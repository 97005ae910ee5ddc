"""Filters, search and order, and a list that is far longer than the page."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_keeping_todos import add, row, titles

MANY = 5_000
ROWS_AT_MOST = 60


def test_a_filter_stands_in_the_address_and_back_takes_it_off(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Urgent", priority="high")
    add(server, alice, "Whenever")
    page = visit("/todos", alice)
    page.get_by_label("Priority").first.select_option("high")
    expect(page.locator(".item-title")).to_have_text(["Urgent"])
    expect(page).to_have_url(re.compile(r"\?priority=high$"))
    page.go_back()
    expect(page.locator(".item-title")).to_have_text(["Urgent", "Whenever"])


def test_a_bookmarked_view_opens_as_it_was(server: Server, visit: Visit, alice: Person) -> None:
    add(server, alice, "Paint", tags=["home"], category="Flat")
    add(server, alice, "Write", tags=["work"])
    page = visit("/todos?tag=home&category=Flat&sort=title", alice)
    expect(page.locator(".item-title")).to_have_text(["Paint"])


def test_words_searched_for_are_not_in_the_address(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Renew the passport")
    add(server, alice, "Water the plants")
    page = visit("/todos", alice)
    page.get_by_label("Search todos").press_sequentially("passp")
    expect(page.locator(".item-title")).to_have_text(["Renew the passport"])
    assert "passp" not in page.url
    page.get_by_label("Search todos").fill("zebra")
    expect(page.get_by_role("heading", name="Nothing fits that")).to_be_visible()


def test_todos_stand_in_sections_with_their_number(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Late", due_date="2020-02-29")
    add(server, alice, "Later", due_date="2199-12-31")
    add(server, alice, "Some day")
    page = visit("/todos", alice)
    expect(page.locator(".item-heading")).to_have_text(["Overdue1", "Upcoming1", "Someday1"])


def test_the_page_holds_about_what_one_sees_to_the_very_last(
    server: Server, visit: Visit, alice: Person
) -> None:
    server.fill_with_todos(alice, MANY)
    page = visit("/todos", alice)
    expect(page.locator(".item-heading-count").first).to_have_text(str(MANY))
    expect(row(page, "Todo 1").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("End")
    expect(row(page, f"Todo {MANY}")).to_be_focused()
    assert len(titles(page)) <= ROWS_AT_MOST
    page.keyboard.press("Home")
    expect(page.locator("li[data-row]").first).to_be_focused()
    expect(page.locator(".item-title").first).to_have_text("Todo 1")


def test_scrolling_brings_the_next_rows_and_lets_the_first_go(
    server: Server, visit: Visit, alice: Person
) -> None:
    server.fill_with_todos(alice, 200)
    page = visit("/todos", alice)
    expect(page.locator("li[data-row]").first).to_be_visible()
    while not row(page, "Todo 200").count():
        last = titles(page)[-1]
        page.locator("li[data-row]").last.scroll_into_view_if_needed()
        expect(page.locator(".item-title").last).not_to_have_text(last)
        assert len(titles(page)) <= ROWS_AT_MOST
    while not row(page, "Todo 1").filter(has_text=re.compile(r"^Todo 1$")).count():
        first = titles(page)[0]
        page.locator("li[data-row]").first.scroll_into_view_if_needed()
        expect(page.locator(".item-title").first).not_to_have_text(first)
