"""The parts of a mode of the lock screen's card: heading, form, fields, links below."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra import ui
from umbra.accounts.lock_screen.arrival import start_over
from umbra.accounts.lock_screen.modes import Method, Mode
from umbra.accounts.lock_screen.state import LockState
from umbra.accounts.secret_forms import fields
from umbra.accounts.secret_forms.fields import Autocomplete
from umbra.accounts.secret_forms.form import secret_form, step_time
from umbra.accounts.secret_forms.form_message import message_line
from umbra.ui.zone_picker import zone_picker


def mode(
    name: Mode, heading: str, description: str | rx.Var[Any], *parts: rx.Component
) -> rx.Component:
    """Returns one mode: heading and description, then its form and other parts."""
    return rx.el.div(
        rx.el.header(rx.el.h1(heading), rx.el.p(description), class_name="lock__heading"),
        *parts,
        class_name=f"lock__mode lock__mode--{name}",
        key=name,
    )


def foot(*parts: rx.Component) -> rx.Component:
    """Returns the alternatives below the form."""
    return rx.el.div(*parts, class_name="lock__foot")


def method_switch(label: str, method: Method) -> rx.Component:
    """Returns a button that switches to another sign-in method."""
    return ui.button(label, variant="ghost", on_click=LockState.choose_way(method))


def mode_switch(label: str, mode: Mode) -> rx.Component:
    """Returns a button that switches between sign-in and registration, or answers an offer."""
    return ui.button(label, variant="ghost", on_click=LockState.choose_mode(mode))


def leave_button(label: str) -> rx.Component:
    """Returns a button that leaves the sign-in step or the locked session, and starts over."""
    return start_over(ui.button(label, type="submit", variant="ghost"), on_over=LockState.give_up)


def time_left() -> rx.Component:
    """Returns the time until the step expires."""
    return step_time(
        seconds=LockState.expires_in, on_over=LockState.time_out, class_name="lock__time"
    )


def form(action: str, *parts: rx.Component, submit: str, **properties: Any) -> rx.Component:
    """Returns the mode's secret form: fields, message line and primary button."""
    return secret_form(
        *parts,
        message_line(LockState),
        ui.button(submit, type="submit", variant="primary", size="lg", wide=True),
        action=action,
        round=LockState.round,
        on_outcome=LockState.hear,
        restores_input=True,
        class_name="secret-form",
        **properties,
    )


def error(name: str) -> rx.Var[str]:
    """Returns the error of the field `name`, or the empty string."""
    return ui.error_at(LockState.errors, name)


def password_field(
    auto_complete: Autocomplete, hint: str | None = None, *, name: str = "password", **texts: str
) -> rx.Component:
    return fields.password_field(auto_complete, error(name), hint, name=name, **texts)


def new_password_field(name: str = "password", **texts: str) -> rx.Component:
    return fields.new_password_field(error(name), LockState.password_min_length, name=name, **texts)


def pin_field(auto_complete: Autocomplete, hint: str | None = None) -> rx.Component:
    return fields.pin_field(auto_complete, error("pin"), hint)


def code_field(hint: str | None = None) -> rx.Component:
    return fields.code_field(error("code"), hint)


def backup_code_field() -> rx.Component:
    return fields.backup_code_field(error("backup_code"))


def name_field(
    hint: str | None = None, missing: str = "Type your user name.", **properties: Any
) -> rx.Component:
    return ui.text_field(
        "User name",
        id="username",
        name="username",
        size="lg",
        error=error("username"),
        hint=hint,
        auto_complete="username",
        auto_capitalize="none",
        spell_check=False,
        required=True,
        custom_attrs={"data-missing": missing},
        **properties,
    )


def name_fields(**properties: Any) -> rx.Component:
    """Returns the fields of a new account's user name and display name."""
    return rx.el.div(
        name_field(missing="Choose a user name.", **properties),
        ui.text_field(
            "Your name",
            id="display_name",
            name="display_name",
            size="lg",
            optional=True,
            error=error("display_name"),
            auto_complete="name",
        ),
        class_name="lock__pair",
    )


def zone_field() -> rx.Component:
    """Returns the time zone field. Its initial value is the browser's time zone."""
    return ui.field(
        "Time zone",
        zone_picker(id="time_zone", name="time_zone", guess=True, class_name="input input--lg"),
        id="time_zone",
        hint="Decides when your day begins and ends.",
    )
