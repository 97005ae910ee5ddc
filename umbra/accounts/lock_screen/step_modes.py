"""The sign-in steps after the password or PIN: TOTP code, forced change, second factor setup."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.modes import Mode
from umbra.accounts.lock_screen.state import LockState
from umbra.accounts.secret_forms.secret_view import backup_codes, enrolment

USE_ANOTHER_ACCOUNT = "Use another account"


def totp_mode() -> rx.Component:
    by_code = LockState.method == "code"
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
            focus_key=LockState.method,
            custom_attrs={"data-eager": "true"},
        ),
        card.time_left(),
        card.foot(
            rx.cond(
                by_code,
                card.method_switch("Use a backup code", "backup_code"),
                card.method_switch("Use a code from your app", "code"),
            ),
            card.leave_button(USE_ANOTHER_ACCOUNT),
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
        card.foot(card.leave_button(USE_ANOTHER_ACCOUNT)),
    )


def confirm_mode() -> rx.Component:
    """Reauthentication of a live session that must set up a second factor.

    The session cookie alone must not be enough to choose one.
    """
    by_pin = LockState.method == "pin"
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
            focus_key=LockState.method,
        ),
        card.foot(card.leave_button("Sign out")),
    )


def mfa_setup_mode() -> rx.Component:
    return enrolment_mode(
        "mfa_setup",
        "/api/auth/totp/enforce-setup",
        "/api/auth/totp/enforce-confirm",
        card.time_left(),
        card.foot(card.leave_button(USE_ANOTHER_ACCOUNT)),
    )


def enrolment_mode(name: Mode, begin: str, confirm: str, *below: rx.Component) -> rx.Component:
    """Returns a mode that shows the TOTP secret of route `begin` and sends a code to `confirm`."""
    return card.mode(
        name,
        "Set up a second factor",
        "Scan this with an authenticator app, then type the code it shows.",
        enrolment(action=begin, on_outcome=LockState.hear, class_name="enrol"),
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
