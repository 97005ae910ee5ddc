"""The reauthentication dialog: its methods, its error messages, and when it closes."""

from __future__ import annotations

from typing import Any

import pytest
from reflex_base.utils.format import format_event_handler

from tests.accounts.authenticator import enrol
from tests.accounts.conftest import Browser
from tests.accounts.sockets import Browsers, Tab
from tests.conftest import FrozenClock
from umbra.accounts.access.cookies import SESSION, cookie_name
from umbra.accounts.reauth import ReauthState

ASK = format_event_handler(ReauthState.event_handlers["ask"])
HEAR = format_event_handler(ReauthState.event_handlers["hear"])
CLOSE = format_event_handler(ReauthState.event_handlers["close"])
DONE = {"status": 204, "name": "done", "detail": {}}


def dialog(tab: Tab, name: str) -> Any:
    """Returns the dialog's state variable `name` as the tab has it."""
    return tab.state.get(ReauthState.get_full_name(), {}).get(f"{name}_rx_state_")


@pytest.fixture
async def home(browser: Browser, clock: FrozenClock) -> Browser:
    """A browser whose last authentication is no longer recent."""
    await browser.set_up()
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    clock.advance(seconds=301)
    return browser


@pytest.fixture
async def tab(home: Browser, browsers: Browsers) -> Tab:
    """A tab with the reauthentication dialog open."""
    opened = await browsers.tab(home.cookies[cookie_name(SESSION)])
    await opened.send(ASK)
    await opened.until(lambda: dialog(opened, "open") is True)
    return opened


async def test_the_dialog_asks_for_a_method_of_the_account(tab: Tab) -> None:
    assert (dialog(tab, "username"), dialog(tab, "methods"), dialog(tab, "method")) == (
        "alice",
        ["password"],
        "password",
    )


async def test_reauthentication_closes_the_dialog_and_continues_what_waited_for_it(
    tab: Tab,
) -> None:
    await tab.send(HEAR, DONE)
    await tab.until(lambda: (dialog(tab, "open"), dialog(tab, "completed")) == (False, 1))


async def test_closing_the_dialog_continues_nothing(tab: Tab) -> None:
    await tab.send(CLOSE)
    await tab.until(lambda: dialog(tab, "open") is False)
    assert not dialog(tab, "completed")


async def test_a_wrong_secret_is_reported_at_its_field_and_a_rate_limit_counts_down(
    tab: Tab,
) -> None:
    await tab.send(HEAR, {"status": 401, "name": "bad-credentials", "detail": {}})
    await tab.until(lambda: dialog(tab, "errors") == {"password": "Wrong password."})
    refused = {"status": 429, "name": "too-many-attempts", "detail": {"retry_after": 90}}
    await tab.send(HEAR, refused)
    await tab.until(lambda: dialog(tab, "wait") == 90)
    assert (dialog(tab, "open"), dialog(tab, "errors")) == (True, {})


async def test_an_account_with_a_second_factor_may_use_a_code_instead(
    browser: Browser, browsers: Browsers, clock: FrozenClock
) -> None:
    await browser.set_up()
    await enrol(browser, clock)
    clock.advance(seconds=301)
    tab = await browsers.tab(browser.cookies[cookie_name(SESSION)])
    await tab.send(ASK)
    await tab.until(lambda: dialog(tab, "methods") == ["password", "code"])
