"""A state whose page sends forms to the API and hears what came of them."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.secret_forms.form_result import FormMessage


class FormFeedback(rx.State, mixin=True):
    """What is said of a refusal, at its fields or for the form; nothing that was typed.

    `round` grows with what is heard, so that the same words said twice are heard twice.
    """

    message: rx.Field[str] = rx.field("")
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    wait: rx.Field[int] = rx.field(0)
    round: rx.Field[int] = rx.field(0)

    def _show_message(self, said: FormMessage) -> None:
        self.message, self.errors, self.wait = said.message, dict(said.errors), said.wait
