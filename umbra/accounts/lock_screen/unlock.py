"""Opening a locked session again."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.state import LockState


def unlock_mode() -> rx.Component:
    by_pin = LockState.way == "pin"
    return card.mode(
        "locked",
        "Locked",
        rx.cond(
            by_pin,
            "Type your PIN to continue where you were.",
            "Type your password to continue where you were.",
        ),
        card.form(
            "/api/auth/unlock",
            rx.cond(
                by_pin,
                card.pin_field("current-password"),
                card.password_field("current-password"),
            ),
            submit="Unlock",
            focus_key=LockState.way,
        ),
        card.foot(
            rx.cond(
                LockState.ways.length() > 1,
                rx.cond(
                    by_pin,
                    card.way_switch("Use your password instead", "password"),
                    card.way_switch("Use your PIN instead", "pin"),
                ),
            ),
            card.leave("Sign out"),
        ),
    )
