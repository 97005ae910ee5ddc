"""A secret form inside a dialog of a signed-in page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from umbra import ui
from umbra.accounts.secret_forms.feedback import FormFeedback
from umbra.accounts.secret_forms.form import secret_form
from umbra.accounts.secret_forms.form_message import message_line
from umbra.ui.kinds import Child, On, Text

OnResult = Callable[[Any, Any, Any], Any] | rx.EventHandler


def dialog_form(
    state: type[FormFeedback],
    *fields: Child,
    action: Text,
    submit: rx.Component,
    on_cancel: On,
    on_outcome: OnResult,
    other: Child | None = None,
    **properties: Any,
) -> rx.Component:
    """Returns a secret form: fields, message line, a Cancel button and `submit`.

    `other` is one more button, before Cancel. `properties` go to the form.
    """
    before = [] if other is None else [other]
    return secret_form(
        *fields,
        message_line(state),
        rx.el.div(
            *before, ui.button("Cancel", on_click=on_cancel), submit, class_name="secret-form__acts"
        ),
        action=action,
        round=state.round,
        on_outcome=on_outcome,
        class_name="secret-form",
        **properties,
    )
