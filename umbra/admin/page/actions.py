"""Acts: small forms that go straight to the API, where a fresh proof is asked for."""

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
    sends: HiddenValues = NO_VALUES,
    **button: Any,
) -> rx.Component:
    """A button that does one thing at once; further arguments go to the button."""
    return secret_form(
        *hidden_fields(sends),
        ui.button(label, type="submit", **button),
        action=action,
        method=method,
        on_outcome=on_outcome,
        class_name="act",
        custom_attrs={"data-calm": "true"},
    )


def result_handler(handler: Callable[..., Any], act: str) -> OnResult:
    """Lets `handler` hear what came of the act by this name."""
    return lambda status, name, detail: handler(act, status, name, detail)


def hidden_fields(values: HiddenValues) -> list[rx.Component]:
    """Fields nobody sees, with what is sent."""
    return [
        rx.el.input(type="checkbox", name=name, default_checked=value, hidden=True)
        if isinstance(value, bool)
        else rx.el.input(type="hidden", name=name, default_value=value)
        for name, value in values.items()
    ]
