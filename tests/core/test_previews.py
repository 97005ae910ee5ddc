"""Previews are rendered off the event loop, with a bounded queue."""

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
def blocked() -> Iterator[threading.Event]:
    """Blocks the rendering thread until this event is set."""
    release = threading.Event()
    holding: Future[bool] = previews._thread.submit(release.wait)
    yield release
    release.set()
    holding.result()


async def started(count: int) -> list[asyncio.Task[previews.Preview]]:
    """Starts `count` previews, which wait for the rendering thread."""
    tasks = [asyncio.create_task(preview_of(f"*{number}*")) for number in range(count)]
    await asyncio.sleep(0)
    assert previews._waiting == count
    return tasks


async def test_notes_are_formatted() -> None:
    assert await preview_of("*a*") == previews.Preview("<p><em>a</em></p>\n")


async def test_notes_that_exceed_a_limit_are_shown_as_plain_text_with_the_reason() -> None:
    shown = await preview_of(WIDE + "<b>")
    assert shown.html == WIDE + "&lt;b&gt;"
    assert shown.problem == (
        "These notes have too many parts to format. They are shown as plain text."
    )


async def test_rendering_a_preview_does_not_block_the_event_loop(blocked: threading.Event) -> None:
    (task,) = await started(1)
    await asyncio.sleep(0)
    assert not task.done()
    blocked.set()
    assert (await task).html == "<p><em>0</em></p>\n"


async def test_a_preview_beyond_the_queue_s_limit_is_plain_text_at_once(
    blocked: threading.Event,
) -> None:
    waiting = await started(MOST_WAITING)
    shown = await preview_of("*one more*")
    assert (shown.html, "busy" in shown.problem) == ("*one more*", True)
    blocked.set()
    assert all(not shown.problem for shown in await asyncio.gather(*waiting))


async def test_a_cancelled_preview_frees_its_queue_slot(blocked: threading.Event) -> None:
    waiting = await started(MOST_WAITING)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    blocked.set()
    assert (await preview_of("*a*")).problem == ""
