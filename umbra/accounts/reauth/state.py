"""What the dialog for a fresh proof shows."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.accounts.flows import reauthentication
from umbra.accounts.flows.reauthentication import ReauthMethod
from umbra.accounts.secret_forms.feedback import FormFeedback
from umbra.accounts.secret_forms.form_result import FormMessage, message_for, read_result
from umbra.database import transaction

NO_MATCH: dict[ReauthMethod, str] = {
    "password": "Wrong password.",
    "pin": "Wrong PIN.",
    "code": "Wrong code. Use the one your app shows now.",
}


class ConfirmState(FormFeedback, rx.State):
    """`ways`: what may be shown; `way`: what is asked for. Never what was typed.

    `passed` counts the proofs given, so that scripts that wait for one go on: they send again,
    and the house asks again where there was none.
    """

    open: rx.Field[bool] = rx.field(False)
    username: rx.Field[str] = rx.field("")
    ways: rx.Field[list[ReauthMethod]] = rx.field(default_factory=list)
    way: rx.Field[ReauthMethod] = rx.field("password")
    passed: rx.Field[int] = rx.field(0)

    @rx.event
    async def ask(self) -> None:
        """Opens the dialog, for a script that waits."""
        actor = current_actor()
        async with transaction() as tx:
            asked = await reauthentication.reauth_methods(tx, actor)
        self.username, self.ways = asked.username, list(asked.methods)
        self.way = asked.methods[0]
        self._show_message(FormMessage())
        self.open = True

    @rx.event
    def choose_way(self, way: str) -> None:
        """Asks for another secret instead."""
        for offered in self.ways:
            if offered == way:
                self.way = offered
                self._show_message(FormMessage())

    @rx.event
    def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Takes what the proof came to; what waited goes on."""
        outcome = read_result(status, name, detail)
        self.round += 1
        if outcome.status != 204:
            self._show_message(message_for(outcome, {self.way: NO_MATCH[self.way]}))
            return
        self.passed += 1
        self._close()

    @rx.event
    def close(self) -> None:
        """Nothing was shown, so nothing goes on."""
        self._close()

    def _close(self) -> None:
        self.open = False
        self._show_message(FormMessage())
