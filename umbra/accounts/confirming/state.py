"""What the dialog for a fresh proof shows, and the event that waits for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import reflex as rx
from reflex.event import Event

from umbra.accounts import proving
from umbra.accounts.guard import current_actor
from umbra.accounts.proving import ProofWay
from umbra.accounts.secret_ui.outcome import Said, read_outcome, said_of
from umbra.core.errors import ConfirmFirst
from umbra.database import transaction

NO_MATCH: dict[ProofWay, str] = {
    "password": "That password doesn't match.",
    "pin": "That PIN doesn't match.",
    "code": "That code doesn't match. Use the one shown now.",
}

Asker = TypeVar("Asker", bound=rx.State)
Taken = ParamSpec("Taken")
Given = TypeVar("Given")


class ConfirmState(rx.State):
    """`ways`: what may be shown; `way`: what is asked for. Never what was typed.

    `passed` counts the proofs given, so that scripts that wait for one go on. `_waiting` is
    the event that goes on, where one waits; it is sent through the guard again, which asks
    again where there was no proof.
    """

    open: rx.Field[bool] = rx.field(False)
    username: rx.Field[str] = rx.field("")
    ways: rx.Field[list[ProofWay]] = rx.field(default_factory=list)
    way: rx.Field[ProofWay] = rx.field("password")
    message: rx.Field[str] = rx.field("")
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    wait: rx.Field[int] = rx.field(0)
    round: rx.Field[int] = rx.field(0)
    passed: rx.Field[int] = rx.field(0)
    _waiting: Event | None = None

    @rx.event
    async def ask(self) -> None:
        """Opens the dialog for a script that waits."""
        await self._open(None)

    @rx.event
    def choose_way(self, way: str) -> None:
        """Asks for another secret instead."""
        for offered in self.ways:
            if offered == way:
                self.way = offered
                self._say(Said())

    @rx.event
    def hear(self, status: int, name: str, detail: dict[str, Any]) -> Event | None:
        """Takes what the proof came to; what waited goes on."""
        outcome = read_outcome(status, name, detail)
        self.round += 1
        if outcome.status != 204:
            self._say(said_of(outcome, {self.way: NO_MATCH[self.way]}))
            return None
        waited = self._waiting
        self.passed += 1
        self._close()
        return waited

    @rx.event
    def close(self) -> None:
        """Nothing was shown, so nothing goes on."""
        self._close()

    async def _open(self, waiting: Event | None) -> None:
        actor = current_actor()
        async with transaction() as tx:
            asked = await proving.ways(tx, actor)
        self.username, self.ways = asked.username, list(asked.ways)
        self.way = asked.ways[0]
        self._waiting = waiting
        self._say(Said())
        self.open = True

    def _close(self) -> None:
        self.open, self._waiting = False, None
        self._say(Said())

    def _say(self, said: Said) -> None:
        self.message, self.errors, self.wait = said.message, dict(said.errors), said.wait


def confirming(
    handler: Callable[Concatenate[Asker, Taken], Awaitable[Given]],
) -> Callable[Concatenate[Asker, Taken], Awaitable[Given | None]]:
    """`handler`, sent again by itself after the fresh proof that it was refused without."""

    @wraps(handler)
    async def asks_first(state: Asker, *given: Taken.args, **named: Taken.kwargs) -> Given | None:
        try:
            return await handler(state, *given, **named)
        except ConfirmFirst:
            again = getattr(type(state), handler.__name__)(*given, *named.values())
            dialog = await state.get_state(ConfirmState)
            await dialog._open(Event.from_event_type(again)[0])
            return None

    return asks_first
