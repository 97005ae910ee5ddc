"""A form whose typed text outlives a lost connection and a closed panel."""

from __future__ import annotations

import reflex as rx

MOST_ANSWERS = 10
LONGEST_ID = 40


def _too_long(name: rx.Var[str], length: rx.Var[int]) -> tuple[rx.Var[str], rx.Var[int]]:
    return (name, length)


def _send(
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

    `clears` empties the form once its text was taken, for the next one.

    A text too long to be sent at all stays in the form; `on_too_long` gets the field's name and
    how many characters it has.

    `data-dirty` is true on the form while something typed is not saved, `data-sending` while an
    answer is awaited; a click on an element with `data-act="discard"` inside it lets the draft go
    when the form is filled anew, one on `data-act="peek"` hands `on_peek` what is typed so far.
    """

    library = rx.asset("draft_form.jsx", shared=True).importable_path
    tag = "DraftForm"

    name: rx.Var[str]
    answers: rx.Var[dict[str, bool]]
    clears: rx.Var[bool]
    on_peek: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]
    on_too_long: rx.EventHandler[_too_long]
    on_send: rx.EventHandler[_send]


draft_form = DraftForm.create
