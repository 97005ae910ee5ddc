"""A form whose typed text outlives a lost connection and a closed panel."""

from __future__ import annotations

import reflex as rx


def _too_long(name: rx.Var[str], length: rx.Var[int]) -> tuple[rx.Var[str], rx.Var[int]]:
    return (name, length)


class DraftForm(rx.Component):
    """`on_send` gets the fields by name. `taken` and `refused` are counters of the state: the
    first drops the draft, the second keeps it. `clears` empties the form on sending and puts
    the words back when they are refused.

    A text too long to be sent at all stays in the form; `on_too_long` gets the field's name and
    how many characters it has.

    `data-dirty` is true on the form while something typed is not saved; a click on an element
    with `data-act="discard"` inside it throws the draft away, one on `data-act="peek"` hands
    `on_peek` what is typed so far.
    """

    library = rx.asset("draft_form.jsx", shared=True).importable_path
    tag = "DraftForm"

    name: rx.Var[str]
    taken: rx.Var[int]
    refused: rx.Var[int]
    clears: rx.Var[bool]
    on_peek: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]
    on_too_long: rx.EventHandler[_too_long]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]


draft_form = DraftForm.create
