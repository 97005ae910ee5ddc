"""Fields for secrets: uncontrolled inputs, masked, with autocomplete for password managers."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from umbra import ui
from umbra.accounts.secret_forms.strength import password_strength

Autocomplete = Literal["current-password", "new-password"]
"""The `autocomplete` value for password managers: to fill in a secret, or to save a new one."""

CODE_LENGTH = 6


def password_field(
    auto_complete: Autocomplete,
    error: rx.Var[str],
    hint: str | None = None,
    *,
    label: str = "Password",
    name: str = "password",
    id: str = "",
    missing: str = "Type your password.",
) -> rx.Component:
    secret = _secret("password", missing)
    return _masked(label, name, id, auto_complete, error, hint, custom_attrs=secret)


def new_password_field(
    error: rx.Var[str], shortest: rx.Var[int], *, name: str = "password", **texts: str
) -> rx.Component:
    """Returns a field for a new password, with its minimum length and a strength meter.

    `shortest` is the minimum length in characters.
    """
    hint = f"{shortest} characters or more. A few words work well."
    texts = {"missing": "Choose a password."} | texts
    return rx.el.div(
        password_field("new-password", error, hint, name=name, **texts),
        password_strength(of=name, shortest=shortest),
    )


def pin_field(
    auto_complete: Autocomplete,
    error: rx.Var[str],
    hint: str | None = None,
    *,
    label: str = "PIN",
    name: str = "pin",
    id: str = "",
    missing: str = "Type your PIN.",
) -> rx.Component:
    """Returns one masked field for the whole PIN. Spaces and dashes are removed before sending."""
    secret = _secret("pin", missing)
    digits = {"noun": "PIN", "input_mode": "numeric"}
    return _masked(label, name, id, auto_complete, error, hint, custom_attrs=secret, **digits)


def code_field(
    error: rx.Var[str], hint: str | None = None, *, name: str = "code", id: str = ""
) -> rx.Component:
    """Returns one field for a six-digit TOTP code. It submits the form when it is full.

    `autocomplete="one-time-code"` lets phones fill it in.
    """
    full = {"data-full": str(CODE_LENGTH)}
    return ui.text_field(
        "Code",
        id=id or name,
        name=name,
        size="lg",
        error=error,
        hint=hint,
        auto_complete="one-time-code",
        input_mode="numeric",
        auto_capitalize="none",
        spell_check=False,
        required=True,
        custom_attrs=_secret("code", "Type the code from your app.") | full,
        class_name="secret__code",
        key=name,
    )


def backup_code_field(error: rx.Var[str], *, name: str = "backup_code") -> rx.Component:
    return ui.text_field(
        "Backup code",
        id=name,
        name=name,
        size="lg",
        error=error,
        hint="One of the ten you saved. Each works once.",
        auto_complete="off",
        auto_capitalize="characters",
        spell_check=False,
        required=True,
        custom_attrs=_secret("backup_code", "Type a backup code."),
        class_name="secret__backup-code",
        key=name,
    )


def username_for_managers(username: rx.Var[str]) -> rx.Component:
    """Returns a hidden user name field for password managers. It is neither shown nor sent."""
    return rx.el.input(
        type="text",
        value=username,
        read_only=True,
        auto_complete="username",
        tab_index=-1,
        aria_hidden=True,
        class_name="visually-hidden",
    )


def _masked(
    label: str,
    name: str,
    id: str,
    auto_complete: Autocomplete,
    error: rx.Var[str],
    hint: str | None,
    **attributes: Any,
) -> rx.Component:
    """Returns a masked field. An empty `id` means that its `id` is its name."""
    box = ui.password_input(
        id=id or name,
        name=name,
        auto_complete=auto_complete,
        required=True,
        invalid=error != "",
        key=name,
        **attributes,
    )
    return ui.field(label, box, id=id or name, hint=hint, error=error)


def _secret(kind: str, missing: str) -> dict[str, str]:
    """Returns the data attributes of a secret field: its kind, and the message if it is empty."""
    return {"data-secret": kind, "data-missing": missing}
