"""A form that edits one stored item: it saves the fields that were touched, and no other."""

from __future__ import annotations

import reflex as rx

from umbra.ui.local.draft_form import long_field, sent_values


def _behind(
    version: rx.Var[int], base: rx.Var[dict[str, str]]
) -> tuple[rx.Var[int], rx.Var[dict[str, str]]]:
    return (version, base)


class EditForm(rx.Component):
    """`base` holds the fields as text, as the item's `version` has them; the form shows them.

    `on_send` gets the fields that differ from `base`, and the id of the send, which the state
    answers by `DraftAnswers`. What was typed is kept as a draft of the tab under `name`, with the
    version it was typed over: it outlives a closed panel and a lost connection, and a newer `base`
    fills the fields that were not touched. A form that opens with a draft of another version
    calls `on_behind` with that version and the base of that time.

    `data-dirty`, `data-sending`, `on_peek`, `on_too_long` and `data-act="discard"` are as in
    `DraftForm`; a click on `data-act="keep"` puts the draft on the version shown. While there is
    a draft, the browser asks before it leaves the page.
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
