"""Previews of notes, rendered off the event loop by one thread with a bounded queue.

Rendering is Python code and holds the interpreter lock (GIL), so more threads would not be
faster, and one thread leaves time for the event loop. A caller that is cancelled while it waits
leaves the queue: its preview is never rendered.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from umbra.core.markdown import TooComplex, plain_html, to_html

MOST_WAITING = 32
"""Maximum number of previews queued or being rendered; further ones are plain text at once."""

_SHOWN_PLAIN = "They are shown as plain text."
_BUSY = f"The server is busy and can't format these notes now. {_SHOWN_PLAIN}"

_thread = ThreadPoolExecutor(1, thread_name_prefix="umbra-preview")
_waiting = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """Sanitised HTML. `problem` says why it is plain text instead of formatted notes, if so."""

    html: str
    problem: str = ""


async def preview_of(markdown: str) -> Preview:
    """`markdown` as HTML; as plain text, with the reason, when a limit is exceeded.

    The caller limits the length of `markdown` (LONGEST_NOTES).
    """
    global _waiting
    if _waiting >= MOST_WAITING:
        return Preview(plain_html(markdown), _BUSY)
    _waiting += 1
    try:
        html = await asyncio.get_running_loop().run_in_executor(_thread, to_html, markdown)
    except TooComplex as refusal:
        return Preview(plain_html(markdown), f"{refusal} {_SHOWN_PLAIN}")
    finally:
        _waiting -= 1
    return Preview(html)
