"""A labelled control: label above, hint and error below, where the error has its line reserved."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.icon import icon
from umbra.ui.kinds import Child, Text, classes
from umbra.ui.text import visually_hidden


def note_id(control_id: str) -> str:
    """The id of the line under a control that its `aria-describedby` names."""
    return f"{control_id}-note"


def field(
    label: Text,
    control: rx.Component,
    *,
    id: str,
    hint: Text | None = None,
    error: Text = "",
    optional: bool = False,
    label_hidden: bool = False,
    trailing: Child | None = None,
    class_name: str = "",
) -> rx.Component:
    """`control` (made with the same `id`) under its label, with a line below for hint or error.

    The line is always there, so nothing moves when an error appears. An error takes the hint's
    place. `trailing` stands at the end of the label's line ("Forgot it?").
    """
    words: list[Child] = [label]
    if optional:
        words.append(rx.el.span("optional", class_name="field__optional"))
    caption = rx.el.label(*words, html_for=id, class_name="field__label")
    if label_hidden:
        head = rx.el.label(label, html_for=id, class_name="visually-hidden")
    elif trailing is not None:
        head = rx.el.div(caption, trailing, class_name="field__head")
    else:
        head = caption
    return rx.el.div(
        head,
        control,
        rx.el.div(_note(hint, error), id=note_id(id), class_name="field__note"),
        class_name=classes("field", class_name),
    )


def error_at(errors: Any, name: str) -> rx.Var[str]:
    """What `errors`, a Var of sentences by field name, says of a field; else the empty string."""
    return rx.cond(errors.contains(name), errors[name], "")


def form_error(message: Text) -> rx.Component:
    """What is wrong with the whole form, said once and politely; its space is kept free."""
    return rx.el.div(
        rx.cond(
            message,
            rx.el.p(icon("circle-alert"), rx.el.span(message), class_name="form-error__words"),
        ),
        role="alert",
        class_name="form-error",
    )


def _note(hint: Text | None, error: Text) -> rx.Component:
    said = rx.el.span(hint) if hint is not None else rx.fragment()
    if isinstance(error, str):
        return _error(error) if error else said
    return rx.cond(error, _error(error), said)


def _error(words: Text) -> rx.Component:
    return rx.el.span(
        icon("circle-alert", 12), visually_hidden("Error: "), words, class_name="field__error"
    )
