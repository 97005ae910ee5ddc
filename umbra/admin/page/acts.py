"""Acts: small forms that go straight to the API, where a fresh proof is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import reflex as rx

from umbra import ui
from umbra.accounts.secret_ui.form import secret_form
from umbra.accounts.secret_ui.said import message_line
from umbra.admin.state.acting import Acting
from umbra.ui.kinds import Child, On, Text

OnOutcome = Callable[[Any, Any, Any], Any] | rx.EventHandler
Sends = Mapping[str, bool | Text]
NOTHING: Sends = {}


def act(
    label: Text,
    action: Text,
    *,
    on_outcome: OnOutcome,
    method: str = "POST",
    sends: Sends = NOTHING,
    **button: Any,
) -> rx.Component:
    """A button that does one thing at once; further arguments go to the button."""
    return secret_form(
        *sent(sends),
        ui.button(label, type="submit", **button),
        action=action,
        method=method,
        on_outcome=on_outcome,
        class_name="act",
        custom_attrs={"data-calm": "true"},
    )


def asking_form(
    state: type[Acting],
    *fields: Child,
    action: Text,
    submit: rx.Component,
    on_cancel: On,
    on_outcome: OnOutcome,
    method: str = "POST",
) -> rx.Component:
    """What a dialog asks: its fields, a line for what went wrong, a way out and the act."""
    return secret_form(
        *fields,
        message_line(state.message, state.errors, state.wait, state.round),
        rx.el.div(ui.button("Cancel", on_click=on_cancel), submit, class_name="secret-form__acts"),
        action=action,
        method=method,
        round=state.round,
        on_outcome=on_outcome,
        class_name="secret-form",
    )


def hears(handler: Callable[..., Any], act: str) -> OnOutcome:
    """Lets `handler` hear what came of the act by this name."""
    return lambda status, name, detail: handler(act, status, name, detail)


def error_at(state: type[Acting], name: str) -> rx.Var[str]:
    """What is wrong with a field, or the empty string."""
    return ui.error_at(state.errors, name)


def sent(values: Sends) -> list[rx.Component]:
    """Fields nobody sees, with what is sent."""
    return [
        rx.el.input(type="checkbox", name=name, default_checked=value, hidden=True)
        if isinstance(value, bool)
        else rx.el.input(type="hidden", name=name, default_value=value)
        for name, value in values.items()
    ]
