"""A form that adds items one by one. Its input is a draft that survives a lost connection."""

from __future__ import annotations

import reflex as rx

rx.asset("drafts.js", shared=True)  # shared by the scripts of this form, the edit form, and fields

MOST_ANSWERS = 10
LONGEST_ID = 40


def long_field(name: rx.Var[str], length: rx.Var[int]) -> tuple[rx.Var[str], rx.Var[int]]:
    return (name, length)


def sent_values(
    values: rx.Var[dict[str, str]], send: rx.Var[str]
) -> tuple[rx.Var[dict[str, str]], rx.Var[str]]:
    return (values, send)


class DraftAnswers(rx.State, mixin=True):
    """The results of the last 10 submits of a state's draft forms, by submit id.

    The id is an idempotency key from the browser: a handler that gets the same id twice, after a
    lost connection, must act only once.
    """

    answers: rx.Field[dict[str, bool]] = rx.field(default_factory=dict)

    def _answer(self, send: str, *, taken: bool) -> None:
        """Reports to the form whether the submit with the id `send` was stored (`taken`)."""
        if send:
            others = {known: was for known, was in self.answers.items() if known != send}
            self.answers = dict([*others.items(), (send[:LONGEST_ID], taken)][-MOST_ANSWERS:])

    def _was_taken(self, send: str) -> bool:
        """Whether the submit with the id `send` is stored already; if so, reports that again."""
        taken = self.answers.get(send[:LONGEST_ID], False)
        if taken:
            self._answer(send, taken=True)
        return taken


class DraftForm(rx.Component):
    """`on_send` gets the fields by name and the submit id (an idempotency key). The state answers
    that id with `DraftAnswers`. A text leaves the form, and its draft is dropped, only once the
    answer is that it was stored. Without an answer (an error, no connection) it stays and can be
    submitted again.

    A text that is too long to be sent stays in the form; `on_too_long` gets the field's name and
    the number of characters.

    The form's `data-dirty` is true while it has unsaved input, `data-sending` while an answer is
    pending. While there is unsaved input, the browser asks before it leaves the page.
    """

    library = rx.asset("draft_form.jsx", shared=True).importable_path
    tag = "DraftForm"

    name: rx.Var[str]
    answers: rx.Var[dict[str, bool]]
    on_too_long: rx.EventHandler[long_field]
    on_send: rx.EventHandler[sent_values]


draft_form = DraftForm.create
