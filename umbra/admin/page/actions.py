"""Action buttons: small forms that are sent straight to the API.

The API requires a recent reauthentication for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import reflex as rx

from umbra import ui
from umbra.accounts.secret_forms.dialog_form import OnResult
from umbra.accounts.secret_forms.form import secret_form
from umbra.ui.kinds import Text

HiddenValues = Mapping[str, bool | Text]
NO_VALUES: HiddenValues = {}


def action_button(
    label: Text,
    action: Text,
    *,
    on_outcome: OnResult,
    method: str = "POST",
    values: HiddenValues = NO_VALUES,
    **button: Any,
) -> rx.Component:
    """A button that values `values` to the API route `action`; `button` goes to `ui.button`."""
    return secret_form(
        *hidden_fields(values),
        ui.button(label, type="submit", **button),
        action=action,
        method=method,
        on_outcome=on_outcome,
        class_name="act",
        custom_attrs={"data-calm": "true"},
    )


def result_handler(handler: Callable[..., Any], action: str) -> OnResult:
    """Passes the API's result to `handler`, together with the name of the action."""
    return lambda status, name, detail: handler(action, status, name, detail)


def hidden_fields(values: HiddenValues) -> list[rx.Component]:
    """Hidden form fields that carry `values`."""
    return [
        rx.el.input(type="checkbox", name=name, default_checked=value, hidden=True)
        if isinstance(value, bool)
        else rx.el.input(type="hidden", name=name, default_value=value)
        for name, value in values.items()
    ]
