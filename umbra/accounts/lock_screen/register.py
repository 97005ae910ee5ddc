"""Registration: creates an account if registration is open, or by an invitation."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.state import LockState

DEBOUNCE_MS = 400


def register_mode() -> rx.Component:
    return card.mode(
        "register",
        "Create an account",
        rx.cond(
            LockState.invited,
            "You are invited. Choose a user name and a password.",
            "Choose a user name and a password.",
        ),
        card.form(
            "/api/auth/register",
            rx.el.input(type="hidden", name="invite"),
            card.name_fields(on_change=LockState.weigh_name.debounce(DEBOUNCE_MS)),
            card.new_password_field(),
            card.zone_field(),
            submit="Create an account",
        ),
        card.foot(card.mode_switch("Sign in instead", "login")),
    )
