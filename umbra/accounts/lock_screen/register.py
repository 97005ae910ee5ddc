"""An account of one's own: where the house takes anybody, or by an invitation."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.state import LockState

PAUSE_MS = 400


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
            card.names(on_change=LockState.weigh_name.debounce(PAUSE_MS)),
            card.new_password_field(),
            card.zone_field(),
            submit="Create an account",
        ),
        card.foot(card.mode_switch("Sign in instead", "login")),
    )
