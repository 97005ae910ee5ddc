"""The keys of a selection, selecting and dragging on a phone, and what is printed of a list."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_keeping_todos import add, row
from tests.browser.test_undoing import choose

PRINTED = 1_000


def select_two(page: Page) -> None:
    for title in ("One", "Two"):
        choose(page, title)
    expect(page.locator(".selection-count")).to_have_text("2 selected")


def test_the_delete_key_acts_on_the_selection_wherever_the_focus_is(
    server: Server, visit: Visit, alice: Person
) -> None:
    for title in ("One", "Two", "Three"):
        add(server, alice, title)
    page = visit("/todos", alice)
    select_two(page)
    row(page, "Three").get_by_role("button", name="Three", exact=True).focus()
    page.keyboard.press("#")
    expect(page.get_by_text("Deleted 2 todos")).to_be_visible()
    expect(page.locator(".item-title")).to_have_text(["Three"])


def test_escape_releases_the_selection_after_it_closed_what_is_open(
    server: Server, visit: Visit, alice: Person
) -> None:
    for title in ("One", "Two"):
        add(server, alice, title)
    page = visit("/todos", alice)
    select_two(page)
    page.get_by_role("button", name="One", exact=True).click()
    panel = page.get_by_role("dialog", name="Todo")
    expect(panel.get_by_label("Title")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(".selection-count")).to_have_text("2 selected")
    page.get_by_role("button", name="Priority").last.click()
    expect(page.get_by_role("menu", name="Priority of the selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu", name="Priority of the selected")).to_be_hidden()
    expect(page.locator(".selection-count")).to_have_text("2 selected")
    page.keyboard.press("Escape")
    expect(page.locator(".selection")).to_have_count(0)


def test_a_key_reaches_the_bar_of_the_selection_and_arrows_move_in_it(
    server: Server, visit: Visit, alice: Person
) -> None:
    for title in ("One", "Two"):
        add(server, alice, title)
    page = visit("/todos", alice)
    expect(row(page, "Two")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("x")
    bar = page.get_by_role("toolbar", name="Change the selected todos")
    expect(bar).to_be_visible()
    page.keyboard.press(".")
    expect(bar.get_by_role("button", name="Done")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Due")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(row(page, "One")).to_have_attribute("data-completed", "true")
    expect(bar).to_have_count(0)
    expect(row(page, "One")).to_be_focused()


def test_selecting_and_dragging_are_reached_on_a_phone_without_scrolling(
    server: Server, visit: Visit, alice: Person
) -> None:
    for title in ("One", "Two"):
        add(server, alice, title)
    page = visit("/todos", alice, phone=True)
    page.set_viewport_size({"width": 320, "height": 640})
    select = page.get_by_role("button", name="Select", exact=True)
    expect(select).to_be_in_viewport(ratio=1)
    select.click()
    expect(row(page, "One").get_by_role("checkbox", name="Select One")).to_be_in_viewport(ratio=1)
    handle = row(page, "One").get_by_role("button", name="Move One")
    expect(handle).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_clear_button_of_a_date_covers_no_digit_on_the_narrowest_screen(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "One", due_date="2199-12-31", due_time="09:30")
    page = visit("/todos", alice, phone=True)
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_role("button", name="One", exact=True).click()
    for kind, least in (("date", 110), ("time", 60)):
        field = page.locator(f"#todo-due-{kind}").bounding_box()
        clear = page.get_by_role("button", name=f"Clear the {kind}").bounding_box()
        assert field is not None
        assert clear is not None
        assert clear["x"] - field["x"] >= least


def test_ctrl_p_prints_every_row_up_to_the_stated_number_without_the_tools(
    server: Server, visit: Visit, alice: Person
) -> None:
    server.fill_with_todos(alice, PRINTED + 5)
    page = visit("/todos", alice)
    expect(row(page, "Todo 1").first).to_be_visible()
    page.evaluate("window.print = () => { document.documentElement.dataset.printed = 'yes'; }")
    page.keyboard.press("Control+p")
    expect(page.locator("html[data-printed]")).to_be_attached()
    page.emulate_media(media="print")
    expect(page.locator(".printed-list > li")).to_have_count(PRINTED)
    expect(page.locator(".printed-list > li").last).to_have_text(f"☐Todo {PRINTED}")
    expect(page.get_by_text("Only the first 1,000 are printed.")).to_be_visible()
    for hidden in (".items-list", ".items-tools", ".adder", ".sidebar"):
        expect(page.locator(hidden)).to_be_hidden()
    page.emulate_media(media="screen")
    expect(page.locator(".printed")).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".printed")).to_have_count(0)
