"""What every mode of the lock screen's card is made of: heading, fields, message line."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from umbra import ui
from umbra.accounts.lock_screen.arrival import start_over
from umbra.accounts.lock_screen.modes import Mode, Way
from umbra.accounts.lock_screen.secret_form import secret_form, step_time, waiting_time
from umbra.accounts.lock_screen.state import LockState
from umbra.ui.zone_picker import zone_picker

Remembered = Literal["current-password", "new-password"]
"""How a password manager is to take a secret: as one it knows, or as one to keep."""

CODE_LENGTH = 6


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
        message_line(),
        ui.button(submit, type="submit", variant="primary", size="lg", wide=True),
        action=action,
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


def password_field(
    auto_complete: Remembered,
    hint: str | None = None,
    *,
    label: str = "Password",
    name: str = "password",
    missing: str = "Type your password.",
) -> rx.Component:
    return ui.field(
        label,
        ui.password_input(
            id=name,
            name=name,
            auto_complete=auto_complete,
            required=True,
            custom_attrs=_secret("password", missing),
            invalid=error(name) != "",
            key=name,
        ),
        id=name,
        hint=hint,
        error=error(name),
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
            key="pin",
        ),
        id="pin",
        hint=hint,
        error=error("pin"),
    )


def code_field(hint: str | None = None) -> rx.Component:
    """Six digits as one field, which phones fill in and which sends itself when full."""
    full = {"data-full": str(CODE_LENGTH)}
    return ui.text_field(
        "Code",
        id="code",
        name="code",
        size="lg",
        error=error("code"),
        hint=hint,
        auto_complete="one-time-code",
        input_mode="numeric",
        auto_capitalize="none",
        spell_check=False,
        required=True,
        custom_attrs=_secret("code", "Type the code from your app.") | full,
        class_name="lock__code",
        key="code",
    )


def backup_code_field() -> rx.Component:
    return ui.text_field(
        "Backup code",
        id="backup_code",
        name="backup_code",
        size="lg",
        error=error("backup_code"),
        hint="One of the ten you kept. Each works once.",
        auto_complete="off",
        auto_capitalize="characters",
        spell_check=False,
        required=True,
        custom_attrs=_secret("backup_code", "Type a backup code."),
        class_name="lock__backup-code",
        key="backup_code",
    )


def _secret(kind: str, missing: str) -> dict[str, str]:
    """What the form has to know of a secret: how it is written, what to say without it."""
    return {"data-secret": kind, "data-missing": missing}


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


def zone_field() -> rx.Component:
    """The time zone, the browser's own until another is chosen."""
    return ui.field(
        "Time zone",
        zone_picker(id="time_zone", name="time_zone", guess=True, class_name="input input--lg"),
        id="time_zone",
        hint="Decides when your day begins and ends.",
    )
