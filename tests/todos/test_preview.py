"""The preview of notes, asked for over the websocket."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from concurrent.futures import Future

import pytest
from reflex_base.utils.format import format_event_handler

from tests.accounts.sockets import Browsers, Tab, serving
from tests.conftest import token_of
from umbra.core import previews
from umbra.core.actor import Actor
from umbra.core.text import LONGEST_NOTES
from umbra.todos.state import TodoEditor

PEEK = format_event_handler(TodoEditor.event_handlers["peek"])


@pytest.fixture
async def tab(alice: Actor) -> AsyncIterator[Tab]:
    async with serving() as browsers:
        yield await opened(browsers)


async def opened(browsers: Browsers) -> Tab:
    return await browsers.tab(token_of("alice"))


async def peek(tab: Tab, notes: str = "") -> None:
    await tab.send(PEEK, {"values": {"notes": notes}})


async def test_a_preview_shows_the_notes_and_a_second_click_hides_them(tab: Tab) -> None:
    await peek(tab, "**now**")
    await tab.until(lambda: tab.var("preview", TodoEditor) == "<p><strong>now</strong></p>\n")
    assert tab.var("peeking", TodoEditor) is True
    await peek(tab)
    await tab.until(lambda: tab.var("peeking", TodoEditor) is False)
    assert tab.var("preview", TodoEditor) == ""


async def test_notes_that_cost_too_much_are_shown_plain_with_a_sentence(tab: Tab) -> None:
    notes = "|" * 2001 + "\n" + "|-" * 2000 + "|\n" + "|a\n" * 4000
    at_first = len(tab.frames)
    await peek(tab, notes)
    await tab.until(lambda: bool(tab.var("preview_problem", TodoEditor)))
    assert tab.var("preview", TodoEditor) == notes
    assert max(map(len, tab.frames[at_first:])) < 2 * len(notes)


async def test_notes_that_are_too_long_are_refused_at_their_field(tab: Tab) -> None:
    await peek(tab, "x" * (LONGEST_NOTES + 1))
    await tab.until(lambda: "at most 20,000 characters; this has 20,001" in tab.frames[-1])
    assert not tab.var("peeking", TodoEditor)


async def test_of_many_previews_of_one_tab_only_the_newest_is_rendered(tab: Tab) -> None:
    release = threading.Event()
    holding: Future[bool] = previews._thread.submit(release.wait)
    try:
        for number in range(9):
            await peek_and_wait(tab, f"number {number}")
    finally:
        release.set()
        holding.result()
    await tab.until(lambda: tab.var("preview", TodoEditor) == "<p>number 8</p>\n")
    assert sum("</p>" in frame for frame in tab.frames) == 1


async def peek_and_wait(tab: Tab, notes: str) -> None:
    """Clicks, and waits for the answer to the click, which comes before the preview."""
    before = len(tab.frames)
    await peek(tab, notes)
    await tab.until(lambda: any("peeking" in frame for frame in tab.frames[before:]))
