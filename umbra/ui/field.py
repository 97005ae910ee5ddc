"""A form field: label above the control, hint or error below, on a line that is always there."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.icon import icon
from umbra.ui.kinds import Child, Text, classes
from umbra.ui.text import visually_hidden


def note_id(control_id: str) -> str:
    """Returns the id of the line under a control, for the control's `aria-describedby`."""
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
    """`control` (created with the same `id`) with a label above and a hint or error below.

    The line below is always there, so that an error moves nothing (no layout shift). An error
    replaces the hint. `trailing` is shown at the end of the label's line.
    """
    parts: list[Child] = [label]
    if optional:
        parts.append(rx.el.span("optional", class_name="field__optional"))
    caption = rx.el.label(*parts, html_for=id, class_name="field__label")
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


def field_group(
    legend: Text, control: rx.Component, *, id: str, error: Text = "", hint: Text | None = None
) -> rx.Component:
    """Several inputs that are one field: a legend above, a hint or error below, as in `field`."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="field__label"),
        control,
        rx.el.div(_note(hint, error), id=note_id(id), role="status", class_name="field__note"),
        class_name="field-group",
    )


def error_at(errors: Any, name: str) -> rx.Var[str]:
    """Returns a Var: the message for the field `name` in `errors`, or the empty string.

    `errors` is a Var of a dict from field name to message.
    """
    return rx.cond(errors.contains(name), errors[name], "")


def form_error(message: Text) -> rx.Component:
    """An error of the whole form, announced as an alert; its space is always reserved."""
    return rx.el.div(
        rx.cond(
            message,
            rx.el.p(icon("circle-alert"), rx.el.span(message), class_name="form-error__words"),
        ),
        role="alert",
        class_name="form-error",
    )


def _note(hint: Text | None, error: Text) -> rx.Component:
    shown_hint = rx.el.span(hint) if hint is not None else rx.fragment()
    if isinstance(error, str):
        return _error(error) if error else shown_hint
    return rx.cond(error, _error(error), shown_hint)


def _error(message: Text) -> rx.Component:
    return rx.el.span(
        icon("circle-alert", 12), visually_hidden("Error: "), message, class_name="field__error"
    )
