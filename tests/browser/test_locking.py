"""Locking a session, and unlocking it on the same page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server

SEEDED = "marmalade for the lighthouse"


def _expect_locked(page: Page) -> None:
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()


def _lock(page: Page) -> None:
    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("button", name="Lock").first.click()
    _expect_locked(page)


def _unlock(page: Page, password: str) -> None:
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Unlock").click()


@pytest.fixture
def seeded(server: Server, alice: Person) -> Person:
    server.call("POST", "/api/todos", {"title": SEEDED}, alice)
    return alice


def test_the_menu_locks_and_the_password_unlocks_the_same_page(
    server: Server, visit: Visit, seeded: Person
):
    page = visit("/todos", seeded)
    expect(page.get_by_text(SEEDED).first).to_be_visible()
    _lock(page)
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    expect(page).to_have_url(server.url + "/todos")
    _unlock(page, seeded.password)
    expect(page.get_by_text(SEEDED).first).to_be_visible()
    expect(page.get_by_role("heading", name="Locked")).to_have_count(0)


def test_pressing_shift_l_twice_locks(visit: Visit, seeded: Person):
    page = visit("/todos", seeded)
    expect(page.get_by_text(SEEDED).first).to_be_visible()
    page.keyboard.press("Shift+L")
    page.keyboard.press("Shift+L")
    _expect_locked(page)


def test_all_tabs_of_the_session_lock_and_unlock_together(
    server: Server, visit: Visit, seeded: Person
):
    page = visit("/todos", seeded)
    beside = visit("/settings", beside=page)
    elsewhere = visit("/todos", server.sign_in(seeded))
    expect(beside.get_by_role("heading", name="Settings")).to_be_visible()
    expect(elsewhere.get_by_text(SEEDED).first).to_be_visible()
    _lock(page)
    _expect_locked(beside)
    expect(elsewhere.get_by_text(SEEDED).first).to_be_visible()
    _unlock(beside, seeded.password)
    expect(page.get_by_text(SEEDED).first).to_be_visible()
    expect(beside.get_by_role("heading", name="Settings")).to_be_visible()


def test_a_locked_tab_contains_none_of_the_data_it_showed(visit: Visit, seeded: Person):
    page = visit("/todos", seeded)
    expect(page.get_by_text(SEEDED).first).to_be_visible()
    _lock(page)
    assert SEEDED not in page.content()
    frames: list[str] = []
    page.on("websocket", lambda socket: _listen(socket, frames))
    page.reload()
    _expect_locked(page)
    assert frames
    assert not any(SEEDED in frame for frame in frames)
    assert SEEDED not in page.content()


def test_text_being_typed_is_restored_after_unlocking(visit: Visit, seeded: Person):
    page = visit("/todos", seeded)
    page.get_by_text(SEEDED).first.click()
    title = page.get_by_label("Title")
    title.fill("marmalade, half writ")
    adder = page.get_by_label("Add a todo")
    adder.fill("buy str")
    _lock(page)
    assert "half writ" not in page.content()
    _unlock(page, seeded.password)
    expect(page.get_by_label("Title")).to_have_value("marmalade, half writ")
    expect(page.get_by_label("Add a todo")).to_have_value("buy str")


def test_a_wrong_password_shows_a_message_and_five_end_the_session(
    server: Server, visit: Visit, seeded: Person
):
    page = visit("/settings", seeded)
    _lock(page)
    password = page.get_by_label("Password", exact=True)
    for _ in range(4):
        _unlock(page, "not the password")
        expect(page.get_by_text("Wrong password.").last).to_be_visible()
        expect(password).to_have_value("")
        expect(password).to_be_focused()
    _unlock(page, "not the password")
    page.wait_for_url(server.url + "/lock?next=/settings")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_a_pin_unlocks_an_account_that_has_one(server: Server, visit: Visit):
    body = {"setup_code": "journey-setup-code", "pin": "482719"}
    answer = server.call("POST", "/api/auth/setup", body)
    page = visit("/", Person("owner", "", answer.cookies["umbra_session"]))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    _lock(page)
    page.get_by_label("PIN", exact=True).fill("48 27 19")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Locked")).to_have_count(0)


def test_a_locked_session_can_be_signed_out(server: Server, visit: Visit, seeded: Person):
    page = visit("/todos", seeded)
    _lock(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(server.url + "/lock?next=/todos")


def test_the_lock_screen_of_a_locked_session_asks_to_unlock(
    server: Server, visit: Visit, seeded: Person
):
    page = visit("/todos", seeded)
    _lock(page)
    beside = visit("/lock?next=/settings", beside=page)
    _expect_locked(beside)
    _unlock(beside, seeded.password)
    beside.wait_for_url(server.url + "/settings")


def test_a_warning_is_shown_before_locking_and_its_button_keeps_the_session_open(
    server: Server, visit: Visit, seeded: Person
):
    server.sql("UPDATE sessions SET touched_at = now() - interval '14 minutes 40 seconds'")
    page = visit("/todos", seeded)
    warning = page.get_by_text("UMBRA is about to lock.")
    expect(warning).to_be_visible()
    with page.expect_response("**/api/auth/touch"):
        page.get_by_role("button", name="Stay").click()
    expect(warning).to_have_count(0)
    status = page.request.get(server.url + "/api/auth/status").json()
    assert status["locks_in"] > 14 * 60


def test_a_shorter_auto_lock_set_elsewhere_warns_at_once(
    server: Server, visit: Visit, seeded: Person
):
    server.sql("UPDATE sessions SET touched_at = now() - interval '4 minutes 40 seconds'")
    page = visit("/todos", seeded)
    expect(page.get_by_text(SEEDED).first).to_be_visible()
    # Without touching the session, as the API would.
    server.sql("UPDATE settings SET auto_lock_minutes = 5")
    expect(page.get_by_text("UMBRA is about to lock.")).to_be_visible()


def test_activity_in_one_tab_removes_the_warning_in_the_others(
    server: Server, visit: Visit, seeded: Person
):
    server.sql("UPDATE sessions SET touched_at = now() - interval '14 minutes 40 seconds'")
    page = visit("/todos", seeded)
    beside = visit("/settings", beside=page)
    expect(beside.get_by_text("UMBRA is about to lock.")).to_be_visible()
    beside.keyboard.press("Tab")
    expect(beside.get_by_text("UMBRA is about to lock.")).to_have_count(0)
    expect(page.get_by_text("UMBRA is about to lock.")).to_have_count(0)
    expect(page.get_by_text(SEEDED).first).to_be_visible()


def test_a_session_locks_without_activity(server: Server, visit: Visit, seeded: Person):
    server.sql("UPDATE sessions SET touched_at = now() - interval '14 minutes 50 seconds'")
    page = visit("/todos", seeded)
    expect(page.get_by_role("heading", name="Locked")).to_be_visible(timeout=30_000)
    assert SEEDED not in page.content()


def test_activity_is_reported_at_most_once_a_minute(visit: Visit, seeded: Person):
    page = visit("/todos", seeded)
    page.clock.install()
    page.reload()
    expect(page.get_by_text(SEEDED).first).to_be_visible()
    touched: list[str] = []
    page.on(
        "request", lambda request: touched.append(request.url) if "touch" in request.url else None
    )
    with page.expect_request("**/api/auth/touch"):
        page.mouse.move(200, 200)
    page.clock.run_for(30_000)
    page.mouse.move(300, 300)
    page.clock.run_for(20_000)
    assert len(touched) == 1
    with page.expect_request("**/api/auth/touch"):
        page.clock.run_for(15_000)


def _listen(socket: WebSocket, frames: list[str]) -> None:
    socket.on("framesent", lambda frame: frames.append(str(frame)))
    socket.on("framereceived", lambda frame: frames.append(str(frame)))
