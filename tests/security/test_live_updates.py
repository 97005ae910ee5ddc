"""Live updates of the security page and the notices banner."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from reflex_base.utils.format import format_event_handler

from tests.accounts.conftest import PASSWORD, Browser
from tests.accounts.sockets import Browsers, Tab
from umbra.accounts.access.cookies import SESSION, cookie_name
from umbra.database import Database
from umbra.live.listener import listening
from umbra.security.notices import NoticesState
from umbra.security.state import LOG_PAGE_SIZE, SecurityState
from umbra.shell import ShellState
from umbra.umbra import delivery, refresh_after_gap

AUTO_LOCK_VAR = "auto_lock_minutes_rx_state_"


def state_var(tab: Tab, owner: type[Any], name: str) -> Any:
    """The value of a state variable in the tab."""
    return tab.state.get(owner.get_full_name(), {}).get(f"{name}_rx_state_")


async def send_event(tab: Tab, owner: type[Any], handler: str, **given: Any) -> None:
    await tab.send(format_event_handler(owner.event_handlers[handler]), given)


async def opened(browsers: Browsers, browser: Browser, path: str = "/security") -> Tab:
    return await browsers.tab(browser.cookies[cookie_name(SESSION)], path=path)


@pytest.fixture
async def live(database: Database, browsers: Browsers) -> AsyncIterator[Browsers]:
    """Tabs that receive changes live (LISTEN/NOTIFY)."""
    async with listening(database.direct_url, delivery.on_change, refresh_after_gap):
        yield browsers


async def test_a_notice_is_shown_in_other_sessions_but_not_in_the_one_that_made_the_change(
    browser: Browser, stranger: Browser, live: Browsers
) -> None:
    await browser.set_up()
    await stranger.sign_in()
    there, here = await opened(live, stranger), await opened(live, browser)
    await send_event(there, NoticesState, "load")
    await there.until(lambda: state_var(there, NoticesState, "notices") == [])
    await browser.put("/api/settings/pin", json={"new_pin": "190573"})
    await there.until(lambda: len(state_var(there, NoticesState, "notices")) == 1)
    [notice] = state_var(there, NoticesState, "notices")
    assert notice["title"] == "Your PIN was changed."
    await send_event(here, NoticesState, "load")
    await here.until(lambda: bool(state_var(here, NoticesState, "notices")))
    titles = [one["title"] for one in state_var(here, NoticesState, "notices")]
    assert titles == ["Your password was entered correctly in a new browser."]


async def test_a_notice_dismissed_in_one_tab_disappears_from_the_other(
    browser: Browser, stranger: Browser, live: Browsers
) -> None:
    await browser.set_up()
    await stranger.sign_in()
    tabs = [await opened(live, browser) for _ in range(2)]
    for tab in tabs:
        await send_event(tab, NoticesState, "load")
        await tab.until(lambda tab=tab: len(state_var(tab, NoticesState, "notices") or []) == 1)
    [notice] = state_var(tabs[0], NoticesState, "notices")
    await send_event(tabs[0], NoticesState, "dismiss", notice_id=notice["id"])
    for tab in tabs:
        await tab.until(lambda tab=tab: state_var(tab, NoticesState, "notices") == [])
    assert (await browser.get("/api/auth/notices")).json()["items"] == []


async def test_the_open_session_list_follows_sessions_that_begin_or_end_elsewhere(
    browser: Browser, stranger: Browser, live: Browsers
) -> None:
    def sessions(tab: Tab) -> list[bool]:
        return [one["current"] for one in state_var(tab, SecurityState, "sessions") or []]

    await browser.set_up()
    tab = await opened(live, browser)
    await send_event(tab, SecurityState, "load")
    await tab.until(lambda: sessions(tab) == [True])
    await stranger.sign_in()
    await tab.until(lambda: sessions(tab) == [True, False])
    await stranger.post("/api/auth/logout")
    await tab.until(lambda: sessions(tab) == [True])


async def test_a_changed_policy_takes_effect_in_open_tabs_at_once(
    browser: Browser, live: Browsers
) -> None:
    await browser.set_up()
    tab = await opened(live, browser)
    await send_event(tab, ShellState, "load")
    await tab.until(lambda: tab.state[ShellState.get_full_name()].get(AUTO_LOCK_VAR) == 15)
    await browser.put("/api/admin/policy", json={"auto_lock_max_minutes": 3})
    await tab.until(lambda: tab.state[ShellState.get_full_name()].get(AUTO_LOCK_VAR) == 3)


async def test_show_more_loads_the_next_log_entries_and_skips_none(
    browser: Browser, browsers: Browsers
) -> None:
    await browser.set_up()
    for _ in range(LOG_PAGE_SIZE + 3):
        await browser.post("/api/auth/confirm", json={"password": PASSWORD})
    tab = await opened(browsers, browser)
    await send_event(tab, SecurityState, "load")
    await tab.until(lambda: state_var(tab, SecurityState, "loaded") is True)
    assert len(state_var(tab, SecurityState, "entries")) == LOG_PAGE_SIZE
    assert state_var(tab, SecurityState, "has_more") is True
    await send_event(tab, SecurityState, "show_more")
    await tab.until(lambda: state_var(tab, SecurityState, "has_more") is False)
    entries = state_var(tab, SecurityState, "entries")
    assert len({entry["id"] for entry in entries}) == len(entries) == LOG_PAGE_SIZE + 4
    assert entries[-1]["title"] == "Server set up"


async def test_a_refused_action_shows_the_servers_message_and_keeps_the_dialog_open(
    browser: Browser, browsers: Browsers
) -> None:
    await browser.set_up()
    tab = await opened(browsers, browser)
    await send_event(tab, SecurityState, "begin", act="totp_off", subject="", subject_name="")
    words = "This server requires a second factor, so you can't turn yours off."
    result = {"status": 409, "name": "conflict", "detail": {"message": words}}
    await send_event(tab, SecurityState, "hear", **result)
    await tab.until(lambda: state_var(tab, SecurityState, "message") == words)
    assert state_var(tab, SecurityState, "open_dialog") == "totp_off"
    await send_event(tab, SecurityState, "hear", status=204, name="done", detail={})
    await tab.until(lambda: state_var(tab, SecurityState, "open_dialog") == "")
