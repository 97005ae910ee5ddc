"""Sign-in by user name and password, or by PIN for an account without a password."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.state import LockState


def login_mode() -> rx.Component:
    return card.mode(
        "login",
        "Welcome back",
        rx.cond(LockState.pin_alone, "Type your PIN to sign in.", "Sign in to continue."),
        card.form(
            "/api/auth/login",
            rx.cond(LockState.pin_alone, rx.fragment(), card.name_field()),
            rx.cond(
                LockState.method == "pin",
                card.pin_field("current-password"),
                card.password_field("current-password"),
            ),
            submit="Sign in",
            focus_key=LockState.method,
        ),
        rx.cond(
            (LockState.methods.length() > 1) | LockState.may_register,
            card.foot(
                rx.cond(LockState.methods.length() > 1, _other_method()),
                rx.cond(LockState.may_register, card.mode_switch("Create an account", "register")),
            ),
        ),
    )


def _other_method() -> rx.Component:
    return rx.cond(
        LockState.method == "pin",
        card.method_switch("Use a password instead", "password"),
        card.method_switch("Use a PIN instead", "pin"),
    )
