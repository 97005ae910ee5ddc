"""A field of tags: a chip for each, and a combobox that adds more."""

from __future__ import annotations

from functools import partial
from typing import Any

import reflex as rx

from umbra.ui.combobox import Combobox
from umbra.ui.inputs import aria_attributes, with_field
from umbra.ui.kinds import Flag, Size, Text, classes


class _Tags(Combobox):
    library = rx.asset("tags.jsx", shared=True).importable_path
    tag = "Tags"

    default_value: rx.Var[str]
    options: rx.Var[list[tuple[str, str]]]
    placeholder: rx.Var[str]


def tags_input(
    *,
    id: str,
    name: str,
    options: Any,
    label: Text | None = None,
    default_value: Text = "",
    size: Size = "md",
    invalid: Flag = False,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """Tags in a form, as chips with a button that removes each, and an input that adds more.

    The field `name` is one text with a tag a line, also in `default_value`. It has what is typed
    but not confirmed too, so a submit or a draft loses nothing. `options` are (value, label)
    pairs, or a Var of a list of them, to choose from. Enter or a comma adds what is typed, and
    pasted text is split at commas and lines. A tag that is there already, without regard to case
    and accents, is not added again.

    In the empty input Backspace or the left arrow moves to the last chip; there Backspace or
    Delete removes it. A form that fills the field dispatches "filled", as `draft_form` and
    `edit_form` do.
    """
    return _Tags.create(
        name=name,
        options=options,
        default_value=default_value,
        class_name=classes("input", f"input--{size}", class_name),
        **aria_attributes(id, label, invalid),
        **attributes,
    )


tags_field = partial(with_field, tags_input)
"""`tags_input` in a `field`."""
