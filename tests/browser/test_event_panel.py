"""The panel of an event, quick entry, the scope question and undo, on the calendar page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from umbra.kinds import KINDS

TEN = {"start": "2026-12-03T10:00:00", "end": "2026-12-03T11:30:00"}
WEEKLY = {**TEN, "rrule": "FREQ=WEEKLY;BYDAY=TH;COUNT=4"}
LOCATIONS = next(f"/api/{kind.plural}" for kind in KINDS if kind.name == "location")
THIRD = "2026-12-17T10:00:00"


@pytest.fixture
def berlin(server: Server, alice: Person) -> Person:
    server.call("PATCH", "/api/settings", {"time_zone": "Europe/Berlin"}, alice)
    return alice


def add(server: Server, person: Person, title: str = "Yoga", **fields: Any) -> dict[str, Any]:
    return server.call("POST", "/api/events", {"title": title, **TEN, **fields}, person).json()


def stored(server: Server, person: Person, event: dict[str, Any]) -> dict[str, Any]:
    return server.call("GET", f"/api/events/{event['id']}", person=person).json()


def starts(server: Server, person: Person) -> list[str]:
    query = "/api/events?start=2026-11-01&end=2027-03-01&expand=true"
    found = server.call("GET", query, person=person).json()["items"]
    return [one["start"][5:16] for one in found]


def panel_of(page: Page, title: str = "Yoga") -> Locator:
    panel = page.get_by_role("dialog", name="Event", exact=True)
    expect(panel.get_by_label("Title")).to_have_value(title)
    return panel


def opened(visit: Visit, person: Person, event: dict[str, Any], at: str = "", **how: Any) -> Page:
    return visit(f"/calendar?open={event['id']}&at={at}&date=2026-12-01", person, **how)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def closed(page: Page, panel: Locator) -> None:
    """Waits until the panel is closed in the address as well."""
    expect(panel).to_be_hidden()
    expect(page).not_to_have_url(re.compile("open="))


def clean(page: Page) -> None:
    expect(page.locator("#event-editor")).to_have_attribute("data-dirty", "false")


def test_an_event_is_edited_and_taken_back_by_keyboard_alone(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin)
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    panel.get_by_label("Title").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Pilates")
    panel.get_by_label("Place").focus()
    page.keyboard.type("Studio 3")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved “Yoga”")).to_be_visible()
    clean(page)
    assert stored(server, berlin, event)["place"] == "Studio 3"
    page.keyboard.press("Escape")
    closed(page, panel)
    assert "date=2026-12-01" in page.url
    page.keyboard.press("z")
    expect(page.get_by_text("Undone: Saved “Yoga”")).to_be_visible()
    assert stored(server, berlin, event)["title"] == "Yoga"


def test_the_end_moves_along_with_the_start_and_keeps_the_length(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin)
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    panel.get_by_label("Starts at").fill("23:00")
    expect(panel.get_by_label("Ends", exact=True)).to_have_value("2026-12-04")
    expect(panel.get_by_label("Ends at")).to_have_value("00:30")
    panel.get_by_label("Ends at").fill("01:00")
    panel.get_by_label("Starts", exact=True).fill("2026-12-10")
    expect(panel.get_by_label("Ends", exact=True)).to_have_value("2026-12-11")
    save(page)
    clean(page)
    found = stored(server, berlin, event)
    assert (found["start"], found["end"]) == (
        "2026-12-10T23:00:00+01:00",
        "2026-12-11T01:00:00+01:00",
    )


def test_all_day_hides_the_times_and_keeps_them(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin)
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    panel.get_by_role("switch", name="All day").check()
    expect(panel.get_by_label("Starts at")).to_be_hidden()
    panel.get_by_role("switch", name="All day").uncheck()
    expect(panel.get_by_label("Starts at")).to_have_value("10:00")
    clean(page)
    panel.get_by_role("switch", name="All day").check()
    panel.get_by_label("Ends", exact=True).fill("2026-12-04")
    save(page)
    clean(page)
    found = stored(server, berlin, event)
    assert (found["start"], found["end"]) == ("2026-12-03", "2026-12-05")


def test_alarms_of_an_event_are_presets_that_follow_all_day(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin)
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    panel.get_by_role("button", name="Add an alarm: 10 minutes before").click()
    panel.get_by_role("switch", name="All day").check()
    panel.get_by_role("button", name="Add an alarm: The day before at 18:00").click()
    set_alarms = panel.get_by_role("list", name="Alarms that are set")
    expect(set_alarms.get_by_role("listitem")).to_have_count(2)
    panel.get_by_role("button", name="Remove the alarm 10 minutes before").click()
    save(page)
    clean(page)
    assert stored(server, berlin, event)["alarms"] == [{"days_before": 1, "at": "18:00"}]
    page.get_by_role("button", name="Undo").click()
    expect(set_alarms).to_have_count(0)
    assert stored(server, berlin, event)["alarms"] == []


def test_an_occurrence_is_changed_for_the_events_that_are_chosen(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin, **WEEKLY)
    page = opened(visit, berlin, event, THIRD)
    panel = panel_of(page)
    panel.get_by_label("Starts at").fill("12:00")
    save(page)
    question = page.get_by_role("dialog", name="Change “Yoga”?")
    expect(question.get_by_role("button", name="This and following")).to_be_visible()
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(panel.get_by_label("Starts at")).to_have_value("12:00")
    assert set(starts(server, berlin)) == {f"12-{day}T10:00" for day in ("03", "10", "17", "24")}
    save(page)
    question.get_by_role("button", name="This and following").click()
    clean(page)
    assert starts(server, berlin)[2:] == ["12-17T12:00", "12-24T12:00"]
    expect(page).to_have_url(re.compile("at=2026-12-17T12%3A00%3A00"))
    expect(panel.get_by_label("Starts at")).to_have_value("12:00")
    page.get_by_role("button", name="Undo").click()
    expect(panel.get_by_label("Starts at")).to_have_value("10:00")


def test_presets_and_a_custom_rule_show_their_words_and_next_dates(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin, start="2099-01-29T10:00:00", end="2099-01-29T11:00:00")
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    repeats = panel.get_by_label("Repeats")
    expect(repeats.locator("option")).to_contain_text(["Does not repeat", "Every day"])
    repeats.select_option("monthly_nth")
    expect(panel.get_by_text("Monthly on the last Thursday.")).to_be_visible()
    expect(panel.get_by_role("list", name="Next dates").get_by_role("listitem")).to_have_count(5)
    panel.get_by_label("Starts", exact=True).fill("2099-01-31")
    expect(repeats.locator("option:checked")).to_have_text("Every month on the last Saturday")
    repeats.select_option("monthly_day")
    expect(panel.get_by_text("in shorter months it does not happen")).to_be_visible()
    repeats.select_option("custom")
    panel.get_by_label("Unit").select_option("week")
    panel.get_by_role("checkbox", name="Monday").check()
    expect(panel.get_by_text("Every Monday and Saturday")).to_have_count(0)
    panel.get_by_label("Every", exact=True).fill("2")
    panel.get_by_role("checkbox", name="Saturday").check()
    panel.get_by_label("Series ends").select_option("count")
    panel.get_by_label("times", exact=True).fill("6")
    expect(panel.get_by_text("Every second week on Monday and Saturday, 6 times.")).to_be_visible()
    save(page)
    clean(page)
    assert stored(server, berlin, event)["rrule"] == ("FREQ=WEEKLY;COUNT=6;INTERVAL=2;BYDAY=MO,SA")


def test_a_rule_that_the_form_can_t_express_is_shown_in_words_and_kept(
    server: Server, visit: Visit, berlin: Person
) -> None:
    rule = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3"
    event = add(server, berlin, rrule=rule)
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    expect(panel.get_by_label("Repeats").locator("option:checked")).to_contain_text(
        "Monthly on the third weekday"
    )
    panel.get_by_label("Title").fill("Review")
    save(page)
    page.get_by_role("button", name="All events").click()
    clean(page)
    found = stored(server, berlin, event)
    assert (found["title"], found["rrule"]) == ("Review", rule)


def test_a_conflict_is_resolved_without_losing_what_was_typed(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin)
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    panel.get_by_label("Notes").fill("Typed here")
    theirs = {"title": "Pilates", "start": "2026-12-04T09:00:00", "end": "2026-12-04T10:00:00"}
    server.call("PATCH", f"/api/events/{event['id']}", theirs, berlin)
    expect(panel.get_by_text("This event changed elsewhere.")).to_be_visible()
    expect(panel.get_by_text("Fri 4 Dec 2026 09:00 to 10:00")).to_be_visible()
    panel.get_by_role("button", name="Keep mine").click()
    expect(panel.get_by_label("Title")).to_have_value("Pilates")
    expect(panel.get_by_label("Starts at")).to_have_value("09:00")
    save(page)
    clean(page)
    found = stored(server, berlin, event)
    assert (found["title"], found["notes"]) == ("Pilates", "Typed here")


def test_errors_are_shown_at_their_fields_and_the_input_stays(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin)
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    panel.get_by_label("Ends at").fill("09:00")
    save(page)
    expect(panel.get_by_text("Must not be before the start.")).to_be_visible()
    panel.get_by_label("Ends at").fill("12:00")
    panel.get_by_label("Title").fill("")
    save(page)
    expect(panel.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    expect(panel.get_by_label("Ends at")).to_have_value("12:00")


def test_colour_location_tags_and_zone_are_stored(
    server: Server, visit: Visit, berlin: Person
) -> None:
    place = server.call("POST", LOCATIONS, {"name": "Žilina station"}, berlin).json()
    server.call("POST", LOCATIONS, {"name": "Bakery"}, berlin)
    event = add(server, berlin)
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    panel.get_by_role("radio", name="Teal").check()
    location = panel.get_by_role("combobox", name="Location")
    location.fill("zil")
    page.get_by_role("option", name="Žilina station").click()
    expect(location).to_have_value("Žilina station")
    panel.get_by_role("combobox", name="Tags").fill("travel")
    panel.locator("summary").click()
    zone = panel.get_by_role("combobox", name="Time zone")
    zone.fill("Tokyo")
    page.keyboard.press("Enter")
    expect(panel.get_by_text("02:00 to 03:30 in Europe/Berlin")).to_be_visible()
    save(page)
    clean(page)
    found = stored(server, berlin, event)
    assert found["colour"] == "teal"
    assert found["location_id"] == place["id"]
    assert found["tags"] == ["travel"]
    assert (found["time_zone"], found["start"]) == ("Asia/Tokyo", "2026-12-03T10:00:00+09:00")
    page.reload()
    expect(panel.get_by_role("combobox", name="Location")).to_have_value("Žilina station")
    expect(panel.get_by_role("combobox", name="Time zone")).to_be_visible()
    location.fill("")
    location.blur()
    save(page)
    clean(page)
    assert stored(server, berlin, event)["location_id"] is None


def test_a_draft_outlives_the_closed_panel_and_the_browser_asks_before_it_is_dropped(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin)
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    panel.get_by_label("Notes").fill("Typed here")
    panel.get_by_label("Repeats").select_option("weekly")
    page.keyboard.press("Escape")
    closed(page, panel)
    page.go_back()
    expect(panel.get_by_label("Notes")).to_have_value("Typed here")
    expect(panel.get_by_label("Repeats")).to_have_value("weekly")
    expect(panel.get_by_text("Every Thursday.")).to_be_visible()
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.reload()
    panel_of(page)
    assert asked == ["beforeunload"]


def test_an_event_is_moved_duplicated_and_deleted_from_its_menu(
    server: Server, visit: Visit, berlin: Person
) -> None:
    event = add(server, berlin)
    page = opened(visit, berlin, event)
    panel = panel_of(page)
    panel.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Move...").click()
    move = page.get_by_role("dialog", name="Move event")
    expect(move.get_by_label("Day")).to_be_focused()
    move.get_by_label("Day").fill("2026-12-08")
    page.keyboard.press("Enter")
    expect(move).to_be_hidden()
    expect(panel.get_by_label("Starts", exact=True)).to_have_value("2026-12-08")
    assert starts(server, berlin) == ["12-08T10:00"]
    panel.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_text("Duplicated “Yoga”")).to_be_visible()
    expect(page).not_to_have_url(re.compile(event["id"]))
    panel.get_by_role("button", name="Delete").click()
    expect(panel).to_be_hidden()
    assert starts(server, berlin) == ["12-08T10:00"]


def test_quick_entry_keeps_what_was_typed_and_goes_on_in_the_panel(
    server: Server, visit: Visit, berlin: Person
) -> None:
    page = visit("/calendar", berlin)
    page.keyboard.press("c")
    form = page.locator("#quick-entry")
    expect(form.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Dinner")
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    page.keyboard.press("c")
    expect(form.get_by_label("Title")).to_have_value("Dinner")
    form.get_by_label("Starts", exact=True).fill("2026-12-12")
    form.get_by_label("Starts at").fill("19:00")
    form.get_by_label("Repeats").select_option("weekly")
    form.get_by_role("button", name="More").click()
    panel = page.get_by_role("dialog", name="New event", exact=True)
    expect(panel.get_by_label("Title")).to_have_value("Dinner")
    expect(panel.get_by_label("Ends at")).to_have_value("20:00")
    expect(panel.get_by_text("Every Saturday.")).to_be_visible()
    panel.get_by_label("Notes").fill("Bring wine")
    page.keyboard.press("Escape")
    closed(page, panel)
    assert starts(server, berlin) == []
    page.keyboard.press("c")
    expect(form.get_by_label("Title")).to_have_value("Dinner")
    page.keyboard.press("Enter")
    expect(form).to_have_count(0)
    expect(page.get_by_text("Added “Dinner”")).to_be_visible()
    found = server.call("GET", "/api/events", person=berlin).json()["items"]
    assert [(one["title"], one["notes"], one["rrule"]) for one in found] == [
        ("Dinner", "Bring wine", "FREQ=WEEKLY;BYDAY=SA")
    ]
    page.keyboard.press("c")
    expect(form.get_by_label("Title")).to_have_value("")
    page.reload()  # nothing is unsaved: the browser does not ask


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["wide", "narrow"])
def test_axe_finds_nothing_in_the_panel_and_the_dialogs(
    server: Server, visit: Visit, berlin: Person, dark: bool, phone: bool
) -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitän" * 8
    event = add(server, berlin, long, **WEEKLY, place=long, time_zone="Asia/Tokyo")
    page = opened(visit, berlin, event, dark=dark, phone=phone)
    panel = panel_of(page, long)
    panel.get_by_label("Repeats").select_option("custom")
    panel.get_by_role("checkbox", name="Monday").check()
    panel.get_by_label("Ends at").fill("01:00")
    save(page)
    expect(panel.get_by_text("Must not be before the start.")).to_be_visible()
    page.mouse.move(0, 0)
    assert _findings(page) == []
    width = page.evaluate("document.querySelector('.panel').scrollWidth")
    assert width <= page.evaluate("document.querySelector('.panel').clientWidth")
    panel.get_by_label("Ends at").fill("23:00")
    save(page)
    expect(page.get_by_role("button", name="All events")).to_be_visible()
    page.mouse.move(0, 0)
    assert _findings(page) == []


def _findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['help']} {each['nodes'][0]['html'][:200]}" for each in found]
