"""A page's state with private data, for the tests of the event guard."""

from __future__ import annotations

import asyncio

import reflex as rx

from umbra.accounts.access.event_guard import current_actor

post = asyncio.Event()
"""Set by a test to let `await_post` go on."""

waiting = asyncio.Event()
"""Set once `await_post` waits."""


class DiaryState(rx.State):
    """Private data of a signed-in tab, and events that change it."""

    entry: str = ""
    _draft: str = ""
    writes: int = 0

    @rx.var
    def shouted(self) -> str:
        return self.entry.upper()

    @rx.event
    def write(self, entry: str, times: int = 1, tags: list[str] | None = None) -> None:
        self.entry = entry * times
        self._draft = entry
        self.writes += 1

    @rx.event
    def sign(self) -> None:
        self.entry = f"by {current_actor().account_id}"

    @rx.event
    def file(self, form: dict[str, str]) -> None:
        self.entry = form["entry"]

    @rx.event(background=True)
    async def write_slowly(self) -> None:
        async with self:
            self.entry = f"slowly by {current_actor().account_id}"

    @rx.event(background=True)
    async def await_post(self) -> None:
        waiting.set()
        await post.wait()
        async with self:
            self.entry = f"post for {current_actor().account_id}"
