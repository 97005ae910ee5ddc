"""A page's state with something private in it, for the tests of the guard."""

from __future__ import annotations

import asyncio

import reflex as rx

from umbra.accounts.access.event_guard import current_actor

post = asyncio.Event()
"""Set when what `await_post` waits for has come."""

waiting = asyncio.Event()
"""Set while `await_post` waits."""


class DiaryState(rx.State):
    """What a signed-in tab shows, and what it may ask for."""

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
