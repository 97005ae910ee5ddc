"""The feedback of a secret form: messages and errors, as state variables."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.secret_forms.form_result import FormMessage


class FormFeedback(rx.State, mixin=True):
    """Mixin of a state whose page has secret forms: the message of the last result.

    `message` is for the form, `errors` by field name, `wait` in seconds. Nothing that was typed is
    stored. `round` counts the results, so that a screen reader announces a repeated message again.
    """

    message: rx.Field[str] = rx.field("")
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    wait: rx.Field[int] = rx.field(0)
    round: rx.Field[int] = rx.field(0)

    def _show_message(self, shown: FormMessage) -> None:
        self.message, self.errors, self.wait = shown.message, dict(shown.errors), shown.wait
