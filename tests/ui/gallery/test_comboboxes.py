"""Comboboxes: the time zone picker and the field of tags, by keyboard, IME, mouse and touch."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Locator, Page, Route, expect

from tests.ui.gallery.conftest import Visit

FIELD = "document.getElementById('g-comboboxes')"


def _zone(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Time zone")


def _tags(page: Page) -> Locator:
    return page.locator("#g-tags")


def _chips(page: Page, field: str = "g-tags") -> Locator:
    return page.locator(f".tags:has(#{field}) .chip__label")


def _value(page: Page, name: str = "tags") -> str:
    return page.evaluate(f"new FormData({FIELD}).get({name!r})")


def _options(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


def _remove(page: Page, tag: str) -> Locator:
    return page.locator(".tags:has(#g-tags)").get_by_role("button", name=f"Remove {tag}")


def _expect_active(page: Page, box: Locator, text: str | None) -> None:
    """Expects the active option to be the one that contains `text`, or that none is active."""
    active = page.locator("[role=option][aria-selected=true]")
    if text is None:
        expect(active).to_have_count(0)
        expect(box).not_to_have_attribute("aria-activedescendant", re.compile(""))
    else:
        expect(active).to_contain_text(text)
        expect(box).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "")


def _open(page: Page, box: Locator) -> None:
    box.click()
    expect(_options(page).first).to_be_visible()


def _composing(page: Page, text: str) -> CDPSession:
    """A session of the browser's protocol in which an input method composes `text`."""
    session = page.context.new_cdp_session(page)
    end = len(text)
    given = {"text": text, "selectionStart": end, "selectionEnd": end}
    session.send("Input.imeSetComposition", given)
    return session


def test_the_list_of_a_combobox_is_loaded_when_it_first_has_focus(visit: Visit):
    page = visit()
    loaded = "performance.getEntriesByType('resource').some((each) => /listbox/.test(each.name))"
    assert not page.evaluate(loaded)
    with page.expect_response("**/listbox*"):
        _zone(page).focus()


def test_text_typed_before_the_list_is_loaded_is_kept_and_its_enter_chooses(visit: Visit):
    page = visit()
    held: list[Route] = []
    page.route("**/listbox*", lambda route: held.append(route))  # noqa: PLW0108  needs attributes
    _tags(page).press_sequentially("early")
    expect(_tags(page)).to_have_value("early")
    _tags(page).press("Enter")
    expect(_chips(page)).to_have_text(["home", "work", "early"])
    _zone(page).fill("tok")
    _zone(page).press("Enter")
    expect(_zone(page)).to_have_value("tok")
    for route in held:
        route.continue_()
    expect(_zone(page)).to_have_value("Asia/Tokyo")


def test_a_list_that_could_not_be_loaded_is_asked_for_again(visit: Visit):
    page = visit(expects_errors=True)
    page.route("**/listbox*", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "listbox" in request.url):
        _tags(page).press_sequentially("sh")
    expect(_options(page)).to_have_count(0)
    page.unroute("**/listbox*")
    _tags(page).press_sequentially("o")
    expect(_options(page)).to_have_text(["shop", "Create “sho”"])
    _tags(page).press("Enter")
    expect(_chips(page)).to_have_text(["home", "work", "sho"])


def test_arrows_open_the_list_and_move_in_it(visit: Visit):
    page = visit()
    box = _zone(page)
    box.focus()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    controlled = box.get_attribute("aria-controls")
    expect(page.get_by_role("listbox")).to_have_attribute("id", controlled or "")
    _expect_active(page, box, "Europe/Lisbon")
    page.keyboard.press("Home")
    _expect_active(page, box, "Africa/Abidjan")
    page.keyboard.press("ArrowDown")
    _expect_active(page, box, "Africa/Accra")
    page.keyboard.press("PageDown")
    _expect_active(page, box, "Africa/Blantyre")
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    _expect_active(page, box, "Africa/Abidjan")
    page.keyboard.press("End")
    _expect_active(page, box, "UTC")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator("#chosen-zone")).to_have_text("UTC")
    assert _value(page, "zone") == "UTC"


def test_alt_and_the_arrows_open_and_close_the_list_without_a_choice(visit: Visit):
    page = visit()
    _tags(page).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    _expect_active(page, _tags(page), None)
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(_tags(page)).to_be_focused()


def test_home_and_end_move_the_caret_while_no_option_is_active(visit: Visit):
    page = visit()
    _tags(page).press_sequentially("or")
    expect(_options(page).first).to_be_visible()
    page.keyboard.press("Home")
    page.keyboard.type("f")
    expect(_tags(page)).to_have_value("for")


def test_typing_filters_without_regard_to_case_and_accents(visit: Visit):
    page = visit()
    _tags(page).fill("CAFE")
    expect(_options(page)).to_have_text(["café"])
    _zone(page).fill("são pau")
    expect(_options(page).first).to_contain_text("America/Sao Paulo")


def test_options_with_a_word_that_starts_with_the_text_come_first(visit: Visit):
    page = visit()
    _zone(page).fill("new yo")
    expect(_options(page).first).to_contain_text("America/New York")
    _zone(page).fill("ro")
    expect(_options(page).first).to_contain_text("Antarctica/Rothera")
    expect(_options(page).filter(has_text="Africa/Cairo")).to_have_count(1)


def test_the_number_of_results_is_announced(visit: Visit):
    page = visit()
    live = page.locator(".field:has(#g-zone) [aria-live]")
    _zone(page).fill("tokyo")
    expect(live).to_have_text("1 result")
    _zone(page).fill("austral")
    expect(live).to_have_text("11 results")
    _zone(page).fill("nowhere")
    expect(live).to_have_text("No results")
    expect(page.get_by_text("No matching time zones")).to_be_visible()


def test_escape_closes_the_list_and_restores_the_zone(visit: Visit):
    page = visit()
    _zone(page).fill("tok")
    expect(_options(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(_zone(page)).to_have_value("Europe/Lisbon")
    expect(page.locator("#chosen-zone")).to_have_text("Europe/Lisbon")


@pytest.mark.parametrize("narrow", [False, True], ids=["beside", "modal"])
def test_escape_closes_the_list_first_and_the_panel_around_it_next(visit: Visit, narrow: bool):
    page = visit(narrow=narrow)
    page.locator("#open-panel").click()
    panel = page.get_by_role("dialog", name="Todo")
    box = panel.get_by_role("combobox", name="Tags")
    _open(page, box)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


@pytest.mark.parametrize("height", [844, 420])
def test_the_list_is_inside_the_window_and_not_cut_off_by_the_panel(visit: Visit, height: int):
    page = visit(narrow=True)
    page.set_viewport_size({"width": 390, "height": height})
    page.locator("#open-panel").click()
    box = page.locator("#g-panel-tags")
    _open(page, box)
    option = _options(page).first.bounding_box()
    shown = page.get_by_role("listbox").bounding_box()
    assert option
    assert shown
    assert shown["y"] >= 0
    assert shown["y"] + shown["height"] <= height
    middle = (option["x"] + option["width"] / 2, option["y"] + option["height"] / 2)
    on_top = "([x, y]) => document.elementFromPoint(x, y)?.closest('[role=option]') !== null"
    assert page.evaluate(on_top, list(middle))


def test_leaving_keeps_a_typed_zone_that_exists_and_drops_other_text(visit: Visit):
    page = visit()
    _zone(page).fill("asia/tokyo")
    page.keyboard.press("Tab")
    expect(_zone(page)).to_have_value("Asia/Tokyo")
    _zone(page).fill("asia/tok")
    page.keyboard.press("Tab")
    expect(_zone(page)).to_have_value("Asia/Tokyo")
    assert _value(page, "zone") == "Asia/Tokyo"


def test_enter_and_comma_add_tags_and_what_is_there_already_is_not_added_again(visit: Visit):
    page = visit()
    _tags(page).press_sequentially("garden")
    page.keyboard.press("Enter")
    _tags(page).press_sequentially("SHOP,")
    for again in ("Home", "GÁRDEN"):
        _tags(page).press_sequentially(again)
        page.keyboard.press("Enter")
        expect(_tags(page)).to_have_value("")
    expect(_chips(page)).to_have_text(["home", "work", "garden", "shop"])
    assert _value(page) == "home\nwork\ngarden\nshop"


def test_an_option_is_chosen_by_arrow_and_enter_or_by_tab(visit: Visit):
    page = visit()
    _tags(page).press_sequentially("oa")
    expect(_options(page)).to_have_text(["milk, oat", "Create “oa”"])
    page.keyboard.press("ArrowDown")
    _expect_active(page, _tags(page), "milk, oat")
    page.keyboard.press("Enter")
    expect(_chips(page)).to_have_text(["home", "work", "milk, oat"])
    assert _value(page) == "home\nwork\nmilk, oat"
    page.keyboard.press("ArrowUp")
    _expect_active(page, _tags(page), "shop")
    page.keyboard.press("Tab")
    expect(_chips(page)).to_have_text(["home", "work", "milk, oat", "shop"])
    expect(_tags(page)).not_to_be_focused()


def test_a_tag_that_is_there_is_not_offered_and_an_existing_one_not_created(visit: Visit):
    page = visit()
    _open(page, _tags(page))
    expect(_options(page)).to_have_text(["café", "errands", "milk, oat", "shop"])
    _tags(page).fill("Shop")
    expect(_options(page)).to_have_text(["shop"])
    _tags(page).fill("home")
    expect(_options(page)).to_have_count(0)
    expect(_tags(page)).to_have_attribute("aria-expanded", "false")


def test_backspace_in_the_empty_input_moves_to_the_last_chip_and_then_removes_it(visit: Visit):
    page = visit()
    _tags(page).press_sequentially("ab")
    for _ in range(2):
        page.keyboard.press("Backspace")
    expect(_tags(page)).to_be_focused()
    page.keyboard.press("Backspace")
    expect(_remove(page, "work")).to_be_focused()
    expect(_chips(page)).to_have_text(["home", "work"])
    page.keyboard.press("Backspace")
    expect(_chips(page)).to_have_text(["home"])
    expect(_remove(page, "home")).to_be_focused()
    page.keyboard.press("Delete")
    expect(_chips(page)).to_have_count(0)
    expect(_tags(page)).to_be_focused()
    assert _value(page) == ""


def test_arrows_move_between_the_chips_and_the_input(visit: Visit):
    page = visit()
    _tags(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(_remove(page, "work")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(_remove(page, "home")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(_tags(page)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("x")
    expect(_tags(page)).to_have_value("x")
    expect(_chips(page)).to_have_text(["home", "work"])


def test_a_chip_is_removed_by_its_button_and_what_is_typed_stays(visit: Visit):
    page = visit()
    _tags(page).press_sequentially("half")
    _remove(page, "home").click()
    expect(_chips(page)).to_have_text(["work"])
    expect(_tags(page)).to_be_focused()
    expect(_tags(page)).to_have_value("half")
    expect(page.locator(".field:has(#g-tags) [aria-live]")).to_have_text("Removed home. 1 result")


def test_pasted_text_is_split_at_commas_and_lines(visit: Visit):
    page = visit()
    _tags(page).focus()
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", "a, b,\\nc d");
            const pasted = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", pasted));
        }"""
    )
    expect(_chips(page)).to_have_text(["home", "work", "a", "b", "c d"])
    assert _value(page) == "home\nwork\na\nb\nc d"


def test_what_is_typed_is_in_the_form_at_once_and_a_chip_on_leaving_or_submitting(visit: Visit):
    page = visit()
    for typed, leave in (
        ("one", lambda: page.keyboard.press("Tab")),
        ("two", lambda: page.evaluate(f"{FIELD}.requestSubmit()")),
    ):
        before = _value(page)
        _tags(page).press_sequentially(typed)
        assert _value(page) == f"{before}\n{typed}"
        leave()
        expect(_tags(page)).to_have_value("")
        expect(_chips(page).last).to_have_text(typed)
        assert _value(page) == f"{before}\n{typed}"


def test_every_change_dispatches_one_input_event_of_the_field(visit: Visit):
    page = visit()
    page.evaluate(
        f"""() => {{
            window.seen = [];
            {FIELD}.addEventListener("input", ({{ target }}) =>
                target.name && window.seen.push([target.name, target.value]));
        }}"""
    )
    _tags(page).press_sequentially("x")
    page.keyboard.press("Enter")
    _remove(page, "home").click()
    assert page.evaluate("window.seen") == [["tags", "home\nwork\nx"], ["tags", "work\nx"]]


def test_a_form_that_fills_the_field_changes_its_chips(visit: Visit):
    page = visit()
    _tags(page).press_sequentially("half")
    page.evaluate(
        f"""() => {{
            {FIELD}.elements.namedItem("tags").value = "café\\nmilk, oat";
            {FIELD}.dispatchEvent(new Event("filled"));
        }}"""
    )
    expect(_chips(page)).to_have_text(["café", "milk, oat"])
    expect(_tags(page)).to_have_value("")
    assert _value(page) == "café\nmilk, oat"


def test_keys_of_an_input_method_do_nothing_else(visit: Visit):
    page = visit()
    box = _tags(page)
    box.focus()
    session = _composing(page, "shop")
    expect(_options(page)).to_have_text(["shop"])
    for key in ("Enter", "ArrowDown", "Escape"):
        pressed = {"type": "rawKeyDown", "key": key, "code": key, "windowsVirtualKeyCode": 229}
        session.send("Input.dispatchKeyEvent", pressed)
    expect(_options(page)).to_have_text(["shop"])
    _expect_active(page, box, None)
    expect(_chips(page)).to_have_text(["home", "work"])
    expect(box).to_have_value("shop")
    session.send("Input.insertText", {"text": "店, 家"})
    expect(_chips(page)).to_have_text(["home", "work", "店"])
    expect(box).to_have_value("家")
    page.keyboard.press("Enter")
    expect(_chips(page)).to_have_text(["home", "work", "店", "家"])


def test_a_comma_that_is_being_composed_splits_nothing(visit: Visit):
    page = visit()
    _tags(page).focus()
    _composing(page, "a,b")
    expect(_tags(page)).to_have_value("a,b")
    expect(_chips(page)).to_have_text(["home", "work"])


def test_it_works_by_touch_with_targets_of_44_pixels(visit: Visit):
    page = visit(narrow=True)
    _tags(page).tap()
    expect(_options(page).first).to_be_visible()
    targets = page.locator("[role=option]:visible, #g-comboboxes .chip__remove")
    for box in [each.bounding_box() for each in targets.all()]:
        assert box
        assert min(box["width"], box["height"]) >= 44
    _options(page).filter(has_text="errands").tap()
    expect(_chips(page)).to_have_text(["home", "work", "errands"])
    expect(page.get_by_role("listbox")).to_have_count(0)
    _remove(page, "work").tap()
    expect(_chips(page)).to_have_text(["home", "errands"])
    _zone(page).tap()
    _zone(page).fill("tokyo")
    _options(page).first.tap()
    expect(_zone(page)).to_have_value("Asia/Tokyo")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("field", ["Time zone", "Tags", "Labels"])
def test_axe_finds_nothing_in_an_open_combobox(visit: Visit, dark: bool, field: str):
    page = visit(dark=dark)
    _open(page, page.get_by_role("combobox", name=field))
    page.keyboard.press("ArrowDown")
    found = Axe().run(page, context="#g-comboboxes").response["violations"]
    assert [each["id"] for each in found] == []


def test_the_error_of_a_tags_field_is_described_at_its_input(visit: Visit):
    box = visit().get_by_role("combobox", name="Labels")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description("Error: Can have at most 50 characters.")
