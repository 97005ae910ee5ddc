"""An account of one's own: where the house takes anybody, or by an invitation."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.state import LockState

PAUSE_MS = 400


def register_mode() -> rx.Component:
    return card.mode(
        "register",
        "Make an account",
        rx.cond(
            LockState.invited,
            "You are invited. Choose a name and a password.",
            "Choose a name and a password.",
        ),
        card.form(
            "/api/auth/register",
            rx.el.input(type="hidden", name="invite"),
            rx.el.div(
                card.name_field(
                    missing="Choose a user name.",
                    on_change=LockState.weigh_name.debounce(PAUSE_MS),
                ),
                ui.text_field(
                    "Your name",
                    id="display_name",
                    name="display_name",
                    size="lg",
                    optional=True,
                    error=card.error("display_name"),
                    auto_complete="name",
                ),
                class_name="lock__pair",
            ),
            card.new_password_field(),
            card.zone_field(),
            submit="Make my account",
        ),
        card.foot(card.mode_switch("Sign in instead", "login")),
    )
