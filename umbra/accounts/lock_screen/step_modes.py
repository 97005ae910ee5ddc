"""The steps between a right secret and a session: a code, a new password, a second factor."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.modes import Mode
from umbra.accounts.lock_screen.state import LockState
from umbra.accounts.secret_forms.secret_view import backup_codes, enrolment

BEGIN_AGAIN = "Use another account"


def totp_mode() -> rx.Component:
    by_code = LockState.way == "code"
    return card.mode(
        "totp",
        "Enter your second factor",
        rx.cond(
            by_code,
            "Type the code from your authenticator app.",
            "Type one of your backup codes.",
        ),
        card.form(
            "/api/auth/totp/verify",
            rx.cond(by_code, card.code_field(), card.backup_code_field()),
            submit="Continue",
            focus_key=LockState.way,
            custom_attrs={"data-eager": "true"},
        ),
        card.time_left(),
        card.foot(
            rx.cond(
                by_code,
                card.way_switch("Use a backup code", "backup_code"),
                card.way_switch("Use a code from your app", "code"),
            ),
            card.leave(BEGIN_AGAIN),
        ),
    )


def password_change_mode() -> rx.Component:
    return card.mode(
        "password_change",
        "Choose a new password",
        "Your one-time password works only here. Choose your own.",
        card.form(
            "/api/auth/password/forced-change",
            card.new_password_field(
                label="New password", name="new_password", missing="Choose a new password."
            ),
            submit="Save and continue",
        ),
        card.time_left(),
        card.foot(card.leave(BEGIN_AGAIN)),
    )


def confirm_mode() -> rx.Component:
    """Before a live session sets up a second factor: the session alone may not choose one."""
    by_pin = LockState.way == "pin"
    return card.mode(
        "confirm",
        "Second factor required",
        rx.cond(
            by_pin,
            "This server now requires a second factor. Type your PIN to set one up.",
            "This server now requires a second factor. Type your password to set one up.",
        ),
        card.form(
            "/api/auth/confirm",
            rx.cond(
                by_pin,
                card.pin_field("current-password"),
                card.password_field("current-password"),
            ),
            submit="Continue",
            focus_key=LockState.way,
        ),
        card.foot(card.leave("Sign out")),
    )


def mfa_setup_mode() -> rx.Component:
    return enrolling(
        "mfa_setup",
        "/api/auth/totp/enforce-setup",
        "/api/auth/totp/enforce-confirm",
        card.time_left(),
        card.foot(card.leave(BEGIN_AGAIN)),
    )


def enrolling(name: Mode, ask: str, confirm: str, *below: rx.Component) -> rx.Component:
    """A mode that shows what `ask` answers to an authenticator app, and sends its code on."""
    return card.mode(
        name,
        "Set up a second factor",
        "Scan this with an authenticator app, then type the code it shows.",
        enrolment(action=ask, on_outcome=LockState.hear, class_name="enrol"),
        card.form(confirm, card.code_field(), submit="Turn it on"),
        *below,
    )


def codes_mode() -> rx.Component:
    return card.mode(
        "codes",
        "Save your backup codes",
        "If you don't have your phone, each code signs you in once. They are shown only now.",
        backup_codes(class_name="codes"),
    )
