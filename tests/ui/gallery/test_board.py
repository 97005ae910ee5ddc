"""The board: cards are dragged by mouse, touch and keyboard, and where they are is said."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui.gallery.conftest import Visit


def _card(page: Page, number: int) -> Locator:
    return page.locator(f'.board [data-card="card-{number}"]')


def _column(page: Page, name: str) -> Locator:
    return page.locator(f'.board [data-column="{name}"]')


def _ids(page: Page, column: str) -> list[str]:
    cards = _column(page, column).locator("[data-card]").all()
    return [str(card.get_attribute("data-card")).removeprefix("card-") for card in cards]


def _answers(page: Page, how: str) -> None:
    page.locator("#board-answer").select_option(how)


def _center(page: Page, target: Locator) -> tuple[float, float]:
    box = target.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _lift(page: Page, card: Locator) -> None:
    """Presses the mouse on a card and moves it far enough to lift it."""
    x, y = _center(page, card)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 2, steps=3)
    expect(page.locator(".board-ghost")).to_be_visible()


def test_a_card_is_dragged_between_two_others_of_another_column(visit: Visit):
    page = visit()
    _card(page, 0).scroll_into_view_if_needed()
    _answers(page, "wait")
    _lift(page, _card(page, 0))
    x, y = _center(page, _card(page, 18))
    page.mouse.move(x, y - 4, steps=8)
    expect(_column(page, "doing")).to_have_attribute("data-over", "true")
    expect(_column(page, "doing").get_by_text("Drop here")).to_be_visible()
    page.mouse.up()
    # The server has not answered, and the card is there.
    assert _ids(page, "doing") == ["17", "0", "18", "19"]
    expect(_column(page, "doing").locator(".board-column__count")).to_have_text("4")
    expect(page.locator("#board-last")).to_have_text("card-0 doing after card-17")
    expect(page.locator(".board-ghost")).to_have_count(0)


def test_a_refused_card_goes_back(visit: Visit):
    page = visit()
    _card(page, 0).scroll_into_view_if_needed()
    _answers(page, "refuse")
    _lift(page, _card(page, 0))
    page.mouse.move(*_center(page, _column(page, "done")), steps=8)
    page.mouse.up()
    expect(page.locator("#board-last")).to_have_text("card-0 done")
    expect(_column(page, "done").locator("[data-card]")).to_have_count(0)
    assert _ids(page, "todo")[0] == "0"


def test_escape_leaves_a_dragged_card_where_it_was_and_the_click_is_swallowed(visit: Visit):
    page = visit()
    _card(page, 0).scroll_into_view_if_needed()
    _lift(page, _card(page, 0))
    page.mouse.move(*_center(page, _column(page, "doing")), steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".board-ghost")).to_have_count(0)
    assert _ids(page, "todo")[0] == "0"
    expect(page.locator("#board-last")).to_have_text("")
    _card(page, 0).click()
    expect(page.locator("#board-last")).to_have_text("open card-0")


def test_a_column_scrolls_while_a_card_is_held_at_its_edge(visit: Visit):
    page = visit()
    _card(page, 0).scroll_into_view_if_needed()
    _lift(page, _card(page, 0))
    scroller = _column(page, "todo").locator(".board-column__scroller")
    box = scroller.bounding_box()
    assert box
    page.mouse.move(box["x"] + 80, box["y"] + box["height"] - 4, steps=6)
    page.wait_for_function("(element) => element.scrollTop > 200", arg=scroller.element_handle())
    page.mouse.up()
    assert _ids(page, "todo").index("0") > 4


def test_the_keyboard_lifts_moves_and_drops_and_says_where_the_card_is(visit: Visit):
    page = visit()
    said = page.locator(".board [aria-live]").last
    _card(page, 2).focus()
    page.keyboard.press("Space")
    expect(said).to_have_text("Card 2. Lifted from To do, position 3 of 17.")
    page.keyboard.press("ArrowUp")
    expect(said).to_have_text("Card 2. Moved to To do, position 2 of 17.")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("Card 2. Moved to Doing, position 2 of 4.")
    page.keyboard.press("Space")
    expect(said).to_have_text("Card 2. Dropped in Doing, position 2 of 4.")
    assert _ids(page, "doing") == ["17", "2", "18", "19"]
    expect(_card(page, 2)).to_be_focused()
    # Another is lifted and left.
    page.keyboard.press("ArrowDown")
    expect(_card(page, 18)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(said).to_have_text("Card 18. Left in Doing, position 3 of 4.")
    assert _ids(page, "doing") == ["17", "2", "18", "19"]
    # Alt with an arrow key moves at once, also before the earlier moves are answered.
    _answers(page, "wait")
    _card(page, 18).focus()
    for key in ("Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowRight"):
        page.keyboard.press(key)
    assert (_ids(page, "doing"), _ids(page, "done")) == (["17", "2", "19"], ["18"])
    expect(_card(page, 18)).to_be_focused()


def test_keys_open_select_and_delete_the_focused_card(visit: Visit):
    page = visit()
    last = page.locator("#board-last")
    _card(page, 0).focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(last).to_have_text("open card-1")
    page.keyboard.press("m")
    expect(last).to_have_text("menu card-1")
    page.keyboard.press("#")
    expect(last).to_have_text("delete card-1")
    page.keyboard.press("x")
    expect(_card(page, 1)).to_have_class("board-card is-selected")
    page.keyboard.press("End")
    expect(_card(page, 16)).to_be_focused()
    page.keyboard.press("Home")
    expect(_card(page, 0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(_card(page, 17)).to_be_focused()


def test_a_tick_puts_the_card_into_the_column_of_what_is_done(visit: Visit):
    page = visit()
    _answers(page, "wait")
    _card(page, 1).get_by_role("checkbox", name="Card 1", exact=True).click()
    expect(_column(page, "done").get_by_text("Card 1")).to_be_visible()
    expect(_card(page, 1)).to_have_attribute("data-done", "true")


@pytest.mark.parametrize("held", [True, False], ids=["held", "swiped"])
def test_a_card_that_is_held_is_dragged_by_touch_and_a_swipe_scrolls(visit: Visit, held: bool):
    page = visit(narrow=True)
    _card(page, 0).scroll_into_view_if_needed()
    _answers(page, "wait")
    x, y = _center(page, _card(page, 0))
    _, below = _center(page, _card(page, 2))
    touch = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    send("touchStart", (x, y))
    if held:
        expect(page.locator(".board-ghost")).to_be_visible()
    for step in range(1, 7):
        send("touchMove", (x, y + (below + 8 - y) * step / 6))
    send("touchEnd")
    expect(page.locator(".board-ghost")).to_have_count(0)
    if held:
        expect(page.locator("#board-last")).to_have_text("card-0 todo after card-2")
        assert _ids(page, "todo")[:3] == ["1", "2", "0"]
    else:
        expect(page.locator("#board-last")).to_have_text("")
        assert _ids(page, "todo")[:3] == ["0", "1", "2"]
