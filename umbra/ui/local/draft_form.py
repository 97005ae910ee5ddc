"""A form that adds one item after the other: its text outlives a lost connection."""

from __future__ import annotations

import reflex as rx

rx.asset("drafts.js", shared=True)  # its scripts' and the edit form's

MOST_ANSWERS = 10
LONGEST_ID = 40


def long_field(name: rx.Var[str], length: rx.Var[int]) -> tuple[rx.Var[str], rx.Var[int]]:
    return (name, length)


def sent_values(
    values: rx.Var[dict[str, str]], send: rx.Var[str]
) -> tuple[rx.Var[dict[str, str]], rx.Var[str]]:
    return (values, send)


class DraftAnswers(rx.State, mixin=True):
    """What became of the last sends of a state's draft forms, by the id each send came with.

    An id comes from the browser and means nothing but "the same send again": a handler that
    was sent one twice, after a lost connection, must act once.
    """

    answers: rx.Field[dict[str, bool]] = rx.field(default_factory=dict)

    def _answer(self, send: str, *, taken: bool) -> None:
        """Tells the form that sent `send` whether its text was stored."""
        if send:
            kept = {known: was for known, was in self.answers.items() if known != send}
            self.answers = dict([*kept.items(), (send[:LONGEST_ID], taken)][-MOST_ANSWERS:])

    def _was_taken(self, send: str) -> bool:
        """Whether `send` was stored before; the form is then told so again."""
        taken = self.answers.get(send[:LONGEST_ID], False)
        if taken:
            self._answer(send, taken=True)
        return taken


class DraftForm(rx.Component):
    """`on_send` gets the fields by name and the id of the send; the state answers that id by
    `DraftAnswers`. A text leaves the form, and its draft is dropped, only where the answer is
    that it was taken. Without an answer (an error, no connection) it stays and can be sent again.

    A text too long to be sent at all stays in the form; `on_too_long` gets the field's name and
    how many characters it has.

    `data-dirty` is true on the form while something typed is not saved, `data-sending` while an
    answer is awaited. While there is a draft, the browser asks before it leaves the page.
    """

    library = rx.asset("draft_form.jsx", shared=True).importable_path
    tag = "DraftForm"

    name: rx.Var[str]
    answers: rx.Var[dict[str, bool]]
    on_too_long: rx.EventHandler[long_field]
    on_send: rx.EventHandler[sent_values]


draft_form = DraftForm.create
