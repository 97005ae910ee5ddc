"""Signing in: by name and password, or by PIN where an account has no password."""

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
                LockState.way == "pin",
                card.pin_field("current-password"),
                card.password_field("current-password"),
            ),
            submit="Sign in",
            focus_key=LockState.way,
        ),
        rx.cond(
            (LockState.ways.length() > 1) | LockState.may_register,
            card.foot(
                rx.cond(LockState.ways.length() > 1, _other_way()),
                rx.cond(LockState.may_register, card.mode_switch("Create an account", "register")),
            ),
        ),
    )


def _other_way() -> rx.Component:
    return rx.cond(
        LockState.way == "pin",
        card.way_switch("Use a password instead", "password"),
        card.way_switch("Use a PIN instead", "pin"),
    )
