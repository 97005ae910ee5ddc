"""The state of the reauthentication dialog."""

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


class ReauthState(FormFeedback, rx.State):
    """`methods`: the methods that the account may use; `method`: the one shown. No secrets.

    `completed` counts the successful reauthentications, so that waiting scripts continue: they
    send their request again, and the API checks again whether there was a reauthentication.
    """

    open: rx.Field[bool] = rx.field(False)
    username: rx.Field[str] = rx.field("")
    methods: rx.Field[list[ReauthMethod]] = rx.field(default_factory=list)
    method: rx.Field[ReauthMethod] = rx.field("password")
    completed: rx.Field[int] = rx.field(0)

    @rx.event
    async def ask(self) -> None:
        """Opens the dialog for a script that waits for a reauthentication."""
        actor = current_actor()
        async with transaction() as tx:
            account = await reauthentication.reauth_methods(tx, actor)
        self.username, self.methods = account.username, list(account.methods)
        self.method = account.methods[0]
        self._show_message(FormMessage())
        self.open = True

    @rx.event
    def choose_way(self, way: str) -> None:
        """Switches to another method that the account may use."""
        for offered in self.methods:
            if offered == way:
                self.method = offered
                self._show_message(FormMessage())

    @rx.event
    def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Receives the form's result. On success the dialog closes and waiting scripts continue."""
        result = read_result(status, name, detail)
        self.round += 1
        if result.status != 204:
            self._show_message(message_for(result, {self.method: NO_MATCH[self.method]}))
            return
        self.completed += 1
        self._close()

    @rx.event
    def close(self) -> None:
        """Cancels: the dialog closes and the waiting actions are not performed."""
        self._close()

    def _close(self) -> None:
        self.open = False
        self._show_message(FormMessage())
