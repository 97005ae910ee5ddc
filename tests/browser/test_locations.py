"""The location page: what its list and panel do beyond what every list page does."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_keeping_todos import row


def add(server: Server, person: Person, name: str, **fields: Any) -> dict[str, Any]:
    return server.call("POST", "/api/locations", {"name": name, **fields}, person).json()


def stored(server: Server, person: Person, location: dict[str, Any]) -> dict[str, Any]:
    return server.call("GET", f"/api/locations/{location['id']}", person=person).json()


def open_panel(page: Page, name: str) -> Locator:
    page.get_by_role("button", name=name, exact=True).click()
    panel = page.get_by_role("dialog", name="Location")
    expect(panel.get_by_label("Name")).to_have_value(name)
    return panel


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def test_a_location_is_added_edited_found_deleted_and_restored_by_keyboard_alone(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Bakery")
    page = visit("/locations", alice)
    expect(row(page, "Bakery")).to_be_visible()
    page.keyboard.press("c")
    page.keyboard.type("Žilina station")
    page.keyboard.press("Enter")
    expect(row(page, "Žilina station")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(row(page, "Žilina station")).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Location")
    panel.get_by_label("Address").fill("Hurbanova 1\n010 01 Žilina")
    panel.get_by_label("Category").fill("Travel")
    page.keyboard.press("Control+Enter")
    expect(row(page, "Žilina station").get_by_text("Hurbanova 1, 010 01 Žilina")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("zilina")
    expect(page.locator("li[data-row]")).to_have_count(1)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.locator("li[data-row]")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("#")
    expect(row(page, "Bakery")).to_have_count(0)
    page.keyboard.press("z")
    expect(row(page, "Bakery")).to_be_visible()


def test_the_link_of_a_map_becomes_coordinates_and_what_is_none_says_so_at_the_field(
    server: Server, visit: Visit, alice: Person
) -> None:
    cottage = add(server, alice, "Cottage")
    page = visit("/locations", alice)
    panel = open_panel(page, "Cottage")
    field = panel.get_by_label("Coordinates")
    field.fill("by the lake")
    save(page)
    expect(panel.get_by_text("Can't be read as coordinates.")).to_be_visible()
    expect(field).to_have_value("by the lake")
    field.fill("https://www.openstreetmap.org/?mlat=59.38&mlon=13.5#map=15/59.3/13.4")
    save(page)
    expect(field).to_have_value("59.38, 13.5")
    found = stored(server, alice, cottage)
    assert (found["latitude"], found["longitude"]) == (59.38, 13.5)
    expect(panel.get_by_role("link", name="Show on the map")).to_have_attribute(
        "href", "geo:59.38,13.5"
    )
    field.fill("")
    save(page)
    expect(panel.get_by_role("link", name="Show on the map")).to_have_count(0)
    assert stored(server, alice, cottage)["latitude"] is None


def test_coordinates_pasted_into_the_form_that_adds_are_kept_as_such(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/locations", alice)
    box = page.get_by_label("Add a location")
    box.fill("59°22'48\"N 13°30'0\"E")
    box.press("Enter")
    expect(row(page, "59.38, 13.5")).to_be_visible()
    made = server.call("GET", "/api/locations", person=alice).json()["items"][0]
    assert (made["latitude"], made["longitude"]) == (59.38, 13.5)


def test_numbers_link_to_the_dialler_and_addresses_to_the_map(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Doctor", phone="+49 (0)30 123-45 ext. 6", address="Lindenstr. 4\nBerlin")
    page = visit("/locations", alice)
    line = row(page, "Doctor")
    expect(line.get_by_role("link", name="Call Doctor")).to_have_attribute("href", "tel:+493012345")
    expect(line.get_by_role("link", name="Show on the map: Doctor")).to_have_attribute(
        "href", "geo:0,0?q=Lindenstr.%204%20Berlin"
    )


def test_a_category_and_a_tag_filter_the_list_in_the_address(
    server: Server, visit: Visit, alice: Person
) -> None:
    add(server, alice, "Bakery", category="Shop", tags=["bread"])
    add(server, alice, "Doctor", category="Health")
    page = visit("/locations", alice)
    page.get_by_label("Category", exact=True).select_option("Shop")
    expect(page.locator(".item-title")).to_have_text(["Bakery"])
    expect(page).to_have_url(f"{server.url}/locations?category=Shop")
    page.get_by_label("Add a location").fill("Market")
    page.keyboard.press("Enter")
    expect(page.locator(".item-title")).to_have_text(["Bakery", "Market"])
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".item-title")).to_have_text(["Bakery", "Doctor", "Market"])
    page.get_by_label("Tag", exact=True).select_option("bread")
    expect(page.locator(".item-title")).to_have_text(["Bakery"])


def test_the_category_of_several_is_changed_and_taken_back(
    server: Server, visit: Visit, alice: Person
) -> None:
    places = [add(server, alice, name, category="Old") for name in ("Bakery", "Doctor")]
    page = visit("/locations", alice)
    expect(row(page, "Doctor")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.keyboard.press(".")
    expect(page.get_by_role("button", name="Category", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Category of the selected").last.fill("New")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Changed the category of 2 locations")).to_be_visible()
    assert {stored(server, alice, place)["category"] for place in places} == {"New"}
    page.keyboard.press("Escape")
    page.locator("body").press("z")
    expect(row(page, "Bakery").get_by_text("Old")).to_be_visible()
    assert {stored(server, alice, place)["category"] for place in places} == {"Old"}


def test_another_tab_shows_a_change_and_a_conflict_keeps_what_was_typed(
    server: Server, visit: Visit, alice: Person
) -> None:
    bakery = add(server, alice, "Bakery")
    page = visit("/locations", alice)
    other = visit("/locations", beside=page)
    panel = open_panel(page, "Bakery")
    panel.get_by_label("Notes").fill("Closed on Mondays")
    add(server, alice, "Doctor")
    expect(row(other, "Doctor")).to_be_visible()
    server.call("PATCH", f"/api/locations/{bakery['id']}", {"name": "Old bakery"}, alice)
    expect(row(other, "Old bakery")).to_be_visible()
    expect(panel.get_by_text("This location changed elsewhere.")).to_be_visible()
    panel.get_by_role("button", name="Keep mine").click()
    save(page)
    expect(page.get_by_text("Saved")).to_be_visible()
    found = stored(server, alice, bakery)
    assert (found["name"], found["notes"]) == ("Old bakery", "Closed on Mondays")


def test_the_page_is_used_on_a_phone(server: Server, visit: Visit, alice: Person) -> None:
    add(server, alice, "Bakery " + "W" * 200, phone="030 123")
    page = visit("/locations", alice, phone=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    select = page.get_by_role("button", name="Select", exact=True)
    expect(select).to_be_in_viewport()
    select.click()
    page.get_by_role("checkbox").click()
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.get_by_role("button", name="Select none").click()
    page.locator(".item-title").click()
    panel = page.get_by_role("dialog", name="Location")
    expect(panel.get_by_label("Name")).to_be_visible()
    for link in panel.get_by_role("link").all():
        box = link.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
