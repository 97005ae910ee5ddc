"""The fields that secrets are typed into: uncontrolled, masked, named for password managers."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from umbra import ui
from umbra.accounts.secret_forms.strength import password_strength

Remembered = Literal["current-password", "new-password"]
"""How a password manager is to take a secret: as one it knows, or as one to keep."""

CODE_LENGTH = 6


def password_field(
    auto_complete: Remembered,
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
    error: rx.Var[str], shortest: rx.Var[int], *, name: str = "password", **words: str
) -> rx.Component:
    """A password that is being chosen: how long it must be, and how good it is as one types."""
    hint = f"{shortest} characters or more. A few words work well."
    words = {"missing": "Choose a password."} | words
    return rx.el.div(
        password_field("new-password", error, hint, name=name, **words),
        password_strength(of=name, shortest=shortest),
    )


def pin_field(
    auto_complete: Remembered,
    error: rx.Var[str],
    hint: str | None = None,
    *,
    label: str = "PIN",
    name: str = "pin",
    id: str = "",
    missing: str = "Type your PIN.",
) -> rx.Component:
    """One masked field for the whole PIN; spaces and dashes in it are not sent."""
    secret = _secret("pin", missing)
    digits = {"noun": "PIN", "input_mode": "numeric"}
    return _masked(label, name, id, auto_complete, error, hint, custom_attrs=secret, **digits)


def code_field(
    error: rx.Var[str], hint: str | None = None, *, name: str = "code", id: str = ""
) -> rx.Component:
    """Six digits as one field, which phones fill in and which sends itself when full."""
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


def account_name(username: rx.Var[str]) -> rx.Component:
    """Whose secret it is, for password managers alone: neither shown nor sent."""
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
    auto_complete: Remembered,
    error: rx.Var[str],
    hint: str | None,
    **attributes: Any,
) -> rx.Component:
    """What is typed unseen; its `id` is its name unless it is given one."""
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
    """What the form has to know of a secret: how it is written, what to say without it."""
    return {"data-secret": kind, "data-missing": missing}
