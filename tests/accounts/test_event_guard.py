"""The event guard: who may send an event, and which state a tab receives."""

from __future__ import annotations

import pytest
from reflex_base.utils.format import format_event_handler
from sqlalchemy import text

from tests.accounts.audit_rows import DiaryState
from tests.accounts.sockets import Browsers, Tab, kept_by
from tests.conftest import FrozenClock, token_of
from umbra.core.actor import Actor
from umbra.database import Database

SECRET = "the canary sings at noon"

ENDINGS = {
    "ended": "DELETE FROM sessions",
    "locked": "UPDATE sessions SET locked_at = now()",
    "of a disabled account": "UPDATE accounts SET disabled_at = now()",
    "expired": "UPDATE sessions SET expires_at = '2026-01-01T00:00Z'",
}


def handler(name: str) -> str:
    return format_event_handler(DiaryState.event_handlers[name])


@pytest.fixture
async def tab(browsers: Browsers, alice: Actor) -> Tab:
    """A tab of alice's whose state contains a secret."""
    opened = await browsers.tab(token_of("alice"))
    await opened.send(handler("write"), {"entry": SECRET})
    await opened.until(lambda: opened.var("entry") == SECRET)
    return opened


async def test_a_signed_in_tab_is_served(browsers: Browsers, alice: Actor) -> None:
    tab = await browsers.tab(token_of("alice"))
    await tab.send(handler("sign"))
    await tab.until(lambda: tab.var("entry") == f"by {alice.account_id}")
    assert tab.var("must_leave") == ""


async def test_a_background_event_has_its_actor_too(browsers: Browsers, alice: Actor) -> None:
    tab = await browsers.tab(token_of("alice"))
    await tab.send(handler("write_slowly"))
    await tab.until(lambda: tab.var("entry") == f"slowly by {alice.account_id}")


async def test_an_anonymous_tab_is_redirected_to_the_lock_screen_with_its_page_as_next(
    browsers: Browsers,
) -> None:
    tab = await browsers.tab(path="/todos?done=1")
    assert tab.var("must_leave") == "/lock?next=/todos%3Fdone%3D1"


async def test_an_anonymous_tab_may_stay_on_the_lock_screen(browsers: Browsers) -> None:
    tab = await browsers.tab(path="/lock?next=/todos")
    assert tab.var("must_leave") == ""
    await tab.send(handler("write"), {"entry": "hello"})
    await tab.settle()
    assert (tab.var("must_leave"), tab.var("entry")) == ("", "")


async def test_an_anonymous_tab_writes_nothing(browsers: Browsers) -> None:
    tab = await browsers.tab()
    for name in ("write", "write_slowly"):
        await tab.send(handler(name), {"entry": "hello"} if name == "write" else {})
    await tab.settle()
    assert (await kept_by(tab, DiaryState)).entry == ""
    assert tab.var("entry") == ""


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
async def test_an_ended_session_is_refused_at_its_next_event(
    ending: str, tab: Tab, database: Database
) -> None:
    async with database.transaction() as tx:
        await tx.execute(text(ending))
    await tab.send(handler("write"), {"entry": "more"})
    await tab.until(lambda: tab.var("must_leave") == "/lock" or tab.var("locked"))
    assert (tab.var("entry"), tab.var("shouted")) == ("", "")
    kept = await kept_by(tab, DiaryState)
    assert (kept.entry, kept._draft, kept.writes) == ("", "", 0)


async def test_a_session_expires_after_thirty_days_even_if_active(
    tab: Tab, clock: FrozenClock
) -> None:
    clock.advance(days=29, hours=23)
    await tab.send(handler("write"), {"entry": "still here"})
    await tab.until(lambda: tab.var("entry") == "still here")
    clock.advance(hours=1, seconds=1)
    await tab.send(handler("write"), {"entry": "more"})
    await tab.until(lambda: tab.var("must_leave") == "/lock")


async def test_hydration_after_the_session_ended_sends_the_default_state(
    tab: Tab, database: Database
) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("DELETE FROM sessions"))
    before = len(tab.frames)
    await tab.settle()
    assert not any(SECRET in frame for frame in tab.frames[before:])
    assert tab.var("entry") == ""


@pytest.mark.parametrize("hydrate", [True, False])
@pytest.mark.parametrize("thief", [None, "bob"])
async def test_a_stolen_tab_token_shows_nothing_to_another_session(
    thief: str | None, hydrate: bool, tab: Tab, browsers: Browsers, bob: Actor
) -> None:
    await tab.leave()
    cookie = token_of(thief) if thief else None
    stolen = await browsers.tab(cookie, token=tab.token, hydrate=hydrate)
    await stolen.settle()
    assert not any(SECRET in frame for frame in stolen.frames)
    assert (await kept_by(stolen, DiaryState)).entry == ""


async def test_an_open_tab_keeps_its_state_when_another_browser_uses_its_token(
    tab: Tab, browsers: Browsers
) -> None:
    thief = await browsers.tab(token=tab.token)
    assert not any(SECRET in frame for frame in thief.frames)
    assert (await kept_by(tab, DiaryState)).entry == SECRET


async def test_the_same_session_gets_its_state_back_after_a_lost_socket(
    tab: Tab, browsers: Browsers
) -> None:
    await tab.leave()
    again = await browsers.tab(token_of("alice"), token=tab.token)
    assert (again.var("entry"), again.var("must_leave")) == (SECRET, "")


async def test_no_variable_can_be_set_by_its_name(tab: Tab) -> None:
    setvar = handler("write").replace(".write", ".setvar")
    await tab.send(setvar, {"var_name": "entry", "value": "planted"})
    await tab.settle()
    assert tab.var("entry") == SECRET
    assert tab.var("must_leave") == ""


async def test_cookies_are_in_neither_the_page_nor_its_state(tab: Tab) -> None:
    await tab.settle()
    assert not any(token_of("alice") in frame for frame in tab.frames)
    kept = await kept_by(tab, DiaryState)
    assert token_of("alice") not in repr(kept._get_root_state().router_data)
    assert token_of("alice") not in repr(kept.router)
