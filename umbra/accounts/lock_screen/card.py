"""What every mode of the lock screen's card is made of: heading, fields, message line."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra import ui
from umbra.accounts.lock_screen.arrival import start_over
from umbra.accounts.lock_screen.modes import Mode, Way
from umbra.accounts.lock_screen.state import LockState
from umbra.accounts.secret_forms import fields
from umbra.accounts.secret_forms.fields import Remembered
from umbra.accounts.secret_forms.form import secret_form, step_time
from umbra.accounts.secret_forms.form_message import message_line
from umbra.ui.zone_picker import zone_picker


def mode(name: Mode, heading: str, words: str | rx.Var[Any], *parts: rx.Component) -> rx.Component:
    """One mode: what it is about, then its form and other ways."""
    return rx.el.div(
        rx.el.header(rx.el.h1(heading), rx.el.p(words), class_name="lock__heading"),
        *parts,
        class_name=f"lock__mode lock__mode--{name}",
        key=name,
    )


def foot(*parts: rx.Component) -> rx.Component:
    """Other ways, below the form."""
    return rx.el.div(*parts, class_name="lock__foot")


def way_switch(words: str, way: Way) -> rx.Component:
    """Asks for another secret instead."""
    return ui.button(words, variant="ghost", on_click=LockState.choose_way(way))


def mode_switch(words: str, mode: Mode) -> rx.Component:
    """Turns to signing in, or to an account of one's own."""
    return ui.button(words, variant="ghost", on_click=LockState.choose_mode(mode))


def leave(words: str) -> rx.Component:
    """Gives up the step one is at, or the locked session, and begins again."""
    return start_over(ui.button(words, type="submit", variant="ghost"), on_over=LockState.give_up)


def time_left() -> rx.Component:
    """How long the step still lives."""
    return step_time(
        seconds=LockState.expires_in, on_over=LockState.time_out, class_name="lock__time"
    )


def form(action: str, *parts: rx.Component, submit: str, **properties: Any) -> rx.Component:
    """The mode's secret form: its fields, the message line, and the one primary action."""
    return secret_form(
        *parts,
        message_line(LockState),
        ui.button(submit, type="submit", variant="primary", size="lg", wide=True),
        action=action,
        round=LockState.round,
        on_outcome=LockState.hear,
        recalls=True,
        class_name="secret-form",
        **properties,
    )


def error(name: str) -> rx.Var[str]:
    """What is wrong with the field of this name, or the empty string."""
    return ui.error_at(LockState.errors, name)


def password_field(
    auto_complete: Remembered, hint: str | None = None, *, name: str = "password", **words: str
) -> rx.Component:
    return fields.password_field(auto_complete, error(name), hint, name=name, **words)


def new_password_field(name: str = "password", **words: str) -> rx.Component:
    return fields.new_password_field(error(name), LockState.shortest, name=name, **words)


def pin_field(auto_complete: Remembered, hint: str | None = None) -> rx.Component:
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


def names(**properties: Any) -> rx.Component:
    """What somebody new signs in with, and what they are called."""
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
    """The time zone, the browser's own until another is chosen."""
    return ui.field(
        "Time zone",
        zone_picker(id="time_zone", name="time_zone", guess=True, class_name="input input--lg"),
        id="time_zone",
        hint="Decides when your day begins and ends.",
    )
