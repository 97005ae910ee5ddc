"""What every mode of the lock screen's card is made of: heading, fields, message line."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from umbra import ui
from umbra.accounts.lock_screen.secret_form import secret_form, waiting_time
from umbra.accounts.lock_screen.state import LockState

Remembered = Literal["current-password", "new-password"]
"""How a password manager is to take a secret: as one it knows, or as one to keep."""


def mode(heading: str, words: str | rx.Var[Any], *parts: rx.Component) -> rx.Component:
    """One mode: what it is about, then its form and other ways."""
    return rx.el.div(
        rx.el.header(rx.el.h1(heading), rx.el.p(words), class_name="lock__heading"),
        *parts,
        class_name="lock__mode",
    )


def form(action: str, *parts: rx.Component, submit: str, **properties: Any) -> rx.Component:
    """The mode's secret form: its fields, the message line, and the one primary action."""
    return secret_form(
        *parts,
        message_line(),
        ui.button(submit, type="submit", variant="primary", size="lg", wide=True),
        action=action,
        next=LockState.next,
        round=LockState.round,
        on_outcome=LockState.hear,
        class_name="lock__form",
        **properties,
    )


def message_line() -> rx.Component:
    """What is wrong, said once to screen readers. The line is kept free, so nothing moves.

    The eye sees errors at their fields and a waiting time that counts down, the ear the sentence.
    """
    unseen = ui.visually_hidden(LockState.message)
    seen = rx.el.p(ui.icon("circle-alert"), LockState.message)
    said = rx.cond((LockState.wait > 0) | (LockState.errors.length() > 0), unseen, seen)
    return rx.el.div(
        rx.el.div(
            rx.cond(LockState.message, rx.el.div(said, key=LockState.round)),
            role="alert",
        ),
        rx.cond(LockState.wait > 0, _countdown()),
        class_name="lock__message",
    )


def _countdown() -> rx.Component:
    return rx.el.p(
        ui.icon("clock"),
        rx.el.span(
            "Too many attempts. ", waiting_time(seconds=LockState.wait, round=LockState.round)
        ),
        aria_hidden=True,
    )


def error(name: str) -> rx.Var[str]:
    """What is wrong with the field of this name, or the empty string."""
    return rx.cond(LockState.errors.contains(name), LockState.errors[name], "")


def password_field(auto_complete: Remembered, hint: str | None = None) -> rx.Component:
    return ui.field(
        "Password",
        ui.password_input(
            id="password",
            name="password",
            auto_complete=auto_complete,
            required=True,
            custom_attrs=_secret("password", "Type your password."),
            invalid=error("password") != "",
        ),
        id="password",
        hint=hint,
        error=error("password"),
    )


def pin_field(auto_complete: Remembered, hint: str | None = None) -> rx.Component:
    """One masked field for the whole PIN; spaces and dashes in it are not sent."""
    return ui.field(
        "PIN",
        ui.password_input(
            id="pin",
            name="pin",
            noun="PIN",
            auto_complete=auto_complete,
            input_mode="numeric",
            required=True,
            custom_attrs=_secret("pin", "Type your PIN."),
            class_name="lock__pin",
            invalid=error("pin") != "",
        ),
        id="pin",
        hint=hint,
        error=error("pin"),
    )


def _secret(kind: str, missing: str) -> dict[str, str]:
    """What the form has to know of a secret: how it is written, what to say without it."""
    return {"data-secret": kind, "data-missing": missing}


def name_field(hint: str | None = None, missing: str = "Type your user name.") -> rx.Component:
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
    )
