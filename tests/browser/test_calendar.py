"""The calendar page: views in the URL, todos beside events, sets, search, undo, live changes."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server

DAY = "2027-03-10"
MONTH = f"/calendar?view=month&date={DAY}"
AGENDA = f"/calendar?view=agenda&date={DAY}"


def add_event(server: Server, person: Person, title: str, **fields: Any) -> dict[str, Any]:
    times = {"start": f"{DAY}T09:00", "end": f"{DAY}T10:00"}
    body = {"title": title, **times, **fields}
    return server.call("POST", "/api/events", body, person).json()


def add_todo(server: Server, person: Person, title: str, **fields: Any) -> dict[str, Any]:
    body = {"title": title, "due_date": DAY, **fields}
    return server.call("POST", "/api/todos", body, person).json()


def stored(server: Server, person: Person, todo: dict[str, Any]) -> dict[str, Any]:
    return server.call("GET", f"/api/todos/{todo['id']}", person=person).json()


def entry(page: Page, title: str) -> Locator:
    return page.locator("[data-entry]").filter(has_text=title)


def cell(page: Page, day: str) -> Locator:
    return page.locator(f'.calendar-grid [data-date="{day}"]').last


def drag(page: Page, what: Locator, to: Locator) -> None:
    start, end = what.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 20, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 16, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=6)
    page.mouse.up()


def test_view_and_day_are_in_the_url_and_back_returns_to_them(
    server: Server, visit: Visit, alice: Person
) -> None:
    page = visit(MONTH, alice)
    title = page.get_by_role("button", name="Go to a date")
    expect(title).to_contain_text("March 2027")
    page.get_by_role("radio", name="Week").first.click()
    expect(title).to_contain_text("8 – 14 March 2027")
    page.get_by_role("button", name="Later").click()
    expect(title).to_contain_text("15 – 21 March 2027")
    page.reload()
    expect(title).to_contain_text("15 – 21 March 2027")
    page.go_back()
    expect(title).to_contain_text("8 – 14 March 2027")
    page.go_back()
    expect(title).to_have_accessible_name("March 2027. Go to a date")
    page.locator("body").press("v")
    page.locator("body").press("d")
    expect(title).to_contain_text("Wednesday, 10 March 2027")
    page.locator("body").press("p")
    expect(title).to_contain_text("Tuesday, 9 March 2027")


def test_the_small_month_goes_to_a_date(server: Server, visit: Visit, alice: Person) -> None:
    page = visit(f"/calendar?view=day&date={DAY}", alice)
    title = page.get_by_role("button", name="Go to a date")
    title.click()
    page.get_by_role("grid").get_by_text("24", exact=True).click()
    expect(title).to_contain_text("Wednesday, 24 March 2027")


def test_a_todo_is_dragged_to_another_day_and_undo_brings_it_back(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add_todo(server, alice, "Pay rent", due_time="08:30")
    page = visit(MONTH, alice)
    drag(page, entry(page, "Pay rent"), cell(page, "2027-03-12"))
    toast = page.get_by_text("is due Friday, 12 March")
    expect(toast).to_be_visible()
    moved = stored(server, alice, todo)
    assert (moved["due_date"], moved["due_time"]) == ("2027-03-12", "08:30:00")
    page.locator("body").press("z")
    expect(toast).to_be_hidden()
    expect(cell(page, DAY).locator("[data-entry]")).to_have_count(1)
    assert stored(server, alice, todo)["due_date"] == DAY


def test_todos_are_ticked_in_the_agenda_and_in_the_month_of_a_phone(
    server: Server, visit: Visit, alice: Person
) -> None:
    todo = add_todo(server, alice, "Pay rent")
    page = visit(AGENDA, alice)
    page.get_by_role("checkbox", name="Pay rent").click()
    expect(page.locator('.dated[data-done="true"]')).to_contain_text("Pay rent")
    assert stored(server, alice, todo)["completed"] is True
    phone = visit(MONTH, alice, phone=True)
    list_of_day = phone.locator(".agenda__day")
    expect(list_of_day.get_by_role("checkbox", name="Pay rent")).to_be_checked()
    list_of_day.get_by_role("checkbox", name="Pay rent").click()
    expect(page.locator('.dated[data-done="false"]')).to_contain_text("Pay rent")
    assert stored(server, alice, todo)["completed"] is False


def test_a_phone_shows_the_list_of_the_day_that_is_picked(
    server: Server, visit: Visit, alice: Person
) -> None:
    add_event(server, alice, "Choir")
    add_event(server, alice, "Market", start="2027-03-13", end="2027-03-14")
    page = visit(MONTH, alice, phone=True)
    list_of_day = page.locator(".agenda__day")
    expect(list_of_day).to_contain_text("Choir")
    page.get_by_role("grid").get_by_text("13", exact=True).click()
    expect(list_of_day).to_contain_text("Market")
    expect(list_of_day).not_to_contain_text("Choir")
    page.get_by_role("grid").get_by_text("14", exact=True).click()
    expect(list_of_day).to_contain_text("Nothing on this day.")


def test_colours_tags_and_todos_are_hidden_by_the_url(
    server: Server, visit: Visit, alice: Person
) -> None:
    add_event(server, alice, "Choir", colour="rose")
    add_event(server, alice, "Standup", tags=["Work"])
    add_event(server, alice, "Lunch")
    add_todo(server, alice, "Pay rent")
    page = visit(AGENDA, alice)
    agenda = page.locator(".agenda")
    for name, title in (("Rose", "Choir"), ("Work", "Standup"), ("Todos and tasks", "Pay rent")):
        expect(agenda).to_contain_text(title)
        page.get_by_role("button", name="What is shown").click()
        page.get_by_role("switch", name=name).click(force=True)
        expect(agenda).not_to_contain_text(title)
        page.keyboard.press("Escape")
    expect(agenda).to_contain_text("Lunch")
    page.reload()
    expect(page.locator(".dated")).to_have_count(1)
    page.get_by_role("button", name="What is shown: some is hidden").click()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".dated")).to_have_count(4)


def test_an_event_is_found_by_words_and_opens_on_its_day(
    server: Server, visit: Visit, alice: Person
) -> None:
    event = add_event(server, alice, "Choir concert", place="Town hall")
    page = visit("/calendar", alice)
    page.locator("body").press("/")
    page.keyboard.type("conc")
    found = page.get_by_role("list", name="Events found").get_by_role("button")
    expect(found).to_contain_text("Choir concert")
    expect(found).to_contain_text("Town hall")
    found.click()
    page.wait_for_url(re.compile(f"date={DAY}.*open={event['id']}"))
    assert "conc" not in page.url
    expect(page.get_by_label("Title").first).to_have_value("Choir concert")
    page.get_by_label("Search events").fill("no such words")
    expect(page.get_by_text("No event has these words")).to_be_visible()


def test_a_change_in_another_browser_appears_and_a_month_shows_only_its_own_account(
    server: Server, visit: Visit, alice: Person
) -> None:
    bob = server.add_person("bob")
    add_event(server, bob, "Secret of bob")
    page = visit(MONTH, alice)
    expect(cell(page, DAY)).to_be_visible()
    event = add_event(server, alice, "Choir")
    expect(entry(page, "Choir")).to_be_visible()
    server.call("PATCH", f"/api/events/{event['id']}", {"title": "Orchestra"}, alice)
    expect(entry(page, "Orchestra")).to_be_visible()
    server.call("DELETE", f"/api/events/{event['id']}", person=alice)
    expect(page.locator("[data-entry]")).to_have_count(0)


def test_a_changed_time_zone_moves_the_events_in_every_tab(
    server: Server, visit: Visit, alice: Person
) -> None:
    server.call("PATCH", "/api/settings", {"time_zone": "Europe/Berlin"}, alice)
    add_event(server, alice, "Call", time_zone="Europe/Berlin")
    page = visit(AGENDA, alice)
    expect(page.locator(".dated")).to_contain_text("09:00 – 10:00")
    server.call("PATCH", "/api/settings", {"time_zone": "America/New_York"}, alice)
    expect(page.locator(".dated")).to_contain_text("03:00 – 04:00")


def test_a_move_sends_the_days_it_touches_and_no_others(
    server: Server, visit: Visit, alice: Person
) -> None:
    for number in range(30):
        day = f"2027-03-{number + 1:02}"
        for hour in range(10, 18):
            times = {"start": f"{day}T{hour}:00", "end": f"{day}T{hour}:45"}
            add_event(server, alice, f"Meeting about plan {hour}", **times)
    add_event(server, alice, "Choir", start=DAY, end="2027-03-11")
    frames: list[str | bytes] = []

    def on_socket(socket: WebSocket) -> None:
        def keep(frame: str | bytes) -> None:
            frames.append(frame)

        socket.on("framereceived", keep)

    page = visit("/trash", alice)
    page.on("websocket", on_socket)
    page.goto(server.url + MONTH)
    expect(entry(page, "Choir")).to_be_visible()
    page.wait_for_load_state("networkidle")
    frames.clear()
    drag(page, entry(page, "Choir"), cell(page, "2027-03-11"))
    expect(page.get_by_text("Moved “Choir”")).to_be_visible()
    expect(cell(page, "2027-03-11").locator("[data-entry]").first).to_contain_text("Choir")
    sent = [frame for frame in frames if "slot_" in str(frame)]
    assert len(sent) == 1
    assert len(re.findall(r'"slot_\d+', str(sent[0]))) == 2
    assert len(sent[0]) < 2 * 1_500, f"{len(sent[0])} bytes"


def test_one_day_of_five_hundred_events_shows_all_of_them_at_last(
    server: Server, visit: Visit, alice: Person
) -> None:
    add_event(server, alice, "Event 0")
    server.sql_without_notifications(
        "INSERT INTO calendar_events (owner_id, id, version, created_at, updated_at, title, notes,"
        " place, uid, all_day, start_local, end_local, time_zone, start_key, end_key, words)"
        " SELECT owner_id, gen_random_uuid(), 1, now(), now(), 'Event ' || n, '', '',"
        " 'uid ' || n, all_day, start_local, end_local, time_zone, start_key, end_key, words"
        " FROM calendar_events, generate_series(1, %s) n",
        499,
    )
    page = visit(MONTH, alice)
    more = cell(page, DAY).get_by_text(re.compile(r"\+49\d more")).last
    expect(more).to_be_visible()
    page.goto(server.url + AGENDA)
    expect(page.locator(".dated")).to_have_count(100)
    page.get_by_role("button", name="Show 400 more").click()
    page.wait_for_url(re.compile("view=day"))
    expect(page.locator("[data-entry]").first).to_be_visible()
