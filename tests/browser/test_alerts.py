"""Alerts in the browser: the bell, toasts, the locked tab, notifications of the system."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.browser.conftest import Visit, _context
from tests.browser.server import Person, Server, restartable_server
from tests.temporary_folders import data_folder

TITLE = "water the lemon tree"
LOCKED_WORDS = "A reminder is due"

COUNT_NOTIFICATIONS = """
    window.shownNotifications = [];
    const show = ServiceWorkerRegistration.prototype.showNotification;
    ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
        window.shownNotifications.push(title);
        return show.call(this, title, options);
    };
"""
LEFT_IN_THE_SYSTEM = """async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title }) => title);
}"""

CLICK_THE_NOTIFICATION = """async () => {
    const [notification] = await self.registration.getNotifications();
    self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""
"""Only a real click may focus a tab, so what the worker does before that is tested."""


def _in(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")


def _remind(server: Server, person: Person, title: str = TITLE, seconds: float = 5) -> str:
    fields = {"title": title, "remind_at": _in(seconds)}
    return server.call("POST", "/api/reminders", fields, person).json()["id"]


def _bell(page: Page) -> Any:
    return page.locator("#bell")


def _toast(page: Page, text: str | re.Pattern[str]) -> Any:
    return page.locator(".toast--lasting").filter(has_text=text)


def _lock(page: Page) -> None:
    page.keyboard.press("Shift+L")
    page.keyboard.press("Shift+L")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()


def _unlock(page: Page, person: Person) -> None:
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Unlock").click()


def _listen(page: Page, frames: list[str]) -> None:
    def on_socket(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(str(frame)))
        socket.on("framereceived", lambda frame: frames.append(str(frame)))

    page.on("websocket", on_socket)


def _until(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds in the database, which sends no event."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)  # between two checks


def test_what_is_due_is_a_toast_in_every_tab_and_gone_in_all_once_it_is_acted_on(
    server: Server, alice: Person, visit: Visit
):
    page = visit("/todos", alice)
    beside = visit("/settings", beside=page)
    elsewhere = visit("/trash", server.sign_in(alice), phone=True)
    tabs = (page, beside, elsewhere)
    _remind(server, alice)
    for tab in tabs:
        expect(_toast(tab, TITLE)).to_be_visible()
        expect(_bell(tab)).to_have_accessible_name("Alerts, 1 open")
    _toast(elsewhere, TITLE).get_by_role("button", name="Snooze").tap()
    _toast(elsewhere, TITLE).get_by_role("button", name="10 minutes").tap()
    for tab in tabs:
        expect(_toast(tab, TITLE)).to_have_count(0)
        expect(_bell(tab)).to_have_accessible_name("Alerts")
    alert = server.call("GET", "/api/alerts", person=alice).json()["items"][0]
    assert alert["state"] == "snoozed"
    _bell(page).click()
    listed = page.get_by_role("dialog", name="Alerts").get_by_role("region", name="Snoozed")
    expect(listed.get_by_role("link", name=TITLE)).to_be_visible()
    listed.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Nothing is due.")).to_be_visible()


def test_a_toast_of_a_todo_completes_it_and_its_title_opens_it(
    server: Server, alice: Person, visit: Visit
):
    fields = {"title": TITLE, "due_date": "2030-01-01", "alarms": [{"at": _in(5)}]}
    todo = server.call("POST", "/api/todos", fields, alice).json()["id"]
    page = visit("/settings", alice)
    _toast(page, TITLE).get_by_role("link", name=TITLE).click()
    expect(page).to_have_url(f"{server.url}/todos?open={todo}")
    _toast(page, TITLE).get_by_role("button", name="Done").click()
    expect(_toast(page, TITLE)).to_have_count(0)
    assert server.call("GET", f"/api/todos/{todo}", person=alice).json()["completed"]


def test_many_at_once_are_one_toast_which_opens_the_bell_and_all_are_dismissed_by_keyboard(
    server: Server, alice: Person, visit: Visit
):
    page = visit("/todos", alice)
    for number in range(12):
        _remind(server, alice, f"{TITLE} {number}", 3600)
    server.sql("UPDATE alerts SET run_at = now(), wakes_at = now()")
    expect(_toast(page, "12 reminders are due")).to_be_visible(timeout=30_000)
    expect(_bell(page)).to_have_text("12")
    _toast(page, "12 reminders are due").get_by_role("button", name="Show").press("Enter")
    dialog = page.get_by_role("dialog", name="Alerts")
    expect(dialog.get_by_role("listitem")).to_have_count(12)
    page.keyboard.press("Escape")
    expect(_bell(page)).to_be_focused()
    page.keyboard.press("b")
    dialog.get_by_role("button", name="Dismiss all").press("Enter")
    expect(page.get_by_text("Nothing is due.")).to_be_visible()
    expect(_bell(page)).to_have_accessible_name("Alerts")


def test_what_was_missed_is_said_once_and_stays_in_the_bell(
    server: Server, alice: Person, visit: Visit
):
    for number in range(3):
        _remind(server, alice, f"{TITLE} {number}", -3600)
    page = visit("/todos", alice)
    expect(_toast(page, "3 reminders were missed")).to_be_visible()
    _until(
        lambda: all(
            one["shown_at"]
            for one in server.call("GET", "/api/alerts?state=missed", person=alice).json()["items"]
        )
    )
    page.reload()
    expect(_bell(page)).to_have_accessible_name("Alerts, 3 open")
    elsewhere = visit("/todos", server.sign_in(alice))
    expect(_bell(elsewhere)).to_have_accessible_name("Alerts, 3 open")
    expect(_toast(elsewhere, "missed")).to_have_count(0)


def test_a_time_of_one_s_own_that_is_past_is_refused_at_its_field(
    server: Server, alice: Person, visit: Visit
):
    _remind(server, alice)
    page = visit("/todos", alice)
    toast = _toast(page, TITLE)
    toast.get_by_role("button", name="Snooze").click()
    toast.get_by_role("button", name="Choose").click()
    toast.get_by_label("Date and time").fill("2020-01-01T09:00")
    toast.get_by_role("button", name="Snooze").click()
    expect(toast.get_by_role("alert")).to_have_text("Is past. Choose a later time.")
    toast.get_by_label("Date and time").fill("2099-01-01T09:00")
    toast.get_by_role("button", name="Snooze").click()
    expect(toast).to_have_count(0)


def test_a_locked_tab_says_that_a_reminder_is_due_and_no_frame_says_which(
    server: Server, alice: Person, visit: Visit
):
    page = visit("/todos", alice)
    frames: list[str] = []
    _listen(page, frames)
    page.reload()
    expect(page.get_by_role("heading", name="Todos")).to_be_visible()
    _lock(page)
    _remind(server, server.sign_in(alice))
    expect(page.get_by_role("status").get_by_text(LOCKED_WORDS)).to_be_visible()
    assert frames
    assert not any(TITLE in frame for frame in frames)
    assert TITLE not in page.content()
    _unlock(page, alice)
    expect(_toast(page, TITLE)).to_be_visible()
    alert = server.call("GET", "/api/alerts", person=alice).json()["items"][0]
    assert alert["state"] == "due"


@pytest.fixture
def permitted(server: Server, alice: Person, browser: Browser) -> Any:
    """Opens tabs of one browser that may show notifications, and counts those they show."""
    context = _context(browser, server, alice, dark=False, phone=False)
    context.grant_permissions(["notifications"], origin=server.url)
    context.add_init_script(COUNT_NOTIFICATIONS)

    def open_tab(path: str) -> Page:
        page = context.new_page()
        page.goto(server.url + path)
        expect(page.locator("html[data-ready]")).to_be_attached()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    yield open_tab
    context.close()


def test_three_tabs_show_one_notification_and_the_next_tab_takes_over(
    server: Server, alice: Person, permitted: Callable[[str], Page]
):
    tabs = [permitted(path) for path in ("/todos", "/settings", "/")]
    _remind(server, alice, "first")

    def shown() -> list[str]:
        return [title for tab in tabs for title in tab.evaluate("window.shownNotifications")]

    for tab in tabs:
        expect(_toast(tab, "first")).to_be_visible()
    _until(lambda: shown() == ["first"])
    leader = next(tab for tab in tabs if tab.evaluate("window.shownNotifications.length"))
    tabs.remove(leader)
    leader.close()
    _remind(server, alice, "second")
    _until(lambda: shown() == ["second"])
    _toast(tabs[0], "second").get_by_role("button", name="Dismiss").click()
    _until(lambda: tabs[0].evaluate(LEFT_IN_THE_SYSTEM) == ["first"])
    _lock(tabs[0])
    _until(lambda: tabs[0].evaluate(LEFT_IN_THE_SYSTEM) == [LOCKED_WORDS])


def test_a_click_on_a_notification_opens_its_item_in_a_tab_that_is_open(
    server: Server, alice: Person, permitted: Callable[[str], Page]
):
    fields = {"title": TITLE, "due_date": "2030-01-01", "alarms": [{"at": _in(5)}]}
    todo = server.call("POST", "/api/todos", fields, alice).json()["id"]
    page = permitted("/settings")
    _until(lambda: page.evaluate(LEFT_IN_THE_SYSTEM) == [TITLE])
    [worker] = page.context.service_workers
    worker.evaluate(CLICK_THE_NOTIFICATION)
    expect(page).to_have_url(f"{server.url}/todos?open={todo}")
    panel = page.get_by_role("dialog", name="Todo")
    expect(panel.get_by_label("Title")).to_have_value(TITLE)
    _until(lambda: page.evaluate(LEFT_IN_THE_SYSTEM) == [])


def test_the_settings_say_what_the_browser_allows_and_ask_by_a_button(
    alice: Person, visit: Visit, permitted: Callable[[str], Page]
):
    page = permitted("/settings")
    expect(page.get_by_text("On in this browser.")).to_be_visible()
    worker = page.request.get(page.url.replace("/settings", "/service-worker.js"))
    assert "javascript" in worker.headers["content-type"]
    undecided = visit("/settings", alice)
    expect(undecided.get_by_text("Off in this browser.")).to_be_visible()
    expect(undecided.get_by_role("button", name="Allow notifications")).to_be_visible()


def test_three_alarms_after_kill_9_are_missed_with_their_times_and_one_dismissal_clears_all(
    browser: Browser,
):
    with data_folder() as folder, restartable_server(folder) as one:
        server = one.server
        alice = server.set_up()
        away = server.sign_in(alice)
        pages = [
            _context(browser, server, person, dark=False, phone=False).new_page()
            for person in (alice, away, server.sign_in(alice))
        ]
        locked, open_tab, elsewhere = pages
        frames: list[str] = []
        _listen(locked, frames)
        for page in pages:
            page.goto(server.url + "/todos")
            expect(page.get_by_role("heading", name="Todos")).to_be_visible()
        _lock(locked)
        first = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=8)
        times = [first + timedelta(seconds=number) for number in range(3)]
        for number, due in enumerate(times):
            fields = {
                "title": f"{TITLE} {number}",
                "due_date": "2030-01-01",
                "alarms": [{"at": due.isoformat()}],
            }
            server.call("POST", "/api/todos", fields, away)
        _until(lambda: datetime.now(UTC) >= first - timedelta(seconds=1))
        one.kill()

        def ledger() -> list[tuple[datetime, str]]:
            with psycopg.connect(server.database) as connection:
                return connection.execute(
                    "SELECT run_at, state FROM alerts ORDER BY run_at"
                ).fetchall()

        assert ledger() == [(due, "planned") for due in times]
        one.start(ahead=90)
        for page in (open_tab, elsewhere):
            expect(_bell(page)).to_have_accessible_name("Alerts, 3 open", timeout=60_000)
        # What was missed is told once: by the page that is back first.
        told = [_toast(page, "3 reminders were missed") for page in (open_tab, elsewhere)]
        _until(lambda: any(toast.is_visible() for toast in told))
        expect(locked.get_by_text(LOCKED_WORDS)).to_be_visible(timeout=60_000)
        assert ledger() == [(due, "missed") for due in times]
        _bell(open_tab).click()
        open_tab.get_by_role("button", name="Dismiss all").click()
        for page in (open_tab, elsewhere):
            expect(_bell(page)).to_have_accessible_name("Alerts")
            expect(_toast(page, "missed")).to_have_count(0)
        expect(locked.get_by_text(LOCKED_WORDS)).to_have_count(0)
        assert frames
        assert not any(TITLE in frame for frame in frames)
        assert TITLE not in locked.content()
        for page in pages:
            page.context.close()
