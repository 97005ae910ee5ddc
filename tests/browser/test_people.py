"""The page of people: what its list and panel do beyond what every list page does."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_keeping_todos import row


def add(server: Server, account: Person, name: str, **fields: Any) -> dict[str, Any]:
    answer = server.call("POST", "/api/people", {"name": name, **fields}, account)
    assert answer.status_code == 201, answer.text
    return answer.json()


def stored(server: Server, account: Person, person: dict[str, Any]) -> dict[str, Any]:
    return server.call("GET", f"/api/people/{person['id']}", person=account).json()


def open_panel(page: Page, name: str) -> Locator:
    page.get_by_role("button", name=name, exact=True).click()
    panel = page.get_by_role("dialog", name="Person")
    expect(panel.get_by_label("Name", exact=True)).to_have_value(name)
    return panel


def test_a_letter_of_the_index_leads_to_its_first_row_by_key_and_by_touch(
    server: Server, visit: Visit, alice: Person
) -> None:
    for letter in "ABCDEFGHKMRSTZ":
        for number in range(3):
            add(server, alice, f"{letter}{'aeiou'[number]} Example")
    page = visit("/people", alice)
    index = page.get_by_role("toolbar", name="Index of letters")
    expect(index.get_by_role("button", name="J", exact=True)).to_be_disabled()
    index.get_by_role("button", name="A", exact=True).focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(row(page, "Ta Example")).to_be_focused()
    expect(row(page, "Si Example")).to_be_attached()
    page.keyboard.press("k")
    expect(row(page, "Si Example")).to_be_focused()
    phone = visit("/people", alice, phone=True)
    phone.get_by_role("button", name="R", exact=True).tap()
    expect(row(phone, "Ra Example")).to_be_in_viewport()


def test_numbers_and_a_birthday_without_year_are_typed_refused_saved_and_undone(
    server: Server, visit: Visit, alice: Person
) -> None:
    zoe = add(server, alice, "Zoë", emails=[{"type": "work", "value": "zoe@example.org"}])
    page = visit("/people", alice)
    panel = open_panel(page, "Zoë")
    panel.get_by_role("button", name="Add phone").click()
    page.keyboard.type("no number")
    panel.get_by_label("Type of phone 1").select_option("Mobile")
    panel.get_by_label("Day of birthday").fill("29")
    panel.get_by_label("Month of birthday").select_option("February")
    page.keyboard.press("Control+Enter")
    expect(panel.get_by_text("No. 1: Must be a phone number")).to_be_visible()
    server.call("PATCH", f"/api/people/{zoe['id']}", {"emails": ["zoe@work.example"]}, alice)
    expect(panel.get_by_text("This person changed elsewhere.")).to_be_visible()
    expect(panel.get_by_role("definition")).to_have_text("zoe@work.example")
    panel.get_by_role("button", name="Keep mine").click()
    expect(panel.get_by_label("e-mail 1", exact=True)).to_have_value("zoe@work.example")
    panel.get_by_label("phone 1", exact=True).fill("030 1234567")
    expect(panel.get_by_role("link", name="Call 030 1234567")).to_have_attribute(
        "href", "tel:0301234567"
    )
    page.keyboard.press("Control+Enter")
    expect(panel.get_by_text("Birthday in")).to_be_visible()
    now = stored(server, alice, zoe)
    assert now["phones"] == [{"type": "cell", "value": "030 1234567"}]
    assert now["birthday"] == "--02-29"
    assert now["emails"] == [{"type": None, "value": "zoe@work.example"}]
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(row(page, "Zoë").get_by_role("link", name="Call Zoë")).to_be_visible()
    page.keyboard.press("z")
    expect(row(page, "Zoë").get_by_role("link", name="Call Zoë")).to_have_count(0)
    assert stored(server, alice, zoe)["birthday"] is None


def test_the_time_line_leads_to_what_is_tied_and_logs_contacts(
    server: Server, visit: Visit, alice: Person
) -> None:
    zoe, ann = add(server, alice, "Zoë"), add(server, alice, "Ann")
    page = visit(f"/people?open={zoe['id']}", alice)
    lines = page.get_by_role("list", name="Time line").get_by_role("listitem")
    page.get_by_role("button", name="Talked today").click()
    expect(lines).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(lines).to_have_count(0)
    page.get_by_text("Log another contact").click()
    page.get_by_label("How you talked").fill("Letter")
    page.get_by_role("button", name="Log", exact=True).click()
    expect(lines).to_contain_text(["Letter"])
    page.get_by_text("Add a relationship").click()
    page.get_by_label("Who", exact=True).fill("An")
    page.get_by_role("option", name="Ann").click()
    page.get_by_label("What they are of this person").fill("sister")
    page.get_by_role("button", name="Add", exact=True).click()
    relations = page.get_by_role("list", name="Relationships")
    expect(relations.get_by_text("sister")).to_be_visible()
    todo = {"title": "Buy a present", "people": [zoe["id"]]}
    server.call("POST", "/api/todos", todo, alice)
    page.get_by_role("link", name="Buy a present").click()
    expect(page.get_by_role("dialog", name="Todo").get_by_label("Title")).to_have_value(
        "Buy a present"
    )
    found = server.call("GET", f"/api/people/{ann['id']}/relationships", person=alice).json()
    assert [one["name"] for one in found["items"]] == ["Zoë"]


def test_two_people_are_compared_merged_and_given_back_by_undo(
    server: Server, visit: Visit, alice: Person
) -> None:
    zoe = add(server, alice, "Zoë", emails=["zoe@example.org"], notes="tea")
    other = add(server, alice, "Zoe A.", emails=["Zoe@example.org"], organisation="Café")
    server.call("POST", "/api/todos", {"title": "Call", "people": [other["id"]]}, alice)
    page = visit(f"/people?open={zoe['id']}", alice)
    page.get_by_label("Place", exact=True).fill("Mill")
    page.get_by_role("option", name="Create “Mill”").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_role("button", name="Compare with Zoe A.").click()
    dialog = page.get_by_role("dialog", name="Merge with Zoe A.?")
    expect(dialog.get_by_role("row", name="Organisation")).to_contain_text("Café")
    expect(dialog.get_by_role("row", name="Place")).to_contain_text("Mill")
    expect(dialog.get_by_text("1 todo moves too.")).to_be_visible()
    dialog.get_by_role("radio", name="Keep the other's").check()
    expect(dialog.get_by_role("row", name="Name").get_by_role("cell").last).to_have_text("Zoe A.")
    dialog.get_by_role("button", name="Merge").click()
    expect(page.locator("li[data-row]")).to_have_count(1)
    expect(page.get_by_role("link", name="Call")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Zoe A.")
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator("li[data-row]")).to_have_count(2)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Zoë")
    expect(page.get_by_role("button", name="Compare with Zoe A.")).to_be_visible()
    assert stored(server, alice, zoe)["organisation"] == ""


def test_a_photo_is_chosen_shown_in_the_list_and_removed_and_no_image_is_refused(
    server: Server, visit: Visit, alice: Person
) -> None:
    zoe = add(server, alice, "Zoë")
    image = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(image, "PNG")
    page = visit(f"/people?open={zoe['id']}", alice)
    panel = page.get_by_role("dialog", name="Person")
    chooser = panel.locator("input[type=file]")
    chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"PK no image"})
    expect(page.get_by_text("Is not a JPEG, PNG or WebP image.")).to_be_visible()
    panel.get_by_label("Nickname").fill("Zo")
    file = {"name": "a.png", "mimeType": "image/png", "buffer": image.getvalue()}
    chooser.set_input_files(file)  # pyright: ignore[reportArgumentType]
    shown = row(page, "Zoë").locator("img")
    expect(shown).to_have_js_property("naturalWidth", 96)
    expect(panel.get_by_label("Nickname")).to_have_value("Zo")
    panel.get_by_role("button", name="Remove the photo").click()
    page.get_by_role("dialog", name="Remove the photo?").get_by_role(
        "button", name="Remove"
    ).click()
    expect(shown).to_have_count(0)
    expect(panel.get_by_role("button", name="Add a photo")).to_be_visible()
