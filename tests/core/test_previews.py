"""Previews are rendered off the event loop, a bounded number at a time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from umbra.core import previews
from umbra.core.previews import MOST_WAITING, preview_of

WIDE = "|" * 1001 + "\n" + "|-" * 1000 + "|\n" + "|a\n" * 100


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """The rendering thread does nothing until this is set."""
    release = threading.Event()
    holding: Future[bool] = previews._thread.submit(release.wait)
    yield release
    release.set()
    holding.result()


async def begun(count: int) -> list[asyncio.Task[previews.Preview]]:
    """So many previews that wait for the thread."""
    tasks = [asyncio.create_task(preview_of(f"*{number}*")) for number in range(count)]
    await asyncio.sleep(0)
    assert previews._waiting == count
    return tasks


async def test_notes_are_formatted() -> None:
    assert await preview_of("*a*") == previews.Preview("<p><em>a</em></p>\n")


async def test_notes_that_cost_too_much_are_shown_whole_as_plain_text_and_why() -> None:
    shown = await preview_of(WIDE + "<b>")
    assert shown.html == WIDE + "&lt;b&gt;"
    assert shown.problem == (
        "These notes have too many parts to format. They are shown as plain text."
    )


async def test_the_event_loop_goes_on_while_a_preview_is_rendered(held: threading.Event) -> None:
    (task,) = await begun(1)
    await asyncio.sleep(0)
    assert not task.done()
    held.set()
    assert (await task).html == "<p><em>0</em></p>\n"


async def test_a_preview_too_many_is_plain_at_once(held: threading.Event) -> None:
    waiting = await begun(MOST_WAITING)
    shown = await preview_of("*one more*")
    assert (shown.html, "busy" in shown.problem) == ("*one more*", True)
    held.set()
    assert all(not shown.problem for shown in await asyncio.gather(*waiting))


async def test_a_cancelled_preview_gives_its_place_back(held: threading.Event) -> None:
    waiting = await begun(MOST_WAITING)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    held.set()
    assert (await preview_of("*a*")).problem == ""
