"""The dialogs of the security page: each a form that speaks to the API alone."""

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
    """What the button says that sends a form, where it is sent, and by which method."""

    submit: str
    action: Text
    method: str = "POST"
    danger: bool = False


CONFIRMATIONS: tuple[tuple[DialogName, Text, str, _Submit], ...] = (
    (
        "pin_off",
        "Take your PIN away?",
        "Your password alone unlocks from then on.",
        _Submit("Take it away", "/api/settings/pin", "DELETE", danger=True),
    ),
    (
        "codes",
        "Make new backup codes?",
        "You get ten new ones. Those you have are void.",
        _Submit("Make new ones", "/api/auth/totp/backup-codes"),
    ),
    (
        "end_session",
        f"End {SecurityState.subject_name}?",
        "That browser has to sign in again.",
        _Submit("End it", f"/api/auth/sessions/{SecurityState.subject}", "DELETE", danger=True),
    ),
    (
        "end_others",
        "End all other sessions?",
        "You stay signed in here, and nowhere else.",
        _Submit("End them", "/api/auth/sessions", "DELETE", danger=True),
    ),
    (
        "end_token",
        f"End “{SecurityState.subject_name}”?",
        "The program's next call is refused.",
        _Submit("End it", f"/api/tokens/{SecurityState.subject}", "DELETE", danger=True),
    ),
)
"""The acts that are asked about and want nothing typed: title, words, what is sent."""


def dialogs() -> tuple[rx.Component, ...]:
    """All of them, closed, and what is told once."""
    return (
        _password(),
        _pin(),
        _totp_on(),
        _totp_off(),
        _token(),
        *(_dialog(act, title, words, ask=ask) for act, title, words, ask in CONFIRMATIONS),
        shown_once(
            "backup_codes",
            title="Save your backup codes",
            description="Without your phone, each of them lets you in once. Shown only now.",
        ),
        shown_once(
            "token",
            title="Keep your token",
            description="Give it to your program now. It is shown only this once.",
        ),
    )


def _password() -> rx.Component:
    return _dialog(
        "password",
        rx.cond(SecurityState.has_password, "Change password", "Choose a password"),
        rx.cond(
            SecurityState.has_password,
            "All your other sessions end.",
            "It signs you in from now on; your PIN unlocks.",
        ),
        fields.account_name(SecurityState.username),
        fields.new_password_field(
            _error("new_password"),
            SecurityState.shortest,
            name="new_password",
            label="New password",
            missing="Choose a new password.",
        ),
        _end_tokens(),
        ask=_Submit("Keep it", "/api/auth/password"),
    )


def _pin() -> rx.Component:
    return _dialog(
        "pin",
        rx.cond(SecurityState.has_pin, "Change PIN", "Choose a PIN"),
        rx.cond(
            SecurityState.has_password,
            "It unlocks a locked tab. Your password does, too.",
            "All your other sessions end.",
        ),
        fields.account_name(SecurityState.username),
        fields.pin_field(
            "new-password",
            _error("new_pin"),
            "4 to 12 digits. 6 or more are better.",
            label="New PIN",
            name="new_pin",
            missing="Choose a new PIN.",
        ),
        ask=_Submit("Keep it", "/api/settings/pin", "PUT"),
    )


def _totp_on() -> rx.Component:
    return _dialog(
        "totp_on",
        "Turn on a second factor",
        "Scan this with an authenticator app, then type the code it shows.",
        enrolment(action="/api/auth/totp/setup", on_outcome=SecurityState.hear, class_name="enrol"),
        _end_tokens(),
        fields.code_field(_error("code")),
        ask=_Submit("Turn it on", "/api/auth/totp/confirm"),
    )


def _totp_off() -> rx.Component:
    return _dialog(
        "totp_off",
        "Turn your second factor off?",
        "Your password alone signs you in from then on, your backup codes are void, and all "
        "your other sessions end.",
        _end_tokens(),
        ask=_Submit("Turn it off", "/api/auth/totp", "DELETE", danger=True),
    )


def _token() -> rx.Component:
    return _dialog(
        "token",
        "Make a token",
        "A program that has it sees what you keep. It can't change how you sign in.",
        ui.text_field(
            "Name",
            id="token-name",
            name="name",
            size="lg",
            error=_error("name"),
            hint="What it is for, so that you know it later.",
            auto_complete="off",
            required=True,
            custom_attrs={"data-missing": "Give it a name."},
        ),
        ui.select_field(
            "What it may do",
            tuple(SCOPES.items()),
            id="token-scopes",
            name="scopes",
            size="lg",
            error=_error("scopes"),
            custom_attrs={"data-list": "true"},
        ),
        ui.select_field(
            "Until when",
            SecurityState.lifetimes,
            id="token-expires-at",
            name="expires_at",
            size="lg",
            error=_error("expires_at"),
        ),
        ask=_Submit("Make it", "/api/tokens"),
    )


def _dialog(
    act: DialogName, title: Text, words: Text, *parts: rx.Component, ask: _Submit
) -> rx.Component:
    """The dialog of one act; its form leaves the page with it, and so what was typed."""
    is_open = SecurityState.act == act
    form = dialog_form(
        SecurityState,
        *parts,
        action=ask.action,
        method=ask.method,
        submit=ui.button(ask.submit, type="submit", variant="danger" if ask.danger else "primary"),
        on_cancel=SecurityState.leave,
        on_outcome=SecurityState.hear,
        custom_attrs={"data-eager": "true"},
    )
    return ui.dialog(
        rx.cond(is_open, form),
        title=title,
        description=words,
        open=is_open,
        on_close=SecurityState.leave,
        size="sm",
        keep=True,
    )


def _end_tokens() -> rx.Component:
    """For whoever has tokens: whether they end with the change."""
    return rx.cond(
        SecurityState.tokens.length() > 0,
        ui.checkbox("End my API tokens, too", name="end_tokens"),
    )


def _error(name: str) -> rx.Var[str]:
    return ui.error_at(SecurityState.errors, name)
