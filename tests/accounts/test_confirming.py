"""An event that wants a fresh proof: asked for once, then the event goes on by itself."""

from __future__ import annotations

from typing import Any

import pytest
from reflex_base.utils.format import format_event_handler

from tests.accounts.authenticator import enrol
from tests.accounts.conftest import PASSWORD, Browser
from tests.accounts.diary import DiaryState
from tests.accounts.sockets import Browsers, Tab
from tests.conftest import FrozenClock
from umbra.accounts.confirming import ConfirmState
from umbra.accounts.cookies import SESSION, cookie_name

SIGN = format_event_handler(DiaryState.event_handlers["sign_for_good"])
HEAR = format_event_handler(ConfirmState.event_handlers["hear"])
CLOSE = format_event_handler(ConfirmState.event_handlers["close"])
GIVEN = {"word": "ha", "times": 2}
DONE = {"status": 204, "name": "done", "detail": {}}


def dialog(tab: Tab, name: str) -> Any:
    """What the tab holds of the dialog's own variable `name`."""
    return tab.state.get(ConfirmState.get_full_name(), {}).get(f"{name}_rx_state_")


@pytest.fixture
async def home(browser: Browser, clock: FrozenClock) -> Browser:
    """A browser that signed in longer ago than a proof is fresh."""
    await browser.set_up()
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    clock.advance(seconds=301)
    return browser


@pytest.fixture
async def tab(home: Browser, browsers: Browsers) -> Tab:
    """A tab in which the dialog asks for a proof, since an event needs one."""
    opened = await browsers.tab(home.cookies[cookie_name(SESSION)])
    await opened.send(SIGN, GIVEN)
    await opened.until(lambda: dialog(opened, "open") is True)
    return opened


async def test_an_event_without_a_fresh_proof_does_nothing_but_ask(tab: Tab) -> None:
    assert tab.var("entry") == ""
    assert (dialog(tab, "username"), dialog(tab, "ways"), dialog(tab, "way")) == (
        "alice",
        ["password"],
        "password",
    )


async def test_after_the_proof_the_event_goes_on_with_what_it_was_given(
    tab: Tab, home: Browser
) -> None:
    assert (await home.post("/api/auth/confirm", json={"password": PASSWORD})).status_code == 204
    await tab.send(HEAR, DONE)
    await tab.until(lambda: str(tab.var("entry")).startswith("haha by "))
    assert (dialog(tab, "open"), dialog(tab, "passed")) == (False, 1)


async def test_a_tab_that_only_says_so_is_asked_again(tab: Tab) -> None:
    await tab.send(HEAR, DONE)
    await tab.until(lambda: (dialog(tab, "passed"), dialog(tab, "open")) == (1, True))
    assert tab.var("entry") == ""


async def test_whoever_closes_the_dialog_has_done_nothing_and_nothing_goes_on_later(
    tab: Tab, home: Browser
) -> None:
    await tab.send(CLOSE)
    await tab.until(lambda: dialog(tab, "open") is False)
    await home.post("/api/auth/confirm", json={"password": PASSWORD})
    await tab.send(HEAR, DONE)
    await tab.settle()
    assert tab.var("entry") == ""


async def test_a_wrong_secret_is_said_at_its_field_and_a_wait_counts_down(tab: Tab) -> None:
    await tab.send(HEAR, {"status": 401, "name": "bad-credentials", "detail": {}})
    await tab.until(lambda: dialog(tab, "errors") == {"password": "That password doesn't match."})
    refused = {"status": 429, "name": "too-many-attempts", "detail": {"retry_after": 90}}
    await tab.send(HEAR, refused)
    await tab.until(lambda: dialog(tab, "wait") == 90)
    assert (dialog(tab, "open"), dialog(tab, "errors"), tab.var("entry")) == (True, {}, "")


async def test_with_a_fresh_proof_nobody_is_asked(home: Browser, browsers: Browsers) -> None:
    await home.post("/api/auth/confirm", json={"password": PASSWORD})
    tab = await browsers.tab(home.cookies[cookie_name(SESSION)])
    await tab.send(SIGN, GIVEN)
    await tab.until(lambda: str(tab.var("entry")).startswith("haha by "))
    assert dialog(tab, "open") is not True


async def test_an_account_with_a_second_factor_may_show_a_code_instead(
    browser: Browser, browsers: Browsers, clock: FrozenClock
) -> None:
    await browser.set_up()
    await enrol(browser, clock)
    clock.advance(seconds=301)
    tab = await browsers.tab(browser.cookies[cookie_name(SESSION)])
    await tab.send(SIGN, GIVEN)
    await tab.until(lambda: dialog(tab, "ways") == ["password", "code"])
