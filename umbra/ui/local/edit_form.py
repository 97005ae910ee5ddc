"""A form that edits one stored item. It saves the fields that were touched and no other."""

from __future__ import annotations

import reflex as rx

from umbra.ui.local.draft_form import long_field, sent_values


def _behind(
    version: rx.Var[int], base: rx.Var[dict[str, str]]
) -> tuple[rx.Var[int], rx.Var[dict[str, str]]]:
    return (version, base)


class EditForm(rx.Component):
    """`base` has the fields as text, of the item's `version`; the form shows them.

    `on_send` gets the fields that differ from `base` and the submit id, which the state answers
    with `DraftAnswers`. The input is a draft of the tab under `name`, with the version it was typed
    over: it survives a closed panel and a lost connection, and a newer `base` fills the fields
    that were not touched. A form that opens with a draft of another version calls `on_behind` with
    that version and its base.

    `data-dirty`, `data-sending` and `on_too_long` are as in `DraftForm`. A click on an element
    inside with `data-act="discard"` drops the draft once the server fills the form again, one on
    `data-act="keep"` moves the draft to the version shown, one on `data-act="peek"` calls
    `on_peek` with the current input. While there is a draft, the browser asks before it leaves
    the page.
    """

    library = rx.asset("edit_form.jsx", shared=True).importable_path
    tag = "EditForm"

    name: rx.Var[str]
    version: rx.Var[int]
    base: rx.Var[dict[str, str]]
    answers: rx.Var[dict[str, bool]]
    on_peek: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]
    on_too_long: rx.EventHandler[long_field]
    on_send: rx.EventHandler[sent_values]
    on_behind: rx.EventHandler[_behind]


edit_form = EditForm.create
