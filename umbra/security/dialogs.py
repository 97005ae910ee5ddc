"""The dialogs of the security page. Each is a form that is sent to the API only."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from umbra import ui
from umbra.accounts.secret_forms import fields
from umbra.accounts.secret_forms.dialog_form import dialog_form
from umbra.accounts.secret_forms.secret_view import enrolment, shown_once
from umbra.security.state import DialogName, SecurityState
from umbra.security.words import SCOPES
from umbra.ui.kinds import Text


@dataclass(frozen=True, slots=True)
class _Submit:
    """How a form is submitted: the button's label, the API path and the HTTP method."""

    label: str
    action: Text
    method: str = "POST"
    danger: bool = False


CONFIRMATIONS: tuple[tuple[DialogName, Text, str, _Submit], ...] = (
    (
        "pin_off",
        "Remove your PIN?",
        "From then on only your password unlocks.",
        _Submit("Remove PIN", "/api/settings/pin", "DELETE", danger=True),
    ),
    (
        "codes",
        "Create new backup codes?",
        "You get ten new codes. The old ones stop working.",
        _Submit("Create new codes", "/api/auth/totp/backup-codes"),
    ),
    (
        "end_session",
        f"Sign out {SecurityState.subject_name}?",
        "That browser will have to sign in again.",
        _Submit("Sign out", f"/api/auth/sessions/{SecurityState.subject}", "DELETE", danger=True),
    ),
    (
        "end_others",
        "Sign out everywhere else?",
        "You stay signed in only in this browser.",
        _Submit("Sign out", "/api/auth/sessions", "DELETE", danger=True),
    ),
    (
        "end_token",
        f"Revoke “{SecurityState.subject_name}”?",
        "Programs that use this token can no longer call the API.",
        _Submit("Revoke token", f"/api/tokens/{SecurityState.subject}", "DELETE", danger=True),
    ),
)
"""The dialogs that only confirm an action: name, title, description, and what is sent."""


def dialogs() -> tuple[rx.Component, ...]:
    """All dialogs, closed, and the views of secrets that are shown once."""
    return (
        _password(),
        _pin(),
        _totp_on(),
        _totp_off(),
        _token(),
        *(
            _dialog(name, title, description, submit=submit)
            for name, title, description, submit in CONFIRMATIONS
        ),
        shown_once(
            "backup_codes",
            title="Save your backup codes",
            description=(
                "Each code works once in place of your authenticator app. They won't be shown "
                "again."
            ),
        ),
        shown_once(
            "token",
            title="Save your token",
            description="Copy it into your program now. It won't be shown again.",
        ),
    )


def _password() -> rx.Component:
    return _dialog(
        "password",
        rx.cond(SecurityState.has_password, "Change password", "Choose a password"),
        rx.cond(
            SecurityState.has_password,
            "You will be signed out everywhere else.",
            "You will sign in with it from now on. Your PIN still unlocks.",
        ),
        fields.username_for_managers(SecurityState.username),
        fields.new_password_field(
            _error("new_password"),
            SecurityState.min_length,
            name="new_password",
            label="New password",
            missing="Enter a new password.",
        ),
        _end_tokens(),
        submit=_Submit("Save password", "/api/auth/password"),
    )


def _pin() -> rx.Component:
    return _dialog(
        "pin",
        rx.cond(SecurityState.has_pin, "Change PIN", "Choose a PIN"),
        rx.cond(
            SecurityState.has_password,
            "It unlocks a locked session, as your password does.",
            "You will be signed out everywhere else.",
        ),
        fields.username_for_managers(SecurityState.username),
        fields.pin_field(
            "new-password",
            _error("new_pin"),
            "4 to 12 digits. 6 or more are safer.",
            label="New PIN",
            name="new_pin",
            missing="Enter a new PIN.",
        ),
        submit=_Submit("Save PIN", "/api/settings/pin", "PUT"),
    )


def _totp_on() -> rx.Component:
    return _dialog(
        "totp_on",
        "Turn on a second factor",
        "Scan the QR code with an authenticator app, then enter the code it shows.",
        enrolment(action="/api/auth/totp/setup", on_outcome=SecurityState.hear, class_name="enrol"),
        _end_tokens(),
        fields.code_field(_error("code")),
        submit=_Submit("Turn on second factor", "/api/auth/totp/confirm"),
    )


def _totp_off() -> rx.Component:
    return _dialog(
        "totp_off",
        "Turn off your second factor?",
        "You will sign in with your password alone. Your backup codes stop working, and you "
        "will be signed out everywhere else.",
        _end_tokens(),
        submit=_Submit("Turn off second factor", "/api/auth/totp", "DELETE", danger=True),
    )


def _token() -> rx.Component:
    return _dialog(
        "token",
        "Create a token",
        "A program with this token can access your content. It can't change how you sign in.",
        ui.text_field(
            "Name",
            id="token-name",
            name="name",
            size="lg",
            error=_error("name"),
            hint="What the token is for.",
            auto_complete="off",
            required=True,
            custom_attrs={"data-missing": "Enter a name."},
        ),
        ui.select_field(
            "Access",
            tuple(SCOPES.items()),
            id="token-scopes",
            name="scopes",
            size="lg",
            error=_error("scopes"),
            custom_attrs={"data-list": "true"},
        ),
        ui.select_field(
            "Expires",
            SecurityState.lifetimes,
            id="token-expires-at",
            name="expires_at",
            size="lg",
            error=_error("expires_at"),
        ),
        submit=_Submit("Create token", "/api/tokens"),
    )


def _dialog(
    name: DialogName, title: Text, description: Text, *parts: rx.Component, submit: _Submit
) -> rx.Component:
    """One dialog. Closing it removes its form from the page, with everything typed into it."""
    is_open = SecurityState.open_dialog == name
    form = dialog_form(
        SecurityState,
        *parts,
        action=submit.action,
        method=submit.method,
        submit=ui.button(
            submit.label, type="submit", variant="danger" if submit.danger else "primary"
        ),
        on_cancel=SecurityState.leave,
        on_outcome=SecurityState.hear,
        custom_attrs={"data-eager": "true"},
    )
    return ui.dialog(
        rx.cond(is_open, form),
        title=title,
        description=description,
        open=is_open,
        on_close=SecurityState.leave,
        size="sm",
        keep=True,
    )


def _end_tokens() -> rx.Component:
    """For accounts that have API tokens: a checkbox to revoke them with the change."""
    return rx.cond(
        SecurityState.tokens.length() > 0,
        ui.checkbox("Also revoke my API tokens", name="end_tokens"),
    )


def _error(name: str) -> rx.Var[str]:
    return ui.error_at(SecurityState.errors, name)
