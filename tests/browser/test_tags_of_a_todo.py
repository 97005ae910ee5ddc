"""The tags of a todo in its panel: chips that are saved, kept as a draft and shown in conflicts."""

from __future__ import annotations

from playwright.sync_api import Dialog, Locator, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_editing_todos import save
from tests.browser.test_keeping_todos import add, stored
from tests.browser.test_todos_are_live import open_panel

FORM = "#todo-editor"


def chips(panel: Locator) -> Locator:
    return panel.locator(".tags .chip__label")


def box(panel: Locator) -> Locator:
    return panel.get_by_role("combobox", name="Tags")


def test_chips_stay_after_saving_and_a_tag_with_a_comma_stays_one(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk", tags=["milk, oat"])
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    expect(chips(panel)).to_have_text(["milk, oat"])
    box(panel).press_sequentially("shop")
    box(panel).press("Enter")
    box(panel).press_sequentially("home")
    save(page, panel)
    expect(chips(panel)).to_have_text(["home", "milk, oat", "shop"])
    expect(box(panel)).to_have_value("")
    expect(page.locator(FORM)).to_have_attribute("data-dirty", "false")
    assert stored(server, alice, todo["id"])["tags"] == ["home", "milk, oat", "shop"]


def test_existing_tags_are_offered_and_their_spelling_is_used(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Drink coffee", tags=["Café", "milk, oat"])
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    box(panel).press_sequentially("oat")
    panel.get_by_role("option", name="milk, oat").click()
    box(panel).press_sequentially("cafe,")
    expect(chips(panel)).to_have_text(["milk, oat", "Café"])
    save(page, panel)
    assert stored(server, alice, todo["id"])["tags"] == ["Café", "milk, oat"]


def test_control_enter_saves_what_is_typed_but_not_yet_a_chip(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    box(panel).press_sequentially("shop")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved")).to_be_visible()
    expect(chips(panel)).to_have_text(["shop"])
    expect(box(panel)).to_have_value("")
    assert stored(server, alice, todo["id"])["tags"] == ["shop"]


def test_a_draft_of_tags_survives_closing_the_panel_and_the_browser_asks_before_it_is_lost(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk", tags=["shop"])
    page = visit("/todos", alice)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    panel = open_panel(page, "Buy milk")
    panel.get_by_role("button", name="Remove shop").click()
    box(panel).press_sequentially("home,half")
    page.keyboard.press("Escape")  # the list
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    panel = open_panel(page, "Buy milk")
    expect(chips(panel)).to_have_text(["home", "half"])
    expect(page.locator(FORM)).to_have_attribute("data-dirty", "true")
    page.evaluate("location.reload()")
    expect(chips(panel)).to_have_text(["home", "half"])
    assert asked == ["beforeunload"]
    save(page, panel)
    assert stored(server, alice, todo["id"])["tags"] == ["half", "home"]


def test_tags_that_change_elsewhere_replace_untouched_chips(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk", tags=["shop"])
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    server.call("PATCH", f"/api/todos/{todo['id']}", {"tags": ["home", "milk, oat"]}, alice)
    panel.get_by_role("button", name="Take theirs").click()
    expect(chips(panel)).to_have_text(["home", "milk, oat"])
    expect(page.locator(FORM)).to_have_attribute("data-dirty", "false")


def test_a_conflict_shows_the_tags_and_either_version_can_be_kept(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add(server, alice, "Buy milk", tags=["shop"])
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    box(panel).press_sequentially("mine,")
    server.call("PATCH", f"/api/todos/{todo['id']}", {"tags": ["home", "theirs"]}, alice)
    expect(panel.get_by_role("definition")).to_have_text("home, theirs")
    expect(chips(panel)).to_have_text(["shop", "mine"])
    panel.get_by_role("button", name="Keep mine").click()
    save(page, panel)
    assert stored(server, alice, todo["id"])["tags"] == ["mine", "shop"]
    box(panel).press_sequentially("more,")
    server.call("PATCH", f"/api/todos/{todo['id']}", {"tags": ["last"]}, alice)
    panel.get_by_role("button", name="Take theirs").click()
    expect(chips(panel)).to_have_text(["last"])
    expect(page.locator(FORM)).to_have_attribute("data-dirty", "false")


def test_a_tag_that_is_refused_stays_a_chip_and_its_error_is_at_the_field(
    visit: Visit, server: Server, alice: Person
) -> None:
    add(server, alice, "Buy milk")
    page = visit("/todos", alice)
    panel = open_panel(page, "Buy milk")
    box(panel).fill("x" * 51)
    box(panel).press("Enter")
    panel.get_by_role("button", name="Save").click()
    expect(box(panel)).to_have_attribute("aria-invalid", "true")
    expect(box(panel)).to_have_accessible_description(
        "Error: Can have at most 50 characters; this has 51."
    )
    expect(chips(panel)).to_have_text(["x" * 51])


def test_tags_are_chosen_by_touch_on_a_phone(server: Server, visit: Visit, alice: Person) -> None:
    add(server, alice, "Call Grandma", tags=["home", "family"])
    todo = add(server, alice, "Buy milk")
    page = visit("/todos", alice, phone=True)
    panel = open_panel(page, "Buy milk")
    box(panel).tap()
    panel.get_by_role("option", name="family").tap()
    expect(chips(panel)).to_have_text(["family"])
    save(page, panel)
    assert stored(server, alice, todo["id"])["tags"] == ["family"]
