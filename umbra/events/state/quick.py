"""Quick entry: a small form for a new event at a place of the calendar."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.errors import InvalidInput, UmbraError
from umbra.core.fields import validated
from umbra.core.text import LONGEST_NAME, length_message
from umbra.database import transaction
from umbra.events.fields import EventFields
from umbra.events.state.account import present_of, read_account
from umbra.events.state.drafts import Account, errors_of, fields_of, new_draft, slot_of
from umbra.events.state.editor import EventEditor, added
from umbra.events.state.looking import look_at
from umbra.ui.local.draft_form import DraftAnswers
from umbra.ui.toasts import toast


class QuickEntry(DraftAnswers, rx.State):
    """`base` has all fields of a new event at the chosen time; the form shows some of them.

    What is typed is a draft that the form shares with the panel of a new event. `slot` is the
    chosen time: a form that is opened at another one drops the typed times and keeps the rest.
    """

    is_open: rx.Field[bool] = rx.field(False)
    slot: rx.Field[str] = rx.field("")
    base: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    repeat_options: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    repeat_problem: rx.Field[str] = rx.field("")

    _account: Account = Account("UTC", 60, 8, 0)

    @rx.event
    async def open_at(self, start: str = "", end: str = "") -> None:
        """Opens the form for the time from `start` to `end` (exclusive).

        Both are YYYY-MM-DD, or YYYY-MM-DDTHH:MM in the account's zone. Without an end the event
        has the default length; without a start it begins at the next full hour.
        """
        actor = current_actor()
        async with transaction(actor) as tx:
            self._account = await read_account(tx, actor)
            begins, ends = slot_of(start, end, self._account, present_of(tx, self._account))
        self.slot = f"{begins.isoformat()}/{ends.isoformat()}"
        self.base, self.errors = new_draft(begins, ends, self._account), {}
        self._look(self.base)
        self.is_open = True

    @rx.event
    def close(self) -> None:
        """Closes the form. What is typed stays in the tab, until it is opened again."""
        self.is_open = False

    @rx.event
    async def save(self, values: dict[str, str], send: str = "") -> AsyncIterator[None]:
        """Creates the event. A refusal keeps the input and shows the error at its field.

        `send` is the submit id (an idempotency key): one that was saved before saves nothing.
        """
        if self._was_taken(send):
            return
        actor = current_actor()
        self.errors = {}
        try:
            fields = validated(EventFields, fields_of({**self.base, **values}, self._account))
            await added(self, actor, fields)
        except InvalidInput as refusal:
            self.errors = errors_of(refusal)
            self._answer(send, taken=False)
            return
        except UmbraError as refusal:
            self._answer(send, taken=False)
            await toast(self, refusal.detail, tone="danger")
            return
        self._answer(send, taken=True)
        yield  # the form drops its draft before it is gone
        self.is_open = False

    @rx.event
    async def more(self) -> Any:
        """Goes on in the panel, whose form has the same draft."""
        self.is_open = False
        return EventEditor.show_new(*self.slot.split("/"))

    @rx.event
    def refuse_length(self, name: str, length: int) -> None:
        """Shows that a text is too long to be sent; the input stays."""
        self.errors = {name: length_message(LONGEST_NAME, length)}

    @rx.event
    def look(self, values: dict[str, str]) -> None:
        """Updates the options of "Repeats" for the typed start."""
        self._look({**self.base, **values})

    def _look(self, values: dict[str, str]) -> None:
        look = look_at(values, None, self._account, datetime.now(UTC))
        if look is None:
            return
        self.repeat_options, self.repeat_problem = look.rule.options, look.rule.problem
        if values.get("repeat") == "custom" and not look.rule.problem:
            self.repeat_problem = "“More” has the details of a custom rule."
