"""What a signed-in tab shows of one's own security, and how it hears of what is new."""

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
from umbra.umbra import delivery, look_again

LOCKS = "auto_lock_minutes_rx_state_"


def shown(tab: Tab, owner: type[Any], name: str) -> Any:
    """What the tab holds of a variable of one state."""
    return tab.state.get(owner.get_full_name(), {}).get(f"{name}_rx_state_")


async def ask(tab: Tab, owner: type[Any], handler: str, **given: Any) -> None:
    await tab.send(format_event_handler(owner.event_handlers[handler]), given)


async def opened(browsers: Browsers, browser: Browser, path: str = "/security") -> Tab:
    return await browsers.tab(browser.cookies[cookie_name(SESSION)], path=path)


@pytest.fixture
async def live(house: Database, browsers: Browsers) -> AsyncIterator[Browsers]:
    """Tabs that hear of changes as they happen."""
    async with listening(house.direct_url, delivery.on_change, look_again):
        yield browsers


async def test_a_change_appears_in_the_open_tabs_of_other_sessions_and_not_in_one_s_own(
    browser: Browser, stranger: Browser, live: Browsers
) -> None:
    await browser.set_up()
    await stranger.sign_in()
    there, here = await opened(live, stranger), await opened(live, browser)
    await ask(there, NoticesState, "load")
    await there.until(lambda: shown(there, NoticesState, "notices") == [])
    await browser.put("/api/settings/pin", json={"new_pin": "190573"})
    await there.until(lambda: len(shown(there, NoticesState, "notices")) == 1)
    [notice] = shown(there, NoticesState, "notices")
    assert notice["title"] == "Your PIN was changed."
    await ask(here, NoticesState, "load")
    await here.until(lambda: bool(shown(here, NoticesState, "notices")))
    titles = [one["title"] for one in shown(here, NoticesState, "notices")]
    assert titles == ["Your password was entered correctly in a new browser."]


async def test_a_notice_that_is_dismissed_in_one_tab_goes_from_the_other(
    browser: Browser, stranger: Browser, live: Browsers
) -> None:
    await browser.set_up()
    await stranger.sign_in()
    tabs = [await opened(live, browser) for _ in range(2)]
    for tab in tabs:
        await ask(tab, NoticesState, "load")
        await tab.until(lambda tab=tab: len(shown(tab, NoticesState, "notices") or []) == 1)
    [notice] = shown(tabs[0], NoticesState, "notices")
    await ask(tabs[0], NoticesState, "dismiss", notice_id=notice["id"])
    for tab in tabs:
        await tab.until(lambda tab=tab: shown(tab, NoticesState, "notices") == [])
    assert (await browser.get("/api/auth/notices")).json()["items"] == []


async def test_a_session_that_begins_or_ends_elsewhere_comes_and_goes_in_the_open_list(
    browser: Browser, stranger: Browser, live: Browsers
) -> None:
    def sessions(tab: Tab) -> list[bool]:
        return [one["current"] for one in shown(tab, SecurityState, "sessions") or []]

    await browser.set_up()
    tab = await opened(live, browser)
    await ask(tab, SecurityState, "load")
    await tab.until(lambda: sessions(tab) == [True])
    await stranger.sign_in()
    await tab.until(lambda: sessions(tab) == [True, False])
    await stranger.post("/api/auth/logout")
    await tab.until(lambda: sessions(tab) == [True])


async def test_a_changed_policy_is_felt_at_once_in_the_open_tabs(
    browser: Browser, live: Browsers
) -> None:
    await browser.set_up()
    tab = await opened(live, browser)
    await ask(tab, ShellState, "load")
    await tab.until(lambda: tab.state[ShellState.get_full_name()].get(LOCKS) == 15)
    await browser.put("/api/admin/policy", json={"auto_lock_max_minutes": 3})
    await tab.until(lambda: tab.state[ShellState.get_full_name()].get(LOCKS) == 3)


async def test_the_log_is_read_on_by_twenty_and_misses_nothing(
    browser: Browser, browsers: Browsers
) -> None:
    await browser.set_up()
    for _ in range(LOG_PAGE_SIZE + 3):
        await browser.post("/api/auth/confirm", json={"password": PASSWORD})
    tab = await opened(browsers, browser)
    await ask(tab, SecurityState, "load")
    await tab.until(lambda: shown(tab, SecurityState, "loaded") is True)
    assert len(shown(tab, SecurityState, "entries")) == LOG_PAGE_SIZE
    assert shown(tab, SecurityState, "has_more") is True
    await ask(tab, SecurityState, "show_more")
    await tab.until(lambda: shown(tab, SecurityState, "has_more") is False)
    entries = shown(tab, SecurityState, "entries")
    assert len({entry["id"] for entry in entries}) == len(entries) == LOG_PAGE_SIZE + 4
    assert entries[-1]["title"] == "Server set up"


async def test_a_refusal_is_said_in_the_house_s_own_words_and_keeps_the_dialog_open(
    browser: Browser, browsers: Browsers
) -> None:
    await browser.set_up()
    tab = await opened(browsers, browser)
    await ask(tab, SecurityState, "begin", act="totp_off", subject="", subject_name="")
    words = "This server requires a second factor, so you can't turn yours off."
    told = {"status": 409, "name": "conflict", "detail": {"words": words}}
    await ask(tab, SecurityState, "hear", **told)
    await tab.until(lambda: shown(tab, SecurityState, "message") == words)
    assert shown(tab, SecurityState, "open_dialog") == "totp_off"
    await ask(tab, SecurityState, "hear", status=204, name="done", detail={})
    await tab.until(lambda: shown(tab, SecurityState, "open_dialog") == "")
